// One run: a source finds hits, the judge explains them, and the tally adds them up. A report can be made at any time.
import type { Configuration } from './formats/nginx-conf/configuration.ts';
import type { HitSink, HitSource, InputProgress, Progress, UnparsedLine } from './hits/source.ts';
import type { Finding } from './judge/diagnose.ts';
import { withoutLines } from './judge/hit-lines.ts';
import { Judge, type JudgeOptions, type SavedJudge } from './judge/judge.ts';
import { ProvisionalFindings } from './judge/provisional-findings.ts';
import { isRelated } from './judge/related.ts';
import { assembleReport, type InputSummary } from './report/assemble.ts';
import { isErrorLogLine } from './formats/error-log.ts';
import type { GroupKey } from './report/shape/grouping.ts';
import { RevisableFindings } from './report/sums/revisable-findings.ts';
import { OtherRequests } from './report/timeline/other-requests.ts';
import { ComparisonSums, type TimeOfLog } from './report/compare/comparison-sums.ts';
import { Ignored, type IgnoreRule } from './report/sums/ignored.ts';
import type { Report } from './report/report.ts';
import { Tally } from './report/tally.ts';
import { UnparsedLines } from './report/sums/unparsed-lines.ts';
import { VerdictChanges } from './report/sums/verdict-changes.ts';

/** The most open hits that a preview judges. */
const PREVIEWED_KEPT = 1000;

/** Called during a run. Calls of one kind come in line order. */
export interface SessionListener {
  /** Called before the first input. */
  begin?(): void;
  /** Called when an input begins, with its name. */
  input?(file: string): void;
  /** The final finding of a hit, or the finding of a related line. */
  finding?(finding: Finding, isRelated: boolean): void;
  /** A provisional finding of a hit that is still open in a quiet log. The final finding follows and replaces it. */
  provisional?(finding: Finding): void;
  unparsed?(line: UnparsedLine): void;
  /** Called after each chunk. The source waits for the promise, if there is one, before it reads on. */
  progress?(state: Progress): Promise<void> | undefined;
}

/** What is known so far, for a display. */
export interface Preview {
  /** Counts the provisional findings, too. */
  readonly report: Report;
  /** The findings that open hits would have if the log ended now, in line order. */
  readonly provisional: readonly Finding[];
}

/** How a session is set up. */
export interface SessionOptions extends JudgeOptions {
  readonly listener?: SessionListener | undefined;
  /** Findings that do not pass are neither counted nor given to the listener. Their lines are still neighbours. */
  readonly filter?: ((finding: Finding) => boolean) | undefined;
  /** Findings that are known and accepted: they are counted by these rules alone, and not given to the listener. */
  readonly ignore?: readonly IgnoreRule[] | undefined;
  /** The time whose before and after the report compares. Its second is the first one after. */
  readonly compareAt?: TimeOfLog | undefined;
  /** What the report sums up findings by, in addition. */
  readonly by?: readonly GroupKey[] | undefined;
  /** The wall clock in milliseconds, for logs that are followed. Without it there are no provisional findings. */
  readonly now?: (() => number) | undefined;
}

/** A run over one source. */
export class Session {
  readonly #source: HitSource;
  readonly #listener: SessionListener;
  readonly #filter: (finding: Finding) => boolean;
  readonly #ignored: Ignored;
  readonly #now: (() => number) | undefined;
  readonly #judge: Judge;
  readonly #provisional = new ProvisionalFindings();
  readonly #tally: Tally;
  readonly #comparison: ComparisonSums | undefined;
  readonly #otherRequests = new OtherRequests();
  readonly #configuration: Configuration | undefined;
  readonly #inputs: InputSummary[] = [];
  readonly #unparsed = new UnparsedLines();
  #filteredOut = 0;
  /** Logs whose file from an earlier run is gone, and the last line that was read from that file. */
  readonly #lost: { readonly file: string; readonly line: number }[] = [];
  readonly #revisable = new RevisableFindings();
  /** Inputs that have begun and not ended. */
  readonly #openInputs = new Map<InputProgress, InputSummary>();

