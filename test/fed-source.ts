// A source of hits whose bytes a test hands in, piece by piece.
import type { Counts } from '../src/hits/counts.ts';
import type { Hit } from '../src/hits/hit.ts';
import type { TimeRange } from '../src/hits/limits.ts';
import type { HitSink, HitSource } from '../src/hits/source.ts';
import type { ScanMemory } from '../src/sources/engine/memory.ts';
import { type SavedScan, type ScanInput, Scanner } from '../src/sources/engine/scanner.ts';

/** What a test says of the scanner. */
export interface Feeding {
  readonly memory?: ScanMemory | undefined;
  readonly timeRange?: TimeRange | undefined;
  readonly saved?: SavedScan | undefined;
}

/** Tells a sink from {@link connect} on. */
export class FedSource implements HitSource {
  #scanner: Scanner | undefined;
  #sink: HitSink | undefined;

  /** Begins to tell a sink. */
  connect(sink: HitSink, { memory, timeRange, saved }: Feeding = {}): void {
    this.#sink = sink;
    this.#scanner = new Scanner(sink, timeRange, memory);
    if (saved !== undefined) this.#scanner.restore(saved);
  }

  get scanner(): Scanner {
    return this.#scanner!;
  }

  get counts(): Counts {
    return this.scanner.counts;
  }

  /** Begins an input; see `Scanner.beginInput`. */
  begin(file: string, cuts: number[] = [], offset = 0, line = 0): ScanInput {
    const input = this.scanner.beginInput(file, cuts, offset, line);
    this.#sink?.beginInput?.(input);
    return input;
  }

  /** Ends the input begun last. */
  end(): void {
    this.#sink?.endInput?.();
  }

  open(): Iterable<Hit> {
    return this.scanner.peekOpen();
  }

  run(): Promise<void> {
    return Promise.resolve();
  }
}
