// Parses the entries of lines in a memory, and keeps the recent ones.
import type { Entry, ExtraFields } from '../../formats/entry.ts';
import type { LineParser } from '../../formats/line-parser.ts';
import type { ColumnReader } from './columns.ts';
import type { ScanMemory } from './memory.ts';
import type { TextBuffer } from './reader-memory.ts';

/** Around a hit of a busy client there are up to 128 of its lines, and many more of others. */
const ENTRIES_KEPT = 65_536;
/** The entry of a longer line is not cached, because it could take a mebibyte. The line is parsed each time. */
const LONGEST_KEPT_BYTES = 16 * 1024;
/** The lines of all cached entries have at most this many bytes together. */
const MOST_KEPT_BYTES = 16 * 1024 * 1024;
/** Parses entries from the text of a memory and caches recent ones. */
export class EntryMemory {
  readonly bytes: TextBuffer;
  readonly reader: ColumnReader;
  readonly #parser: LineParser;
  // Recent entries by position: the next hit of the same client needs the same neighbours again.
  readonly #positions = new Float64Array(ENTRIES_KEPT).fill(-1);
  readonly #entries: (Entry | undefined)[] = new Array<Entry | undefined>(ENTRIES_KEPT).fill(undefined);
  #keptBytes = 0;

  constructor({ bytes, reader, parser }: Pick<ScanMemory, 'bytes' | 'reader' | 'parser'>) {
    this.bytes = bytes;
    this.reader = reader;
    this.#parser = parser;
  }

  /** The entry on the line at `[start..end)`, parsed whole. */
  parse(position: number, start: number, end: number): Entry {
    const place = position % ENTRIES_KEPT;
    if (this.#positions[place] === position) return this.#entries[place]!;
    const { reader } = this;
    const text = this.bytes.latin1Slice(start, end);
    const program = reader.findValues(start, end);
    const entry = program < 0 ? this.#parser.parse(text) : this.#parser.readAt(program, text, reader.values, start);
    if (typeof entry === 'string') throw new Error(`the line at byte ${position} was an entry, but cannot be parsed`);
    this.remember(position, entry, end - start);
    return entry;
  }

  /** The client of the line at `[start..end)`, which is an entry. */
  client(position: number, start: number, end: number): string {
    const isCached = this.#positions[position % ENTRIES_KEPT] === position;
    const found = isCached ? undefined : this.#parser.clientIn(this.bytes.latin1Slice(start, end));
    return found ?? this.parse(position, start, end).client;
  }

  /** The fields beyond combined of the line at `[start..end)`. */
  extra(position: number, start: number, end: number): ExtraFields {
    const { reader } = this;
    const place = position % ENTRIES_KEPT;
    const program = this.#positions[place] === position ? -1 : reader.findValues(start, end);
    if (program < 0) return this.parse(position, start, end).extra;
    return this.#parser.readExtraAt(program, this.bytes.latin1Slice(start, end), reader.values, start);
  }

  /**
   * Caches an entry that the caller has already parsed.
   * @param bytes the length of its line
   */
  remember(position: number, entry: Entry, bytes: number): void {
    if (bytes > LONGEST_KEPT_BYTES) return;
    this.#keptBytes += bytes;
    // Counts an entry that took the place of another one, too: few are forgotten too early.
    if (this.#keptBytes > MOST_KEPT_BYTES) this.#forget(bytes);
    const place = position % ENTRIES_KEPT;
    this.#positions[place] = position;
    this.#entries[place] = entry;
  }

  #forget(bytes: number): void {
    this.#keptBytes = bytes;
    this.#positions.fill(-1);
    this.#entries.fill(undefined);
  }
}
