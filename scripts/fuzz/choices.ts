// Turns fuzzed bytes into decisions: each decision takes the next byte or two; after the last byte every decision is 0.

/** Decisions that a fuzzed input makes, in order. */
export class Choices {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Whether all bytes were used. */
  get isDone(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** A number from 0 up to, but not including, `count` (256 at most). Takes one byte. */
  below(count: number): number {
    return (this.#bytes[this.#at++] ?? 0) % count;
  }

  /** A number from 0 to 65535. Takes two bytes. */
  word(): number {
    return this.below(256) * 256 + this.below(256);
  }

  /** Takes all unused bytes. */
  rest(): Buffer {
    const rest = this.#bytes.subarray(this.#at);
    this.#at = this.#bytes.length;
    return rest;
  }
}
