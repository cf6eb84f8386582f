// The last 40 MiB of lines, chained by address, so that a hit finds its neighbours in a few steps.
import { AddressIndex } from './address-index.ts';
import type { Entry } from '../parse/entry.ts';
import { parseLine } from '../parse/line.ts';
import { NEIGHBOURS } from './hit.ts';

/** A little more than the bound, so that the line just beyond it can be seen. */
const SLACK_BYTES = 2 * 1024 * 1024;
const KEPT_BYTES = NEIGHBOURS.bytesBefore + NEIGHBOURS.bytesAfter + SLACK_BYTES;
const FIRST_CAPACITY = 1 << 12;
const NO_LINE = -1;

/** A line of the window as it is kept between runs. */
export interface SavedLine {
  readonly text: string;
  readonly position: number;
  readonly time: number;
  readonly addressHash: number;
}

/**
 * A ring of line references. Lines get ascending sequence numbers; each knows the line before and behind it with the same
 * address hash. Text is referred to, not copied, and let go with the ring.
 */
export class Window {
  #capacity = FIRST_CAPACITY;
  #texts: string[] = new Array<string>(FIRST_CAPACITY).fill('');
  #entries: (Entry | undefined)[] = new Array<Entry | undefined>(FIRST_CAPACITY).fill(undefined);
  #starts = new Int32Array(FIRST_CAPACITY);
  #ends = new Int32Array(FIRST_CAPACITY);
  #positions = new Float64Array(FIRST_CAPACITY);
  #times = new Float64Array(FIRST_CAPACITY);
  #previous = new Float64Array(FIRST_CAPACITY);
  #next = new Float64Array(FIRST_CAPACITY);
  #hashes = new Uint32Array(FIRST_CAPACITY);
  readonly #newest = new AddressIndex();
  #head = 0;
  #tail = 0;
  #stretchStart = 0;

  /** Puts a line in and returns its sequence number. `position` is in bytes over all inputs, `time` in seconds. */
  add(text: string, start: number, end: number, position: number, time: number, addressHash: number): number {
    while (this.#tail < this.#head && this.#positions[this.#tail % this.#capacity]! < position - KEPT_BYTES)
      this.#drop();
    if (this.#head - this.#tail === this.#capacity) this.#grow();
    const sequence = this.#head++;
    const slot = sequence % this.#capacity;
    this.#texts[slot] = text;
    this.#entries[slot] = undefined;
    this.#starts[slot] = start;
    this.#ends[slot] = end;
    this.#positions[slot] = position;
    this.#times[slot] = time;
    this.#hashes[slot] = addressHash;
    this.#next[slot] = NO_LINE;
    const previous = this.#newest.exchange(addressHash, sequence, this.#tail);
    this.#previous[slot] = previous;
    if (previous >= this.#tail) this.#next[previous % this.#capacity] = sequence;
    return sequence;
  }

  /** The lines of this stretch that are not older than a time, as text, oldest first; and the sequence number of the first. */
  save(notBefore: number): { readonly first: number; readonly lines: readonly SavedLine[] } {
    let first = Math.max(this.#tail, this.#stretchStart);
    while (first < this.#head && this.#times[first % this.#capacity]! < notBefore) first++;
    const lines: SavedLine[] = [];
    for (let sequence = first; sequence < this.#head; sequence++) {
      const slot = sequence % this.#capacity;
      lines.push({
        text: this.#texts[slot]!.slice(this.#starts[slot], this.#ends[slot]),
        position: this.#positions[slot]!,
        time: this.#times[slot]!,
        addressHash: this.#hashes[slot]!,
      });
    }
    return { first, lines };
  }

  /** From here on, neighbours are looked for only among lines that are added after this call. */
  beginStretch(): void {
    this.#stretchStart = this.#head;
  }

  /** Keeps a line's entry where the caller has parsed it already. */
  remember(sequence: number, entry: Entry): void {
    this.#entries[sequence % this.#capacity] = entry;
  }

  /** The neighbours before a line, nearest first, and whether the byte bound hid more. */
  before(sequence: number): { entries: Entry[]; cut: boolean } {
    const slot = sequence % this.#capacity;
    const position = this.#positions[slot]!;
    const bound = position - NEIGHBOURS.bytesBefore;
    const { entries, isFull } = this.#walk(sequence, this.#previous, NEIGHBOURS.linesBefore, (at) => {
      return at >= this.#tail && at >= this.#stretchStart && this.#positions[at % this.#capacity]! >= bound;
    });
    return { entries, cut: !isFull && this.#isHidden(bound, this.#times[slot]! - NEIGHBOURS.secondsBefore) };
  }

  /** The neighbours behind a line, nearest first, as far as they have been added. */
  after(sequence: number): Entry[] {
    const limit = this.#positions[sequence % this.#capacity]! + NEIGHBOURS.bytesAfter;
    return this.#walk(sequence, this.#next, NEIGHBOURS.linesAfter, (at) => {
      return at !== NO_LINE && this.#positions[at % this.#capacity]! <= limit;
    }).entries;
  }

  // Follows the chain of an address: the nearest lines, and behind a busy address some more that are alike.
  #walk(
    sequence: number,
    chain: Float64Array,
    nearest: number,
    isInReach: (at: number) => boolean,
  ): { entries: Entry[]; isFull: boolean } {
    const time = this.#times[sequence % this.#capacity]!;
    const mine = this.#entry(sequence);
    const mark = mine === undefined ? undefined : markOf(mine);
    const entries: Entry[] = [];
    let found = 0;
    let alike = 0;
    let at = chain[sequence % this.#capacity]!;
    for (let steps = 0; steps < NEIGHBOURS.linesLookedAt; steps++) {
      if (!isInReach(at)) break;
      if (found >= nearest && (mark === undefined || alike >= NEIGHBOURS.linesAlike)) break;
      const there = at % this.#capacity;
      if (found < nearest || this.#holds(there, mark)) {
        const entry = this.#entry(at);
        if (entry !== undefined && entry.client === mine?.client) {
          if (found < nearest) found++;
          else if (markOf(entry) === mark) alike++;
          else {
            at = chain[there]!;
            continue;
          }
          if (this.#near(there, time)) entries.push(entry);
        }
      }
      at = chain[there]!;
    }
    return { entries, isFull: found >= nearest };
  }

  #holds(slot: number, mark: string | undefined): boolean {
    if (mark === undefined) return false;
    return this.#texts[slot]!.slice(this.#starts[slot], this.#ends[slot]).includes(mark);
  }

  // Whether the last line before a position belongs to the stretch and is young enough to have been a neighbour.
  #isHidden(position: number, oldest: number): boolean {
    let low = Math.max(this.#tail, this.#stretchStart);
    let high = this.#head;
    const first = low;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#positions[middle % this.#capacity]! < position) low = middle + 1;
      else high = middle;
    }
    return low > first && this.#times[(low - 1) % this.#capacity]! >= oldest;
  }

  #near(slot: number, time: number): boolean {
    const there = this.#times[slot]!;
    return there >= time - NEIGHBOURS.secondsBefore && there <= time + NEIGHBOURS.secondsAfter;
  }

