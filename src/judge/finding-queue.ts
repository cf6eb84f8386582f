// Findings on their way out: a hit is known when its window closes, which may be out of order, and leaves in the order of lines.
import type { Finding } from './diagnose.ts';

const FIRST_CAPACITY = 1024;

/** A line that waits: for its finding, or for an earlier one's. */
export interface Waiting {
  readonly position: number;
  readonly finding: Finding | undefined;
}

/**
 * Lines in their order, and of each its finding once it is known. Thousands wait where a log is full of hits: two columns
 * that are used round and round, and no object a line.
 */
export class FindingQueue {
  #positions = new Float64Array(FIRST_CAPACITY);
  #findings = new Array<Finding | undefined>(FIRST_CAPACITY).fill(undefined);
  // Lines are numbered; the lower bits of a number are its place in the columns.
  #first = 0;
  #next = 0;

  /** Puts a line at the end; lines come in their order. */
  add(position: number, finding?: Finding): void {
    if (this.#next - this.#first === this.#positions.length) this.#grow();
    const place = this.#placeOf(this.#next++);
    this.#positions[place] = position;
    this.#findings[place] = finding;
  }

  /**
   * Gives a line that waits its finding.
   * @throws Error when no such line waits
   */
  settle(position: number, finding: Finding): void {
    const place = this.#placeOf(this.#find(position));
    if (this.#positions[place] !== position || this.#first === this.#next)
      throw new Error(`hit at byte ${position} was closed before it was folded`);
    this.#findings[place] = finding;
  }

  /** Takes the first finding out, if it is known. */
  take(): Finding | undefined {
    const place = this.#placeOf(this.#first);
    const finding = this.#findings[place];
    if (finding === undefined) return undefined;
    this.#findings[place] = undefined;
    this.#first++;
    return finding;
  }

  /** All that wait, in order. */
  waiting(): Waiting[] {
    return Array.from({ length: this.#next - this.#first }, (_, i) => {
      const place = this.#placeOf(this.#first + i);
      return { position: this.#positions[place]!, finding: this.#findings[place] };
    });
  }

  // The first line at a position or behind it: mostly it is the first of all.
  #find(position: number): number {
    let low = this.#first;
    if (this.#positions[this.#placeOf(low)] === position) return low;
    let high = this.#next - 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#positions[this.#placeOf(middle)]! < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #placeOf(line: number): number {
    return line % this.#positions.length;
  }

  #grow(): void {
    const all = this.waiting();
    const capacity = 2 * this.#positions.length;
    this.#positions = new Float64Array(capacity);
    this.#findings = new Array<Finding | undefined>(capacity).fill(undefined);
    this.#first = 0;
    this.#next = 0;
    for (const { position, finding } of all) this.add(position, finding);
  }
}