  constructor(source: HitSource, options: SessionOptions = {}) {
    this.#source = source;
    this.#listener = options.listener ?? {};
    this.#filter = options.filter ?? ((): boolean => true);
    this.#ignored = new Ignored(options.ignore ?? []);
    this.#now = options.now;
    this.#configuration = options.configuration;
    const { compareAt, configuration } = options;
    this.#comparison = compareAt === undefined ? undefined : new ComparisonSums(compareAt, configuration);
    this.#judge = new Judge((finding) => this.#take(finding), options);
    this.#tally = new Tally({
      keys: options.by,
      logOf: (file) => this.#judge.tables.logs.nameOf(file),
      configuration: options.configuration,
    });
  }

  /** Reads the source to its end, or until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    await this.#source.run(this.#sink(), signal);
  }

  /** The sum of all findings so far, provisional findings included. */
  report(): Report {
    return this.#reportWith((position) => this.#provisional.of(position));
  }

  /** The report with provisional findings of the hits that are still open, as it is now. Call it between two chunks. Changes nothing. */
  preview(): Preview {
    const early = new Map<number, Finding>();
    for (const hit of this.#source.open?.() ?? []) {
      if (early.size >= PREVIEWED_KEPT) break;
      early.set(hit.position, this.#judge.preview(hit));
    }
    const report = this.#reportWith((position) => early.get(position));
    return { report, provisional: [...early.values()].filter((finding) => this.#isReported(finding)) };
  }

  #reportWith(provisionalOf: (position: number) => Finding | undefined): Report {
    const waiting = this.#judge.waiting();
    const known = waiting.flatMap(({ position, finding }) => finding ?? provisionalOf(position) ?? []);
    const shown = [...this.#revisable.list, ...known.filter((finding) => this.#isReported(finding))];
    const tally = shown.length === 0 ? this.#tally : this.#tally.copy();
    const comparison = shown.length === 0 ? this.#comparison : this.#comparison?.copy();
    const changes = new VerdictChanges();
    for (const finding of shown) {
      const now = this.#judge.reconsider(finding);
      changes.add(finding, now);
      for (const sums of [tally, comparison]) sums?.add(now);
    }
    for (const summary of this.#openInputs.values()) this.#sumUp(summary);
    return assembleReport({
      inputs: this.#inputs,
      counts: this.#source.counts,
      pending: waiting.length - known.length,
      filteredOut: this.#filteredOut,
      ignored: this.#ignored.list(),
      ambiguousLines: this.#unparsed.ambiguous,
      lost: this.#lost,
      tally,
      comparison,
      otherRequests: this.#otherRequests,
      verdictChanges: changes.list(),
      tables: this.#judge.tables,
      unparsed: this.#unparsed.first,
      configuration: this.#configuration,
    });
  }

  /** A finding with the verdict that all lines so far give it. */
  readonly reconsider = (finding: Finding): Finding => this.#judge.reconsider(finding);

  /** What the judge needs to continue in a later run. The source is saved separately. */
  save(): SavedJudge {
    return this.#judge.save();
  }

  /** Lines read so far. */
  get lines(): number {
    return this.#source.counts.lines;
  }

  /** Inputs that could not be read to their end. */
  get failures(): { readonly file: string; readonly error: string }[] {
    return this.#inputs.flatMap(({ file, error }) => (error === undefined ? [] : [{ file, error }]));
  }

  // The callbacks for the source.
  #sink(): HitSink {
    const [judge, comparison, listener, now] = [this.#judge, this.#comparison, this.#listener, this.#now];
    return {
      beginInput: (input, log) => this.#beginInput(input, log),
      endInput: (input, error) => this.#endInput(input, error),
      observe: (line) => {
        judge.observe(line);
        this.#otherRequests.observe(line);
        if (line.sampleWeight > 0) comparison?.observe(line);
        if (line.isHit && now !== undefined) this.#provisional.arrived(line.position, now());
      },
      close: (hit) => {
        judge.close(hit);
        if (now !== undefined) this.#provisional.closed(hit.position);
      },
      unparsed: (line) => this.#takeUnparsed(line),
      missing: (file, line) => void this.#lost.push({ file, line }),
      progress: (state) => listener.progress?.(state),
      idle: () => this.#judgeOpen(),
    };
  }

  #beginInput(input: InputProgress, log: string | undefined): void {
    this.#judge.beginInput(input, log);
    if (this.#inputs.length === 0) this.#listener.begin?.();
    this.#listener.input?.(input.file);
    const { file } = input;
    const counts = { errorLogLines: 0, unparsedLines: 0 };
    const summary: InputSummary = { file, input, page: undefined, era: null, error: undefined, ...counts };
    this.#inputs.push(summary);
    this.#openInputs.set(input, summary);
  }

  #endInput(input: InputProgress, error: string | undefined): void {
    const summary = this.#openInputs.get(input);
    if (summary === undefined) throw new Error(`${input.file} ended before it began`);
    this.#sumUp(summary);
    summary.error = error;
    this.#openInputs.delete(input);
  }

  // Notes what the log has shown of its server so far.
  #sumUp(summary: InputSummary): void {
    const { pageSizes, era } = this.#judge.tables.logs.of(summary.file);
    summary.page = pageSizes.best();
    summary.era = era.describe();
  }

  #takeUnparsed(line: UnparsedLine): void {
    this.#unparsed.add(line);
    for (const summary of this.#openInputs.values()) {
      if (summary.file !== line.file) continue;
      summary.unparsedLines++;
      if (isErrorLogLine(line.text)) summary.errorLogLines++;
    }
    this.#listener.unparsed?.(line);
  }

  #judgeOpen(): void {
    if (this.#now === undefined) return;
    const open = this.#source.open?.() ?? [];
    for (const finding of this.#provisional.judge(open, this.#now(), (hit) => this.#judge.preview(hit)))
      if (this.#isReported(finding)) this.#listener.provisional?.(finding);
  }

  #take(finding: Finding): void {
    const isOther = isRelated(finding);
    if (!this.#filter(finding)) return void (this.#filteredOut += isOther ? 0 : 1);
    if (this.#ignored.takes(finding)) return;
    const bare = withoutLines(finding);
    if (!this.#revisable.takes(bare)) for (const sums of [this.#tally, this.#comparison]) sums?.add(bare);
    this.#listener.finding?.(finding, isOther);
  }

  #isReported(finding: Finding): boolean {
    return this.#filter(finding) && !this.#ignored.has(finding);
  }
}
