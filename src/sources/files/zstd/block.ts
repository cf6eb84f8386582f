// Unpacks the blocks of a zstd frame (RFC 8878, 3.1.1.2 and 3.1.1.3); every loop is bounded by the size of a block.
import { BackwardBits, SPARE_BYTES } from './bits.ts';
import { damaged } from './frame-decoder.ts';
import { readTable, type StateTable, tableOfOne } from './fse.ts';
import { type HuffmanTable, readCode, unpackLiterals } from './huffman.ts';
import { type Codes, LITERAL_LENGTHS, MATCH_LENGTHS, MOST_OFFSET_CODE, OFFSETS } from './sequence-codes.ts';

/** A block holds at most this many bytes, packed and unpacked. */
export const BLOCK_BYTES: number = 128 * 1024;

/** Unpacks frames, one after the other. It keeps the last bytes of the frame, up to its window. */
export class BlockDecoder {
  /** The block, with spare bytes after it. */
  readonly #bytes = new Uint8Array(BLOCK_BYTES + SPARE_BYTES);
  readonly #literals = new Uint8Array(BLOCK_BYTES);
  #literalCount = 0;
  /** The window, and after it the bytes that are written next. */
  #text: Uint8Array = new Uint8Array(0);
  #at = 0;
  #window = 0;
  #most = 0;
  #code: HuffmanTable | undefined;
  #tables: (StateTable | undefined)[] = [];
  #offsets: [number, number, number] = [1, 4, 8];

  /** Begins a frame with a window of this many bytes. */
  begin(window: number): void {
    this.#window = window;
    this.#most = Math.min(window, BLOCK_BYTES);
    this.#at = 0;
    this.#code = undefined;
    this.#tables = [];
    this.#offsets = [1, 4, 8];
  }

