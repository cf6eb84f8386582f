// The memory budget that all lists of log text in a report share. A flood of different texts cannot exceed it.

/** Bytes for all lists together, beyond the first few texts of each list. */
const BYTES_KEPT = 16 * 2 ** 20;
/** Bytes of a map entry without its text, or of a number in a set. */
const ENTRY_BYTES_KEPT = 96;

/** Room for texts and numbers. A list takes room before it grows, and gives it back when it forgets entries. */
export class Room {
  #left: number;

  constructor(bytes: number = BYTES_KEPT) {
    this.#left = bytes;
  }

  /** Takes room for an entry with a text of some characters; false when there is none left. */
  take(characters = 0): boolean {
    const bytes = ENTRY_BYTES_KEPT + characters;
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  /** Gives back the room of some entries without text. */
  give(entries: number): void {
    this.#left += entries * ENTRY_BYTES_KEPT;
  }

  /** A copy with the same room left. What the copy takes does not affect this one. */
  copy(): Room {
    return new Room(this.#left);
  }
}
