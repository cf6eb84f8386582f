// Finds the neighbours of a hit along its chain: the lines that may be of the same client.
import { NEIGHBOURS } from '../../hits/limits.ts';
import type { EntryMemory } from './entry-memory.ts';
import type { LazyEntry } from './lazy-entry.ts';
import { type Neighbour, NeighbourPool } from './neighbour.ts';
import { CHAIN_NEEDS_PARSER, type ChainQuery, FOUND_NEAREST, OTHER_HASHES_SKIPPED } from './window-memory.ts';
import type { WindowRecords } from './window-records.ts';
import type { Window } from './window.ts';

/** A line and its neighbours, nearest first on each side. */
export interface Surroundings {
  readonly self: Neighbour;
  readonly before: readonly Neighbour[];
  readonly after: readonly Neighbour[];
  /** The byte bound may have hidden a neighbour before the line. */
  readonly isCut: boolean;
}

/** Follows the chains of a window. */
export class Chains {
  readonly #window: Window;
  readonly #records: WindowRecords;
  readonly #entries: EntryMemory;
  readonly #pool: NeighbourPool;

  constructor(window: Window) {
    this.#window = window;
    this.#records = window.records;
    this.#entries = window.entries;
    this.#pool = new NeighbourPool(window.entries);
  }

  /** A line with the neighbours that have been added so far. Valid until the next call. */
  around(sequence: number): Surroundings {
    this.#pool.releaseAll();
    const index = sequence & this.#records.mask;
    const self = this.#acquire(index);
    const position = this.#records.positionOf(index);
    const bound = position - NEIGHBOURS.bytesBefore;
    const beyond = position + NEIGHBOURS.bytesAfter;
    const before: Neighbour[] = [];
    const after: Neighbour[] = [];
    const { first, disorder } = this.#window;
    const { linesBefore, linesAfter } = NEIGHBOURS;
    const earlier: ChainQuery = { sequence, direction: -1, nearest: linesBefore, farthest: bound, first, disorder };
    const later: ChainQuery = { sequence, direction: 1, nearest: linesAfter, farthest: beyond, first, disorder };
    const isFull = this.#findNeighbours(earlier, self, before);
    this.#findNeighbours(later, self, after);
    const isCut = !isFull && this.#isHidden(bound, self.time - NEIGHBOURS.secondsBefore);
    return { self, before, after, isCut };
  }

  // Finds the neighbours on one side: in the kernel, or here if a line needs parsing. Returns whether the client has as many
  // lines as are wanted.
  #findNeighbours(query: ChainQuery, self: Neighbour, lines: Neighbour[]): boolean {
    const { memory } = this.#records;
    const outcome = this.#entries.reader.followChain(query);
    if (outcome === CHAIN_NEEDS_PARSER) return this.#followChain(query, self, lines);
    const count = outcome & (FOUND_NEAREST - 1);
    for (let i = 0; i < count; i++) addNear(this.#acquire(memory.found[i]!), query.direction, self, lines);
    return outcome >= FOUND_NEAREST;
  }

  // Takes the nearest lines of the client, then some more that are like the hit: the nearest lines of a busy address may all be
  // from other people. The kernel does the same (kernel/chains.as.ts), and a test compares the two.
  #followChain(query: ChainQuery, self: Neighbour, lines: Neighbour[]): boolean {
    const { sequence, direction, nearest, farthest, first } = query;
    const records = this.#records;
    const { mask } = records;
    const clientHash = records.hashOf(sequence & mask);
    const { reader } = this.#entries;
    const isFound = reader.findClient(self.start, self.end);
    const client = isFound ? { at: reader.clientAt, bytes: reader.clientEnd - reader.clientAt } : undefined;
    let found = 0;
    let alike = 0;
    let steps = 0;
    let others = 0;
    let at = sequence;
    while (steps < NEIGHBOURS.linesLookedAt) {
      const distance = records.distanceFrom(at & mask, direction);
      if (distance === 0) break;
      at += direction * distance;
      const index = at & mask;
      if (at < first || (records.positionOf(index) - farthest) * direction > 0) break;
      if (records.hashOf(index) !== clientHash) {
        if (++others > OTHER_HASHES_SKIPPED) break;
        continue;
      }
      steps++;
      if (found >= nearest && (alike >= NEIGHBOURS.linesAlike || !canBeAlike(self))) break;
      const time = records.timeOf(index);
      if (!isNear(time, self.time)) {
        if (isBeyond(time, self.time, query)) break;
        // A line outside the time window still counts toward the nearest lines, but is otherwise ignored.
        if (found < nearest) found++;
        continue;
      }
      if (!this.#hasClient(index, self, client)) continue;
      const near = this.#acquire(index);
      if (found < nearest) found++;
      else if (isAlike(near, self)) alike++;
      else {
        this.#pool.releaseLast();
        continue;
      }
      addNear(near, direction, self, lines);
    }
    return found >= nearest;
  }

  // Whether a line with the same hash is of the same client. If the reader finds both clients, comparing them is enough.
  #hasClient(index: number, self: Neighbour, client: { at: number; bytes: number } | undefined): boolean {
    const { reader } = this.#entries;
    const records = this.#records;
    const canFind = client !== undefined && !records.needsParser(index);
    if (canFind && reader.findClient(records.startOf(index), records.endOf(index))) {
      const isAsLong = reader.clientEnd - reader.clientAt === client.bytes;
      return isAsLong && reader.isSame(client.at, reader.clientAt, client.bytes);
    }
    const near = this.#acquire(index);
    this.#pool.releaseLast();
    return near.client === self.client;
  }

  #acquire(index: number): Neighbour {
    const records = this.#records;
    return this.#pool.acquire(
      records.positionOf(index),
      records.startOf(index),
      records.endOf(index),
      records.timeOf(index),
    );
  }

  // Whether a neighbour may be hidden: the last line before a position is of this stretch and not older than a time. If no line
  // before the position is kept, the last line that was dropped decides.
  #isHidden(position: number, oldest: number): boolean {
    const records = this.#records;
    const { mask } = records;
    const { first } = this.#window;
    let low = first;
    let high = this.#window.head;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (records.positionOf(middle & mask) < position) low = middle + 1;
      else high = middle;
    }
    return (low > first ? records.timeOf((low - 1) & mask) : this.#window.droppedTime) >= oldest;
  }
}

function addNear(near: Neighbour, direction: 1 | -1, self: Neighbour, lines: Neighbour[]): void {
  near.secondsAfter = near.time - self.time;
  near.isLater = direction > 0;
  near.hit = self;
  lines.push(near);
}

function isNear(time: number, hitTime: number): boolean {
  return time >= hitTime - NEIGHBOURS.secondsBefore && time <= hitTime + NEIGHBOURS.secondsAfter;
}

// Whether the chain can be left at a line of this time. Lines are at most `disorder` seconds out of order, so once one is further
// out of range than that, all later ones are too.
function isBeyond(time: number, hitTime: number, { direction, disorder }: ChainQuery): boolean {
  if (direction < 0) return time < hitTime - NEIGHBOURS.secondsBefore - disorder;
  return time > hitTime + NEIGHBOURS.secondsAfter + disorder;
}

// Tells clients that share an address apart by the user agent, or by the request if there is no user agent.
function isAlike(entry: LazyEntry, hit: LazyEntry): boolean {
  if (hit.hasAgent) return entry.hasAgentOf(hit);
  return !entry.hasAgent && entry.hasRequestOf(hit);
}

function canBeAlike(hit: LazyEntry): boolean {
  return hit.hasAgent || hit.request.length > 1;
}
