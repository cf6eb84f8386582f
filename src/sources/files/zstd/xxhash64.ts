// The checksum of zstd frames: the lower 32 bits of XXH64 with seed 0 (RFC 8878, 3.1.1; xxhash.com), without numbers of 64 bits.

/** The five primes of XXH64, each as its upper and lower 32 bits. */
const P1 = [0x9e37_79b1, 0x85eb_ca87] as const;
const P2 = [0xc2b2_ae3d, 0x27d4_eb4f] as const;
const P3 = [0x1656_67b1, 0x9e37_79f9] as const;
const P4 = [0x85eb_ca77, 0xc2b2_ae63] as const;
const P5 = [0x27d4_eb2f, 0x1656_67c5] as const;
const STRIPE_BYTES = 32;
const LANES = 4;

/** A number of 64 bits that changes in place. */
class Wide {
  hi = 0;
  lo = 0;

  set(hi: number, lo: number): this {
    this.hi = hi | 0;
    this.lo = lo | 0;
    return this;
  }

  add(hi: number, lo: number): this {
    const sum = (this.lo >>> 0) + (lo >>> 0);
    this.hi = (this.hi + hi + (sum > 0xffff_ffff ? 1 : 0)) | 0;
    this.lo = sum | 0;
    return this;
  }

  times([hi, lo]: readonly [number, number]): this {
    const [a1, a0] = [this.lo >>> 16, this.lo & 0xffff];
    const [b1, b0] = [lo >>> 16, lo & 0xffff];
    const middle = a1 * b0 + ((a0 * b0) >>> 16);
    const other = a0 * b1 + (middle & 0xffff);
    const upper = Math.imul(a1, b1) + (middle >>> 16) + (other >>> 16);
    this.hi = (upper + Math.imul(this.hi, lo) + Math.imul(this.lo, hi)) | 0;
    this.lo = Math.imul(this.lo, lo);
    return this;
  }

  /** By less than 32 bits. */
  rotate(bits: number): this {
    const { hi, lo } = this;
    this.hi = (hi << bits) | (lo >>> (32 - bits));
    this.lo = (lo << bits) | (hi >>> (32 - bits));
    return this;
  }

  /** Combines the number with itself, shifted to the right by 29, 32 or 33 bits. */
  fold(bits: number): this {
    const { hi, lo } = this;
    if (bits >= 32) return this.set(hi, lo ^ (hi >>> (bits - 32)));
    return this.set(hi ^ (hi >>> bits), lo ^ ((lo >>> bits) | (hi << (32 - bits))));
  }

  xor(hi: number, lo: number): this {
    return this.set(this.hi ^ hi, this.lo ^ lo);
  }

  /** The step that mixes eight bytes into a lane. */
  mix(hi: number, lo: number): this {
    product.set(hi, lo).times(P2);
    return this.add(product.hi, product.lo).rotate(31).times(P1);
  }
}

const product = new Wide();

/** Sums up the bytes of a frame. */
export class Checksum {
  readonly #lanes = [
    new Wide().set(...P1).add(...P2),
    new Wide().set(...P2),
    new Wide(),
    new Wide().set(~P1[0], -P1[1]),
  ];
  /** Bytes that do not fill a stripe yet. */
  readonly #rest = new Uint8Array(STRIPE_BYTES);
  readonly #restView = new DataView(this.#rest.buffer);
  #restBytes = 0;
  #bytes = 0;

  /** Adds bytes. */
  add(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    let at = 0;
    if (this.#restBytes > 0) {
      at = Math.min(bytes.length, STRIPE_BYTES - this.#restBytes);
      this.#rest.set(bytes.subarray(0, at), this.#restBytes);
      this.#restBytes += at;
      if (this.#restBytes < STRIPE_BYTES) return;
      this.#addStripe(this.#restView, 0);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (; at + STRIPE_BYTES <= bytes.length; at += STRIPE_BYTES) this.#addStripe(view, at);
    this.#rest.set(bytes.subarray(at));
    this.#restBytes = bytes.length - at;
  }

  /** The lower 32 bits of the sum. */
  value(): number {
    const sum = this.#joined().add(Math.floor(this.#bytes / 2 ** 32), this.#bytes);
    const view = this.#restView;
    let at = 0;
    const round = new Wide();
    for (; at + 8 <= this.#restBytes; at += 8) {
      round.set(0, 0).mix(view.getInt32(at + 4, true), view.getInt32(at, true));
      sum
        .xor(round.hi, round.lo)
        .rotate(27)
        .times(P1)
        .add(...P4);
    }
    if (at + 4 <= this.#restBytes) {
      round.set(0, view.getInt32(at, true)).times(P1);
      // 23 bits
      sum
        .xor(round.hi, round.lo)
        .rotate(23)
        .times(P2)
        .add(...P3);
      at += 4;
    }
    for (; at < this.#restBytes; at++) {
      round.set(0, this.#rest[at]!).times(P5);
      sum.xor(round.hi, round.lo).rotate(11).times(P1);
    }
    return sum.fold(33).times(P2).fold(29).times(P3).fold(32).lo >>> 0;
  }

  #addStripe(view: DataView, at: number): void {
    for (let lane = 0; lane < LANES; lane++) {
      this.#lanes[lane]!.mix(view.getInt32(at + 8 * lane + 4, true), view.getInt32(at + 8 * lane, true));
    }
  }

  #joined(): Wide {
    const sum = new Wide();
    if (this.#bytes < STRIPE_BYTES) return sum.set(...P5);
    const part = new Wide();
    for (const [lane, bits] of [1, 7, 12, 18].entries()) {
      const { hi, lo } = this.#lanes[lane]!;
      part.set(hi, lo).rotate(bits);
      sum.add(part.hi, part.lo);
    }
    for (const { hi, lo } of this.#lanes) {
      part.set(0, 0).mix(hi, lo);
      sum
        .xor(part.hi, part.lo)
        .times(P1)
        .add(...P4);
    }
    return sum;
  }
}
