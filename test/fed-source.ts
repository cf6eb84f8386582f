// A source of hits to which a test gives bytes piece by piece.
import type { Counts } from '../src/hits/counts.ts';
import type { Hit } from '../src/hits/hit.ts';
import type { TimeRange } from '../src/hits/limits.ts';
import type { HitSink, HitSource } from '../src/hits/source.ts';
import type { ScanMemory } from '../src/sources/engine/memory.ts';
import type { SavedScan } from '../src/sources/engine/saved-scan.ts';
import type { ScanInput } from '../src/sources/engine/scan-sink.ts';
import { Scanner } from '../src/sources/engine/scanner.ts';

/** How a test sets up the scanner. */
export interface Feeding {
  readonly memory?: ScanMemory | undefined;
  readonly timeRange?: TimeRange | undefined;
  readonly saved?: SavedScan | undefined;
}

/** A source that calls the sink of {@link run} when the test gives it bytes. */
export class FedSource implements HitSource {
  readonly #feeding: Feeding;
  #scanner: Scanner | undefined;
  #sink: HitSink | undefined;
  #input: ScanInput | undefined;

  constructor(feeding: Feeding = {}) {
    this.#feeding = feeding;
  }

  get scanner(): Scanner {
    return this.#scanner!;
  }

  get counts(): Counts {
    return this.scanner.counts;
  }

  /** Keeps the sink. Reads nothing yet. */
  run(sink: HitSink): Promise<void> {
    const { memory, timeRange, saved } = this.#feeding;
    this.#sink = sink;
    this.#scanner = new Scanner(sink, { timeRange, ...(memory === undefined ? {} : { memory }) });
    if (saved !== undefined) this.#scanner.restore(saved);
    return Promise.resolve();
  }

  /** Begins an input; see `Scanner.beginInput`. */
  begin(file: string, cuts: number[] = [], offset = 0, line = 0): ScanInput {
    this.#input = this.scanner.beginInput(file, cuts, offset, line);
    this.#sink?.beginInput?.(this.#input);
    return this.#input;
  }

  /** Ends the latest input. */
  end(): void {
    this.#sink?.endInput?.(this.#input!);
  }

  /** Tells the sink that everything so far was read. */
  idle(): void {
    this.#sink?.idle?.();
  }

  open(): Iterable<Hit> {
    return this.scanner.peekOpen();
  }
}
