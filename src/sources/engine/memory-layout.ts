// Where everything lies in the memory of a scan. The kernel gets the same numbers (kernel/constants.as.ts).
import { MAX_LINE_BYTES } from '../../formats/line.ts';
import { NEIGHBOURS } from '../../hits/limits.ts';
import { DETAIL, FIELD } from './columns.ts';
import { RECORD, RING } from './window-memory.ts';

/** This much more text is kept than neighbours can span, so that the first line beyond their byte bounds is still there. */
const SLACK_BYTES = 2 * 1024 * 1024;
/** A line is kept if it starts at most this many bytes before the last line. */
export const KEPT_BYTES: number = NEIGHBOURS.bytesBefore + NEIGHBOURS.bytesAfter + SLACK_BYTES;
/** The most lines that are kept; a power of two. Even the shortest combined lines fill {@link KEPT_BYTES} with fewer. */
export const MOST_LINES: number = 1 << 20;
/** How many chains a window has; a power of two. The lower bits of a client hash select the chain. */
export const CHAINS: number = 1 << 18;

/** A block takes the lines that start in this many first bytes of a text slot. Its last line may extend beyond them. */
export const SLOT_BYTES: number = 1024 * 1024;
/** Text may start up to this much later in its slot, to align with the cache lines of the file: then it is copied faster. */
export const CACHE_LINE_BYTES = 64;
/** The kernel reads sixteen bytes at a time, so it may read up to this far beyond the text. */
const MARGIN_BYTES = 64;
/** Bytes of a page of WebAssembly. */
export const PAGE_BYTES: number = 64 * 1024;
const SLOT_ROOM = SLOT_BYTES + MAX_LINE_BYTES + CACHE_LINE_BYTES + 2 * MARGIN_BYTES;
const SLOT_STRIDE = Math.ceil(SLOT_ROOM / PAGE_BYTES) * PAGE_BYTES;
/** Bytes of text that one text slot has room for. */
export const SLOT_CAPACITY: number = SLOT_ROOM - MARGIN_BYTES;
// Text slots for each MiB of text, because inputs may leave slots nearly empty. Worst case: a file one line longer than 1 MiB is
// read in blocks, and a small file after it as a stream. They would fit into one slot but use three.
const SLOTS_A_MEBIBYTE = 3;

/** The most lines in a block: the shortest line is one line feed. */
export const MOST_BLOCK_LINES: number = SLOT_BYTES + 2;
/** The most records of details in a block. The shortest combined line that the kernel reads has 47 bytes; shorter lines have none after that. */
export const MOST_DETAILS: number = Math.ceil(SLOT_BYTES / 46) + 2;
/** How many numbers an event buffer holds. The events of a block with few hits fill a tenth of it. */
export const EVENT_NUMBERS: number = 64 * 1024;
/** How many event buffers go back and forth between the scanning and the judging thread. */
const EVENT_BUFFERS = 16;

/** The first page of the memory: small records at fixed addresses. */
export const FIRST_PAGE: {
  /** For each status, a byte with a value of `OBSERVE`. */
  readonly statuses: number;
  /** A record of {@link FIELD} for each of two threads: the one that scans and the one that judges. */
  readonly fields: number;
  /** Indexes of the records that the kernel found along a chain. */
  readonly found: number;
  /** The arguments of a call of the kernel: `RUN` or `QUERY`. */
  readonly call: number;
  /** Where the kernel notes the values of a line of a log_format, for each of two threads. */
  readonly notes: number;
  /** The programs of log_formats, up to the end of the page. */
  readonly programs: number;
} = { statuses: 1024, fields: 4096, found: 8192, call: 12_288, notes: 13_312, programs: 16_384 };
const NOTES_BYTES = 1024;

/** The most neighbours that the kernel can find on one side of a hit. */
export const MOST_FOUND: number = Math.max(NEIGHBOURS.linesBefore, NEIGHBOURS.linesAfter) + NEIGHBOURS.linesAlike;

