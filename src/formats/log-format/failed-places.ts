// The places of a line from which a search has found nothing.

/** Lines with up to so many places, for all steps together, have a cell for each: a line of 1,000 characters and 32 steps. */
const MOST_CELLS = 32_768;

/** Keeps the places from which the values from a step on do not fit. */
export interface FailedPlaces {
  /** Forgets all of them, and takes a line of another length. */
  clear(length: number): void;
  has(step: number, at: number): boolean;
  add(step: number, at: number): void;
}

/** @param steps how many steps there are */
export function failedPlaces(steps: number): FailedPlaces {
  // A cell holds the number of the last search that failed there, so that no search has to clear the cells of the one before it.
  let cells = new Int32Array(0);
  let search = 0;
  const others = new Set<number>();
  let width = 0;
  return {
    clear(length) {
      search++;
      width = length + 1;
      others.clear();
    },
    has(step, at) {
      const cell = step * width + at;
      return cell < cells.length ? cells[cell] === search : others.has(cell);
    },
    add(step, at) {
      const cell = step * width + at;
      if (cell >= cells.length && steps * width <= MOST_CELLS) cells = copied(cells, steps * width);
      if (cell < cells.length) cells[cell] = search;
      else others.add(cell);
    },
  };
}

function copied(cells: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const more = new Int32Array(Math.max(length, 2 * cells.length));
  more.set(cells);
  return more;
}
