// Puts the report together from the tally, the counts and the hit tables.
import { CATALOGUE } from '../judge/catalogue.ts';
import { formatIso8601 } from '../formats/time-local.ts';
import { parseUserAgent } from '../formats/user-agent.ts';
import type { InputProgress } from '../hits/source.ts';
import type { EraSummary } from '../judge/tables/era.ts';
import type { PageSummary } from '../judge/tables/page-size.ts';
import type { InputReport, Report, UnparsedLine, VerdictChange } from './report.ts';
import { type RemarkParts, remarksOf } from './remarks.ts';
import type { Tally } from './tally.ts';
import { titleOf } from './words.ts';

/** One input, and what the hit tables say about it. */
export interface InputSummary {
  readonly file: string;
  /** Counts its lines while it is read. */
  readonly input: Pick<InputProgress, 'counted'>;
  page: PageSummary | undefined;
  era: EraSummary | null;
  error: string | undefined;
  /** Lines in the form of nginx's error.log. */
  errorLogLines: number;
}

/** Everything a report is made from. */
export interface Parts extends RemarkParts {
  readonly inputs: readonly InputSummary[];
  /** Hits that are not judged yet. */
  readonly pending: number;
  readonly unparsed: readonly UnparsedLine[];
  readonly verdictChanges: readonly VerdictChange[];
}

/** Bins of the timeline. */
const BINS_KEPT = 48;
/** Clients and user agents that the report lists. */
const TOPS_KEPT = 100;

/** Makes the report. Does not change the parts. */
export function assembleReport(parts: Parts): Report {
  const { counts, tally, tables } = parts;
  const { oldest, newest, utcOffsetMinutes } = counts;
  const isEmpty = Number.isNaN(oldest);
  const iso = (time: number): string => formatIso8601(time, utcOffsetMinutes);
  const bins = (what: Parameters<Tally['binsOf']>[0]): number[] =>
    isEmpty ? [] : tally.binsOf(what, oldest, newest, BINS_KEPT);
  const hits = tally.hits;
  const { isApache } = tables.writer;
  const shares = tables.traffic.sharesBy((http_user_agent) => parseUserAgent(http_user_agent).family);
  return {
    schema_version: 1,
    inputs: parts.inputs.map((input) => inputReport(input, isApache)),
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
      begin: Number.isFinite(sum.begin) ? iso(sum.begin) : iso(oldest),
      end: Number.isFinite(sum.end) ? iso(sum.end) : iso(newest),
      bins: bins(cause),
    })),
    // The advice is about nginx, so a log of Apache gets none.
    fixes: isEmpty || isApache ? [] : tally.fixes({ begin: oldest, end: newest, utcOffsetMinutes }),
    clients: tally.topClients(TOPS_KEPT),
    user_agents: tally.topAgents(TOPS_KEPT).map((agent) => ({
      ...agent,
      share_of_hits: hits === 0 ? 0 : agent.hits / hits,
      share_of_traffic: shares.get(agent.user_agent) ?? 0,
    })),
    timeline: {
      begin: isEmpty ? null : iso(oldest),
      bin_seconds: isEmpty ? 0 : (newest - oldest + 1) / BINS_KEPT,
      bins: bins('all'),
    },
    unparsed: parts.unparsed,
    remarks: remarksOf(parts),
  };
}

function inputReport(input: InputSummary, isApache: boolean): InputReport {
  const { page } = input;
  return {
    file: input.file,
    lines: input.input.counted,
    page_size:
      page === undefined
        ? null
        : { plain_bytes: page.plainBytes, votes: page.votes, firm: page.isFirm, one_page: page.isOnePage },
    era: isApache ? null : input.era,
    ...(input.error === undefined ? {} : { error: input.error }),
  };
}
