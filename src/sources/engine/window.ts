// The last 40 MiB of lines, chained by client, so that a hit finds its neighbours in a few steps.
import type { Entry } from '../../formats/entry.ts';
import { CODE, type ColumnSet, type Walk, WALK_FULL, type WindowMemory } from './columns.ts';
import { NEIGHBOURS } from '../../hits/limits.ts';
import { EntryMemory, LazyEntry } from './lazy-entry.ts';
import { CHAINS, KEPT_BYTES, type ScanMemory } from './memory.ts';
import { type Neighbour, Neighbours } from './neighbour.ts';

const SPACE = 32;
const FIRST_CAPACITY = 1 << 12;
/** Lines of other clients in the same chain that are stepped over before it is left. */
const STRANGERS_STEPPED_OVER = 4096;

/** A line of the window as it is kept between runs. */
export interface SavedLine {
  readonly text: string;
  readonly position: number;
  readonly time: number;
  readonly clientHash: number;
}

/** A line and its neighbours, nearest first on each side. */
export interface Surroundings {
  readonly self: Neighbour;
  readonly before: readonly Neighbour[];
  readonly after: readonly Neighbour[];
  /** The byte bound hid lines before it. */
  readonly isCut: boolean;
}

// Of the ring.
const HEAD = 0;
const TAIL = 1;
// A line's record, as doubles and as integers.
const DOUBLES = 4;
const INTS = 8;
const POSITION = 0;
const TIME = 1;
const START = 4;
const HASH = 5;
const PREVIOUS = 6;
const NEXT = 7;
/** Added to the end of a line that columns could not read. */
const ODD = 0x8000_0000;
/** Lines whose chains are looked up together. */
const BATCH = 256;

/**
 * A ring of lines that refers to text in memory. Lines get ascending sequence numbers; each knows the line before and behind it
 * in the same chain, as a distance (0: none).
 */
export class Window {
  readonly #memory: EntryMemory;
  readonly #window: WindowMemory;
  readonly #doubles: Float64Array;
  readonly #ints: Int32Array;
  // Where each ends, and whether columns could not read it.
  readonly #ends: Uint32Array;
  // The newest line of each chain: its sequence number plus one, modulo 2^32.
  readonly #newest: Uint32Array;
  // The first line and the next one.
  readonly #ring: Float64Array;
  #stretchStart = 0;
  // The newest time of the stretch so far, and by how many seconds a line was older than one before it at most.
  #newestTime = -Infinity;
  #disorder = 0;
  /** What {@link prefetch} read; nobody needs it. */
  fetched = 0;
  readonly #neighbours: Neighbours;
  readonly #entry: LazyEntry;

  /**
   * Begins with no line.
   * @param memory which holds the text of the lines and the window itself; a memory has room for one window
   */
  constructor(memory: ScanMemory) {
    const { window } = memory;
    this.#window = window;
    this.#doubles = window.doubles;
    this.#ints = window.ints;
    this.#ends = window.ends;
    this.#newest = window.newest;
    this.#ring = window.ring;
    window.capacity = FIRST_CAPACITY;
    this.#newest.fill(0);
    this.#ring.fill(0);
    this.#memory = new EntryMemory(memory);
    this.#neighbours = new Neighbours(this.#memory);
    this.#entry = new LazyEntry(this.#memory);
  }

  /**
   * Fetches the chains of lines that will be added soon. Each is somewhere else in memory: asked for together, the processor
   * waits for all of them at once instead of one after the other. Changes nothing.
   * @returns how many lines it was good for
   */
  prefetch(clientHashes: Int32Array, from: number, to: number): number {
    const newest = this.#newest;
    const end = Math.min(to, from + BATCH);
    let sum = 0;
    for (let i = from; i < end; i++) sum |= newest[clientHashes[i]! & (CHAINS - 1)]!;
    // Kept so that no compiler leaves the loop out.
    this.fetched = sum;
    return end - from;
  }