/** Where each column begins, counted from the first column; each begins at a multiple of eight. */
export const COLUMNS_LAYOUT: {
  readonly starts: number;
  readonly hashes: number;
  readonly times: number;
  readonly codes: number;
  readonly details: number;
  /** Bytes of all columns. */
  readonly size: number;
} = placesOf({
  starts: 4 * (MOST_BLOCK_LINES + 1),
  hashes: 4 * MOST_BLOCK_LINES,
  times: 8 * MOST_BLOCK_LINES,
  codes: 2 * MOST_BLOCK_LINES,
  details: 4 * DETAIL.size * MOST_DETAILS,
});

/** Where the parts of a window begin, counted from its first part. */
export const WINDOW_LAYOUT: {
  readonly records: number;
  readonly ends: number;
  readonly newest: number;
  readonly ring: number;
  /** Bytes of all parts. */
  readonly size: number;
} = placesOf({ records: 4 * RECORD.ints * MOST_LINES, ends: 4 * MOST_LINES, newest: 4 * CHAINS, ring: 8 * RING.size });

/** The parts of a memory; the same for every thread that shares it. */
export interface MemoryLayout {
  /** How many text slots it has. */
  readonly slots: number;
  /** How many event buffers it has; 0 if one thread does everything. */
  readonly eventBuffers: number;
}

/**
 * The layout of a memory with room for the text of a window.
 * @param isThreaded one thread scans, and another one judges, up to 16 event buffers later
 */
export function layoutFor(isThreaded = false): MemoryLayout {
  const eventBuffers = isThreaded ? EVENT_BUFFERS : 0;
  // Slots hold the text of the window, text that is not scanned yet, and text that unread events refer to.
  const slots = SLOTS_A_MEBIBYTE * Math.ceil(KEPT_BYTES / SLOT_BYTES) + 2 * eventBuffers + 6;
  return { slots, eventBuffers };
}

/** Addresses in a memory. */
export interface Addresses {
  /** Start of the columns; see {@link COLUMNS_LAYOUT}. */
  readonly columns: number;
  /** Start of the first event buffer. */
  readonly events: number;
  /** Start of the window; see {@link WINDOW_LAYOUT}. */
  readonly window: number;
  /** How many pages the memory needs. */
  readonly pages: number;
}

/** The addresses in a memory with a layout. */
export function addressesIn({ slots, eventBuffers }: MemoryLayout): Addresses {
  const columns = slotAddress(slots + 1);
  const events = columns + COLUMNS_LAYOUT.size;
  const window = events + eventBuffers * eventBufferBytes();
  return { columns, events, window, pages: Math.ceil((window + WINDOW_LAYOUT.size) / PAGE_BYTES) };
}

/** Address of the first byte of a text slot. */
export function slotAddress(slot: number): number {
  return PAGE_BYTES + slot * SLOT_STRIDE;
}

/** Address of the staging area, which is as large as a text slot. Inputs that are merged lie there while their times are read. */
export function stagingAddress({ slots }: Pick<MemoryLayout, 'slots'>): number {
  return slotAddress(slots);
}

/** Bytes of an event buffer. */
export function eventBufferBytes(): number {
  return 8 * EVENT_NUMBERS;
}

/** Address of the record of fields of a thread: 0 is the thread that made the memory. */
export function fieldsAddress(thread: 0 | 1): number {
  return FIRST_PAGE.fields + 4 * FIELD.size * thread;
}

/** Address of the notes of a thread: 0 is the thread that made the memory. */
export function notesAddress(thread: 0 | 1): number {
  return FIRST_PAGE.notes + NOTES_BYTES * thread;
}

// Places parts of these sizes (in bytes) one after the other, each at a multiple of eight. `size` is the sum.
function placesOf<Part extends string>(bytes: Readonly<Record<Part, number>>): Record<Part | 'size', number> {
  let at = 0;
  const places: Record<string, number> = {};
  for (const [part, size] of Object.entries<number>(bytes)) {
    places[part] = at;
    at += 8 * Math.ceil(size / 8);
  }
  return { ...places, size: at } as Record<Part | 'size', number>;
}
