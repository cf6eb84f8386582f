// Findings on their way out: a hit is known when its window closes, which may be out of order, and leaves in the order of lines.
import type { Finding } from './diagnose.ts';

/** Those that left are forgotten in lots of at least so many. */
const LOT = 1024;

/** A line that waits: for its finding, or for an earlier one's. */
export interface Waiting {
  readonly position: number;
  readonly finding: Finding | undefined;
}

/** Lines in their order, and of each its finding once it is known. Thousands wait where a log is full of hits: two columns, no object a line. */
export class FindingQueue {
  #positions: number[] = [];
  #findings: (Finding | undefined)[] = [];
  #first = 0;

  /** Puts a line at the end; lines come in their order. */
  add(position: number, finding?: Finding): void {
    this.#positions.push(position);
    this.#findings.push(finding);
  }

  /**
   * Gives a line that waits its finding.
   * @throws Error when no such line waits
   */
  settle(position: number, finding: Finding): void {
    const index = this.#indexOf(position);
    if (index < 0) throw new Error(`hit at byte ${position} was closed before it was folded`);
    this.#findings[index] = finding;
  }

  /** Takes the first finding out, if it is known. */
  next(): Finding | undefined {
    const finding = this.#findings[this.#first];
    if (finding === undefined) return undefined;
    this.#findings[this.#first++] = undefined;
    if (this.#first >= LOT && 2 * this.#first >= this.#findings.length) {
      this.#positions = this.#positions.slice(this.#first);
      this.#findings = this.#findings.slice(this.#first);
      this.#first = 0;
    }
    return finding;
  }

  /** All that wait, in order. */
  waiting(): Waiting[] {
    return this.#positions
      .slice(this.#first)
      .map((position, i) => ({ position, finding: this.#findings[this.#first + i] }));
  }

  // Mostly it is the first one, else it is searched for; -1 if it is not there.
  #indexOf(position: number): number {
    let low = this.#first;
    if (this.#positions[low] === position) return low;
    let high = this.#positions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#positions[middle]! < position) low = middle + 1;
      else high = middle;
    }
    return this.#positions[low] === position ? low : -1;
  }
}
