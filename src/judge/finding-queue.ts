// Findings that wait for earlier findings: hits close out of order where times jump, but findings leave in line order.
import type { Finding } from './diagnose.ts';

const FIRST_CAPACITY = 1024;

/** A line that waits for its finding, or for the finding of an earlier line. */
export interface Waiting {
  readonly position: number;
  readonly finding: Finding | undefined;
}

/**
 * A ring buffer of lines in their order, each with its finding once it is known. In a log full of hits thousands of
 * lines wait, so the buffer keeps two columns instead of an object for each line.
 */
export class FindingQueue {
  #positions = new Float64Array(FIRST_CAPACITY);
  #findings = new Array<Finding | undefined>(FIRST_CAPACITY).fill(undefined);
  // Lines are numbered; a number modulo the capacity is its place in the columns.
  #first = 0;
  #next = 0;

  /** Adds a line at the end. Lines are added in line order. */
  add(position: number, finding?: Finding): void {
    if (this.#next - this.#first === this.#positions.length) this.#grow();
    const place = this.#placeOf(this.#next++);
    this.#positions[place] = position;
    this.#findings[place] = finding;
  }

  /**
   * Sets the finding of a line that waits.
   * @throws Error when no such line waits
   */
  settle(position: number, finding: Finding): void {
    const place = this.#placeOf(this.#find(position));
    if (this.#positions[place] !== position || this.#first === this.#next)
      throw new Error(`hit at byte ${position} was closed before it was observed`);
    this.#findings[place] = finding;
  }

  /** Removes and returns the finding of the first line, if it is known. */
  take(): Finding | undefined {
    const place = this.#placeOf(this.#first);
    const finding = this.#findings[place];
    if (finding === undefined) return undefined;
    this.#findings[place] = undefined;
    this.#first++;
    return finding;
  }

  /** All lines that wait, in order. */
  waiting(): Waiting[] {
    return Array.from({ length: this.#next - this.#first }, (_, i) => {
      const place = this.#placeOf(this.#first + i);
      return { position: this.#positions[place]!, finding: this.#findings[place] };
    });
  }

  // The first line at or after a position; mostly it is the first line that waits.
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
