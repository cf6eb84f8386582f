// One run: a source finds hits, the judge explains them, and the tally adds them up. A report can be made at any time.
import type { HitSink, HitSource, InputProgress, Progress, UnparsedLine } from './hits/source.ts';
import type { Finding } from './judge/diagnose.ts';
import { Judge, type JudgeOptions, type SavedJudge } from './judge/judge.ts';
import { ProvisionalFindings } from './judge/provisional-findings.ts';
import { isRelated } from './judge/related.ts';
import { assembleReport, type InputSummary } from './report/assemble.ts';
import { isErrorLogLine } from './report/error-log.ts';
import type { Report, UnparsedLine as ReportedLine } from './report/report.ts';
import { Tally } from './report/tally.ts';
import { VerdictChanges } from './report/verdict-changes.ts';

/** The most findings that each report judges again, because their verdict depends on the client. Later findings keep their verdict. */
const HANGING_KEPT = 5000;
/** The most characters in the requests, referers and user agents of these findings. A finding keeps its whole line in memory. */
const HANGING_CHARACTERS_KEPT = 2 ** 22;
const UNPARSED_KEPT = 5;
const UNPARSED_CHARACTERS = 200;

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

/** How a session is set up. */
export interface SessionOptions extends JudgeOptions {
  readonly listener?: SessionListener | undefined;
  /** Findings that do not pass are neither counted nor given to the listener. Their lines are still neighbours. */
  readonly filter?: ((finding: Finding) => boolean) | undefined;
  /** The wall clock in milliseconds, for logs that are followed. Without it there are no provisional findings. */
  readonly now?: (() => number) | undefined;
}

/** A run over one source. */
export class Session {
  readonly #source: HitSource;
  readonly #listener: SessionListener;
  readonly #filter: (finding: Finding) => boolean;
  readonly #now: (() => number) | undefined;
  readonly #judge: Judge;
  readonly #provisional = new ProvisionalFindings();
  readonly #tally = new Tally();
  readonly #inputs: InputSummary[] = [];
  readonly #unparsed: ReportedLine[] = [];
  #filteredOut = 0;
  /** Logs whose file from an earlier run is gone, and the last line that was read from that file. */
  readonly #lost: { readonly file: string; readonly line: number }[] = [];
  // Findings that are not in the tally yet, because later lines of their clients may change their verdicts.
  readonly #hanging: Finding[] = [];
  #hangingCharacters = 0;
  /** Inputs that have begun and not ended. */
  readonly #openInputs = new Map<InputProgress, InputSummary>();

  constructor(source: HitSource, options: SessionOptions = {}) {
    this.#source = source;
    this.#listener = options.listener ?? {};
    this.#filter = options.filter ?? ((): boolean => true);
    this.#now = options.now;
    this.#judge = new Judge((finding) => this.#take(finding), options);
  }

  /** Reads the source to its end, or until the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    await this.#source.run(this.#sink(), signal);
  }

  /** The sum of all findings so far, provisional findings included. */
  report(): Report {
    const waiting = this.#judge.waiting();
    const known = waiting.flatMap(({ position, finding }) => finding ?? this.#provisional.of(position) ?? []);
    const shown = [...this.#hanging, ...known.filter((finding) => this.#filter(finding))];
    const tally = shown.length === 0 ? this.#tally : this.#tally.copy();
    const changes = new VerdictChanges();
    for (const finding of shown) {
      const now = this.#judge.reconsider(finding);
      changes.add(finding, now);
      tally.add(now);
    }
    for (const summary of this.#openInputs.values()) this.#sumUp(summary);
    return assembleReport({
      inputs: this.#inputs,
      counts: this.#source.counts,
      pending: waiting.length - known.length,
      filteredOut: this.#filteredOut,
      lost: this.#lost,
      tally,
      verdictChanges: changes.list(),
      tables: this.#judge.tables,
      unparsed: this.#unparsed,
    });
  }

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
    const [judge, listener, now] = [this.#judge, this.#listener, this.#now];
    return {
      beginInput: (input) => this.#beginInput(input),
      endInput: (input, error) => this.#endInput(input, error),
      observe: (line) => {
        judge.observe(line);
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

  #beginInput(input: InputProgress): void {
    if (this.#inputs.length === 0) this.#listener.begin?.();
    this.#listener.input?.(input.file);
    const summary: InputSummary = {
      file: input.file,
      input,
      page: undefined,
      era: null,
      error: undefined,
      errorLogLines: 0,
    };
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
    summary.page = this.#judge.tables.pageSizes.best();
    summary.era = this.#judge.tables.era.describe();
  }

  #takeUnparsed(line: UnparsedLine): void {
    if (this.#unparsed.length < UNPARSED_KEPT) {
      const { file, line: number, reason, text } = line;
      this.#unparsed.push({ file, line: number, reason, text: text.slice(0, UNPARSED_CHARACTERS) });
    }
    if (isErrorLogLine(line.text)) this.#countErrorLogLine(line.file);
    this.#listener.unparsed?.(line);
  }

  #countErrorLogLine(file: string): void {
    for (const summary of this.#openInputs.values()) if (summary.file === file) summary.errorLogLines++;
  }

  #judgeOpen(): void {
    if (this.#now === undefined) return;
    const open = this.#source.open?.() ?? [];
    for (const finding of this.#provisional.judge(open, this.#now(), (hit) => this.#judge.preview(hit)))
      if (this.#filter(finding)) this.#listener.provisional?.(finding);
  }

  #take(finding: Finding): void {
    const isOther = isRelated(finding);
    if (!this.#filter(finding)) {
      if (!isOther) this.#filteredOut++;
      return;
    }
    if (finding.hangs !== undefined && this.#keepsHanging(finding)) this.#hanging.push(finding);
    else this.#tally.add(finding);
    this.#listener.finding?.(finding, isOther);
  }
  // True if there is room for one more finding whose verdict may change.
  #keepsHanging({ entry: { request, http_referer, http_user_agent } }: Finding): boolean {
    if (this.#hanging.length >= HANGING_KEPT || this.#hangingCharacters >= HANGING_CHARACTERS_KEPT) return false;
    this.#hangingCharacters += request.length + http_referer.length + http_user_agent.length;
    return true;
  }
}
