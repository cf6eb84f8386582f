// One run over one or more inputs: holds scanner, tables and tally together, and gives findings out in line order.
import { diagnose, type Finding } from './judge/diagnose.ts';
import { FindingQueue, type Waiting } from './judge/finding-queue.ts';
import { findRelated } from './judge/related.ts';
import { assembleReport, type InputSummary } from './report/assemble.ts';
import type { Report, UnparsedLine } from './report/report.ts';
import { Tally } from './report/tally.ts';
import { isHitStatus } from './formats/entry.ts';
import type { ScanMemory } from './sources/engine/memory.ts';
import type { Hit, Place } from './hits/hit.ts';
import { NEIGHBOURS } from './hits/limits.ts';
import type { Observation, UnparsedLine as RawLine } from './hits/source.ts';
import { type SavedScan, type ScanInput, Scanner, type ScanSink, type TimeRange } from './sources/engine/scanner.ts';
import type { NginxVersion } from './judge/tables/era.ts';
import { type SavedTables, Tables } from './judge/tables/tables.ts';

const UNPARSED_KEPT = 5;
const UNPARSED_CHARACTERS = 200;

/** Who wants to hear of lines as they are judged. Both are called in line order. */
export interface Listener {
  /** A finding of a hit, or of a related line (`isRelated`). */
  finding?(finding: Finding, isRelated: boolean): void;
  /** A finding told before its window was over, because the log is quiet; the final one follows and replaces it. */
  provisional?(finding: Finding): void;
  /** A line that is not an entry. */
  unparsed?(place: Place, text: string, reason: string): void;
}

/** A hit that is open while a log is followed. */
interface Arrival {
  /** When its line was read, by the wall clock in milliseconds. */
  readonly ms: number;
  /** What was told before its time, because the log had gone quiet. */
  provisional: Finding | undefined;
}

/** A diagnosis as it is kept between runs. */
export interface SavedDiagnosis {
  readonly tables: SavedTables;
  readonly scan: SavedScan;
  /**
   * Findings that wait for an earlier hit, and the positions of those that are still open. Their name, and `isRelated`, which the
   * finding itself tells, are for the versions before that read the same state.
   */
  readonly slots: readonly (Waiting & { readonly isRelated: boolean })[];
}

/** How a diagnosis is set up. */
export interface DiagnosisOptions {
  /** The nginx that wrote the log, where the user knows it. */
  readonly nginxVersion?: NginxVersion | undefined;
  /** What {@link Diagnosis.save} gave in an earlier run. */
  readonly saved?: SavedDiagnosis | undefined;
  /** Findings that do not pass are neither counted nor told; their lines still serve as neighbours. */
  readonly filter?: ((finding: Finding) => boolean) | undefined;
  /** The wall clock in milliseconds, for logs that are followed. */
  readonly now?: (() => number) | undefined;
  /** For blocks that other threads make. */
  readonly memory?: ScanMemory | undefined;
  /** Lines of other times only serve as neighbours. */
  readonly timeRange?: TimeRange | undefined;
}

/** A diagnosis under way. Feed {@link scanner}; ask {@link report} at any time. */
export class Diagnosis implements ScanSink {
  readonly scanner: Scanner;
  readonly #listener: Listener;
  readonly #filter: (finding: Finding) => boolean;
  readonly #now: (() => number) | undefined;
  #filteredOut = 0;
  readonly #tables: Tables;
  readonly #tally = new Tally();
  readonly #inputs: InputSummary[] = [];
  #isEnded = true;
  readonly #unparsed: UnparsedLine[] = [];
  readonly #queue = new FindingQueue();
  // By position; only where a clock was given.
  readonly #arrivals = new Map<number, Arrival>();

  constructor(
    listener: Listener = {},
    { nginxVersion, saved, timeRange, filter = (): boolean => true, now, memory }: DiagnosisOptions = {},
  ) {
    this.#listener = listener;
    this.#filter = filter;
    this.#now = now;
    this.#tables = new Tables(nginxVersion, saved?.tables);
    this.scanner = new Scanner(this, timeRange, memory);
    if (saved === undefined) return;
    this.scanner.restore(saved.scan);
    for (const { position, finding } of saved.slots) this.#queue.add(position, finding);
  }

