// The places of a line from which a search has found nothing.

/** Lines with up to so many places, for all steps together, have a cell for each: a line of 10,000 characters and 26 steps. */
const MOST_CELLS = 2 ** 18;

// A cell holds the number of the last search that failed there. All searches share the cells: a number that another search has
// written says nothing, so nobody has to clear them.
let cells = new Int32Array(1024);
let searches = 0;

/** Keeps the places from which the values from a step on do not fit. */
export class FailedPlaces {
  readonly #steps: number;
  #search = 0;
  #width = 0;
  readonly #others = new Set<number>();

  /** @param steps how many steps there are */
  constructor(steps: number) {
    this.#steps = steps;
  }

  /** Forgets all of them, and takes a line of another length. */
  clear(length: number): void {
    searches = (searches + 1) & 0x3fff_ffff;
    if (searches === 0) cells.fill(0);
    this.#search = searches;
    this.#width = length + 1;
    this.#others.clear();
  }

  /** Whether the values from a step on do not fit here. */
  has(step: number, at: number): boolean {
    const cell = step * this.#width + at;
    return cell < MOST_CELLS ? cells[cell] === this.#search : this.#others.has(cell);
  }

  /** The values from a step on do not fit here. */
  add(step: number, at: number): void {
    const cell = step * this.#width + at;
    if (cell >= MOST_CELLS) {
      this.#others.add(cell);
      return;
    }
    if (cell >= cells.length) {
      const more = new Int32Array(Math.min(MOST_CELLS, Math.max(this.#steps * this.#width, 2 * cells.length)));
      more.set(cells);
      cells = more;
    }
    cells[cell] = this.#search;
  }
}
