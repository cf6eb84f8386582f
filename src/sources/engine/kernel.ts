// Loads the kernel, a WebAssembly module that reads columns and follows chains. It needs a machine with SIMD.
import type { ColumnReader } from './columns.ts';
import { KERNEL_BASE64 } from './kernel/bytes.ts';
import { FIRST_PROGRAM, SLOTS_BYTES, VALUES } from './program-layout.ts';
import { writePrograms } from './program-memory.ts';
import type { ReaderMemory } from './reader-memory.ts';
import { type ChainQuery, type LineRun, QUERY, RUN } from './window-memory.ts';

/** What the module exports; see kernel/kernel.as.ts. */
interface Exports {
  readonly lineCount: WebAssembly.Global;
  readonly stoppedAt: WebAssembly.Global;
  readonly unknownTime: WebAssembly.Global;
  readonly unknownForm: WebAssembly.Global;
  readonly clientAt: WebAssembly.Global;
  readonly clientEnd: WebAssembly.Global;
  useMemory(columns: number, window: number, fields: number, notes: number): void;
  usePrograms(address: number, count: number): void;
  setMinute(at: number, seconds: number, form: number): void;
  start(from: number, to: number, offset: number): number;
  resume(): number;
  findFields(start: number, end: number): number;
  findClient(start: number, end: number): number;
  findValues(start: number, end: number): number;
  isSame(a: number, b: number, length: number): number;
  addLines(): number;
  followChain(): number;
}

class KernelColumns implements ColumnReader {
  readonly #exports: Exports;
  // The arguments of a call are passed in memory: see RUN and QUERY.
  readonly #call: Float64Array;
  readonly fields: Int32Array;
  readonly values: Int32Array;

  constructor(exports: Exports, { fields, window, notes }: Pick<ReaderMemory, 'fields' | 'window' | 'notes'>) {
    this.#exports = exports;
    this.#call = window.call;
    this.fields = fields;
    this.values = new Int32Array(fields.buffer, notes + SLOTS_BYTES, VALUES);
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

  get unknownForm(): number {
    return this.#exports.unknownForm.value as number;
  }

  get clientAt(): number {
    return (this.#exports.clientAt.value as number) >>> 0;
  }

  get clientEnd(): number {
    return (this.#exports.clientEnd.value as number) >>> 0;
  }

  setMinute(at: number, seconds: number, form: number): void {
    this.#exports.setMinute(at, seconds, form);
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

  findClient(start: number, end: number): boolean {
    return this.#exports.findClient(start, end) !== 0;
  }

  isSame(a: number, b: number, length: number): boolean {
    return this.#exports.isSame(a, b, length) !== 0;
  }

  findValues(start: number, end: number): number {
    return this.#exports.findValues(start, end);
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
  const { pages, addresses, fields, bytes, parser, notes } = memory;
  try {
    const module = new WebAssembly.Module(Buffer.from(KERNEL_BASE64, 'base64'));
    const instance = new WebAssembly.Instance(module, { env: { memory: pages } });
    const exports = instance.exports as unknown as Exports;
    exports.useMemory(addresses.columns, addresses.window, fields.byteOffset, notes);
    const count = writePrograms(bytes, parser.programs);
    exports.usePrograms(FIRST_PROGRAM, count);
    return new KernelColumns(exports, memory);
  } catch (error) {
    if (error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError) return undefined;
    throw error;
  }
}
