// The report: one versioned value, the sum of all findings. Every format renders it; its JSON form is a public contract.
import type { CauseId, Confidence, Facts, Family, Verdict } from '../judge/catalogue.ts';
import type { ClientKind } from '../judge/clients/who.ts';
import type { Comparison } from './shape/comparison.ts';
import type { Fix } from './shape/fix.ts';
import type { EraReport, Grouping, PageReport } from './shape/grouping.ts';
import type { LaterLogFormatReport, LogFormatReport } from './shape/log-format-report.ts';
import type { ChangedDirective, ConfiguredSetting } from './shape/quoted.ts';
import type { Bins, Timeline } from './shape/timeline-report.ts';

/** The report, in the shape of its JSON (schema/report.schema.json). Times are ISO 8601 with the log's offset, shares 0 to 1. */
export interface Report {
  /** Raised when a field changes its meaning; new fields do not raise it. */
  readonly schema_version: 1;
  readonly inputs: readonly InputReport[];
  /** First and last time in the log; null when it had no entry, or no times. */
  readonly period: { readonly begin: string; readonly end: string } | null;
  readonly totals: Totals;
  readonly verdicts: Readonly<Record<Verdict, Count>>;
  /**
   * How `verdicts` and `fixes` differ from the findings. A finding judges its client by the log up to the hit. The report judges
   * the client by the whole log.
   */
  readonly verdict_changes: readonly VerdictChange[];
  readonly families: readonly FamilyReport[];
  readonly causes: readonly CauseReport[];
  /** What to fix, most pressing first. */
  readonly fixes: readonly Fix[];
  readonly clients: readonly ClientReport[];
  readonly user_agents: readonly UserAgentReport[];
  readonly timeline: Timeline;
  /** The times before and since a time; absent unless the user asked for it (`--compare-at`). */
  readonly comparison?: Comparison;
  /** The first lines that could not be parsed. */
  readonly unparsed: readonly ReportedLine[];
  /** Hits that the user knows and accepts. Missing if there are none. */
  readonly ignored?: readonly IgnoredHits[];
  readonly remarks: readonly Remark[];
  /** Sums by the keys that the user asked for (`--by`); absent without one. */
  readonly by?: readonly Grouping[];
}

/** One input, and what its lines show of the server that wrote it. */
export interface InputReport {
  readonly file: string;
  readonly lines: number;
  /** Size of nginx's plain 400 page at the end of this input; null when no line shows it. */
  readonly page_size: PageReport | null;
  /** What the log shows of the nginx version. */
  readonly era: EraReport | null;
  /** The format of its lines, and how it was found; absent if the source does not say. */
  readonly log_format?: LogFormatReport;
  /** Other formats that its later lines are in; absent if there are none. */
  readonly later_log_formats?: readonly LaterLogFormatReport[];
  /** Why it could not be read completely; absent if all went well. */
  readonly error?: string;
}

/** lines = entries + blank + unparsed, always. */
export interface Totals {
  readonly lines: number;
  readonly entries: number;
  readonly blank: number;
  readonly unparsed: number;
  /** Lines longer than 1 MiB. Only their first MiB was read. */
  readonly cut_lines: number;
  readonly by_status: { readonly '400': number; readonly '499': number };
  /** Share of hits among all entries. */
  readonly share: number;
  readonly clients: number;
  /** Related lines: lines of other statuses (000, 408, 494-497) with the same causes. */
  readonly related: number;
  readonly windows_cut: number;
  /** Hits not judged yet. */
  readonly pending: number;
  /** Hits that the user's filters left out. Only `by_status` counts them. */
  readonly filtered_out: number;
  /** Hits that the user knows and accepts; {@link Report.ignored} counts them by reason. Missing if there are none. */
  readonly ignored?: number;
}

/** Findings whose verdict is different in the report's sums, and the kind of client that the whole log shows. */
export interface VerdictChange {
  readonly from: Verdict;
  readonly to: Verdict;
  readonly client_kind: ClientKind;
  readonly hits: number;
}

