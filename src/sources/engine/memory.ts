// The memory of a scan, shared by all threads and by the kernel: text slots, column buffers, event buffers and the window.
import { type ColumnBuffers, type ColumnReader, DETAIL, FIELD, observedStatuses } from './columns.ts';
import { loadKernel } from './kernel.ts';
import { PlainColumns } from './plain-columns.ts';
import { MAX_LINE_BYTES } from '../../formats/line.ts';
import { NEIGHBOURS } from '../../hits/limits.ts';
import { RECORD, type WindowMemory } from './window-memory.ts';

/** Kept beyond the byte bounds of neighbours, so that the line just beyond them can be seen. */
const SLACK_BYTES = 2 * 1024 * 1024;
/** Lines are kept when they start in this many bytes before the last line. */
export const KEPT_BYTES: number = NEIGHBOURS.bytesBefore + NEIGHBOURS.bytesAfter + SLACK_BYTES;
/** Lines that start in the first bytes of a text slot belong to it; the last of them may reach beyond by the maximal length. */
export const SLOT_BYTES: number = 1024 * 1024;
/** The kernel reads sixteen bytes at a time, and so may read this far beyond the text. */
const MARGIN_BYTES = 64;
/** Text may begin this many bytes after the start of a text slot, so that it is copied fast. */
export const CACHE_LINE_BYTES = 64;
const PAGE_BYTES = 64 * 1024;
const SLOT_ROOM = SLOT_BYTES + MAX_LINE_BYTES + CACHE_LINE_BYTES + 2 * MARGIN_BYTES;
const SLOT_STRIDE = Math.ceil(SLOT_ROOM / PAGE_BYTES) * PAGE_BYTES;
// Inputs may leave text slots nearly empty. In the worst case a file of a MiB and one line comes in blocks, and a small file after it
// as a stream: then they use three text slots, where one would be enough.
const SLOTS_A_MEBIBYTE = 3;
const STATUS_ADDRESS = 1024;
// The thread that scans and the thread that judges each have a record of fields.
const FIELDS_ADDRESS = 4096;
// After both records; only the thread that scans uses it.
const FOUND_ADDRESS = 8192;
const MOST_FOUND = Math.max(NEIGHBOURS.linesBefore, NEIGHBOURS.linesAfter) + NEIGHBOURS.linesAlike;
const SLOTS_ADDRESS = PAGE_BYTES;
// The shortest line is one line feed; the shortest line with details has more than 46 bytes.
const MOST_BLOCK_LINES = SLOT_BYTES + 2;
const MOST_DETAILS = Math.ceil(SLOT_BYTES / 46) + 2;
// Each array begins at a multiple of eight.
const STARTS_BYTES = 4 * MOST_BLOCK_LINES + 8;
const HASHES_BYTES = 4 * MOST_BLOCK_LINES;
const TIMES_BYTES = 8 * MOST_BLOCK_LINES;
const CODES_BYTES = 2 * MOST_BLOCK_LINES + 4;
const DETAILS_BYTES = 8 * Math.ceil((DETAIL.size * MOST_DETAILS) / 2);
/** Numbers in an event buffer: the events of a block with few hits fill a tenth of it. */
const EVENT_NUMBERS = 64 * 1024;
const EVENT_BYTES = 8 * EVENT_NUMBERS;
/** Chains of a window, by the lower bits of the hash of a client; a power of two. */
export const CHAINS: number = 1 << 18;
/** The most lines in a window: the shortest entry has 43 bytes. */
export const MOST_LINES: number = 2 ** Math.ceil(Math.log2(KEPT_BYTES / 43));
// All that a step along a chain reads lies together, in half a cache line.
const RECORD_BYTES = 4 * RECORD.ints;
const CHAINS_BYTES = 4 * CHAINS;
const RECORDS_BYTES = RECORD_BYTES * MOST_LINES;
const WINDOW_BYTES = RECORDS_BYTES + 4 * MOST_LINES + CHAINS_BYTES + 16;
const COLUMNS_BYTES = STARTS_BYTES + HASHES_BYTES + TIMES_BYTES + CODES_BYTES + DETAILS_BYTES;

/** A buffer with `latin1Slice`, which Node's types leave out. For short texts it takes half the time of `toString('latin1')`. */
export interface TextBuffer extends Buffer {
  latin1Slice(start?: number, end?: number): string;
}

/** The parts of a memory; the same for every thread that shares it. */
export interface MemoryLayout {
  /** Text slots. */
  readonly slots: number;
  /** Event buffers, for a thread that scans; 0 without one. */
  readonly eventBuffers: number;
}

/**
 * The memory of a scan. It is reserved at once, but costs nothing until it is written to: the system has no page for memory that
 * was never touched.
 */
