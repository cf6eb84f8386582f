// Puts the report together from the tally, the counts and the hit tables.
import type { InputFormat } from '../formats/input-format.ts';
import { formatIso8601 } from '../formats/time-local.ts';
import { parseUserAgent } from '../formats/user-agent.ts';
import { upperOf } from '../hits/hash.ts';
import type { InputProgress } from '../hits/source.ts';
import { CATALOGUE } from '../judge/catalogue.ts';
import type { EraSummary } from '../judge/tables/era.ts';
import type { PageSummary } from '../judge/tables/pages/page-size.ts';
import type { ComparisonSums } from './compare/comparison-sums.ts';
import { groupingOf, pageReport } from './group-reports.ts';
import { type RemarkParts, remarksOf } from './remarks/remarks.ts';
import type { InputReport, Report, ReportedLine, VerdictChange } from './report.ts';
import type { LogFormatReport } from './shape/log-format-report.ts';
import type { Bins, Timeline } from './shape/timeline-report.ts';
import type { Tally } from './tally.ts';
import { NO_TRAFFIC, type OtherRequests, type Traffic } from './timeline/other-requests.ts';
import { quietAfter } from './timeline/quiet.ts';
import { courseOf } from './timeline/trend.ts';
import { titleOf } from './words/words.ts';

/** One input, and what the hit tables say about it. */
export interface InputSummary {
  readonly file: string;
  /** Counts its lines while it is read. */
  readonly input: Pick<InputProgress, 'counted' | 'format' | 'laterFormats'>;
  page: PageSummary | undefined;
  era: EraSummary | null;
  error: string | undefined;
  /** Lines in the form of nginx's error.log. */
  errorLogLines: number;
  unparsedLines: number;
}

/** Everything a report is made from. */
export interface Parts extends RemarkParts {
  readonly inputs: readonly InputSummary[];
  /** Hits that are not judged yet. */
  readonly pending: number;
  readonly unparsed: readonly ReportedLine[];
  readonly verdictChanges: readonly VerdictChange[];
  /** The times before and since the time that the user asked about. */
  readonly comparison?: ComparisonSums | undefined;
  /** The requests that are no hits; without them the trend of the hits depends on time alone. */
  readonly otherRequests?: OtherRequests | undefined;
}

/** Bins of the timeline. */
const BINS_KEPT = 48;
/** A longer log_format is left out. */
const DIRECTIVE_CHARACTERS_KEPT = 8192;
/** Clients and user agents that the report lists. */
const TOPS_KEPT = 100;

/** Makes the report. Does not change the parts. */
export function assembleReport(parts: Parts): Report {
  const { counts, tally, tables } = parts;
  const { oldest, newest, utcOffsetMinutes } = counts;
  const isEmpty = Number.isNaN(oldest);
  const hasTimes = !isEmpty && !tables.readings.haveNoTime;
  const iso = (time: number): string => formatIso8601(time, utcOffsetMinutes);
  const isoOrNull = (time: number): string | null => (hasTimes ? iso(time) : null);
  const bins = (what: Parameters<Tally['binsOf']>[0]): number[] =>
    isEmpty ? [] : tally.binsOf(what, oldest, newest, BINS_KEPT);
  const hits = tally.hits;
  const traffic = hasTimes ? (parts.otherRequests?.between(oldest, newest, BINS_KEPT) ?? NO_TRAFFIC) : NO_TRAFFIC;
  const quiet = (from: number, until: number): number =>
    quietAfter(from, until, { begin: oldest, end: newest, ...traffic });
  const { isApache } = tables.writer;
  const shares = tables.traffic.sharesBy((http_user_agent) => parseUserAgent(http_user_agent).family);
  return {
    schema_version: 1,
    inputs: parts.inputs.map((input) => inputReport(input, isApache)),
    period: !hasTimes ? null : { begin: iso(oldest), end: iso(newest) },
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
      ...(parts.ignored.length === 0 ? {} : { ignored: ignoredHits(parts) }),
    },
    verdicts: tally.verdicts(),
    verdict_changes: parts.verdictChanges,
    families: tally.families().map((family) => ({ ...family, bins: bins(family.family) })),
    causes: tally.causes().map(({ cause, hits: causeHits, share, clients, clientsWithRelated, sum }) => ({
      cause,
      family: CATALOGUE[cause].family,
      title: titleOf(cause),
      hits: causeHits,
      share,
      clients,
      verdicts: sum.verdicts,
      confidence: sum.confidence,
      related: sum.related,
      clients_with_related: clientsWithRelated,
      begin: isoOrNull(Number.isFinite(sum.begin) ? sum.begin : oldest),
      end: isoOrNull(Number.isFinite(sum.end) ? sum.end : newest),
      bins: bins(cause),
    })),
    // The advice is about nginx, so a log of Apache gets none.
    fixes:
      isEmpty || isApache
        ? []
        : tally.fixes({ begin: oldest, end: newest, quiet }, isoOrNull, (client, time) =>
            tables.clients.answeredSince(upperOf(client), time),
          ),
    clients: tally.topClients(TOPS_KEPT),
    user_agents: tally.topAgents(TOPS_KEPT).map((agent) => ({
      ...agent,
      share_of_hits: hits === 0 ? 0 : agent.hits / hits,
      share_of_traffic: shares.get(agent.user_agent) ?? 0,
    })),
    timeline: timelineOf(
      bins('all'),
      hasTimes ? { oldest, newest } : undefined,
      { ...traffic, pending: parts.pending },
      iso,
    ),
    ...(parts.comparison === undefined ? {} : { comparison: parts.comparison.result(counts, hasTimes, iso) }),
    unparsed: parts.unparsed,
    ...(parts.ignored.length === 0 ? {} : { ignored: parts.ignored }),
    remarks: remarksOf(parts),
    ...(tally.groupings.length === 0
      ? {}
      : { by: tally.groupings.map((one) => groupingOf(one, { ...parts, iso: isoOrNull })) }),
  };
}

