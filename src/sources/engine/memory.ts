// The memory of a scan, shared by all threads and by the kernel: a ring of slots with the text of the last lines, and columns.
import { type ColumnReader, type ColumnSet, DETAIL, FIELD, lookedAtStatuses, type WindowMemory } from './columns.ts';
import { loadKernel } from './kernel.ts';
import { PlainColumns } from './plain-columns.ts';
import { MAX_LINE_BYTES } from '../../formats/line.ts';
import { NEIGHBOURS } from '../../hits/limits.ts';

/** A little more than the byte bounds of neighbours, so that the line just beyond them can be seen. */
const SLACK_BYTES = 2 * 1024 * 1024;
/** Bytes of input, counted back from the line read last, whose lines are kept. */
export const KEPT_BYTES: number = NEIGHBOURS.bytesBefore + NEIGHBOURS.bytesAfter + SLACK_BYTES;
/** Bytes of input that begin a slot's lines; the last of them may reach beyond, by as much as a line may be long. */
export const SLOT_BYTES: number = 1024 * 1024;
/** Bytes behind the text that may be read by who reads sixteen at a time. */
const MARGIN_BYTES = 64;
/** Text may begin so many bytes behind the start of a slot, to lie well for copying. */
export const CACHE_LINE_BYTES = 64;
const PAGE_BYTES = 64 * 1024;
const SLOT_ROOM = SLOT_BYTES + MAX_LINE_BYTES + CACHE_LINE_BYTES + 2 * MARGIN_BYTES;
const SLOT_STRIDE = Math.ceil(SLOT_ROOM / PAGE_BYTES) * PAGE_BYTES;
// Inputs may leave slots nearly empty. The worst is a file of a MiB and a line in blocks, and a small one behind it as a stream: three
// slots, where one would do.
const SLOTS_A_MEBIBYTE = 3;
const STATUS_ADDRESS = 1024;
// Two threads look at lines' fields, the one that scans and the one that judges, each with a record of its own.
const FIELDS_ADDRESS = 4096;
// Behind both records; for the one thread that scans.
const FOUND_ADDRESS = 8192;
const MOST_FOUND = Math.max(NEIGHBOURS.linesBefore, NEIGHBOURS.linesAfter) + NEIGHBOURS.linesAlike;
const SLOTS_ADDRESS = PAGE_BYTES;
// The shortest line is its line feed; the shortest one with details has more than 46 bytes.
const LINES_IN_SET = SLOT_BYTES + 2;
const DETAILS_IN_SET = Math.ceil(SLOT_BYTES / 46) + 2;
// Each array begins at a multiple of eight.
const STARTS_BYTES = 4 * LINES_IN_SET + 8;
const HASHES_BYTES = 4 * LINES_IN_SET;
const TIMES_BYTES = 8 * LINES_IN_SET;
const CODES_BYTES = 2 * LINES_IN_SET + 4;
const DETAILS_BYTES = 4 * DETAIL.size * DETAILS_IN_SET;
/** Numbers in an area of events: those of a block without many hits fill a tenth of it. */
const AREA_NUMBERS = 64 * 1024;
const AREA_BYTES = 8 * AREA_NUMBERS;
/** Chains of a window by the lower bits of a client's hash; a power of two. */
export const CHAINS: number = 1 << 18;
/** Lines in a window at most: the shortest entry has 43 bytes. */
export const MOST_LINES: number = 2 ** Math.ceil(Math.log2(KEPT_BYTES / 43));
/** A line's record: what a step along a chain looks at lies together, in half a cache line. */
const RECORD_BYTES = 32;
const CHAINS_BYTES = 4 * CHAINS;
const RECORDS_BYTES = RECORD_BYTES * MOST_LINES;
const WINDOW_BYTES = RECORDS_BYTES + 4 * MOST_LINES + CHAINS_BYTES + 16;
const SET_BYTES = STARTS_BYTES + HASHES_BYTES + TIMES_BYTES + CODES_BYTES + DETAILS_BYTES;

/** A buffer, with the method under its `toString('latin1')` that Node's types leave out: half of a short text's time. */
export interface TextBuffer extends Buffer {
  latin1Slice(start?: number, end?: number): string;
}

/** Where things are in a memory; the same for every thread that is given its pages. */
export interface MemoryLayout {
  readonly slots: number;
  readonly sets: number;
  /** Areas of events, for a thread that scans; 0 without. */
  readonly areas: number;
}

/**
 * Text slots and column sets. All of it is reserved at once and costs nothing until it is written to: a page that nobody
 * touched is not there.
 */
