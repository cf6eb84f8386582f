// An input that is merged with others: its lines are read when the merger asks for them.
import type { FileHandle } from 'node:fs/promises';
import { isFileError } from '../files/file-error.ts';
import { LineGuard, readBlocks } from '../files/lines.ts';
import { isPacked, openSource, type OpenStreams, sizeOf, type Source } from '../files/open.ts';
import type { SharedReads } from '../files/shared-reads.ts';
import { unpackInThread } from '../files/unpack-thread.ts';
import { InputRuns } from './input-runs.ts';
import type { MergedInput } from './run-merger.ts';
import type { ScanInput } from './scan-sink.ts';
import type { Scanner } from './scanner.ts';

/** Packed files of at least this size are unpacked in another thread. */
const UNPACKED_ASIDE_FROM_BYTES = 2 * 1024 * 1024;
/** The most threads that unpack at once. */
const MOST_UNPACKING = 2;

/** An input to be merged with others. */
export interface InputToMerge {
  readonly path: string;
  /** The time of its first entry in seconds since the epoch, if that is known; otherwise -Infinity. */
  readonly first: number;
  /** Seconds to add to the times of its lines; the first time has them already. 0 by default. */
  readonly shiftSeconds?: number | undefined;
  /** Where an earlier run stopped; undefined if the input is read from its beginning. */
  readonly resumed?: ResumedInput | undefined;
}

/** An input of which an earlier run has read the beginning. */
export interface ResumedInput {
  /** The file, which is open already; the caller closes it. */
  readonly handle: FileHandle | undefined;
  /** Byte at which the next line starts. */
  readonly offset: number;
  /** Number of the line before it. */
  readonly lines: number;
  /** Why the file cannot be read. */
  readonly failure?: unknown;
  /** See {@link readBlocks}. */
  leavesTail(isCut: boolean): boolean;
}

/** Which part of an input is read. */
export interface InputPart {
  /** Byte at which the first line starts. */
  readonly offset: number;
  /** How many lines are before it, for the numbers of lines. */
  readonly lines: number;
  /** Reading may stop after a line that is later than this, in seconds since the epoch. */
  readonly lastTime: number;
}

/** How an input ended. */
export interface MergedEnd {
  /** What went wrong, if it could not be read to its end. All lines before that were taken. */
  readonly failure: unknown;
  /** The rest was left because its lines are too late, or because the signal was aborted. */
  readonly isLeft: boolean;
}

/** What the inputs of a merge share. */
export interface SharedByInputs {
  readonly scanner: Scanner;
  readonly files: SharedReads;
  /** See `RunSettings.portionBytes`. */
  readonly portionBytes: number;
  /** Plain files are read in pieces of this size, in bytes. */
  readonly pieceBytes: number;
  readonly streams: OpenStreams;
  /** Whether other threads may unpack large packed files. */
  readonly unpacksAside: boolean;
  /** How many threads are unpacking. */
  unpacking: number;
}

/** An input, which is opened at the first read. */
export class InputReader implements MergedInput {
  readonly first: number;
  /** What the scanner knows of the input. */
  readonly begun: ScanInput;
  isOver = false;
  readonly #path: string;
  readonly #shared: SharedByInputs;
  readonly #partOf: () => Promise<InputPart>;
  readonly #resumed: ResumedInput | undefined;
  #runs: InputRuns | undefined;
  #lines: AsyncGenerator<Buffer> | undefined;
  #lastTime = Infinity;
  #isLeft = false;
  #isPlain = false;
  #failure: unknown;
  #bytesRead: () => number = () => 0;
  #unpacks = false;
  // One for each input: many inputs would listen to one signal.
  readonly #stop = new AbortController();

  /** @param partOf finds which part of the input is read; called before it is opened */
  constructor(
    { path, first, shiftSeconds = 0, resumed }: InputToMerge,
    shared: SharedByInputs,
    partOf: () => Promise<InputPart>,
  ) {
    this.#path = path;
    this.#shared = shared;
    this.#partOf = partOf;
    this.first = first;
    this.begun = shared.scanner.beginInput(path, [], resumed?.offset, resumed?.lines, shiftSeconds);
    this.#resumed = resumed;
  }

