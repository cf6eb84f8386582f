// What a reader should know about the report: what was not read, what no log shows, and what would make causes more certain.
import { CATALOGUE, type CauseId, type Facts, type Family } from '../judge/catalogue.ts';
import type { Counts } from '../hits/counts.ts';
import type { InputProgress } from '../hits/source.ts';
import type { PageSummary } from '../judge/tables/page-size.ts';
import type { Tables } from '../judge/tables/tables.ts';
import { EXACT_CLIENTS_KEPT, SKETCH_ERROR } from './distinct.ts';
import type { Remark, RemarkCode } from './report.ts';
import type { Tally } from './tally.ts';

/** The report is called unsure when it has at least this many hits … */
const UNSURE_HITS = 20;
/** … and at least this share of them is only possible. */
const UNSURE_SHARE = 0.5;
/** A log of nothing but hits is called filtered when it has at least this many entries. */
const FILTERED_ENTRIES = 20;
/** An input is called error.log when more than this share of its lines are of that form. */
const ERROR_LOG_SHARE = 0.5;

/** What remarks are made from. */
export interface RemarkParts {
  readonly inputs: readonly {
    readonly file: string;
    /** Counts its lines while it is read. */
    readonly input: Pick<InputProgress, 'counted'>;
    /** Lines in the form of nginx's error.log. */
    readonly errorLogLines: number;
    readonly page: PageSummary | undefined;
    readonly error: string | undefined;
  }[];
  readonly counts: Counts;
  readonly filteredOut: number;
  /** Logs whose file from an earlier run is gone, and the last line that was read from that file. */
  readonly lost: readonly { readonly file: string; readonly line: number }[];
  readonly tally: Tally;
  readonly tables: Tables;
}

// Only the causes of these families depend on the size of the answer.
const FAMILIES_WITH_PAGE: ReadonlySet<Family> = new Set([
  'cookie-or-header-error',
  'client-certificate',
  'malformed-request',
  'application',
  'protocol-mismatch',
]);

// Causes whose hits are connections without a request.
const EMPTY_CONNECTIONS: readonly CauseId[] = [
  'unused-connection',
  'spare-closed-after-error',
  'tls-handshake-failed',
  'tcp-health-check',
  'port-scan',
];

/** All remarks, in the order in which they are shown. */
export function remarksOf({ inputs, counts, tally, tables, filteredOut, lost }: RemarkParts): Remark[] {
  const list: Remark[] = [];
  const say = (code: RemarkCode, facts: Facts = {}): void => void list.push({ code, facts });
  const { isApache } = tables.writer;
  if (isApache) say('apache-log');
  for (const { file, input, errorLogLines } of inputs)
    if (errorLogLines > ERROR_LOG_SHARE * input.counted) say('error-log-given', { file });
  const isFiltered = counts.entries >= FILTERED_ENTRIES && counts.status400 + counts.status499 === counts.entries;
  if (isFiltered) say('only-hits');
  for (const { file, error } of inputs) if (error !== undefined) say('input-error', { file, error });
  for (const { file, line } of lost) say('lines-lost', { file, line });
  if (counts.unparsed > 0) say('unparsed-lines', { lines: counts.unparsed });
  if (counts.cutLines > 0) say('cut-lines', { lines: counts.cutLines });
  if (counts.windowsCut > 0) say('windows-cut', { hits: counts.windowsCut });
  if (tally.isEstimate) say('clients-estimated', { exact_up_to: EXACT_CLIENTS_KEPT, error: SKETCH_ERROR });
  if (tables.era.abortsOverHttp3 > 0) say('aborts-over-http3', { lines: tables.era.abortsOverHttp3 });
  if (filteredOut > 0) say('filtered-out', { hits: filteredOut });
  // All remarks below are about nginx.
  if (counts.entries === 0 || tally.hits === 0 || isApache) return list;
  const hasEmptyConnections =
    tables.era.logsEmptyConnections || EMPTY_CONNECTIONS.some((cause) => tally.hitsOf(cause) > 0);
  say(hasEmptyConnections ? 'not-in-log-resets' : 'not-in-log-empty-connections');
  const isPageKnown = inputs.some(({ page }) => page !== undefined);
  const hitsWithPage = countHitsWithPage(tally);
  if (!isPageKnown && hitsWithPage > 0) say('page-size-unknown', { hits: hitsWithPage });
  if (inputs.some(({ page }) => page?.isOnePage === true)) say('one-page-for-all');
  const main = tables.sharedAddresses.mainAddresses();
  if (main !== undefined) say('few-addresses', { addresses: main.addresses, share: main.share });
  const unsure = tally.hits - tally.certain;
  if (unsure > 0 && !tables.era.hasTimes)
    say('add-log-fields', { hits: unsure, fields: 'rt=$request_time us=$upstream_status' });
  if (tally.hits >= UNSURE_HITS && tally.possible >= UNSURE_SHARE * tally.hits)
    say('nearly-all-unsure', { hits: tally.possible });
  const byErrorLog =
    tally.hitsOf('invalid-header') + tally.hitsOf('cookie-or-header-too-large') + tally.hitsOf('unexplained');
  if (byErrorLog > 0) say('error-log-at-info', { hits: byErrorLog });
  return list;
}

function countHitsWithPage(tally: Tally): number {
  return tally
    .causes()
    .filter(({ cause }) => FAMILIES_WITH_PAGE.has(CATALOGUE[cause].family))
    .reduce((sum, { hits }) => sum + hits, 0);
}
