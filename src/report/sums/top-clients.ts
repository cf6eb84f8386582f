// The clients with most hits. If there are too many, the clients with the fewest hits are forgotten. distinct.ts counts all clients.
import { HashIndex, NO_ROW } from '../../hits/hash-index.ts';
import type { CauseId } from '../../judge/catalogue.ts';
import { FewCounts } from '../counters/few-counts.ts';
import type { Room } from '../counters/room.ts';
import { TextRows } from '../counters/text-rows.ts';
import type { ClientReport } from '../report.ts';

/** Hits by client, with their causes and user agents. */
export class TopClients {
  readonly #limit: number;
  /** Rows by the hash of a client. */
  #index: HashIndex;
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
    this.#index = new HashIndex(limit);
    this.#hits = new Uint32Array(limit);
    this.#arrivals = new Float64Array(limit);
    this.#causes = causes;
    this.#agents = agents;
    this.#names = names;
  }

  /** Counts a hit of a client, known by a hash of 53 bits. */
  add(hash: number, client: string, cause: CauseId, user_agent: string): void {
    if (this.#free.length === 0 && this.#unused === this.#limit) this.#forgetRare();
    const slot = this.#index.slotOf(hash);
    let row = this.#index.rowIn(slot);
    if (row === NO_ROW) {
      row = this.#free.pop() ?? this.#unused++;
      this.#index.put(slot, hash, row);
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
  list(count: number): ClientReport[] {
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
    copy.#index = this.#index.copy();
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
    this.#index.clear();
    for (let row = this.#limit - 1; row >= 0; row--) {
      if (this.#hits[row]! > median) {
        this.#index.restore(row);
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
}
