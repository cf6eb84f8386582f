// Unpacks zstd frame by frame and block by block (RFC 8878), so that all text before damaged data is kept.
import { Feed } from '../feed.ts';
import { unreadable } from '../file-error.ts';
import { BLOCK_BYTES, BlockDecoder } from './block.ts';
import { damaged, type FrameDecoder } from './frame-decoder.ts';
import { decodeByNode } from './node-zstd.ts';
import { Checksum } from './xxhash64.ts';

/** The largest window, in bytes; zstd writes larger ones only with --long or --ultra. */
const MOST_WINDOW_BYTES = 8 * 1024 * 1024;
const FRAME = 0xfd2f_b528;
/** The first of the 16 marks of a frame that holds no text. */
const SKIPPABLE = 0x184d_2a50;
/** Blocks of this kind are longer than their bytes: one byte is repeated. */
const ONE_BYTE = 1;

/** What the header of a frame says. */
interface Header {
  /** The bytes of the header, without the mark in front of it. */
  readonly bytes: Buffer;
  /** In bytes. */
  readonly window: number;
  /** Unpacked bytes of the frame, if the header says so. */
  readonly size: number | undefined;
  readonly hasChecksum: boolean;
}

/**
 * Unpacks zstd frames until the bytes end.
 * @param ownDecoder true to use no zstd of Node, also where there is one
 * @throws Error with code ZSTD_DATA_ERROR if the data is cut, damaged or followed by other data, with code UNREADABLE for a window
 *   above 8 MiB or a dictionary; all text before the fault is yielded first
 */
export async function* unzstd(chunks: AsyncIterable<Buffer>, ownDecoder = false): AsyncGenerator<Buffer> {
  const feed = new Feed(chunks);
  let blocks: BlockDecoder | undefined;
  for (;;) {
    const mark = await feed.exactly(4);
    if (mark.length === 0) return;
    if (isSkippable(mark)) {
      await skip(feed);
      continue;
    }
    if (mark.length < 4 || mark.readUInt32LE(0) !== FRAME) throw damaged();
    const header = await readHeader(feed);
    const byNode = ownDecoder ? undefined : decodeByNode(Buffer.concat([mark, header.bytes]));
    const decoder = byNode ?? own((blocks ??= new BlockDecoder()), header);
    try {
      yield* unpackFrame(feed, header, decoder);
    } finally {
      decoder.close?.();
    }
  }
}

function isSkippable(bytes: Buffer): boolean {
  return bytes.length === 4 && bytes.readUInt32LE(0) - (bytes[0]! & 15) === SKIPPABLE;
}

async function skip(feed: Feed): Promise<void> {
  const length = await feed.exactly(4);
  if (length.length < 4) throw damaged();
  for (let left = length.readUInt32LE(0); left > 0;) {
    const part = await feed.some(left);
    if (part.length === 0) throw damaged();
    left -= part.length;
  }
}

async function readHeader(feed: Feed): Promise<Header> {
  const [flags = 0] = await feed.exactly(1);
  const isSingle = (flags & 32) !== 0;
  const sizeForm = flags >> 6;
  const dictionaryBytes = [0, 1, 2, 4][flags & 3]!;
  const sizeBytes = sizeForm === 0 ? Number(isSingle) : 2 ** sizeForm;
  const length = Number(!isSingle) + dictionaryBytes + sizeBytes;
  const rest = await feed.exactly(length);
  if (rest.length < length || (flags & 8) !== 0) throw damaged();
  const sizeAt = length - sizeBytes;
  if (rest.subarray(sizeAt - dictionaryBytes, sizeAt).some((byte) => byte !== 0))
    throw unreadable('it was packed with a zstd dictionary; unpack it first: zstdcat -D DICTIONARY FILE | logscan');
  const size = sizeBytes === 0 ? undefined : numberOf(rest.subarray(sizeAt)) + (sizeForm === 1 ? 256 : 0);
  const window = isSingle ? size! : windowOf(rest[0]!);
  if (window > MOST_WINDOW_BYTES) {
    const mebibytes = Math.ceil(window / 2 ** 20).toLocaleString('en');
    throw unreadable(
      `unpacking it needs a zstd window of ${mebibytes} MiB, and logscan uses at most 8 MiB; unpack it first: zstdcat --long=31 FILE | logscan`,
    );
  }
  return { bytes: Buffer.concat([Buffer.of(flags), rest]), window, size, hasChecksum: (flags & 4) !== 0 };
}

function windowOf(byte: number): number {
  const base = 2 ** (10 + (byte >> 3));
  return base + (base / 8) * (byte & 7);
}

function numberOf(bytes: Buffer): number {
  return bytes.reduceRight((sum, byte) => sum * 256 + byte, 0);
}

async function* unpackFrame(feed: Feed, header: Header, decoder: FrameDecoder): AsyncGenerator<Buffer> {
  let produced = 0;
  for (let isLast = false; !isLast;) {
    const head = await feed.exactly(3);
    if (head.length < 3) throw damaged();
    const word = head.readUIntLE(0, 3);
    isLast = (word & 1) === 1;
    const kind = (word >> 1) & 3;
    const size = word >> 3;
    if (kind === 3 || size > Math.min(header.window, BLOCK_BYTES)) throw damaged();
    const packed = await feed.exactly(kind === ONE_BYTE ? 1 : size);
    if (packed.length < (kind === ONE_BYTE ? 1 : size)) throw damaged();
    const text = await decoder.unpack(Buffer.concat([head, packed]), kind, packed, size);
    produced += text.length;
    if (text.length > 0) yield text;
  }
  const checksum = await feed.exactly(header.hasChecksum ? 4 : 0);
  if (header.hasChecksum && checksum.length < 4) throw damaged();
  await decoder.end(checksum);
  if (header.size !== undefined && header.size !== produced) throw damaged();
}

// Our own decoder, for versions of Node without zstd.
function own(blocks: BlockDecoder, { window, hasChecksum }: Header): FrameDecoder {
  const sum = hasChecksum ? new Checksum() : undefined;
  blocks.begin(window);
  return {
    unpack(_whole, kind, packed, size) {
      // A copy, because the next block may move the text, and a stream may hold several chunks.
      const text = Buffer.from(blocks.unpack(kind, packed, size));
      sum?.add(text);
      return text;
    },
    end(checksum) {
      if (sum !== undefined && checksum.readUInt32LE(0) !== sum.value()) throw damaged();
    },
  };
}