  #entry(sequence: number): Entry | undefined {
    const slot = sequence % this.#capacity;
    const known = this.#entries[slot];
    if (known !== undefined) return known;
    const entry = parseLine(this.#texts[slot]!.slice(this.#starts[slot], this.#ends[slot]));
    if (typeof entry === 'string') return undefined;
    this.#entries[slot] = entry;
    return entry;
  }

  #drop(): void {
    const slot = this.#tail % this.#capacity;
    this.#texts[slot] = '';
    this.#entries[slot] = undefined;
    this.#tail++;
  }

  #grow(): void {
    const capacity = this.#capacity * 2;
    const old = this.#capacity;
    const texts = new Array<string>(capacity).fill('');
    const entries = new Array<Entry | undefined>(capacity).fill(undefined);
    const move = <T extends Int32Array | Uint32Array | Float64Array>(from: T, to: T): T => {
      for (let sequence = this.#tail; sequence < this.#head; sequence++)
        to[sequence % capacity] = from[sequence % old]!;
      return to;
    };
    for (let sequence = this.#tail; sequence < this.#head; sequence++) {
      texts[sequence % capacity] = this.#texts[sequence % old]!;
      entries[sequence % capacity] = this.#entries[sequence % old];
    }
    this.#texts = texts;
    this.#entries = entries;
    this.#starts = move(this.#starts, new Int32Array(capacity));
    this.#ends = move(this.#ends, new Int32Array(capacity));
    this.#positions = move(this.#positions, new Float64Array(capacity));
    this.#times = move(this.#times, new Float64Array(capacity));
    this.#previous = move(this.#previous, new Float64Array(capacity));
    this.#next = move(this.#next, new Float64Array(capacity));
    this.#hashes = move(this.#hashes, new Uint32Array(capacity));
    this.#capacity = capacity;
  }
}

// What tells one who shares an address from the others: the user agent, or the request of who sends none.
function markOf({ http_user_agent, request }: Entry): string | undefined {
  if (http_user_agent.length > 1) return http_user_agent;
  return request.length > 1 ? request : undefined;
}
