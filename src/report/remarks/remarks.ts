// What a reader should know about the report: what was not read, what no log shows, and what would make causes more certain.
import type { Configuration } from '../../formats/nginx-conf/configuration.ts';
import { textOfFields } from '../../formats/recommended-fields.ts';
import type { Counts } from '../../hits/counts.ts';
import type { InputProgress } from '../../hits/source.ts';
import { CATALOGUE, CAUSE_IDS, type CauseId, type Facts, type Family } from '../../judge/catalogue.ts';
import type { PageSummary } from '../../judge/tables/pages/page-size.ts';
import type { Tables } from '../../judge/tables/tables.ts';
import { ABOUT_REMARK, quote } from '../configuration.ts';
import { EXACT_CLIENTS_KEPT, SKETCH_ERROR } from '../counters/distinct.ts';
import type { IgnoredHits, Remark, RemarkCode } from '../report.ts';
import type { ChangedDirective, ConfiguredSetting } from '../shape/quoted.ts';
import type { Tally } from '../tally.ts';
import { changesFor } from './log-format-change.ts';
import { filesFact, readingRemarks } from './reading-remarks.ts';

/** Reasons of accepted hits that the remark names. */
const REASONS_KEPT = 5;
/** The report is called unsure when it has at least this many hits … */
const UNSURE_HITS = 20;
/** … and at least this share of them is only possible. */
const UNSURE_SHARE = 0.5;
/** A log of nothing but hits is called filtered when it has at least this many entries. */
const FILTERED_ENTRIES = 20;
/** An input is called error.log when more than this share of its lines are of that form. */
const ERROR_LOG_SHARE = 0.5;
/** … unless at least so many of its lines could be read, and more than this share: a container writes both logs to one stream. */
const LEAST_READ = 10;
const READ_SHARE = 0.1;

