// The room that all lists of log text in a report share: whoever sends many different texts fills it, and no more than it.

/** Bytes of all lists together, as far as they are more than a few texts each. */
const BYTES_KEPT = 16 * 2 ** 20;
/** Bytes that an entry of a map takes beside its text, and those of a number in a set. */
const ENTRY_BYTES_KEPT = 96;

/** Room for texts and numbers. A list asks for it before it grows, and gives it back when it forgets. */
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

  /** The same room, of which the copy can take without this one. */
  copy(): Room {
    return new Room(this.#left);
  }
}
