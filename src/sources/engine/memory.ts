// The memory of a scan, shared by all threads and by the kernel: text slots, columns, event buffers and the window.
import { COMBINED_PARSER, type LineParser } from '../../formats/line-parser.ts';
import { type ColumnBuffers, type ColumnReader, DETAIL, FIELD, observedStatuses } from './columns.ts';
import { loadKernel } from './kernel.ts';
import { LineFeedColumns } from './line-feed-columns.ts';
import {
  type Addresses,
  addressesIn,
  CHAINS,
  COLUMNS_LAYOUT,
  EVENT_NUMBERS,
  eventBufferBytes,
  fieldsAddress,
  FIRST_PAGE,
  type MemoryLayout,
  MOST_BLOCK_LINES,
  MOST_DETAILS,
  MOST_FOUND,
  MOST_LINES,
  notesAddress,
  WINDOW_LAYOUT,
} from './memory-layout.ts';
import type { ReaderMemory, TextBuffer } from './reader-memory.ts';
import { QUERY, RECORD, RING, RUN, type WindowMemory } from './window-memory.ts';

/** The memory of a scan. All of it is reserved at once, but the system provides a page only when it is first written to. */
export class ScanMemory implements ReaderMemory {
  readonly layout: MemoryLayout;
  readonly addresses: Addresses;
  readonly pages: WebAssembly.Memory;
  readonly bytes: TextBuffer;
  readonly columns: ColumnBuffers;
  readonly fields: Int32Array;
  readonly notes: number;
  readonly reader: ColumnReader;
  /** Parses the lines that the reader leaves. A later scan may have another one that tries combined first, too. */
  parser: LineParser;
  /** Seconds that are added to the times of the lines that are read now. */
  shiftSeconds = 0;
  /** The log's offset from UTC at the last known minute. */
  utcOffsetMinutes = 0;
  readonly eventBuffers: readonly Float64Array[];
  readonly window: WindowMemory;

  /**
   * @param pages the memory of another thread, with the same layout
   * @param newReader makes the reader: the kernel, or {@link LineFeedColumns} if the kernel cannot run
   */
  constructor(
    layout: MemoryLayout,
    pages?: WebAssembly.Memory,
    newReader: (memory: ReaderMemory) => ColumnReader = bestReader,
    parser: LineParser = COMBINED_PARSER,
  ) {
    this.parser = parser;
    this.layout = layout;
    this.addresses = addressesIn(layout);
    const { columns, events, window, pages: count } = this.addresses;
    this.pages = pages ?? new WebAssembly.Memory({ initial: count, maximum: count, shared: true });
    const { buffer } = this.pages;
    this.bytes = Buffer.from(buffer) as TextBuffer;
    if (pages === undefined) this.bytes.set(observedStatuses(), FIRST_PAGE.statuses);
    this.columns = columnsAt(buffer, columns);
    this.eventBuffers = Array.from(
      { length: layout.eventBuffers },
      (_, i) => new Float64Array(buffer, events + i * eventBufferBytes(), EVENT_NUMBERS),
    );
    this.window = windowAt(buffer, window);
    const thread = pages === undefined ? 0 : 1;
    this.fields = new Int32Array(buffer, fieldsAddress(thread), FIELD.size);
    this.notes = notesAddress(thread);
    // The kernel knows no rule of the user for clients.
    this.reader = parser.rule === undefined ? newReader(this) : new LineFeedColumns(this);
  }

  /** Parses one line of the input that is read now, as the parser does, and adds {@link shiftSeconds} to its time. */
  parse(text: string): ReturnType<LineParser['parse']> {
    const entry = this.parser.parse(text);
    if (this.shiftSeconds === 0 || typeof entry === 'string') return entry;
    return { ...entry, time: entry.time + this.shiftSeconds };
  }
}

/** The kernel, or {@link LineFeedColumns} if the kernel cannot run. */
function bestReader(memory: ReaderMemory): ColumnReader {
  return loadKernel(memory) ?? new LineFeedColumns(memory);
}

function windowAt(buffer: ArrayBufferLike, address: number): WindowMemory {
  const records = address + WINDOW_LAYOUT.records;
  return {
    doubles: new Float64Array(buffer, records, RECORD.doubles * MOST_LINES),
    ints: new Int32Array(buffer, records, RECORD.ints * MOST_LINES),
    ends: new Uint32Array(buffer, address + WINDOW_LAYOUT.ends, MOST_LINES),
    newest: new Uint32Array(buffer, address + WINDOW_LAYOUT.newest, CHAINS),
    ring: new Float64Array(buffer, address + WINDOW_LAYOUT.ring, RING.size),
    found: new Int32Array(buffer, FIRST_PAGE.found, MOST_FOUND),
    call: new Float64Array(buffer, FIRST_PAGE.call, Math.max(RUN.size, QUERY.size)),
  };
}

function columnsAt(buffer: ArrayBufferLike, address: number): ColumnBuffers {
  return {
    starts: new Uint32Array(buffer, address + COLUMNS_LAYOUT.starts, MOST_BLOCK_LINES + 1),
    hashes: new Int32Array(buffer, address + COLUMNS_LAYOUT.hashes, MOST_BLOCK_LINES),
    times: new Float64Array(buffer, address + COLUMNS_LAYOUT.times, MOST_BLOCK_LINES),
    codes: new Uint16Array(buffer, address + COLUMNS_LAYOUT.codes, MOST_BLOCK_LINES),
    details: new Int32Array(buffer, address + COLUMNS_LAYOUT.details, DETAIL.size * MOST_DETAILS),
  };
}
