// The newest line of each address, by hash: an open-addressed table that forgets lines which the window has let go.

const FIRST_CAPACITY = 1 << 12;
const FULLEST = 0.6;

/** Maps 32-bit address hashes to sequence numbers; much less work a line than a Map of objects. */
export class AddressIndex {
  #keys = new Uint32Array(FIRST_CAPACITY);
  // Sequence numbers plus one, so that 0 is an empty place.
  #values = new Float64Array(FIRST_CAPACITY);
  #used = 0;

  /**
   * Puts in a line of an address, and returns the line that stood there, or -1.
   * @param oldest lines before this sequence number are forgotten when the table is cleaned
   */
  exchange(addressHash: number, sequence: number, oldest: number): number {
    if (this.#used >= FULLEST * this.#keys.length) this.#rebuild(oldest);
    const mask = this.#keys.length - 1;
    for (let place = spread(addressHash) & mask; ; place = (place + 1) & mask) {
      const value = this.#values[place]!;
      if (value === 0) {
        this.#keys[place] = addressHash;
        this.#values[place] = sequence + 1;
        this.#used++;
        return -1;
      }
      if (this.#keys[place] === addressHash) {
        this.#values[place] = sequence + 1;
        return value - 1;
      }
    }
  }

  #rebuild(oldest: number): void {
    const [keys, values] = [this.#keys, this.#values];
    let alive = 0;
    for (const value of values) if (value > oldest) alive++;
    let capacity = FIRST_CAPACITY;
    while (alive >= (FULLEST / 2) * capacity) capacity *= 2;
    this.#keys = new Uint32Array(capacity);
    this.#values = new Float64Array(capacity);
    this.#used = alive;
    for (let i = 0; i < keys.length; i++) {
      if (values[i]! <= oldest) continue;
      let place = spread(keys[i]!) & (capacity - 1);
      while (this.#values[place] !== 0) place = (place + 1) & (capacity - 1);
      this.#keys[place] = keys[i]!;
      this.#values[place] = values[i]!;
    }
  }
}

// Neighbouring addresses have neighbouring FNV hashes in their low bits; multiplying mixes the high ones in.
function spread(hash: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 3;
}
