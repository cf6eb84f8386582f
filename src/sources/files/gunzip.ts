// Unpacks gzip member by member (RFC 1952), because Node's own gunzip loses the last unpacked bytes if other data follows them.
import { crc32, createInflateRaw, type InflateRaw } from 'node:zlib';
import { Feed } from './feed.ts';

/** Packed bytes are unpacked in pieces of this size, so that a gzip bomb does not fill the memory. */
const PIECE_BYTES = 64 * 1024;
const CHUNK_BYTES = 512 * 1024;
const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;
const FLAG_HEADER_CRC = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;

/** Whether bytes begin a gzip member. */
export function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Unpacks the raw deflate data of a member. The caller takes the output after each write. */
class Inflater {
  ended = false;
  failed = false;
  /** Bytes of output so far. */
  produced = 0;
  readonly #raw: InflateRaw = createInflateRaw({ chunkSize: CHUNK_BYTES });
  #ready: Buffer[] = [];

  constructor() {
    this.#raw.on('data', (chunk: Buffer) => {
      this.produced += chunk.length;
      this.#ready.push(chunk);
    });
    this.#raw.on('end', () => (this.ended = true));
    this.#raw.on('error', () => (this.failed = true));
  }

  /** Bytes of input used so far. */
  get used(): number {
    return this.#raw.bytesWritten;
  }

  /** The output since the last call. */
  take(): Buffer[] {
    const taken = this.#ready;
    this.#ready = [];
    return taken;
  }

  /** Resolves when a piece is unpacked, or when the stream ends or fails: then the callback of `write` may never be called. */
  write(piece: Buffer): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#raw.off('error', done).off('end', done);
        resolve();
      };
      this.#raw.on('error', done).on('end', done);
      this.#raw.write(piece, done);
    });
  }
}

/** Reads the same packed bytes again from a position on. */
export type ReadAgain = (position: number) => AsyncIterable<Buffer>;

/**
 * Unpacks gzip members until the bytes end; zeros after the last member are padding.
 * @param again undefined for a stream; then every byte is unpacked twice, so that no text before damaged data is lost
 * @throws Error with code Z_DATA_ERROR if the data is cut, damaged or followed by other data; all text before the fault is yielded first
 */
export async function* gunzip(chunks: AsyncIterable<Buffer>, again?: ReadAgain): AsyncGenerator<Buffer> {
  const feed = new Feed(chunks);
  for (;;) {
    const begin = await feed.exactly(2);
    if (begin.every((byte) => byte === 0)) {
      if (begin.length < 2) return;
      continue;
    }
    if (!isGzip(begin)) throw damaged();
    await skipHeader(feed);
    yield* inflateMember(feed, again);
  }
}

async function* inflateMember(feed: Feed, again: ReadAgain | undefined): AsyncGenerator<Buffer> {
  const inflater = new Inflater();
  const begin = feed.position;
  let checksum = 0;
  let last = await feed.some(PIECE_BYTES);
  let fed = last.length;
  let written = inflater.write(last);
  // Only for a stream: a second inflater that has unpacked all pieces except the last one.
  let follower: Inflater | undefined;
  while (last.length > 0) {
    await written;
    // If the input goes beyond the member, the stream ends one turn of the event loop later.
    if (inflater.used < fed && !inflater.failed) await new Promise(setImmediate);
    const taken = inflater.take();
    for (const chunk of taken) checksum = crc32(chunk, checksum);
    if (inflater.ended || inflater.failed) {
      yield* taken;
      break;
    }
    // Node unpacks the next piece in another thread, while the caller takes the bytes that are ready.
    const before = last;
    last = await feed.some(PIECE_BYTES);
    fed += last.length;
    if (last.length > 0) written = inflater.write(last);
    const followed = again === undefined ? (follower ??= new Inflater()).write(before) : undefined;
    yield* taken;
    await followed;
    follower?.take();
  }
  if (inflater.failed) {
    if (again !== undefined) follower = await inflated(again(begin), fed - last.length);
    yield* restBefore(follower ?? new Inflater(), last, inflater.produced);
  }
  if (!inflater.ended) throw damaged();
  feed.unread(last.subarray(last.length - (fed - inflater.used)));
  const trailer = await feed.exactly(TRAILER_BYTES);
  if (trailer.length < TRAILER_BYTES || trailer.readUInt32LE(0) !== checksum) throw damaged();
}

// An inflater that has unpacked this many packed bytes.
async function inflated(chunks: AsyncIterable<Buffer>, bytes: number): Promise<Inflater> {
  const inflater = new Inflater();
  let left = bytes;
  for await (const chunk of chunks) {
    if (left === 0) break;
    const part = chunk.subarray(0, left);
    await inflater.write(part);
    inflater.take();
    left -= part.length;
  }
  return inflater;
}

// When data is damaged, zlib drops the text that it unpacked from the same piece. So an inflater that has read everything before
// the piece now gets it byte by byte. The first `known` bytes of text were yielded already and are skipped.
async function* restBefore(inflater: Inflater, piece: Buffer, known: number): AsyncGenerator<Buffer> {
  let end = inflater.produced;
  for (let at = 0; at < piece.length && !inflater.failed; at++) {
    await inflater.write(piece.subarray(at, at + 1));
    for (const chunk of inflater.take()) {
      end += chunk.length;
      if (end > known) yield chunk.subarray(-Math.min(chunk.length, end - known));
    }
  }
}

async function skipHeader(feed: Feed): Promise<void> {
  const header = await feed.exactly(HEADER_BYTES - 2);
  if (header.length < HEADER_BYTES - 2 || header[0] !== 8) throw damaged();
  const flags = header[1]!;
  if (flags & FLAG_EXTRA) {
    const length = await feed.exactly(2);
    if (length.length < 2) throw damaged();
    await feed.exactly(length.readUInt16LE(0));
  }
  if (flags & FLAG_NAME) await skipText(feed);
  if (flags & FLAG_COMMENT) await skipText(feed);
  if (flags & FLAG_HEADER_CRC) await feed.exactly(2);
}

async function skipText(feed: Feed): Promise<void> {
  for (;;) {
    const [byte] = await feed.exactly(1);
    if (byte === undefined) throw damaged();
    if (byte === 0) return;
  }
}

function damaged(): Error {
  return Object.assign(new Error('the gzip data is damaged or incomplete'), { code: 'Z_DATA_ERROR' });
}