export class ScanMemory {
  readonly layout: MemoryLayout;
  readonly pages: WebAssembly.Memory;
  /** All of it, as bytes. */
  readonly bytes: TextBuffer;
  /** The columns of the block that is being read or scanned. */
  readonly columns: ColumnBuffers;
  readonly reader: ColumnReader;
  /** Offset from UTC of the minute that the reader knows. */
  utcOffsetMinutes = 0;
  /** Event buffers. */
  readonly eventBuffers: readonly Float64Array[];
  /** The window of the scanner. */
  readonly window: WindowMemory;

  /** @param pages the memory of another thread, with the same layout */
  constructor(layout: MemoryLayout, pages?: WebAssembly.Memory) {
    const thread = pages === undefined ? 0 : 1;
    this.layout = layout;
    const columnsAddress = SLOTS_ADDRESS + layout.slots * SLOT_STRIDE;
    const eventsAddress = columnsAddress + COLUMNS_BYTES;
    const windowAddress = eventsAddress + layout.eventBuffers * EVENT_BYTES;
    const count = Math.ceil((windowAddress + WINDOW_BYTES) / PAGE_BYTES);
    this.pages = pages ?? new WebAssembly.Memory({ initial: count, maximum: count, shared: true });
    const { buffer } = this.pages;
    this.bytes = Buffer.from(buffer) as TextBuffer;
    if (pages === undefined) this.bytes.set(observedStatuses(), STATUS_ADDRESS);
    this.columns = columnBuffersAt(buffer, columnsAddress);
    this.eventBuffers = Array.from(
      { length: layout.eventBuffers },
      (_, i) => new Float64Array(buffer, eventsAddress + i * EVENT_BYTES, EVENT_NUMBERS),
    );
    this.window = windowMemoryAt(buffer, windowAddress);
    const fields = new Int32Array(buffer, FIELDS_ADDRESS + 4 * FIELD.size * thread, FIELD.size);
    this.reader = loadKernel(this.pages, STATUS_ADDRESS, fields) ?? new PlainColumns(this.bytes);
  }

  /** Acquires a memory of a layout: one that was released, otherwise a new one. */
  static acquire(layout: MemoryLayout): ScanMemory {
    const at = spare.findIndex((one) => isSame(one.layout, layout));
    return at < 0 ? new ScanMemory(layout) : spare.splice(at, 1)[0]!;
  }

  /** Releases the memory: its text is not read any more. */
  release(): void {
    if (spare.length < SPARE_KEPT && !spare.includes(this)) spare.push(this);
  }

  /** Address of the first byte of a text slot. */
  slotAddress(slot: number): number {
    return SLOTS_ADDRESS + slot * SLOT_STRIDE;
  }
}

const EVENT_BUFFERS = 16;
const SPARE_KEPT = 4;
const spare: ScanMemory[] = [];

function isSame(a: MemoryLayout, b: MemoryLayout): boolean {
  return a.slots === b.slots && a.eventBuffers === b.eventBuffers;
}

/**
 * A layout that keeps the text of a window.
 * @param isThreaded one thread scans and another judges, some event buffers later
 */
export function layoutFor(isThreaded = false): MemoryLayout {
  const eventBuffers = isThreaded ? EVENT_BUFFERS : 0;
  // The text of the window, the text that is not scanned yet, and the text of events that are not read yet.
  const slots = SLOTS_A_MEBIBYTE * Math.ceil(KEPT_BYTES / SLOT_BYTES) + 2 * eventBuffers + 6;
  return { slots, eventBuffers };
}

/** Bytes of text that one text slot has room for. */
export const SLOT_CAPACITY: number = SLOT_ROOM - MARGIN_BYTES;

function windowMemoryAt(buffer: ArrayBufferLike, address: number): WindowMemory {
  const ends = address + RECORDS_BYTES;
  const newest = ends + 4 * MOST_LINES;
  return {
    doubles: new Float64Array(buffer, address, RECORDS_BYTES / 8),
    ints: new Int32Array(buffer, address, RECORDS_BYTES / 4),
    ends: new Uint32Array(buffer, ends, MOST_LINES),
    newest: new Uint32Array(buffer, newest, CHAINS),
    ring: new Float64Array(buffer, newest + CHAINS_BYTES, 2),
    found: new Int32Array(buffer, FOUND_ADDRESS, MOST_FOUND),
    capacity: 0,
  };
}

function columnBuffersAt(buffer: ArrayBufferLike, address: number): ColumnBuffers {
  const hashes = address + STARTS_BYTES;
  const times = hashes + HASHES_BYTES;
  const codes = times + TIMES_BYTES;
  const details = codes + CODES_BYTES;
  return {
    starts: new Uint32Array(buffer, address, MOST_BLOCK_LINES + 1),
    hashes: new Int32Array(buffer, hashes, MOST_BLOCK_LINES),
    times: new Float64Array(buffer, times, MOST_BLOCK_LINES),
    codes: new Uint16Array(buffer, codes, MOST_BLOCK_LINES),
    details: new Int32Array(buffer, details, DETAIL.size * MOST_DETAILS),
  };
}