/** What remarks are made from. */
export interface RemarkParts {
  readonly inputs: readonly {
    readonly file: string;
    /** Counts its lines while it is read. */
    readonly input: Pick<InputProgress, 'counted' | 'format'>;
    /** Lines in the form of nginx's error.log. */
    readonly errorLogLines: number;
    readonly unparsedLines: number;
    readonly page: PageSummary | undefined;
    readonly error: string | undefined;
  }[];
  readonly counts: Counts;
  readonly filteredOut: number;
  /** Hits that the user knows and accepts, by reason. */
  readonly ignored: readonly IgnoredHits[];
  /** Unparsed lines that fit their log_format in more than one way. */
  readonly ambiguousLines: number;
  /** Logs whose file from an earlier run is gone, and the last line that was read from that file. */
  readonly lost: readonly { readonly file: string; readonly line: number }[];
  readonly tally: Tally;
  readonly tables: Tables;
  /** The configuration that remarks quote. */
  readonly configuration?: Configuration | undefined;
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
export function remarksOf(parts: RemarkParts): Remark[] {
  const { configuration, inputs } = parts;
  const remarks = remarksOnLog(parts);
  if (configuration === undefined) return remarks;
  const blocks = new Set(inputs.map(({ file }) => configuration.blocksOf(file, {})));
  return remarks.map((remark) => {
    const quoted = quote(ABOUT_REMARK[remark.code], blocks, configuration);
    const change = changeFor(remark, parts, configuration);
    return {
      ...remark,
      ...(remark.code === 'error-log-at-info' && isAtInfo(quoted)
        ? { facts: { ...remark.facts, is_at_info: true } }
        : {}),
      ...(quoted.length === 0 ? {} : { configuration: quoted }),
      ...(change.length === 0 ? {} : { change }),
    };
  });
}

// Whether each error_log has a level that names the reason of each 400.
function isAtInfo(settings: readonly ConfiguredSetting[]): boolean {
  const [logs] = settings;
  return logs !== undefined && logs.more === 0 && logs.values.every(({ value }) => / (?:info|debug)$/.test(value));
}

function changeFor({ code, facts }: Remark, { inputs }: RemarkParts, configuration: Configuration): ChangedDirective[] {
  if (code !== 'add-log-fields') return [];
  const files = inputs.map(({ file }) => file);
  return changesFor(String(facts['fields']), files, configuration);
}

function remarksOnLog({
  inputs,
  counts,
  tally,
  tables,
  filteredOut,
  ignored,
  ambiguousLines,
  lost,
}: RemarkParts): Remark[] {
  const list: Remark[] = [];
  const say = (code: RemarkCode, facts: Facts = {}): void => void list.push({ code, facts });
  const { isApache } = tables.writer;
  if (isApache) say('apache-log');
  const ofApache = isApache ? [] : inputs.filter(({ file }) => tables.logs.of(file).writer.isApache);
  if (ofApache.length > 0) say('apache-input', filesFact(ofApache));
  for (const { file, input, errorLogLines, unparsedLines } of inputs) {
    const read = input.counted - unparsedLines;
    const isMixed = read >= LEAST_READ && read > READ_SHARE * input.counted;
    if (errorLogLines > ERROR_LOG_SHARE * input.counted && !isMixed) say('error-log-given', { file });
  }
  for (const { file, input } of inputs) if (input.format?.isUndecided === true) say('format-undecided', { file });
  const isFiltered = counts.entries >= FILTERED_ENTRIES && counts.status400 + counts.status499 === counts.entries;
  if (isFiltered) say('only-hits');
  for (const { file, error } of inputs) if (error !== undefined) say('input-error', { file, error });
  for (const { file, line } of lost) say('lines-lost', { file, line });
  if (counts.unparsed > 0) say('unparsed-lines', { lines: counts.unparsed });
  if (ambiguousLines > 0) say('ambiguous-lines', { lines: ambiguousLines });
  if (tally.forgeable > 0) say('forgeable-lines', { hits: tally.forgeable });
  const files = inputs.map(({ file }) => file);
  if (!isApache) list.push(...readingRemarks(files, tables.readings));
  if (tables.readings.haveNoTime) say('no-times');
  if (counts.cutLines > 0) say('cut-lines', { lines: counts.cutLines });
  if (counts.windowsCut > 0) say('windows-cut', { hits: counts.windowsCut });
  if (tally.isEstimate) say('clients-estimated', { exact_up_to: EXACT_CLIENTS_KEPT, error: SKETCH_ERROR });
  if (tables.era.abortsOverHttp3 > 0) say('aborts-over-http3', { lines: tables.era.abortsOverHttp3 });
  const same = tables.sameLines.most();
  if (same !== undefined) say('same-lines', { ...same });
  const clock = tables.clocks.wrongest();
  if (clock !== undefined) {
    const { log, other, servers, shiftSeconds, retries } = clock;
    say('clock-differs', { file: log, other, servers, shift_seconds: shiftSeconds, retries });
  }
  if (filteredOut > 0) say('filtered-out', { hits: filteredOut });
  if (ignored.length > 0) say('ignored-hits', ignoredFacts(ignored));
  // All remarks below are about nginx.
  if (counts.entries === 0 || tally.hits === 0 || isApache) return list;
  const hasEmptyConnections =
    tables.era.logsEmptyConnections || EMPTY_CONNECTIONS.some((cause) => tally.hitsOf(cause) > 0);
  say(hasEmptyConnections ? 'not-in-log-resets' : 'not-in-log-empty-connections');
  const isPageKnown = inputs.some(({ page }) => page !== undefined);
  const hitsWithPage = countHitsWithPage(tally);
  if (!isPageKnown && hitsWithPage > 0 && tally.missingFields.withoutSize === 0)
    say('page-size-unknown', { hits: hitsWithPage });
  const withOnePage = inputs.filter(({ page }) => page?.isOnePage === true);
  const isEverywhere = inputs.every(({ page }) => page === undefined || page.isOnePage);
  if (withOnePage.length > 0) say('one-page-for-all', isEverywhere ? {} : filesFact(withOnePage));
  const main = tables.sharedAddresses.mainAddresses();
  if (main !== undefined && !tables.sharedAddresses.hasRealClients)
    say('few-addresses', { addresses: main.addresses, share: main.share });
  const { hits: surer, fields, withoutSize } = tally.missingFields;
  if (withoutSize > 0) say('page-size-not-logged', { hits: withoutSize });
  if (surer > 0) say('add-log-fields', { hits: surer, fields: textOfFields(fields) });
  if (tally.hits >= UNSURE_HITS && tally.possible >= UNSURE_SHARE * tally.hits)
    say('nearly-all-unsure', { hits: tally.possible });
  const byErrorLog =
    tally.hitsOf('invalid-header') + tally.hitsOf('cookie-or-header-too-large') + tally.hitsOf('unexplained');
  if (byErrorLog > 0) say('error-log-at-info', { hits: byErrorLog });
  return list;
}

// How many accepted hits there are, and the commonest reasons.
function ignoredFacts(ignored: readonly IgnoredHits[]): Facts {
  const sum = (list: readonly IgnoredHits[], count: (one: IgnoredHits) => number): number =>
    list.reduce((total, one) => total + count(one), 0);
  const lines = ({ hits, related }: IgnoredHits): number => hits + related;
  const named = ignored.slice(0, REASONS_KEPT).map((one) => `${lines(one)} × ${one.reason}`);
  const others = sum(ignored.slice(REASONS_KEPT), lines);
  const related = sum(ignored, (one) => one.related);
  return {
    hits: sum(ignored, ({ hits }) => hits),
    ...(related === 0 ? {} : { related }),
    reasons: [...named, ...(others === 0 ? [] : [`${others} × other reasons`])].join('; '),
  };
}

function countHitsWithPage(tally: Tally): number {
  const causes = CAUSE_IDS.filter((cause) => FAMILIES_WITH_PAGE.has(CATALOGUE[cause].family));
  return causes.reduce((sum, cause) => sum + tally.hitsOf(cause), 0);
}
