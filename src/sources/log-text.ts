// The text of a log in memory, as a source of hits.
import { type Counts, noCounts } from '../hits/counts.ts';
import type { HitSink, HitSource } from '../hits/source.ts';
import { Scanner } from './engine/index.ts';

/** The text of a log, one character for each byte (latin1). */
export class LogText implements HitSource {
  readonly #text: string;
  readonly #name: string;
  #counts: Counts = noCounts();

  /** @param name what the input is called in findings */
  constructor(text: string, name = 'text') {
    this.#text = text;
    this.#name = name;
  }

  /** See {@link HitSource.counts}. */
  get counts(): Counts {
    return this.#counts;
  }

  /** See {@link HitSource.run}. */
  async run(sink: HitSink, signal: AbortSignal): Promise<void> {
    if (!signal.aborted) this.runSync(sink);
  }

  /** Like {@link run}, but synchronous. */
  runSync(sink: HitSink): void {
    const scanner = new Scanner(sink);
    this.#counts = scanner.counts;
    const input = scanner.beginInput(this.#name);
    sink.beginInput?.(input);
    scanner.takeBytes(Buffer.from(this.#text, 'latin1'));
    sink.endInput?.(input);
    scanner.finish();
  }
}