/** A count: lines, their share of all hits, and distinct clients. */
export interface Count {
  readonly hits: number;
  readonly share: number;
  readonly clients: number;
}

/** Hits by confidence. */
export type Confidences = Readonly<Record<Confidence, number>>;

/** The sum of one family. */
export interface FamilyReport extends Count {
  readonly family: Family;
  readonly confidence: Confidences;
  readonly bins: Bins;
}

/** The sum of one cause. */
export interface CauseReport extends Count {
  readonly cause: CauseId;
  readonly family: Family;
  readonly title: string;
  readonly verdicts: Readonly<Partial<Record<Verdict, number>>>;
  readonly confidence: Confidences;
  /** Related lines (other statuses) of the same cause, not among the hits. */
  readonly related: number;
  /** Distinct clients of hits and related lines together. */
  readonly clients_with_related: number;
  /** First and last time of its hits; null in a log without times. */
  readonly begin: string | null;
  readonly end: string | null;
  readonly bins: Bins;
}

/** One client. */
export interface ClientReport {
  /** The address of the client: the first address of X-Forwarded-For if the log has this field, otherwise `remote_addr`. */
  readonly client: string;
  readonly hits: number;
  readonly main_cause: CauseId;
  readonly main_cause_hits: number;
  /** The most frequent family of user agents in its hits (`-` if no hit has a user agent). */
  readonly user_agent: string;
}

/** One family of user agents. */
export interface UserAgentReport {
  /** `Chrome`, `curl`, …; `-` for lines without a user agent. */
  readonly user_agent: string;
  readonly hits: number;
  /** How many of these are empty 400s without a user agent. They count here because other lines of their client have this user agent. */
  readonly attributed: number;
  readonly share_of_hits: number;
  /** Share of all requests, from the sample. */
  readonly share_of_traffic: number;
  readonly main_cause: CauseId;
}

/** A line that is not an entry. */
export interface ReportedLine {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
  /** Its first 200 characters, which may be hostile. */
  readonly text: string;
}

/** Accepted hits: no other part of the report counts them, except `totals.by_status`. */
export interface IgnoredHits {
  readonly reason: string;
  readonly hits: number;
  readonly by_status: { readonly '400': number; readonly '499': number };
  /** Related lines: lines of other statuses with the same causes. */
  readonly related: number;
}

/** Something a reader should know about the report: a stable code and its facts. words/remark-words.ts has the sentence. */
export interface Remark {
  readonly code: RemarkCode;
  readonly facts: Facts;
  /** The directives that it is about, as the configuration has them; missing without a configuration. */
  readonly configuration?: readonly ConfiguredSetting[];
  /** The directives that it recommends, as they should be; missing without a configuration. */
  readonly change?: readonly ChangedDirective[];
}

/** Codes of remarks: part of the contract. */
export type RemarkCode =
  | 'apache-log'
  | 'apache-input'
  | 'error-log-given'
  | 'format-undecided'
  | 'only-hits'
  | 'unparsed-lines'
  | 'ambiguous-lines'
  | 'forgeable-lines'
  | 'requests-strange'
  | 'user-agents-strange'
  | 'sizes-missing'
  | 'sizes-with-header'
  | 'request-assumed'
  | 'no-times'
  | 'cut-lines'
  | 'input-error'
  | 'not-in-log-empty-connections'
  | 'not-in-log-resets'
  | 'page-size-unknown'
  | 'page-size-not-logged'
  | 'one-page-for-all'
  | 'few-addresses'
  | 'windows-cut'
  | 'clients-estimated'
  | 'lines-lost'
  | 'aborts-over-http3'
  | 'filtered-out'
  | 'ignored-hits'
  | 'clock-differs'
  | 'same-lines'
  | 'add-log-fields'
  | 'error-log-at-info'
  | 'nearly-all-unsure';