  /**
   * Puts the line at `[start..end)` of the memory in and returns its sequence number.
   * @param position in bytes over all inputs
   * @param time in seconds
   * @param isOdd columns could not read it: its client may be another than the address at its start
   */
  add(start: number, end: number, position: number, time: number, clientHash: number, isOdd = false): number {
    const ring = this.#ring;
    let tail = ring[TAIL]!;
    const sequence = ring[HEAD]!;
    const oldest = position - KEPT_BYTES;
    while (tail < sequence && this.#positionOf(tail & this.#mask) < oldest) tail++;
    if (sequence - tail === this.#window.capacity) this.#grow();
    ring[TAIL] = tail;
    ring[HEAD] = sequence + 1;
    const mask = this.#mask;
    const slot = sequence & mask;
    const ints = this.#ints;
    this.#doubles[slot * DOUBLES + POSITION] = position;
    this.#doubles[slot * DOUBLES + TIME] = time;
    this.#ends[slot] = isOdd ? end + ODD : end;
    const chain = clientHash & (CHAINS - 1);
    const distance = (sequence + 1 - this.#newest[chain]!) >>> 0;
    const isAlive = distance <= sequence - tail;
    ints[slot * INTS + START] = start;
    ints[slot * INTS + HASH] = clientHash;
    ints[slot * INTS + PREVIOUS] = isAlive ? distance : 0;
    ints[slot * INTS + NEXT] = 0;
    if (isAlive) ints[((sequence - distance) & mask) * INTS + NEXT] = distance;
    this.#newest[chain] = sequence + 1;
    if (time >= this.#newestTime) this.#newestTime = time;
    else this.#disorder = Math.max(this.#disorder, this.#newestTime - time);
    return sequence;
  }

  /**
   * Adds lines of a block that need nothing else, from number `line` on: up to one that is looked at, blank or odd, or of
   * another time, or starts behind an address.
   * @param origin a line's address and this are its position
   * @returns the number of the line that was not added
   */
  addLines(set: ColumnSet, line: number, lines: number, time: number, origin: number, lastStart: number): number {
    const { reader } = this.#memory;
    const most = Math.min(lastStart, 0xffff_ffff);
    if (reader.addLines !== undefined) return reader.addLines(this.#window, set, line, lines, time, origin, most);
    const { starts, hashes, times, codes } = set;
    let i = line;
    for (; i < lines; i++) {
      const start = starts[i]!;
      if (codes[i]! >= CODE.blank || times[i] !== time || start > most) break;
      this.add(start, starts[i + 1]! - 1, origin + start, time, hashes[i]!);
    }
    return i;
  }

  /** No line's text lies in `[from..to)`, where that is the oldest text in memory. */
  isFree(from: number, to: number): boolean {
    const tail = this.#ring[TAIL]!;
    if (tail === this.#ring[HEAD]) return true;
    const start = this.#startOf(tail & this.#mask);
    return start < from || start >= to;
  }

  /** Lets go the oldest lines as far as their text lies in `[from..to)` of the memory: it will be written to. */
  forgetText(from: number, to: number): void {
    const head = this.#ring[HEAD]!;
    let tail = this.#ring[TAIL]!;
    for (; tail < head; tail++) {
      const start = this.#startOf(tail & this.#mask);
      if (start < from || start >= to) break;
    }
    this.#ring[TAIL] = tail;
  }

  /** The lines of this stretch that are not older than a time, as text, oldest first; and the sequence number of the first. */
  save(notBefore: number): { readonly first: number; readonly lines: readonly SavedLine[] } {
    let first = this.#firstOfStretch;
    while (first < this.#ring[HEAD]! && this.#timeOf(first & this.#mask) < notBefore) first++;
    const lines: SavedLine[] = [];
    for (let sequence = first; sequence < this.#ring[HEAD]!; sequence++) {
      const slot = sequence & this.#mask;
      lines.push({
        text: this.textOf(sequence),
        position: this.#positionOf(slot),
        time: this.#timeOf(slot),
        clientHash: this.#ints[slot * INTS + HASH]!,
      });
    }
    return { first, lines };
  }

  /** From here on, neighbours are looked for only among lines that are added after this call. */
  beginStretch(): void {
    this.#stretchStart = this.#ring[HEAD]!;
    this.#newestTime = -Infinity;
    this.#disorder = 0;
  }

  /** The text of a line, without its line feed. */
  textOf(sequence: number): string {
    const slot = sequence & this.#mask;
    return this.#memory.bytes.latin1Slice(this.#startOf(slot), this.#endOf(slot));
  }

  /** The entry on a line; the value stands for another line when this is called again. */
  entry(sequence: number): LazyEntry {
    const slot = sequence & this.#mask;
    this.#entry.use(this.#positionOf(slot), this.#startOf(slot), this.#endOf(slot), this.#timeOf(slot));
    return this.#entry;
  }

  /** Keeps a line's entry for a while where the caller has parsed it already. */
  remember(sequence: number, entry: Entry): void {
    this.#memory.remember(this.#positionOf(sequence & this.#mask), entry);
  }

  /** A line with its neighbours, as far as they have been added; good until this is called again. */
  around(sequence: number): Surroundings {
    this.#neighbours.releaseAll();
    const slot = sequence & this.#mask;
    const self = this.#neighbour(slot);
    const position = this.#positionOf(slot);
    const bound = position - NEIGHBOURS.bytesBefore;
    const beyond = position + NEIGHBOURS.bytesAfter;
    const before: Neighbour[] = [];
    const after: Neighbour[] = [];
    const first = this.#firstOfStretch;
    const disorder = this.#disorder;
    const earlier: Walk = {
      sequence,
      direction: -1,
      nearest: NEIGHBOURS.linesBefore,
      farthest: bound,
      first,
      disorder,
    };
    const later: Walk = { sequence, direction: 1, nearest: NEIGHBOURS.linesAfter, farthest: beyond, first, disorder };
    const isFull = this.#follow(earlier, self, before);
    this.#follow(later, self, after);
    const isCut = !isFull && this.#isHidden(bound, self.time - NEIGHBOURS.secondsBefore);
    return { self, before, after, isCut };
  }

  // Finds the neighbours on one side: by the kernel where it can, else by #walk, which says what is looked for.
  #follow(walk: Walk, self: Neighbour, lines: Neighbour[]): boolean {
    const window = this.#window;
    const walked = this.#memory.reader.walk?.(window, walk) ?? -1;
    // Some lines only the parser can tell apart.
    if (walked < 0) return this.#walk(walk, self, lines);
    const count = walked & (WALK_FULL - 1);
    for (let i = 0; i < count; i++) this.#addNear(this.#neighbour(window.found[i]!), walk.direction, self, lines);
    return walked >= WALK_FULL;
  }

  #addNear(near: Neighbour, direction: 1 | -1, self: Neighbour, lines: Neighbour[]): void {
    near.secondsAfter = near.time - self.time;
    near.isLater = direction > 0;
    near.hit = self;
    lines.push(near);
  }

  // Follows a chain: the nearest lines of the client, and behind a busy address some more that are alike. Returns whether
  // there were as many as are wanted. The kernel does the same (`walk`); a test holds the two together.
  #walk(walk: Walk, self: Neighbour, lines: Neighbour[]): boolean {
    const { sequence, direction, nearest, farthest, first } = walk;
    const mask = this.#mask;
    const link = direction < 0 ? PREVIOUS : NEXT;
    const ints = this.#ints;
    const clientHash = ints[(sequence & mask) * INTS + HASH]!;
    const addressEnd = this.#isOdd(sequence & mask) ? NaN : this.#addressEnd(self.start);
    let found = 0;
    let alike = 0;
    let steps = 0;
    let strangers = 0;
    let at = sequence;
    while (steps < NEIGHBOURS.linesLookedAt) {
      const distance = ints[(at & mask) * INTS + link]!;
      if (distance === 0) break;
      at += direction * distance;
      const slot = at & mask;
      if (at < first || (this.#positionOf(slot) - farthest) * direction > 0) break;
      if (ints[slot * INTS + HASH] !== clientHash) {
        if (++strangers > STRANGERS_STEPPED_OVER) break;
        continue;
      }
      steps++;
      if (found >= nearest && (alike >= NEIGHBOURS.linesAlike || !canBeAlike(self))) break;
      if (!this.#isNear(slot, self.time)) {
        if (this.#isBeyond(slot, self.time, walk)) break;
        // What is out of time uses up a place and is not looked at.
        if (found < nearest) found++;
        continue;
      }
      if (!this.#hasClient(slot, self, addressEnd)) continue;
      const near = this.#neighbour(slot);
      if (found < nearest) found++;
      else if (isAlike(near, self)) alike++;
      else {
        this.#neighbours.releaseLast();
        continue;
      }
      this.#addNear(near, direction, self, lines);
    }
    return found >= nearest;
  }

  // Whether the line in a slot, of the same hash, is of the same client. Its address tells, where both lines begin with it.
  #hasClient(slot: number, self: Neighbour, addressEnd: number): boolean {
    if (!Number.isNaN(addressEnd) && !this.#isOdd(slot)) {
      return this.#memory.reader.isSame(self.start, this.#startOf(slot), addressEnd + 1 - self.start);
    }
    const near = this.#neighbour(slot);
    const { client } = near;
    this.#neighbours.releaseLast();
    return client === self.client;
  }

  #neighbour(slot: number): Neighbour {
    return this.#neighbours.acquire(this.#positionOf(slot), this.#startOf(slot), this.#endOf(slot), this.#timeOf(slot));
  }

  // Where the address ends that a line begins with.
  #addressEnd(start: number): number {
    const { bytes } = this.#memory;
    let at = start;
    while (bytes[at] !== SPACE) at++;
    return at;
  }

  #isOdd(slot: number): boolean {
    return this.#ends[slot]! >= ODD;
  }

  #endOf(slot: number): number {
    return this.#ends[slot]! & (ODD - 1);
  }

  // Whether the last line before a position belongs to the stretch and is young enough to have been a neighbour.
  #isHidden(position: number, oldest: number): boolean {
    const mask = this.#mask;
    const first = this.#firstOfStretch;
    let low = first;
    let high = this.#ring[HEAD]!;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#positionOf(middle & mask) < position) low = middle + 1;
      else high = middle;
    }
    return low > first && this.#timeOf((low - 1) & mask) >= oldest;
  }

  #isNear(slot: number, time: number): boolean {
    const there = this.#timeOf(slot);
    return there >= time - NEIGHBOURS.secondsBefore && there <= time + NEIGHBOURS.secondsAfter;
  }

