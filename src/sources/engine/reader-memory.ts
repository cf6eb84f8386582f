// What a reader of columns sees of a memory.
import type { LineParser } from '../../formats/line-parser.ts';
import type { ColumnBuffers } from './columns.ts';
import type { Addresses } from './memory-layout.ts';
import type { WindowMemory } from './window-memory.ts';

/** A buffer with `latin1Slice`, which Node's types leave out. For short texts it takes half the time of `toString('latin1')`. */
export interface TextBuffer extends Buffer {
  latin1Slice(start?: number, end?: number): string;
}

/** A memory without its reader. */
export interface ReaderMemory {
  readonly addresses: Addresses;
  readonly pages: WebAssembly.Memory;
  /** The whole memory, as bytes. */
  readonly bytes: TextBuffer;
  /** The columns of the block that is being read or scanned. */
  readonly columns: ColumnBuffers;
  /** Reads the lines that the reader leaves to it. */
  readonly parser: LineParser;
  /** Where the kernel notes the values of a line. */
  readonly notes: number;
  /** Where the reader writes the fields that it finds. */
  readonly fields: Int32Array;
  /** The window of the scanner. */
  readonly window: WindowMemory;
}
