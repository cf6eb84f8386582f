// A host for tests: its standard streams are in memory and may be terminals, and tests send it signals.
import { Readable, Writable } from 'node:stream';
import type { ExitCode } from '../src/cli/errors.ts';
import type { Host, Signal, TerminalOutput } from '../src/cli/host.ts';
import { run } from '../src/cli/run.ts';

type Bytes = string | Buffer;

/** The surroundings of logscan in a test. By default the streams are empty pipes. */
export interface Setting {
  /** Chunks (strings are latin1), or a stream. */
  readonly stdin?: Bytes | readonly Bytes[] | Readable;
  readonly env?: Readonly<Record<string, string>>;
  /** The streams that are terminals. */
  readonly tty?: readonly ('stdin' | 'stdout' | 'stderr')[];
  readonly columns?: number;
  /** Error code with which every write to standard output fails. */
  readonly stdoutFails?: string;
}

/** The result of a run. */
export interface Ran {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** A stream that keeps what is written to it, and emits `written` each time. */
class MemoryOutput extends Writable implements TerminalOutput {
  readonly isTTY: boolean;
  readonly columns: number;
  readonly #chunks: Buffer[] = [];
  readonly #fails: string | undefined;

  constructor(isTTY: boolean, columns: number, fails?: string) {
    super();
    this.isTTY = isTTY;
    this.columns = columns;
    this.#fails = fails;
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString('utf8');
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    if (this.#fails !== undefined) return void setImmediate(done, Object.assign(new Error(), { code: this.#fails }));
    this.#chunks.push(chunk);
    this.emit('written');
    done();
  }
}

/** A fake of the process in which logscan runs. */
export class FakeHost implements Host {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: MemoryOutput;
  readonly stderr: MemoryOutput;
  readonly pid = 1234;
  /** The signals that logscan sent, each with the process that it was sent to. */
  readonly killed: [number, Signal][] = [];
  /** The code with which logscan ended the process at once. */
  exited: number | undefined;
  readonly #listeners = new Map<Signal | 'exit', Set<() => void>>();

  constructor(words: readonly string[], { stdin = [], env = {}, tty = [], columns = 80, stdoutFails }: Setting = {}) {
    this.argv = ['node', 'logscan', ...words];
    this.env = env;
    this.stdin = Object.assign(stdin instanceof Readable ? stdin : readableOf(stdin), { isTTY: tty.includes('stdin') });
    this.stdout = new MemoryOutput(tty.includes('stdout'), columns, stdoutFails);
    this.stderr = new MemoryOutput(tty.includes('stderr'), columns);
  }

  on(signal: Signal | 'exit', listener: () => void): void {
    this.#listeners.set(signal, (this.#listeners.get(signal) ?? new Set()).add(listener));
  }

  off(signal: Signal | 'exit', listener: () => void): void {
    this.#listeners.get(signal)?.delete(listener);
  }

  kill(pid: number, signal: Signal): void {
    this.killed.push([pid, signal]);
  }

  exit(code: number): void {
    this.exited = code;
    for (const listener of this.#listeners.get('exit') ?? []) listener();
  }

  /** Sends a signal. Throws if there is no listener, because the signal would kill a real process. */
  send(signal: Signal): void {
    const listeners = [...(this.#listeners.get(signal) ?? [])];
    if (listeners.length === 0) throw new Error(`${signal} kills a process that does not listen`);
    for (const listener of listeners) listener();
  }

  /** Listeners that were not removed. */
  get listenerCount(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Runs logscan here. */
  async run(): Promise<Ran> {
    const code = await run(this);
    return { code, stdout: this.stdout.text, stderr: this.stderr.text };
  }
}

/** Runs logscan with these arguments. */
export function logscan(words: readonly string[], setting?: Setting): Promise<Ran> {
  return new FakeHost(words, setting).run();
}

/** A standard input that stays open after its chunks, like a live log. */
export function openStdin(...chunks: readonly Bytes[]): Readable {
  const stream = new Readable({ read: () => {} });
  for (const chunk of chunks) stream.push(toBuffer(chunk));
  return stream;
}

function readableOf(stdin: Bytes | readonly Bytes[]): Readable {
  const chunks = typeof stdin === 'string' || Buffer.isBuffer(stdin) ? [stdin] : stdin;
  return Readable.from(chunks.map(toBuffer), { objectMode: false });
}

function toBuffer(chunk: Bytes): Buffer {
  return typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : chunk;
}