export class ScanMemory {
  readonly layout: MemoryLayout;
  readonly pages: WebAssembly.Memory;
  /** All of it, as bytes. */
  readonly bytes: TextBuffer;
  /** Sets of columns, one for each block that is under way. */
  readonly sets: readonly ColumnSet[];
  readonly reader: ColumnReader;
  /** Offset from UTC of the minute that the reader knows. */
  utcOffsetMinutes = 0;
  /** Room for events. */
  readonly areas: readonly Float64Array[];

  /** Of the scanner whose memory this is. */
  readonly window: WindowMemory;

  /** @param pages the memory of another thread, with the same layout */
  constructor(layout: MemoryLayout, pages?: WebAssembly.Memory) {
    const thread = pages === undefined ? 0 : 1;
    this.layout = layout;
    const setsAddress = SLOTS_ADDRESS + layout.slots * SLOT_STRIDE;
    const areasAddress = setsAddress + layout.sets * SET_BYTES;
    const windowAddress = areasAddress + layout.areas * AREA_BYTES;
    const count = Math.ceil((windowAddress + WINDOW_BYTES) / PAGE_BYTES);
    this.pages = pages ?? new WebAssembly.Memory({ initial: count, maximum: count, shared: true });
    const { buffer } = this.pages;
    this.bytes = Buffer.from(buffer) as TextBuffer;
    if (pages === undefined) this.bytes.set(lookedAtStatuses(), STATUS_ADDRESS);
    this.sets = Array.from({ length: layout.sets }, (_, i) => columnSet(buffer, setsAddress + i * SET_BYTES));
    this.areas = Array.from(
      { length: layout.areas },
      (_, i) => new Float64Array(buffer, areasAddress + i * AREA_BYTES, AREA_NUMBERS),
    );
    this.window = windowMemory(buffer, windowAddress);
    const fields = new Int32Array(buffer, FIELDS_ADDRESS + 4 * FIELD.size * thread, FIELD.size);
    this.reader = loadKernel(this.pages, STATUS_ADDRESS, fields) ?? new PlainColumns(this.bytes);
  }

  /** A memory of a layout: one that was given back, if there is such, else a new one. */
  static take(layout: MemoryLayout): ScanMemory {
    const at = spare.findIndex((one) => isSame(one.layout, layout));
    return at < 0 ? new ScanMemory(layout) : spare.splice(at, 1)[0]!;
  }

  /** Gives the memory back: nobody looks at its text any more. */
  giveBack(): void {
    if (spare.length < SPARE_KEPT && !spare.includes(this)) spare.push(this);
  }

  /** Address of a slot's first byte. */
  slotAddress(slot: number): number {
    return SLOTS_ADDRESS + slot * SLOT_STRIDE;
  }
}

const AREAS = 16;
const SPARE_KEPT = 4;
const spare: ScanMemory[] = [];

function isSame(a: MemoryLayout, b: MemoryLayout): boolean {
  return a.slots === b.slots && a.sets === b.sets && a.areas === b.areas;
}

/**
 * A layout that keeps the text of a window.
 * @param isThreaded one thread scans and another judges, and is some areas of events behind
 * @param readers threads that read ahead
 */
export function layoutFor(isThreaded = false, readers = 0): MemoryLayout {
  const sets = 1 + 3 * readers;
  const areas = isThreaded ? AREAS : 0;
  // Beside the window's: those not scanned yet, and those of events not read yet.
  const slots = SLOTS_A_MEBIBYTE * Math.ceil(KEPT_BYTES / SLOT_BYTES) + 2 * sets + 2 * areas + 4;
  return { slots, sets, areas };
}

/** Bytes of text that one slot has room for. */
export const SLOT_CAPACITY: number = SLOT_ROOM - MARGIN_BYTES;

function windowMemory(buffer: ArrayBufferLike, address: number): WindowMemory {
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

function columnSet(buffer: ArrayBufferLike, address: number): ColumnSet {
  const hashes = address + STARTS_BYTES;
  const times = hashes + HASHES_BYTES;
  const codes = times + TIMES_BYTES;
  const details = codes + CODES_BYTES;
  return {
    starts: new Uint32Array(buffer, address, LINES_IN_SET + 1),
    hashes: new Int32Array(buffer, hashes, LINES_IN_SET),
    times: new Float64Array(buffer, times, LINES_IN_SET),
    codes: new Uint16Array(buffer, codes, LINES_IN_SET),
    details: new Int32Array(buffer, details, DETAIL.size * DETAILS_IN_SET),
  };
}
