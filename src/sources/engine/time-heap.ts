// Keeps numbers ordered by time. It finds the number with the least time at once, even if times jump.

const FIRST_CAPACITY = 256;

/** A binary heap of numbers by time. */
export class TimeHeap {
  // A time and its number, side by side.
  #pairs = new Float64Array(2 * FIRST_CAPACITY);
  #size = 0;

  /** The least time; Infinity when there is no number. */
  get least(): number {
    return this.#size === 0 ? Infinity : this.#pairs[0]!;
  }

  /** Adds a number with its time. */
  add(time: number, number: number): void {
    if (2 * this.#size === this.#pairs.length) {
      const pairs = this.#pairs;
      this.#pairs = new Float64Array(2 * pairs.length);
      this.#pairs.set(pairs);
    }
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.#pairs[2 * parent]! <= time) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#put(at, time, number);
  }

  /** Removes the number with the least time and returns it. */
  takeLeast(): number {
    const number = this.#pairs[1]!;
    const last = --this.#size;
    const time = this.#pairs[2 * last]!;
    let at = 0;
    for (let child = 1; child < last; child = 2 * at + 1) {
      if (child + 1 < last && this.#pairs[2 * child + 2]! < this.#pairs[2 * child]!) child++;
      if (this.#pairs[2 * child]! >= time) break;
      this.#move(child, at);
      at = child;
    }
    this.#put(at, time, this.#pairs[2 * last + 1]!);
    return number;
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#pairs[2 * from]!, this.#pairs[2 * from + 1]!);
  }

  #put(at: number, time: number, number: number): void {
    this.#pairs[2 * at] = time;
    this.#pairs[2 * at + 1] = number;
  }
}
