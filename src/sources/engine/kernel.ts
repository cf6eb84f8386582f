// Loads the kernel: WebAssembly SIMD that reads columns and follows chains, where the machine has it.
import type { ColumnBuffers, ColumnReader } from './columns.ts';
import { KERNEL_BASE64 } from './kernel/bytes.ts';
import type { ChainQuery, WindowMemory } from './window-memory.ts';

/** What the module exports; see kernel/kernel.as.ts. */
interface Exports {
  readonly lineCount: WebAssembly.Global;
  readonly detailCount: WebAssembly.Global;
  readonly stoppedAt: WebAssembly.Global;
  readonly unknownTime: WebAssembly.Global;
  useColumns(starts: number, hashes: number, times: number, codes: number, details: number, statuses: number): void;
  setMinute(at: number, seconds: number): void;
  read(from: number, to: number, offset: number, line: number, detail: number): number;
  findFields(start: number, end: number, out: number): number;
  isSame(a: number, b: number, length: number): number;
  useWindow(ring: number, records: number, ends: number, newest: number): void;
  addLines(
    starts: number,
    hashes: number,
    times: number,
    codes: number,
    line: number,
    lines: number,
    time: number,
    origin: number,
    lastStart: number,
    capacity: number,
  ): number;
  followChain(
    sequence: number,
    direction: number,
    nearest: number,
    farthest: number,
    first: number,
    disorder: number,
    capacity: number,
    out: number,
  ): number;
}

class KernelColumns implements ColumnReader {
  readonly #exports: Exports;
  readonly #statuses: number;
  readonly fields: Int32Array;
  #window: WindowMemory | undefined;

  constructor(exports: Exports, statuses: number, fields: Int32Array) {
    this.#exports = exports;
    this.#statuses = statuses;
    this.fields = fields;
  }

  get lineCount(): number {
    return this.#exports.lineCount.value as number;
  }

  get detailCount(): number {
    return this.#exports.detailCount.value as number;
  }

  get stoppedAt(): number {
    return (this.#exports.stoppedAt.value as number) >>> 0;
  }

  get unknownTime(): number {
    return (this.#exports.unknownTime.value as number) >>> 0;
  }

  use({ starts, hashes, times, codes, details }: ColumnBuffers): void {
    this.#exports.useColumns(
      starts.byteOffset,
      hashes.byteOffset,
      times.byteOffset,
      codes.byteOffset,
      details.byteOffset,
      this.#statuses,
    );
  }

  setMinute(at: number, seconds: number): void {
    this.#exports.setMinute(at, seconds);
  }

  read(from: number, to: number, offset: number, line: number, detail: number): number {
    return this.#exports.read(from, to, offset, line, detail);
  }

  findFields(start: number, end: number): boolean {
    return this.#exports.findFields(start, end, this.fields.byteOffset) !== 0;
  }

  isSame(a: number, b: number, length: number): boolean {
    return this.#exports.isSame(a, b, length) !== 0;
  }

  /** See {@link ColumnReader.addLines}. */
  addLines(
    window: WindowMemory,
    { starts, hashes, times, codes }: ColumnBuffers,
    line: number,
    lines: number,
    time: number,
    origin: number,
    lastStart: number,
  ): number {
    this.#useWindow(window);
    return this.#exports.addLines(
      starts.byteOffset,
      hashes.byteOffset,
      times.byteOffset,
      codes.byteOffset,
      line,
      lines,
      time,
      origin,
      lastStart,
      window.capacity,
    );
  }

  /** See {@link ColumnReader.followChain}. */
  followChain(window: WindowMemory, query: ChainQuery): number {
    const { sequence, direction, nearest, farthest, first, disorder } = query;
    this.#useWindow(window);
    const { capacity, found } = window;
    return this.#exports.followChain(
      sequence,
      direction,
      nearest,
      farthest,
      first,
      disorder,
      capacity,
      found.byteOffset,
    );
  }

  #useWindow(window: WindowMemory): void {
    if (this.#window === window) return;
    this.#window = window;
    const { ring, doubles, ends, newest } = window;
    this.#exports.useWindow(ring.byteOffset, doubles.byteOffset, ends.byteOffset, newest.byteOffset);
  }
}

/**
 * The kernel over a memory; undefined where WebAssembly SIMD is missing or LOGSCAN_COLUMNS is `plain`.
 * @param statuses address of one byte for each status; see `OBSERVE`
 * @param fields where the fields of this thread are written, in the same memory
 */
export function loadKernel(memory: WebAssembly.Memory, statuses: number, fields: Int32Array): ColumnReader | undefined {
  if (process.env['LOGSCAN_COLUMNS'] === 'plain') return undefined;
  try {
    const module = new WebAssembly.Module(Buffer.from(KERNEL_BASE64, 'base64'));
    const instance = new WebAssembly.Instance(module, { env: { memory } });
    return new KernelColumns(instance.exports as unknown as Exports, statuses, fields);
  } catch (error) {
    if (error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError) return undefined;
    throw error;
  }
}
