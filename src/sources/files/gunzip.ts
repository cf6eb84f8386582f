// gzip, member by member (RFC 1952). Node's own gunzip loses bytes that it has just unpacked if they are followed by other data.
import { crc32, createInflateRaw, type InflateRaw } from 'node:zlib';

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

/** Bytes that come piece by piece and can be asked for in any number. */
class Feed {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** At least one byte and at most `most`; empty at the end. */
  async some(most: number): Promise<Buffer> {
    while (this.#rest.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) return this.#rest;
      this.#rest = next.value;
    }
    const taken = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(taken.length);
    return taken;
  }

  /** Exactly this many bytes; fewer at the end. */
  async exactly(count: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let left = count; left > 0;) {
      const part = await this.some(left);
      if (part.length === 0) break;
      parts.push(part);
      left -= part.length;
    }
    return Buffer.concat(parts);
  }

  /** Puts bytes back in front. */
  unread(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([bytes, this.#rest]);
  }
}

/**
 * Unpacks gzip members until the bytes end; zeros after the last member are padding.
 * @throws Error with code Z_DATA_ERROR when the data is cut or damaged or something else follows it, after all that could be unpacked was yielded
 */
export async function* gunzip(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const feed = new Feed(chunks);
  for (;;) {
    const begin = await feed.exactly(2);
    if (begin.every((byte) => byte === 0)) {
      if (begin.length < 2) return;
      continue;
    }
    if (!isGzip(begin)) throw damaged();
    await skipHeader(feed);
    yield* inflateMember(feed);
  }
}

async function* inflateMember(feed: Feed): AsyncGenerator<Buffer> {
  const raw = createInflateRaw({ chunkSize: CHUNK_BYTES });
  let ready: Buffer[] = [];
  let checksum = 0;
  const state = { ended: false, failed: false };
  raw.on('data', (chunk: Buffer) => {
    checksum = crc32(chunk, checksum);
    ready.push(chunk);
  });
  raw.on('end', () => (state.ended = true));
  raw.on('error', () => (state.failed = true));
  let last = await feed.some(PIECE_BYTES);
  let fed = last.length;
  let written = write(raw, last);
  while (last.length > 0) {
    await written;
    // If there is more input than the member needs, the stream ends one turn later.
    if (raw.bytesWritten < fed && !state.failed) await new Promise(setImmediate);
    const taken = ready;
    ready = [];
    if (state.ended || state.failed) {
      yield* taken;
      break;
    }
    // Node unpacks the next piece in another thread, while the caller takes the bytes that are ready.
    last = await feed.some(PIECE_BYTES);
    fed += last.length;
    if (last.length > 0) written = write(raw, last);
    yield* taken;
  }
  if (!state.ended) throw damaged();
  feed.unread(last.subarray(last.length - (fed - raw.bytesWritten)));
  const trailer = await feed.exactly(TRAILER_BYTES);
  if (trailer.length < TRAILER_BYTES || trailer.readUInt32LE(0) !== checksum) throw damaged();
}

// Resolves when a piece is unpacked, or the stream ended or failed: then its callback may never be called.
function write(raw: InflateRaw, piece: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      raw.off('error', done).off('end', done);
      resolve();
    };
    raw.on('error', done).on('end', done);
    raw.write(piece, done);
  });
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
