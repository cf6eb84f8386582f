// Inputs as byte streams: files, `-`, and gzip by its magic bytes, concatenated members included.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Name of standard input on the command line. */
export const STDIN_NAME = '-';
const READ_BYTES = 256 * 1024;
const GZIP_MAGIC = [0x1f, 0x8b] as const;

/** An input that is being read. */
export interface Source {
  /** Decompressed bytes. Ends early, without an error, when `signal` is aborted. */
  readonly chunks: AsyncIterable<Buffer>;
  /** Bytes read so far, as they are on disk. */
  bytesRead(): number;
}

/**
 * Opens a file, or standard input for `-`.
 * @param offset first byte to read, of the unpacked bytes
 * @throws the file system's error (ENOENT, EACCES, EISDIR, …); errors while reading are thrown by the iteration
 */
export async function openSource(name: string, stdin: Readable, signal: AbortSignal, offset = 0): Promise<Source> {
  let raw: Readable;
  let skip = 0;
  if (name === STDIN_NAME) {
    raw = stdin;
  } else {
    if ((await stat(name)).isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
    // The offset counts unpacked bytes, so a packed file is read from its beginning.
    skip = offset > 0 && (await isGzip(name)) ? offset : 0;
    raw = createReadStream(name, { highWaterMark: READ_BYTES, start: skip > 0 ? 0 : offset });
  }
  let read = 0;
  const counted = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of untilAborted(raw, signal)) {
      read += chunk.length;
      yield chunk;
    }
  };
  return { chunks: skipBytes(decompressed(counted()), skip), bytesRead: () => read };
}

/** Size on disk in bytes; undefined for standard input, pipes and what is not there. */
export async function sizeOf(name: string): Promise<number | undefined> {
  if (name === STDIN_NAME) return undefined;
  const info = await stat(name).catch(() => undefined);
  return info?.isFile() === true ? info.size : undefined;
}

async function isGzip(name: string): Promise<boolean> {
  for await (const chunk of createReadStream(name, { end: 1 }))
    return GZIP_MAGIC.every((byte, i) => (chunk as Buffer)[i] === byte);
  return false;
}

async function* skipBytes(chunks: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const chunk of chunks) {
    if (left < chunk.length) yield left === 0 ? chunk : chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}

// Looks at the first two bytes, however they are cut, and puts gunzip behind them when they are gzip's.
async function* decompressed(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  let done = false;
  while (head.length < GZIP_MAGIC.length && !done) {
    const next = await chunks.next();
    if (next.done === true) done = true;
    else head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  if (!GZIP_MAGIC.every((byte, i) => head[i] === byte)) {
    if (head.length > 0) yield head;
    if (!done) yield* chunks;
    return;
  }
  const all = async function* (): AsyncGenerator<Buffer> {
    yield head;
    yield* chunks;
  };
  const gunzip = createGunzip({ chunkSize: READ_BYTES });
  // Errors of either side end the iteration below; the callback is there because pipeline wants one.
  pipeline(Readable.from(all(), { objectMode: false }), gunzip, () => {});
  for await (const chunk of gunzip) yield chunk as Buffer;
}

async function* untilAborted(raw: Readable, signal: AbortSignal): AsyncGenerator<Buffer> {
  if (signal.aborted) return;
  const stop = (): void => void raw.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of raw) {
      yield typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : (chunk as Buffer);
      if (signal.aborted) return;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
