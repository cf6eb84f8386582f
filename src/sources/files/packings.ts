// How files are packed, known by their first bytes: gzip and zstd are unpacked, other packings are refused with the command to use.
import type { FileHandle } from 'node:fs/promises';
import { unreadable } from './file-error.ts';
import { gunzip, isGzip, type ReadAgain } from './gunzip.ts';
import { chunksOf, readAt } from './positions.ts';

/** This many first bytes show how a file is packed. */
export const MAGIC_BYTES = 6;
const ZSTD_FRAME = 0xfd2f_b528;
/** The first of the 16 marks of a zstd frame that holds no text (RFC 8878, 3.1.2). */
const ZSTD_SKIPPABLE = 0x184d_2a50;

// Packings that logscan does not read, by their first bytes: each gets an error that says what to do.
const PACKINGS: readonly { readonly magic: string; readonly name: string; readonly command: string }[] = [
  { magic: '\xfd7zXZ\0', name: 'compressed with xz', command: 'xzcat FILE | logscan' },
  { magic: 'BZh', name: 'compressed with bzip2', command: 'bzcat FILE | logscan' },
  { magic: 'PK\x03\x04', name: 'a zip archive', command: 'unzip -p FILE | logscan' },
  { magic: '\xff\xfe', name: 'UTF-16 text', command: 'iconv -f UTF-16 -t UTF-8 FILE | logscan' },
];

/** Whether bytes begin a packed file that logscan can unpack. */
export function isPackedHead(head: Buffer): boolean {
  return isGzip(head) || isZstd(head);
}

/** How bytes are packed, if logscan cannot read that; otherwise undefined. */
export function packingOf(head: Buffer): (typeof PACKINGS)[number] | undefined {
  return PACKINGS.find(({ magic }) => head.toString('latin1').startsWith(magic));
}

/** Whether an open file is packed, and logscan can unpack it. */
export async function isPackedFile(file: FileHandle): Promise<boolean> {
  return isPackedHead(await readAt(file, 0, MAGIC_BYTES));
}

/** Unpacks an open file from its beginning, as {@link unpack} does. */
export async function* unpackFile(file: FileHandle): AsyncGenerator<Buffer> {
  const head = await readAt(file, 0, MAGIC_BYTES);
  if (isZstd(head)) yield* await unzstd(chunksOf(file));
  else yield* gunzip(chunksOf(file), (position) => chunksOf(file, position));
}

/**
 * Unpacks bytes; bytes that are not packed are passed on.
 * @param again reads the same bytes again from a position on; undefined for a stream
 * @throws Error with code UNREADABLE for a packing that logscan cannot read, Z_DATA_ERROR or ZSTD_DATA_ERROR for damaged data, after
 *   all text before the damage
 */
export async function* unpack(chunks: AsyncGenerator<Buffer>, again: ReadAgain | undefined): AsyncGenerator<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  let done = false;
  // The first chunks may be very short.
  while (head.length < MAGIC_BYTES && !done) {
    const next = await chunks.next();
    if (next.done === true) done = true;
    else head = head.length === 0 ? next.value : Buffer.concat([head, next.value]);
  }
  const packing = packingOf(head);
  if (packing !== undefined)
    throw unreadable(`it is ${packing.name}, which logscan cannot read; convert it first: ${packing.command}`);
  const all = async function* (): AsyncGenerator<Buffer> {
    if (head.length > 0) yield head;
    if (!done) yield* chunks;
  };
  if (isGzip(head)) yield* gunzip(all(), again);
  else if (isZstd(head)) yield* await unzstd(all());
  else yield* all();
}

function isZstd(head: Buffer): boolean {
  if (head.length < 4) return false;
  const mark = head.readUInt32LE(0);
  return mark === ZSTD_FRAME || mark - (mark % 16) === ZSTD_SKIPPABLE;
}

// Most logs are not packed with zstd, so its code is loaded only when it is needed.
async function unzstd(chunks: AsyncIterable<Buffer>): Promise<AsyncGenerator<Buffer>> {
  const zstd = await import('./zstd/frames.ts');
  return zstd.unzstd(chunks);
}
