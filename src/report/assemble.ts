// Puts the report together from the tally, the counts and the hit tables.
import { CATALOGUE, type Facts } from '../judge/catalogue.ts';
import { formatIso8601 } from '../formats/time-local.ts';
import { parseUserAgent } from '../formats/user-agent.ts';
import type { Counts } from '../hits/counts.ts';
import type { InputProgress } from '../hits/source.ts';
import type { EraSummary } from '../judge/tables/era.ts';
import type { PageSummary } from '../judge/tables/page-size.ts';
import type { Tables } from '../judge/tables/tables.ts';
import {
  type InputReport,
  type Remark,
  type RemarkCode,
  type Report,
  SCHEMA_VERSION,
  type UnparsedLine,
} from './report.ts';
import { EXACT_CLIENTS, SKETCH_ERROR } from './distinct.ts';
import { describe, type Tally } from './tally.ts';

/** What is known of one input. */
export interface InputSummary {
  readonly file: string;
  /** As the scanner goes through it: its lines are counted there. */
  readonly input: Pick<InputProgress, 'counted'>;
  page: PageSummary | undefined;
  era: EraSummary | null;
  error: string | undefined;
}

/** Everything a report is made of. */
export interface Parts {
  readonly inputs: readonly InputSummary[];
  readonly counts: Counts;
  readonly pending: number;
  readonly filteredOut: number;
  readonly tally: Tally;
  readonly tables: Tables;
  readonly unparsed: readonly UnparsedLine[];
}

const BINS = 48;
const TOP_KEPT = 100;

/** Makes the report; reads its parts and changes none. */
export function assembleReport(parts: Parts): Report {
  const { counts, tally, tables } = parts;
  const { oldest, newest, utcOffsetMinutes } = counts;
  const isEmpty = Number.isNaN(oldest);
  const iso = (time: number): string => formatIso8601(time, utcOffsetMinutes);
  const bins = (what: Parameters<Tally['binsOf']>[0]): number[] =>
    isEmpty ? [] : tally.binsOf(what, oldest, newest, BINS);
  const hits = tally.hits;
  const shares = tables.traffic.sharesBy((http_user_agent) => parseUserAgent(http_user_agent).family);
  return {
    schema_version: SCHEMA_VERSION,
    inputs: parts.inputs.map((input) => inputReport(input)),
    period: isEmpty ? null : { begin: iso(oldest), end: iso(newest) },
    totals: {
      lines: counts.lines,
      entries: counts.entries,
      blank: counts.blank,
      unparsed: counts.unparsed,
      cut_lines: counts.cutLines,
      by_status: { '400': counts.status400, '499': counts.status499 },
      share: counts.entries === 0 ? 0 : (counts.status400 + counts.status499) / counts.entries,
      clients: tally.clients,
      related: tally.related,
      windows_cut: counts.windowsCut,
      pending: parts.pending,
      filtered_out: parts.filteredOut,
    },
    verdicts: tally.verdicts(),
    families: tally.families().map((family) => ({ ...family, bins: bins(family.family) })),
    causes: tally.causes().map(({ cause, hits: causeHits, share, clients, sum }) => ({
      cause,
      ...describe(cause),
      hits: causeHits,
      share,
      clients,
      verdicts: sum.verdicts,
      confidence: sum.confidence,
      related: sum.related,
      begin: Number.isFinite(sum.begin) ? iso(sum.begin) : iso(oldest),
      end: Number.isFinite(sum.end) ? iso(sum.end) : iso(newest),
      bins: bins(cause),
    })),
    fixes: isEmpty ? [] : tally.fixes({ begin: oldest, end: newest, utcOffsetMinutes }),
    clients: tally.topClients(TOP_KEPT),
    user_agents: tally.topAgents(TOP_KEPT).map((agent) => ({
      ...agent,
      share_of_hits: hits === 0 ? 0 : agent.hits / hits,
      share_of_traffic: shares.get(agent.user_agent) ?? 0,
    })),
    timeline: {
      begin: isEmpty ? null : iso(oldest),
      bin_seconds: isEmpty ? 0 : (newest - oldest + 1) / BINS,
      bins: bins('all'),
    },
    unparsed: parts.unparsed,
    remarks: remarks(parts),
  };
}

function inputReport(input: InputSummary): InputReport {
  const { page } = input;
  return {
    file: input.file,
    lines: input.input.counted,
    page_size:
      page === undefined
        ? null
        : { plain_bytes: page.plainBytes, votes: page.votes, firm: page.isFirm, one_page: page.isOnePage },
    era: input.era,
    ...(input.error === undefined ? {} : { error: input.error }),
  };
}

function remarks({ inputs, counts, tally, tables, filteredOut }: Parts): Remark[] {
  const list: Remark[] = [];
  const say = (code: RemarkCode, facts: Facts = {}): void => void list.push({ code, facts });
  for (const { file, error } of inputs) if (error !== undefined) say('input-error', { file, error });
  if (counts.unparsed > 0) say('unparsed-lines', { lines: counts.unparsed });
  if (counts.cutLines > 0) say('cut-lines', { lines: counts.cutLines });
  if (counts.windowsCut > 0) say('windows-cut', { hits: counts.windowsCut });
  if (tally.isEstimate) say('clients-estimated', { exact_up_to: EXACT_CLIENTS, error: SKETCH_ERROR });
  if (filteredOut > 0) say('filtered-out', { hits: filteredOut });
  if (counts.entries === 0 || tally.hits === 0) return list;
  say(tables.era.logsEmptyConnections ? 'not-in-log-resets' : 'not-in-log-empty-connections');
  const pageIsKnown = inputs.some((input) => input.page !== undefined);
  const sized = tally.hits - hitsWithoutPage(tally);
  if (!pageIsKnown && sized > 0) say('page-size-unknown', { hits: sized });
  if (inputs.some((input) => input.page?.isOnePage === true)) say('one-page-for-all');
  const crowd = tables.sharedAddresses.mainAddresses();
  if (crowd !== undefined) say('few-addresses', { addresses: crowd.addresses, share: crowd.share });
  const unsure = tally.hits - tally.certain;
  if (unsure > 0 && !tables.era.hasTimes)
    say('add-log-fields', { hits: unsure, fields: 'rt=$request_time us=$upstream_status' });
  if (tally.hits >= 20 && tally.possible >= 0.5 * tally.hits) say('nearly-all-unsure', { hits: tally.possible });
  const byErrorLog =
    tally.hitsOf('invalid-header') + tally.hitsOf('cookie-or-header-too-large') + tally.hitsOf('unexplained');
  if (byErrorLog > 0) say('error-log-at-info', { hits: byErrorLog });
  return list;
}

// Hits that say nothing about a page size: 499s and empty connections.
function hitsWithoutPage(tally: Tally): number {
  return tally
    .causes()
    .filter(({ cause }) => !PAGED_FAMILIES.has(CATALOGUE[cause].family))
    .reduce((sum, { hits }) => sum + hits, 0);
}

const PAGED_FAMILIES: ReadonlySet<string> = new Set([
  'cookie-or-header-error',
  'client-certificate',
  'malformed-request',
  'application',
  'protocol-mismatch',
]);
