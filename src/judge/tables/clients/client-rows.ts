// Rows of numbers for the most recent clients. They are in one array, so the numbers that a line changes are next to each other.

/** Capacity in clients; a power of two. */
const CLIENTS_KEPT = 16_384;
/** Rows in a bucket. A new client replaces the least recently used row of its bucket, so memory does not grow with clients. */
const BUCKET_CAPACITY = 4;

/** Offset of each number in a row. */
export const COLUMN: {
  /** Numbers in a row. */
  readonly size: number;
  readonly hash: number;
  /** Value of the use counter when the row was used last; 0 in a row that was never used. */
  readonly used: number;
  /** Bits of `DID`, and one for several user agents. */
  readonly did: number;
  readonly answered: number;
  readonly refused: number;
  readonly repeated: number;
  /** Hash of the request of its last line. */
  readonly request: number;
  /** Hash of its first user agent. */
  readonly agent: number;
  /** Times of its first and its last line, in whole seconds since the epoch, modulo 2^32. */
  readonly begin: number;
  readonly end: number;
  /** Time of its last answered line, likewise. */
  readonly answeredAt: number;
} = {
  size: 11,
  hash: 0,
  used: 1,
  did: 2,
  answered: 3,
  refused: 4,
  repeated: 5,
  request: 6,
  agent: 7,
  begin: 8,
  end: 9,
  answeredAt: 10,
};

/** The rows as they are kept between runs. */
export interface SavedClientRows {
  readonly numbers: Int32Array;
  readonly uses: number;
}

/** A row for each of the most recent clients. Which clients stay depends only on the order of the lines. */
export class ClientRows {
  /** All rows; {@link find} gives the index at which one begins. */
  readonly numbers: Int32Array;
  /** The last {@link touch} gave out a new row, which is empty. */
  isNew = false;
  #uses: number;

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved?: SavedClientRows) {
    this.numbers = saved?.numbers ?? new Int32Array(CLIENTS_KEPT * COLUMN.size);
    this.#uses = saved?.uses ?? 0;
  }

  /** Everything it knows, for a later run. */
  save(): SavedClientRows {
    return { numbers: this.numbers, uses: this.#uses };
  }

  /** Where the row of a client begins, or -1. This does not count as use. */
  find(hash: number): number {
    const { numbers } = this;
    const first = bucketOf(hash);
    for (let at = first; at < first + BUCKET_CAPACITY * COLUMN.size; at += COLUMN.size)
      if (numbers[at + COLUMN.hash] === hash && numbers[at + COLUMN.used] !== 0) return at;
    return -1;
  }

  /** Where the row of a client begins; a client without a row gets a new one. This counts as use. */
  touch(hash: number): number {
    const { numbers } = this;
    const known = this.find(hash);
    const row = known < 0 ? this.#unusedForLongest(bucketOf(hash)) : known;
    this.isNew = known < 0;
    if (this.isNew) {
      numbers.fill(0, row, row + COLUMN.size);
      numbers[row + COLUMN.hash] = hash;
    }
    this.#uses = (this.#uses % MOST_USES) + 1;
    numbers[row + COLUMN.used] = this.#uses;
    return row;
  }

  #unusedForLongest(first: number): number {
    let oldest = first;
    for (let at = first + COLUMN.size; at < first + BUCKET_CAPACITY * COLUMN.size; at += COLUMN.size)
      if (this.numbers[at + COLUMN.used]! < this.numbers[oldest + COLUMN.used]!) oldest = at;
    return oldest;
  }
}

const MOST_USES = 2 ** 31 - 2;

function bucketOf(hash: number): number {
  const bucket = (Math.imul(hash, 0x9e3779b1) >>> 8) & (CLIENTS_KEPT / BUCKET_CAPACITY - 1);
  return bucket * BUCKET_CAPACITY * COLUMN.size;
}