function timelineOf(
  bins: Bins,
  period: { readonly oldest: number; readonly newest: number } | undefined,
  traffic: Traffic & Pick<Parts, 'pending'>,
  iso: (time: number) => string,
): Timeline {
  const other_requests = traffic.others;
  if (period === undefined)
    return {
      begin: null,
      bin_seconds: 0,
      bins,
      other_requests,
      trend: { word: 'unknown', since: null, factor: null },
    };
  const { oldest, newest } = period;
  const binSeconds = (newest - oldest + 1) / BINS_KEPT;
  const { word, since, factor, withTraffic } = courseOf(trendBins(bins, traffic), binSeconds, traffic);
  const start = word === 'unknown' || since === 0 ? null : iso(Math.ceil(oldest + since * binSeconds));
  return {
    begin: iso(oldest),
    bin_seconds: binSeconds,
    bins,
    other_requests,
    trend: {
      word,
      since: start,
      factor: factor ?? null,
      ...(withTraffic === undefined ? {} : { with_traffic: withTraffic }),
    },
  };
}

// The bins whose hits make the trend. The last ones are left out if hits are not judged yet: they would look like the end of the hits.
// The first one may also have hits of an earlier run, which are older than the first line of this run.
function trendBins(bins: Bins, { hits, pending }: Pick<Traffic, 'hits'> & Pick<Parts, 'pending'>): Bins {
  let end = hits.length;
  if (end === 0) return bins;
  for (let left = pending; left > 0 && end > 0;) left -= hits[--end]!;
  return bins.slice(0, end).map((count, bin) => (bin === 0 ? Math.min(count, hits[0]!) : count));
}

function ignoredHits({ ignored }: Parts): number {
  return ignored.reduce((sum, { hits }) => sum + hits, 0);
}

function logFormatsOf({ format, laterFormats = [] }: InputSummary['input']): Partial<InputReport> {
  const later = laterFormats.map((one) => ({ ...logFormatOf(one), from_line: one.fromLine ?? null }));
  return {
    ...(format === undefined ? {} : { log_format: logFormatOf(format) }),
    ...(later.length === 0 ? {} : { later_log_formats: later }),
  };
}

function logFormatOf({ foundBy, name, directive = '', alsoFits = [] }: InputFormat): LogFormatReport {
  const isShort = directive !== '' && directive.length <= DIRECTIVE_CHARACTERS_KEPT;
  return { found_by: foundBy, name: name ?? null, directive: isShort ? directive : null, also_fits: alsoFits };
}

function inputReport(input: InputSummary, isApache: boolean): InputReport {
  return {
    file: input.file,
    lines: input.input.counted,
    page_size: pageReport(input.page),
    era: isApache ? null : input.era,
    ...logFormatsOf(input.input),
    ...(input.error === undefined ? {} : { error: input.error }),
  };
}