  /** Starts an input; see {@link Scanner.beginInput}. */
  beginInput(file: string, cuts: number[], offset = 0, line = 0): ScanInput {
    this.#isEnded = false;
    const input = this.scanner.beginInput(file, cuts, offset, line);
    this.#inputs.push({ file, input, page: undefined, era: null, error: undefined });
    return input;
  }

  /** Ends the input begun last, with what went wrong if anything did. */
  endInput(error?: string): void {
    const input = this.#inputs.at(-1);
    if (input === undefined) return;
    this.#isEnded = true;
    this.#sumUp(input);
    input.error = error;
  }

  /** What a later run needs to go on from here; instead of {@link finish}. */
  save(): SavedDiagnosis {
    const slots = this.#queue.waiting().map(({ position, finding }) => {
      return { position, finding, isRelated: finding !== undefined && isRelated(finding) };
    });
    return { tables: this.#tables.save(), scan: this.scanner.save(), slots };
  }

  /** Judges every hit that is still open. */
  finish(): void {
    this.scanner.finish();
  }

  /** Tells provisionally of hits that have waited for longer than their window, while no line came to close them. */
  releaseQuiet(nowMs: number): void {
    for (const hit of this.scanner.peekOpen()) {
      const arrival = this.#arrivals.get(hit.position);
      if (arrival === undefined || arrival.provisional !== undefined) continue;
      if (nowMs - arrival.ms < NEIGHBOURS.secondsAfter * 1000) continue;
      arrival.provisional = diagnose(hit, this.#tables);
      if (this.#filter(arrival.provisional)) this.#listener.provisional?.(arrival.provisional);
    }
  }

  /** The sum of what has been judged so far, provisional findings included. */
  report(): Report {
    const early = this.#queue
      .waiting()
      .flatMap(({ position, finding }) => finding ?? this.#arrivals.get(position)?.provisional ?? []);
    const tally = early.length === 0 ? this.#tally : this.#tally.copy();
    for (const finding of early) if (this.#filter(finding) && !isRelated(finding)) tally.add(finding);

    const current = this.#inputs.at(-1);
    if (current !== undefined && !this.#isEnded) {
      this.#sumUp(current);
    }
    return assembleReport({
      inputs: this.#inputs,
      counts: this.scanner.counts,
      pending: this.scanner.openHits - early.filter((finding) => !isRelated(finding)).length,
      filteredOut: this.#filteredOut,
      tally,
      tables: this.#tables,
      unparsed: this.#unparsed,
    });
  }

  /** @internal Called by the scanner. */
  observe(line: Observation): void {
    this.#tables.observe(line);
    if (line.isHit) {
      this.#queue.add(line.position);
      if (this.#now !== undefined) this.#arrivals.set(line.position, { ms: this.#now(), provisional: undefined });
    } else if (line.isMark) {
      const finding = findRelated(line);
      if (finding === undefined) return;
      this.#queue.add(line.position, finding);
      this.#release();
    }
  }

  /** @internal Called by the scanner. */
  close(hit: Hit): void {
    this.#queue.settle(hit.position, diagnose(hit, this.#tables));
    if (this.#now !== undefined) this.#arrivals.delete(hit.position);
    this.#release();
  }

  /** @internal Called by the scanner. */
  unparsed(line: RawLine): void {
    if (this.#unparsed.length < UNPARSED_KEPT) {
      this.#unparsed.push({ file: line.file, line: line.line, reason: line.reason, text: line.text.slice(0, UNPARSED_CHARACTERS) });
    }
    this.#listener.unparsed?.(line, line.text, line.reason);
  }

  #sumUp(input: InputSummary): void {
    input.page = this.#tables.pageSizes.best();
    input.era = this.#tables.era.describe();
  }

  #release(): void {
    for (let finding = this.#queue.take(); finding !== undefined; finding = this.#queue.take()) {
      const isRelatedLine = isRelated(finding);
      if (!this.#filter(finding)) {
        if (!isRelatedLine) this.#filteredOut++;
        continue;
      }
      if (isRelatedLine) this.#tally.addRelated(finding);
      else this.#tally.add(finding);
      this.#listener.finding?.(finding, isRelatedLine);
    }
  }
}

// No hit, but a line that hides the same trouble.
function isRelated({ entry }: Finding): boolean {
  return !isHitStatus(entry.status);
}
