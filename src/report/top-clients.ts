// The clients with most hits. When there are too many, those with the fewest hits are forgotten. distinct.ts counts all clients.
import type { CauseId } from '../judge/catalogue.ts';
import { spread } from '../hits/spread.ts';
import { FewCounts } from './few-counts.ts';
import type { Room } from './room.ts';
import { TextRows } from './text-rows.ts';

/** Sentinel in a slot without a row: the highest value of a slot. */
const NO_ROW = 0xffff_ffff;

/** One of the clients with most hits. */
export interface TopClient {
  readonly client: string;
  readonly hits: number;
  readonly main_cause: CauseId;
  readonly main_cause_hits: number;
  /** The most frequent family of user agents in its hits; `-` if no hit has a user agent. */
  readonly user_agent: string;
}

/** Hits by client, with their causes and user agents. */
export class TopClients {
  readonly #limit: number;
  // Open addressing from a client's hash to its row.
  readonly #slots: Uint32Array;
  readonly #hashes: Float64Array;
  readonly #names: TextRows;
  /** Hits by row; 0 in a free row. */
  readonly #hits: Uint32Array;
  // When each row was first used, which breaks ties between equal hits.
  readonly #arrivals: Float64Array;
  readonly #causes: FewCounts<CauseId>;
  readonly #agents: FewCounts<string>;
  // Free rows that were used before, and the first row that was never used.
  #free: number[] = [];
  #unused = 0;
  #arrived = 0;

  /**
   * @param limit the most clients that are remembered
   * @param room the memory budget that all lists of the report share
   */
  constructor(
    limit: number,
    room: Room,
    causes: FewCounts<CauseId> = new FewCounts(room),
    agents: FewCounts<string> = new FewCounts(room),
    names: TextRows = new TextRows(limit),
  ) {
    this.#limit = limit;
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * limit))).fill(NO_ROW);
    this.#hashes = new Float64Array(limit);
    this.#hits = new Uint32Array(limit);
    this.#arrivals = new Float64Array(limit);
    this.#causes = causes;
    this.#agents = agents;
    this.#names = names;
  }

  /** Counts a hit of a client, known by a hash of 53 bits. */
  add(hash: number, client: string, cause: CauseId, user_agent: string): void {
    if (this.#free.length === 0 && this.#unused === this.#limit) this.#forgetRare();
    const slot = this.#slotOf(hash);
    let row = this.#slots[slot]!;
    if (row === NO_ROW) {
      row = this.#free.pop() ?? this.#unused++;
      this.#slots[slot] = row;
      this.#hashes[row] = hash;
      this.#names.set(row, client);
      this.#hits[row] = 0;
      this.#arrivals[row] = this.#arrived++;
      this.#causes.reset(row);
      this.#agents.reset(row);
    }
    this.#hits[row]!++;
    this.#causes.add(row, cause);
    this.#agents.add(row, user_agent);
  }

  /** The clients with most hits. */
  list(count: number): TopClient[] {
    return this.#rows()
      .sort((a, b) => this.#hits[b]! - this.#hits[a]! || this.#arrivals[a]! - this.#arrivals[b]!)
      .slice(0, count)
      .map((row) => {
        const [main_cause, main_cause_hits] = this.#causes.most(row) ?? (['unexplained', 0] as const);
        const named = this.#agents.most(row, (name) => name !== '-');
        return {
          client: this.#names.get(row),
          hits: this.#hits[row]!,
          main_cause,
          main_cause_hits,
          user_agent: named?.[0] ?? '-',
        };
      });
  }

  /**
   * A copy that changes independently.
   * @param room the memory budget of the copies
   */
  copy(room: Room): TopClients {
    const copy = new TopClients(
      this.#limit,
      room,
      this.#causes.copy(room),
      this.#agents.copy(room),
      this.#names.copy(),
    );
    copy.#slots.set(this.#slots);
    copy.#hashes.set(this.#hashes);
    copy.#hits.set(this.#hits);
    copy.#arrivals.set(this.#arrivals);
    copy.#free = [...this.#free];
    copy.#unused = this.#unused;
    copy.#arrived = this.#arrived;
    return copy;
  }

  // Forgets the half of the clients with the fewest hits.
  #forgetRare(): void {
    const hits = this.#hits.slice().sort();
    const median = hits[Math.floor(hits.length / 2)] ?? 0;
    this.#slots.fill(NO_ROW);
    for (let row = this.#limit - 1; row >= 0; row--) {
      if (this.#hits[row]! > median) {
        this.#slots[this.#slotOf(this.#hashes[row]!)] = row;
      } else {
        this.#hits[row] = 0;
        this.#free.push(row);
      }
    }
  }

  #rows(): number[] {
    const rows: number[] = [];
    for (let row = 0; row < this.#unused; row++) if (this.#hits[row]! > 0) rows.push(row);
    return rows;
  }

  // The slot of a client, or the free slot where it belongs.
  #slotOf(hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = spread(hash) & mask;
    for (let row = this.#slots[slot]!; row !== NO_ROW && this.#hashes[row] !== hash; row = this.#slots[slot]!) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