  /**
   * Unpacks a block. The result is valid until the next call.
   * @param kind 0: stored, 1: one byte again and again, 2: packed
   * @param size how many bytes a block of one byte stands for
   * @throws Error with code ZSTD_DATA_ERROR
   */
  unpack(kind: number, packed: Uint8Array, size: number): Uint8Array {
    if (packed.length > this.#most || size > this.#most) throw damaged();
    this.#makeRoom();
    const from = this.#at;
    if (kind === 0) {
      this.#text.set(packed, from);
      this.#at += packed.length;
    } else if (kind === 1) {
      this.#text.fill(packed[0]!, from, from + size);
      this.#at += size;
    } else {
      this.#bytes.set(packed);
      this.#bytes.fill(0, packed.length, packed.length + SPARE_BYTES);
      this.#unpackSequences(this.#unpackLiterals(packed.length), packed.length);
    }
    return this.#text.subarray(from, this.#at);
  }

  // The buffer is twice as long as the window, so that the window is moved rarely. It grows with the text of the frame.
  #makeRoom(): void {
    const needed = this.#at + BLOCK_BYTES;
    if (needed <= this.#text.length) return;
    const kept = this.#text.subarray(Math.max(0, this.#at - this.#window), this.#at);
    const most = 2 * this.#window + BLOCK_BYTES;
    if (this.#text.length < most) {
      const grown = new Uint8Array(Math.min(most, 2 * needed));
      grown.set(kept);
      this.#text = grown;
    } else {
      this.#text.copyWithin(0, this.#at - kept.length, this.#at);
    }
    this.#at = kept.length;
  }

  // Unpacks the literals; returns where the sequences begin.
  #unpackLiterals(end: number): number {
    const bytes = this.#bytes;
    const kind = bytes[0]! & 3;
    const form = (bytes[0]! >> 2) & 3;
    const head = bytes[0]! + bytes[1]! * 2 ** 8 + bytes[2]! * 2 ** 16 + bytes[3]! * 2 ** 24 + bytes[4]! * 2 ** 32;
    const bits = (from: number, count: number): number => Math.floor(head / 2 ** from) % 2 ** count;
    if (kind < 2) {
      const at = form === 1 ? 2 : form === 3 ? 3 : 1;
      const count = at === 1 ? bits(3, 5) : bits(4, at === 2 ? 12 : 20);
      const after = at + (kind === 0 ? count : 1);
      if (count > this.#most || after > end) throw damaged();
      if (kind === 0) this.#literals.set(bytes.subarray(at, after));
      else this.#literals.fill(bytes[at]!, 0, count);
      this.#literalCount = count;
      return after;
    }
    const width = form < 2 ? 10 : form === 2 ? 14 : 18;
    const count = bits(4, width);
    let start = form < 2 ? 3 : form + 2;
    const after = start + bits(4 + width, width);
    if (count > this.#most || after > end) throw damaged();
    if (kind === 2) ({ table: this.#code, end: start } = readCode(bytes, start, after));
    if (this.#code === undefined) throw damaged();
    this.#literalCount = count;
    this.#unpackStreams(this.#code, start, after, form === 0 ? 1 : 4);
    return after;
  }

  // Literals in one stream or in four, which begin with the lengths of the first three.
  #unpackStreams(code: HuffmanTable, start: number, end: number, streams: number): void {
    const bytes = this.#bytes;
    const count = this.#literalCount;
    if (streams === 1) return unpackLiterals(code, { bytes, start, end }, this.#literals, 0, count);
    const share = (count + 3) >> 2;
    let from = start + 6;
    if (3 * share > count) throw damaged();
    for (let i = 0; i < streams; i++) {
      const length = bytes[start + 2 * i]! + bytes[start + 2 * i + 1]! * 2 ** 8;
      const to = i === 3 ? end : from + length;
      if (to > end) throw damaged();
      const last = i === 3 ? count : (i + 1) * share;
      unpackLiterals(code, { bytes, start: from, end: to }, this.#literals, i * share, last);
      from = to;
    }
  }

  // A sequence copies some literals, and then some bytes of the text before.
  #unpackSequences(start: number, end: number): void {
    const bytes = this.#bytes;
    let at = start;
    if (at >= end) throw damaged();
    let count = bytes[at++]!;
    if (count === 255) {
      count = bytes[at]! + bytes[at + 1]! * 2 ** 8 + 0x7f_00;
      at += 2;
    } else if (count > 127) count = ((count - 128) << 8) + bytes[at++]!;
    if (count === 0) {
      if (at !== end) throw damaged();
      return this.#addLiterals(0, this.#literalCount);
    }
    const modes = bytes[at++]!;
    if ((modes & 3) !== 0 || at > end) throw damaged();
    const tables = [LITERAL_LENGTHS, OFFSETS, MATCH_LENGTHS].map((kind, i) => {
      const read = this.#readTable(kind, (modes >> (6 - 2 * i)) & 3, this.#tables[i], at, end);
      at = read.end;
      return read.table;
    });
    this.#tables = tables;
    this.#copy(count, tables as [StateTable, StateTable, StateTable], new BackwardBits(bytes, at, end));
  }

  #readTable(
    kind: Codes,
    mode: number,
    before: StateTable | undefined,
    at: number,
    end: number,
  ): { table: StateTable; end: number } {
    if (mode === 0) return { table: kind.usual, end: at };
    if (mode === 2) return readTable(this.#bytes, at, end, kind.most);
    if (mode === 3) {
      if (before === undefined) throw damaged();
      return { table: before, end: at };
    }
    const symbol = this.#bytes[at]!;
    if (at >= end || symbol > kind.most.symbol) throw damaged();
    return { table: tableOfOne(symbol), end: at + 1 };
  }

  #copy(count: number, tables: readonly [StateTable, StateTable, StateTable], bits: BackwardBits): void {
    const [lengths, offsets, matches] = tables;
    const limit = this.#at + this.#most;
    let literal = 0;
    let lengthState = bits.read(lengths.log);
    let offsetState = bits.read(offsets.log);
    let matchState = bits.read(matches.log);
    for (let left = count; left > 0; left--) {
      const offsetCode = offsets.symbols[offsetState]!;
      const matchCode = matches.symbols[matchState]!;
      const lengthCode = lengths.symbols[lengthState]!;
      if (offsetCode > MOST_OFFSET_CODE) throw damaged();
      const value = OFFSETS.least[offsetCode]! + bits.read(offsetCode);
      const match = MATCH_LENGTHS.least[matchCode]! + bits.read(MATCH_LENGTHS.bits[matchCode]!);
      const length = LITERAL_LENGTHS.least[lengthCode]! + bits.read(LITERAL_LENGTHS.bits[lengthCode]!);
      if (left > 1) {
        lengthState = lengths.base[lengthState]! + bits.read(lengths.bits[lengthState]!);
        matchState = matches.base[matchState]! + bits.read(matches.bits[matchState]!);
        offsetState = offsets.base[offsetState]! + bits.read(offsets.bits[offsetState]!);
      }
      const offset = this.#offsetOf(value, length === 0);
      const from = this.#at + length - offset;
      const room = limit - this.#at;
      if (bits.left < 0 || length > this.#literalCount - literal || length + match > room) throw damaged();
      if (offset < 1 || from < 0 || offset > this.#window) throw damaged();
      this.#addLiterals(literal, literal + length);
      literal += length;
      copyWithin(this.#text, from, this.#at, match);
      this.#at += match;
    }
    if (bits.left !== 0 || this.#literalCount - literal > limit - this.#at) throw damaged();
    this.#addLiterals(literal, this.#literalCount);
  }

  // Values 1 to 3 stand for the last three offsets; without literals, for the second, the third, and the first less one.
  #offsetOf(value: number, isWithoutLiterals: boolean): number {
    const [first, second, third] = this.#offsets;
    if (value > 3) {
      this.#offsets = [value - 3, first, second];
      return value - 3;
    }
    const place = value + (isWithoutLiterals ? 1 : 0);
    if (place === 2) this.#offsets = [second, first, third];
    else if (place > 2) this.#offsets = [place === 3 ? third : first - 1, first, second];
    return this.#offsets[0];
  }

  #addLiterals(from: number, to: number): void {
    const literals = this.#literals;
    const text = this.#text;
    let at = this.#at;
    for (let i = from; i < to; i++) text[at++] = literals[i]!;
    this.#at = at;
  }
}

// The two ranges may overlap: bytes that were just copied are then copied again.
function copyWithin(text: Uint8Array, from: number, to: number, count: number): void {
  for (let i = 0; i < count; i++) text[to + i] = text[from + i]!;
}
