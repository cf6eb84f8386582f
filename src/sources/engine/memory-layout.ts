// Where everything lies in the memory of a scan. The kernel gets the same numbers (kernel/constants.as.ts).
import { MAX_LINE_BYTES } from '../../formats/line.ts';
import { NEIGHBOURS } from '../../hits/limits.ts';
import { DETAIL, FIELD } from './columns.ts';
import { RECORD, RING } from './window-memory.ts';

/** Kept beyond the byte bounds of neighbours, so that the line just beyond them can be seen. */
const SLACK_BYTES = 2 * 1024 * 1024;
/** Lines are kept when they start in this many bytes before the last line. */
export const KEPT_BYTES: number = NEIGHBOURS.bytesBefore + NEIGHBOURS.bytesAfter + SLACK_BYTES;
/** The most lines that are kept, a power of two; the shortest lines of combined fill {@link KEPT_BYTES} with fewer. */
export const MOST_LINES: number = 1 << 20;
/** Chains of a window, by the lower bits of the hash of a client; a power of two. */
export const CHAINS: number = 1 << 18;

/** Lines that start in the first bytes of a text slot belong to it; the last of them may reach beyond by the maximal length. */
export const SLOT_BYTES: number = 1024 * 1024;
/** Text may begin this many bytes after the start of a text slot, so that it is copied fast. */
export const CACHE_LINE_BYTES = 64;
/** The kernel reads sixteen bytes at a time, and so may read this far beyond the text. */
const MARGIN_BYTES = 64;
const PAGE_BYTES = 64 * 1024;
const SLOT_ROOM = SLOT_BYTES + MAX_LINE_BYTES + CACHE_LINE_BYTES + 2 * MARGIN_BYTES;
const SLOT_STRIDE = Math.ceil(SLOT_ROOM / PAGE_BYTES) * PAGE_BYTES;
/** Bytes of text that one text slot has room for. */
export const SLOT_CAPACITY: number = SLOT_ROOM - MARGIN_BYTES;
// Inputs may leave text slots nearly empty. In the worst case a file of a MiB and one line comes in blocks, and a small file after it
// as a stream: then they use three text slots, where one would be enough.
const SLOTS_A_MEBIBYTE = 3;

/** Lines in the columns of a block: the shortest line is one line feed. */
export const MOST_BLOCK_LINES: number = SLOT_BYTES + 2;
/** Records of details in the columns of a block: only the kernel writes them, and the shortest line that it reads has 47 bytes. */
export const MOST_DETAILS: number = Math.ceil(SLOT_BYTES / 46) + 2;
/** Numbers in an event buffer: the events of a block with few hits fill a tenth of it. */
export const EVENT_NUMBERS: number = 64 * 1024;
/** Event buffers between the thread that scans and the thread that judges. */
const EVENT_BUFFERS = 16;

/** The first page of the memory: small records at fixed addresses. */
export const FIRST_PAGE: {
  /** A byte of `OBSERVE` for each status. */
  readonly statuses: number;
  /** A record of {@link FIELD} for each of two threads: the one that scans and the one that judges. */
  readonly fields: number;
  /** Indexes of the records that the kernel found along a chain. */
  readonly found: number;
  /** The numbers of a call of the kernel: `RUN` or `QUERY`. */
  readonly call: number;
} = { statuses: 1024, fields: 4096, found: 8192, call: 12_288 };

/** Neighbours that the kernel may find on one side of a hit. */
export const MOST_FOUND: number = Math.max(NEIGHBOURS.linesBefore, NEIGHBOURS.linesAfter) + NEIGHBOURS.linesAlike;

/** Where each column begins in the memory of the columns; each begins at a multiple of eight. */
export const COLUMNS_LAYOUT: {
  readonly starts: number;
  readonly hashes: number;
  readonly times: number;
  readonly codes: number;
  readonly details: number;
  /** Bytes of all. */
  readonly size: number;
} = placesOf({
  starts: 4 * (MOST_BLOCK_LINES + 1),
  hashes: 4 * MOST_BLOCK_LINES,
  times: 8 * MOST_BLOCK_LINES,
  codes: 2 * MOST_BLOCK_LINES,
  details: 4 * DETAIL.size * MOST_DETAILS,
});

/** Where the parts of a window begin in its memory. */
export const WINDOW_LAYOUT: {
  readonly records: number;
  readonly ends: number;
  readonly newest: number;
  readonly ring: number;
  /** Bytes of all. */
  readonly size: number;
} = placesOf({ records: 4 * RECORD.ints * MOST_LINES, ends: 4 * MOST_LINES, newest: 4 * CHAINS, ring: 8 * RING.size });

/** The parts of a memory; the same for every thread that shares it. */
export interface MemoryLayout {
  /** Text slots. */
  readonly slots: number;
  /** Event buffers, for a thread that scans; 0 without one. */
  readonly eventBuffers: number;
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

/** Addresses in a memory. */
export interface Addresses {
  /** Of the columns; see {@link COLUMNS_LAYOUT}. */
  readonly columns: number;
  /** Of the first event buffer. */
  readonly events: number;
  /** Of the window; see {@link WINDOW_LAYOUT}. */
  readonly window: number;
  /** Pages that the memory needs. */
  readonly pages: number;
}

/** The addresses in a memory of a layout. */
export function addressesIn({ slots, eventBuffers }: MemoryLayout): Addresses {
  const columns = slotAddress(slots);
  const events = columns + COLUMNS_LAYOUT.size;
  const window = events + eventBuffers * eventBufferBytes();
  return { columns, events, window, pages: Math.ceil((window + WINDOW_LAYOUT.size) / PAGE_BYTES) };
}

/** Address of the first byte of a text slot. */
export function slotAddress(slot: number): number {
  return PAGE_BYTES + slot * SLOT_STRIDE;
}

/** Bytes of an event buffer. */
export function eventBufferBytes(): number {
  return 8 * EVENT_NUMBERS;
}

/** Address of the record of fields of a thread: 0 is the thread that made the memory. */
export function fieldsAddress(thread: 0 | 1): number {
  return FIRST_PAGE.fields + 4 * FIELD.size * thread;
}

// Where parts of these sizes in bytes begin, one after the other, each at a multiple of eight; `size` is the sum.
function placesOf<Part extends string>(bytes: Readonly<Record<Part, number>>): Record<Part | 'size', number> {
  let at = 0;
  const places: Record<string, number> = {};
  for (const [part, size] of Object.entries<number>(bytes)) {
    places[part] = at;
    at += 8 * Math.ceil(size / 8);
  }
  return { ...places, size: at } as Record<Part | 'size', number>;
}