  // Whether all lines from the one in a slot on are too old, or too young, to be near a time: what is so by more than lines are out of
  // order has only such behind it.
  #isBeyond(slot: number, time: number, { direction, disorder }: Walk): boolean {
    const there = this.#timeOf(slot);
    if (direction < 0) return there < time - NEIGHBOURS.secondsBefore - disorder;
    return there > time + NEIGHBOURS.secondsAfter + disorder;
  }

  #positionOf(slot: number): number {
    return this.#doubles[slot * DOUBLES + POSITION]!;
  }

  #timeOf(slot: number): number {
    return this.#doubles[slot * DOUBLES + TIME]!;
  }

  #startOf(slot: number): number {
    return this.#ints[slot * INTS + START]!;
  }

  // The first line whose text is kept and that is of this stretch.
  get #firstOfStretch(): number {
    return Math.max(this.#ring[TAIL]!, this.#stretchStart);
  }

  get #mask(): number {
    return this.#window.capacity - 1;
  }

  // Twice as many records, when all are in use: every line whose place is now another goes there.
  #grow(): void {
    const { capacity } = this.#window;
    const ints = this.#ints;
    const tail = this.#ring[TAIL]!;
    for (let sequence = tail; sequence < tail + capacity; sequence++) {
      if ((sequence & capacity) === 0) continue;
      const from = sequence & (capacity - 1);
      const to = from + capacity;
      ints.copyWithin(to * INTS, from * INTS, (from + 1) * INTS);
      this.#ends[to] = this.#ends[from]!;
    }
    this.#window.capacity = 2 * capacity;
  }
}

// What tells one who shares an address from the others: the user agent, or the request of who sends none.
function isAlike(entry: LazyEntry, mine: LazyEntry): boolean {
  if (mine.hasAgent) return entry.hasAgentOf(mine);
  return !entry.hasAgent && entry.hasRequestOf(mine);
}

function canBeAlike(mine: LazyEntry): boolean {
  return mine.hasAgent || mine.request.length > 1;
}
