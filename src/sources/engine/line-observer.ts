// Hands observed lines to the sink, and opens a hit for each 400 and 499.
import { isHitStatus, isMarkStatus } from '../../hits/statuses.ts';
import type { GrowingCounts } from '../../hits/counts.ts';
import type { LineCounter } from './line-counter.ts';
import { type EntrySource, ObservedLine } from './observed-line.ts';
import type { OpenHits } from './open-hits.ts';
import type { ScanSink } from './scan-sink.ts';

/** Observes the lines of a scan that are within its time range. */
export class LineObserver {
  /** The line that is observed next; a flyweight. */
  readonly line: ObservedLine;
  readonly #sink: ScanSink;
  readonly #counter: LineCounter;
  readonly #counts: GrowingCounts;
  readonly #open: OpenHits;

  /** @param counts gets the number of hits of each status */
  constructor(lines: EntrySource, sink: ScanSink, counter: LineCounter, counts: GrowingCounts, open: OpenHits) {
    this.line = new ObservedLine(lines);
    this.#sink = sink;
    this.#counter = counter;
    this.#counts = counts;
    this.#open = open;
  }

  /**
   * Hands over {@link line}: a hit, a mark or a line of the sample.
   * @param position where it starts, in bytes over all inputs
   * @param sampleWeight how many lines of all traffic it stands for; 0 for a line that is not in the sample
   * @returns whether a hit was opened
   */
  observe(position: number, sampleWeight: number): boolean {
    const { line } = this;
    const isHit = isHitStatus(line.status);
    const { input } = this.#counter;
    line.file = input.file;
    line.line = input.line;
    line.position = position;
    line.isHit = isHit;
    line.isMark = isMarkStatus(line.status);
    line.sampleWeight = sampleWeight;
    this.#sink.observe(line);
    if (!isHit) return false;
    if (line.status === 400) this.#counts.status400++;
    else this.#counts.status499++;
    this.#open.add(line, line.time, line.sequence);
    return true;
  }

  /** Opens a line that somebody asks about, unless it is opened as a hit. */
  openAsked(position: number, time: number, status: number, sequence: number): void {
    const { file, line } = this.#counter.input;
    if (!isHitStatus(status)) this.#open.add({ file, line, position }, time, sequence);
  }
}
