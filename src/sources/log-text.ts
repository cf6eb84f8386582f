// The text of a log in memory, as a source of hits.
import { type Counts, noCounts } from '../hits/counts.ts';
import type { HitSink, HitSource } from '../hits/source.ts';
import { Scanner } from './engine/index.ts';
import type { ReadFormats } from './log-formats.ts';

/** The text of a log, one character for each byte (latin1). */
export class LogText implements HitSource {
  readonly #text: string;
  readonly #name: string;
  readonly #formats: Partial<ReadFormats> | undefined;
  #counts: Counts = noCounts();

  /**
   * @param name what the input is called in findings
   * @param formats the formats of its lines (`findTextFormats`); combined by default
   */
  constructor(text: string, name = 'text', formats?: Partial<ReadFormats>) {
    this.#formats = formats;
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
    const scanner = new Scanner(sink, { ...this.#formats });
    this.#counts = scanner.counts;
    const input = scanner.beginInput(this.#name);
    Object.assign(input, this.#formats?.formatsOf?.(this.#name));
    sink.beginInput?.(input);
    scanner.takeBytes(Buffer.from(this.#text, 'latin1'));
    sink.endInput?.(input);
    scanner.finish();
  }
}
