// Loads the kernel, a WebAssembly module that reads columns and follows chains. It needs a machine with SIMD.
import type { ColumnReader } from './columns.ts';
import { KERNEL_BASE64 } from './kernel/bytes.ts';
import type { ReaderMemory } from './reader-memory.ts';
import { type ChainQuery, type LineRun, QUERY, RUN } from './window-memory.ts';

/** What the module exports; see kernel/kernel.as.ts. */
interface Exports {
  readonly lineCount: WebAssembly.Global;
  readonly stoppedAt: WebAssembly.Global;
  readonly unknownTime: WebAssembly.Global;
  useMemory(columns: number, window: number, fields: number): void;
  setMinute(at: number, seconds: number): void;
  start(from: number, to: number, offset: number): number;
  resume(): number;
  findFields(start: number, end: number): number;
  findAddressEnd(start: number, end: number): number;
  isSame(a: number, b: number, length: number): number;
  addLines(): number;
  followChain(): number;
}

class KernelColumns implements ColumnReader {
  readonly #exports: Exports;
  // The arguments of a call are passed in memory: see RUN and QUERY.
  readonly #call: Float64Array;
  readonly fields: Int32Array;

  constructor(exports: Exports, { fields, window }: Pick<ReaderMemory, 'fields' | 'window'>) {
    this.#exports = exports;
    this.#call = window.call;
    this.fields = fields;
  }

  get lineCount(): number {
    return this.#exports.lineCount.value as number;
  }

  get stoppedAt(): number {
    return (this.#exports.stoppedAt.value as number) >>> 0;
  }

  get unknownTime(): number {
    return (this.#exports.unknownTime.value as number) >>> 0;
  }

  setMinute(at: number, seconds: number): void {
    this.#exports.setMinute(at, seconds);
  }

  start(from: number, to: number, offset: number): number {
    return this.#exports.start(from, to, offset);
  }

  resume(): number {
    return this.#exports.resume();
  }

  findFields(start: number, end: number): boolean {
    return this.#exports.findFields(start, end) !== 0;
  }

  findAddressEnd(start: number, end: number): number {
    return this.#exports.findAddressEnd(start, end) >>> 0;
  }

  isSame(a: number, b: number, length: number): boolean {
    return this.#exports.isSame(a, b, length) !== 0;
  }

  addLines({ line, lines, time, origin, lastStart }: LineRun): number {
    const call = this.#call;
    call[RUN.line] = line;
    call[RUN.lines] = lines;
    call[RUN.time] = time;
    call[RUN.origin] = origin;
    call[RUN.lastStart] = lastStart;
    return this.#exports.addLines();
  }

  followChain({ sequence, direction, nearest, farthest, first, disorder }: ChainQuery): number {
    const call = this.#call;
    call[QUERY.sequence] = sequence;
    call[QUERY.direction] = direction;
    call[QUERY.nearest] = nearest;
    call[QUERY.farthest] = farthest;
    call[QUERY.first] = first;
    call[QUERY.disorder] = disorder;
    return this.#exports.followChain();
  }
}

/** Loads the kernel for a memory; undefined if WebAssembly SIMD is missing or LOGSCAN_KERNEL is `off`. */
export function loadKernel(memory: ReaderMemory): ColumnReader | undefined {
  if (process.env['LOGSCAN_KERNEL'] === 'off') return undefined;
  const { pages, addresses, fields } = memory;
  try {
    const module = new WebAssembly.Module(Buffer.from(KERNEL_BASE64, 'base64'));
    const instance = new WebAssembly.Instance(module, { env: { memory: pages } });
    const exports = instance.exports as unknown as Exports;
    exports.useMemory(addresses.columns, addresses.window, fields.byteOffset);
    return new KernelColumns(exports, memory);
  } catch (error) {
    if (error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError) return undefined;
    throw error;
  }
}
