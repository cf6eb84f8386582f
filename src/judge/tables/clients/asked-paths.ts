// Whether any client was answered at a path, and how many clients were refused there.
import { RecentRows, type SavedRows } from '../bounded.ts';

/** Capacity in paths. */
const PATHS_KEPT = 4096;
/** Refused clients of a path are counted up to this number. */
const CLIENTS_OF_PATH_KEPT = 4;

/** The paths as they are kept between runs. */
export interface SavedPaths {
  readonly rows: SavedRows;
  readonly answered: Uint8Array;
  readonly refused: Uint8Array;
  readonly clients: Int32Array;
}

/** How requests for the most recent paths were answered. */
export class AskedPaths {
  readonly #rows: RecentRows;
  /** By row: 1 if any client was answered. */
  readonly #answered: Uint8Array;
  /** By row: how many clients were refused. */
  readonly #refused: Uint8Array;
  // Hashes of the first clients that were refused at the path of each row.
  readonly #clients: Int32Array;

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved?: SavedPaths) {
    const rows = PATHS_KEPT + 1;
    this.#rows = new RecentRows(PATHS_KEPT, saved?.rows);
    this.#answered = saved?.answered ?? new Uint8Array(rows);
    this.#refused = saved?.refused ?? new Uint8Array(rows);
    this.#clients = saved?.clients ?? new Int32Array(rows * CLIENTS_OF_PATH_KEPT);
  }

  /** Everything it knows, for a later run. */
  save(): SavedPaths {
    return { rows: this.#rows.save(), answered: this.#answered, refused: this.#refused, clients: this.#clients };
  }

  /** Adds a line that was answered, or refused with 400. */
  observe(pathHash: number, clientHash: number, isAnswered: boolean): void {
    const row = this.#rows.touch(pathHash);
    if (this.#rows.isNew) {
      this.#answered[row] = 0;
      this.#refused[row] = 0;
    }
    if (isAnswered) this.#answered[row] = 1;
    else if (this.#answered[row] === 0) this.#addClient(row, clientHash);
  }

  /** How many clients were refused at a path (counted up to {@link CLIENTS_OF_PATH_KEPT}); 0 if any client was answered. */
  refusedEverybody(pathHash: number): number {
    const row = this.#rows.find(pathHash);
    return row < 0 || this.#answered[row] === 1 ? 0 : this.#refused[row]!;
  }

  /** Whether any client was answered at a path. */
  isAnswered(pathHash: number): boolean {
    const row = this.#rows.find(pathHash);
    return row >= 0 && this.#answered[row] === 1;
  }

  #addClient(row: number, clientHash: number): void {
    const known = this.#refused[row]!;
    if (known >= CLIENTS_OF_PATH_KEPT) return;
    const first = row * CLIENTS_OF_PATH_KEPT;
    for (let at = first; at < first + known; at++) if (this.#clients[at] === clientHash) return;
    this.#clients[first + known] = clientHash;
    this.#refused[row] = known + 1;
  }
}
