// One block of a plain file: the lines that start in a stretch of it, read straight into the memory. Main thread and workers alike.
import { readSync } from 'node:fs';
import { MAX_LINE_BYTES } from '../../formats/line.ts';
import { type Block, BlockReader } from './block.ts';
import { CACHE_LINE_BYTES, type ScanMemory, SLOT_BYTES } from './memory.ts';

/** A block to be read. */
export interface BlockOrder {
  /** Descriptor of the file; one for all threads of the process. */
  readonly descriptor: number;
  /** Bytes of the file that are read at most. */
  readonly size: number;
  /** Lines that start in the {@link SLOT_BYTES} from here on are wanted. */
  readonly offset: number;
  /** A line starts at the offset for sure; else the byte before it tells. */
  readonly isLineStart: boolean;
  /** Address of the slot. */
  readonly slot: number;
  /** Number of the column set. */
  readonly set: number;
}

/** What became of an order: all but the columns themselves, which lie in the memory. */
export interface BlockReceipt extends Omit<Block, 'set'> {
  /** Bytes cut off its last line. */
  readonly cut: number;
}

const LINE_FEED = 10;
/** Read at once beyond the stretch, for the end of its last line. */
const TAIL_BYTES = 16 * 1024;
/** The text is read and its columns are made in pieces that stay in the processor's cache. */
const PIECE_BYTES = 256 * 1024;

const NOTHING: BlockReceipt = { lines: 0, bytes: 0, zones: [], endsLong: false, cut: 0 };

/** Reads blocks of files into a memory. */
export class FileBlockReader {
  readonly #memory: ScanMemory;
  readonly #blocks: BlockReader;

  constructor(memory: ScanMemory) {
    this.#memory = memory;
    this.#blocks = new BlockReader(memory);
  }

  /**
   * Carries an order out.
   * @throws the file system's error
   */
  read(order: BlockOrder): BlockReceipt {
    const { bytes, sets } = this.#memory;
    const { offset, isLineStart } = order;
    const back = isLineStart ? 0 : 1;
    const from = offset - back;
    // A byte has the same place in its cache line as in the file: where they differ by one, the system copies at a third of the pace.
    const text = order.slot + (from % CACHE_LINE_BYTES);
    // An address and this are its byte of the file.
    const origin = from - text;
    const border = text + back + SLOT_BYTES;
    let filled = text + this.#fill(order, text, from, back + SLOT_BYTES + TAIL_BYTES);
    const begin = isLineStart ? text : bytes.indexOf(LINE_FEED, text) + 1;
    if (begin === 0 || begin >= Math.min(border, filled)) return NOTHING;
    // The last line that starts before the border ends at the first line feed from the byte before the border on.
    let end = find(bytes, border - 1, filled);
    let cut = 0;
    if (filled >= border) {
      const lastStart = Math.max(begin, bytes.lastIndexOf(LINE_FEED, border - 2) + 1);
      const most = lastStart + MAX_LINE_BYTES;
      if (end < 0 && filled <= most) {
        const tail = filled;
        filled += this.#fill(order, filled, origin + filled, most + 1 - filled);
        end = find(bytes, tail, filled);
      }
      if (end > most || (end < 0 && filled > most)) {
        cut = end > most ? end - most : this.#bytesToLineFeed(order, origin + most);
        end = most;
        bytes[most] = LINE_FEED;
      }
    }
    // Where the file ends, its last line may lack its line feed; also behind what was cut off it.
    const isCutToEnd = cut > 0 && origin + end + cut >= order.size;
    const isTorn = isCutToEnd || (end < 0 && bytes[filled - 1] !== LINE_FEED);
    if (isTorn && end < 0) bytes[filled] = LINE_FEED;
    const to = end >= 0 ? end + 1 : isTorn ? filled + 1 : filled;
    const block = this.#blocks.read(sets[order.set]!, begin, to, origin + begin);
    return {
      lines: block.lines,
      bytes: block.bytes - (isTorn ? 1 : 0),
      zones: block.zones,
      endsLong: block.endsLong,
      cut,
    };
  }

  // Fills the memory from an address on with so many bytes of the file, fewer at its end; returns how many.
  #fill({ descriptor, size }: BlockOrder, address: number, position: number, length: number): number {
    const wanted = Math.min(length, size - position);
    let done = 0;
    while (done < wanted) {
      const read = readSync(
        descriptor,
        this.#memory.bytes,
        address + done,
        Math.min(PIECE_BYTES, wanted - done),
        position + done,
      );
      if (read === 0) break;
      done += read;
    }
    return done;
  }

  // How many bytes stand before the next line feed, or the end of the file.
  #bytesToLineFeed({ descriptor, size }: BlockOrder, position: number): number {
    const piece = Buffer.alloc(PIECE_BYTES);
    for (let at = position; at < size;) {
      const read = readSync(descriptor, piece, 0, Math.min(PIECE_BYTES, size - at), at);
      if (read === 0) return at - position;
      const feed = piece.subarray(0, read).indexOf(LINE_FEED);
      if (feed >= 0) return at + feed - position;
      at += read;
    }
    return size - position;
  }
}

function find(bytes: Buffer, from: number, end: number): number {
  if (from >= end) return -1;
  const at = bytes.subarray(from, end).indexOf(LINE_FEED);
  return at < 0 ? -1 : from + at;
}
