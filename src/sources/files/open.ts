// Opens inputs as byte streams: files, `-`, and packed files (found by their first bytes).
import { constants, createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { isFileError, unreadable } from './file-error.ts';
import type { ReadAgain } from './gunzip.ts';
import { isPackedFile, isPackedHead, MAGIC_BYTES, packingOf, unpack } from './packings.ts';
import { type ByteStream, bytesOf } from './peeked-stream.ts';
import { chunksOf, readAt } from './positions.ts';
import { isGlob } from '../../formats/glob.ts';

/** Name of standard input on the command line. */
export const STDIN_NAME = '-';
const READ_BYTES = 256 * 1024;

/** Streams that are open already, by the name of their input: standard input, and pipes whose first lines were looked at. */
export type OpenStreams = ReadonlyMap<string, ByteStream>;

/** An input that is being read. */
export interface Source {
  /** Decompressed bytes. Ends early, without an error, when `signal` is aborted. */
  readonly chunks: AsyncIterable<Buffer>;
  /** Bytes read so far, counted as on disk (packed). */
  readonly bytesRead: () => number;
}

/**
 * Opens an input.
 * @param streams has standard input under the name `-`
 * @param offset first byte to read, counted in unpacked bytes
 * @param opened the file, if it is open already; the caller closes it
 * @throws the file system's error (ENOENT, EACCES, EISDIR, …); errors while reading are thrown by the iteration
 */
export async function openSource(
  name: string,
  streams: OpenStreams,
  signal: AbortSignal,
  offset = 0,
  opened?: FileHandle,
): Promise<Source> {
  let raw: ByteStream;
  let again: ReadAgain | undefined;
  let skip = 0;
  const stream = streams.get(name);
  if (stream !== undefined) {
    raw = stream;
  } else if (opened !== undefined) {
    skip = offset > 0 && (await isPackedFile(opened)) ? offset : 0;
    const start = skip > 0 ? 0 : offset;
    again = (position) => chunksOf(opened, position);
    raw = createReadStream(name, { fd: opened, autoClose: false, highWaterMark: READ_BYTES, start });
  } else {
    const info = await stat(name).catch((error: unknown) => {
      throw isFileError(error) && isGlob(name) ? noMatch(error) : error;
    });
    if (info.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
    // The offset counts unpacked bytes, so a packed file is read from its beginning.
    skip = offset > 0 && (await isPacked(name)) ? offset : 0;
    const start = skip > 0 ? 0 : offset;
    // A pipe has no positions, so `start` is left out when it is 0.
    raw = createReadStream(name, { highWaterMark: READ_BYTES, ...(start > 0 ? { start } : {}) });
    if (info.isFile()) again = (position) => untilAborted(createReadStream(name, { start: position }), signal);
    if (info.isFIFO()) signal.addEventListener('abort', () => releasePipe(name), { once: true });
  }
  let read = 0;
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of untilAborted(raw, signal)) {
      read += chunk.length;
      yield chunk;
    }
  };
  return { chunks: skipBytes(decompressed(counted(), signal, again), skip), bytesRead: () => read };
}

/**
 * Opens a pipe or a device as a stream of its bytes as they are. The iteration throws its errors.
 * @param signal ends the wait for a writer of a named pipe, too
 */
export function openStream(name: string, signal: AbortSignal): ByteStream {
  signal.addEventListener('abort', () => releasePipe(name), { once: true });
  return createReadStream(name, { highWaterMark: READ_BYTES });
}

/** Size on disk in bytes; undefined for standard input, pipes and files that do not exist. */
export async function sizeOf(name: string): Promise<number | undefined> {
  if (name === STDIN_NAME) return undefined;
  const info = await stat(name).catch(() => undefined);
  return info?.isFile() === true ? info.size : undefined;
}

/** A file that can be read at any position. */
export interface RandomAccess {
  readonly size: number;
  /** Bytes `[from..to)`, fewer at the end. */
  readonly read: (from: number, to: number) => Promise<Buffer>;
  readonly close: () => Promise<void>;
}

/** A plain file that is open for reading by descriptor. */
export interface PlainFile {
  readonly descriptor: number;
  readonly size: number;
  readonly close: () => Promise<void>;
}

/** Opens a regular file of at least `least` bytes; undefined if it is smaller, packed, or cannot be opened. */
export async function openPlain(name: string, least: number): Promise<PlainFile | undefined> {
  if (((await sizeOf(name)) ?? 0) < least) return undefined;
  const handle = await open(name).catch(() => undefined);
  if (handle === undefined) return undefined;
  const { size } = await handle.stat();
  const head = await readAt(handle, 0, MAGIC_BYTES);
  if (size < least || isPackedHead(head) || packingOf(head) !== undefined) {
    await handle.close();
    return undefined;
  }
  return { descriptor: handle.fd, size, close: () => handle.close() };
}

/**
 * Opens a plain file for reading at any position; undefined for standard input, pipes, packed files and files that cannot be read.
 * @throws the file system's error, if the file disappears meanwhile
 */
export async function openRandomAccess(name: string): Promise<RandomAccess | undefined> {
  const size = await sizeOf(name);
  if (size === undefined || (await isPacked(name).catch(() => true))) return undefined;
  const handle = await open(name);
  return {
    size,
    read: (from, to) => readAt(handle, from, to - from),
    close: () => handle.close(),
  };
}

/**
 * Whether a file is packed, and logscan can unpack it.
 * @throws the file system's error
 */
export async function isPacked(name: string): Promise<boolean> {
  const handle = await open(name);
  try {
    return await isPackedFile(handle);
  } finally {
    await handle.close();
  }
}

async function* skipBytes(chunks: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const chunk of chunks) {
    if (left < chunk.length) yield left === 0 ? chunk : chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}

// Unpacks everything that is packed.
async function* decompressed(
  chunks: AsyncGenerator<Buffer>,
  signal: AbortSignal,
  again: ReadAgain | undefined,
): AsyncGenerator<Buffer> {
  try {
    yield* unpack(chunks, again);
  } catch (error) {
    // After an abort, the data only seems to be cut.
    if (!signal.aborted) throw error;
  }
}

// A pattern in quotes: the shell did not expand it, and no file was found for it.
function noMatch(error: unknown): unknown {
  const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
  return isMissing
    ? unreadable('no file matches this pattern; list the folder with ls, and correct the pattern')
    : error;
}

// Opening a named pipe for reading waits for a writer. So this opens it for writing, which ends the wait.
function releasePipe(name: string): void {
  open(name, constants.O_WRONLY | constants.O_NONBLOCK)
    .then((handle) => handle.close())
    .catch(() => undefined);
}

async function* untilAborted(raw: ByteStream, signal: AbortSignal): AsyncGenerator<Buffer> {
  // Bytes that were looked at are read even after an abort, so that the report shows them.
  yield* raw.takeReady?.() ?? [];
  if (signal.aborted) return;
  const stop = (): void => void raw.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of raw) {
      yield bytesOf(chunk);
      if (signal.aborted) return;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