  /** See {@link MergedInput.runs}. */
  get runs(): InputRuns {
    return (this.#runs ??= this.#runsFrom(0, this.#resumed?.lines ?? 0, []));
  }

  /** Bytes read so far, counted as on disk. */
  get bytesRead(): number {
    return this.#bytesRead();
  }

  /** How it ended; only after the last line. */
  get end(): MergedEnd {
    return { failure: this.#failure, isLeft: this.#isLeft || this.#stop.signal.aborted };
  }

  /** Reads more lines. A file that cannot be read is over. */
  async read(): Promise<void> {
    try {
      this.#lines ??= await this.#open();
      const { value, done } = await this.#lines.next();
      if (done === true) await this.close();
      else this.runs.add(value, this.#isPlain && value.buffer.byteLength === this.#shared.pieceBytes);
    } catch (error) {
      if (!isFileError(error)) throw error;
      this.#failure = error;
      await this.close();
    }
    if (this.isOver || this.runs.clock <= this.#lastTime) return;
    this.#isLeft = true;
    await this.close();
  }

  /** Ends a read that waits for bytes, and all later reads. */
  abort(): void {
    this.#stop.abort();
  }

  /** Stops reading. Its lines so far can still be taken. */
  async close(): Promise<void> {
    this.isOver = true;
    if (this.#unpacks) this.#shared.unpacking--;
    this.#unpacks = false;
    await this.#lines?.return(undefined);
  }

  async #open(): Promise<AsyncGenerator<Buffer>> {
    const resumed = this.#resumed;
    if (resumed?.failure !== undefined) throw resumed.failure;
    const { offset, lines, lastTime } =
      resumed === undefined ? await this.#partOf() : { ...resumed, lastTime: Infinity };
    const guard = new LineGuard();
    this.#lastTime = lastTime;
    this.#runs = this.#runsFrom(offset, lines, guard.cuts);
    const source = await this.#sourceFrom(offset);
    this.#bytesRead = source.bytesRead;
    const isStopped = (): boolean => this.#stop.signal.aborted;
    return readBlocks(source.chunks, guard, (isCut) => isStopped() || resumed?.leavesTail(isCut) === true);
  }

  async #sourceFrom(offset: number): Promise<Source> {
    const { files, pieceBytes, streams } = this.#shared;
    const path = this.#path;
    // The name may belong to another file by now.
    if (this.#resumed !== undefined)
      return await openSource(path, streams, this.#stop.signal, offset, this.#resumed.handle);
    const plain = await files.read(path, offset, pieceBytes, this.runs.spare);
    this.#isPlain = plain !== undefined;
    if (plain !== undefined) return counted(plain);
    this.#unpacks = await this.#isForThread();
    if (!this.#unpacks) return await openSource(path, streams, this.#stop.signal, offset);
    this.#shared.unpacking++;
    return unpackInThread(path);
  }

  async #isForThread(): Promise<boolean> {
    const { unpacksAside, unpacking } = this.#shared;
    if (!unpacksAside || unpacking >= MOST_UNPACKING) return false;
    return ((await sizeOf(this.#path)) ?? 0) >= UNPACKED_ASIDE_FROM_BYTES && (await isPacked(this.#path));
  }

  #runsFrom(offset: number, line: number, cuts: number[]): InputRuns {
    const { scanner, portionBytes } = this.#shared;
    const { shiftSeconds } = this.begun;
    return new InputRuns(scanner.memory, {
      offset,
      portionBytes,
      cuts,
      line,
      shiftSeconds,
    });
  }
}

function counted(pieces: AsyncGenerator<Buffer>): Source {
  let read = 0;
  const chunks = async function* (): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      read += piece.length;
      yield piece;
    }
  };
  return { chunks: chunks(), bytesRead: () => read };
}
