// Reads one file into a scanner: a large plain file in blocks, any other file as a stream.
import type { FileHandle } from 'node:fs/promises';
import { type LineGuard, readBlocks, readStream } from '../files/lines.ts';
import { isPacked, openPlain, openSource, type OpenStreams, sizeOf, STDIN_NAME } from '../files/open.ts';
import { unpackInThread } from '../files/unpack-thread.ts';
import { FileBlocks } from './file-blocks.ts';
import type { Scanner } from './scanner.ts';

/** Plain files of at least this size are read in blocks. Smaller files are read as a stream, so that many of them share a text slot. */
const BLOCKS_FROM_BYTES = 1024 * 1024;

/** Packed files of at least this size are unpacked in another thread, if {@link FileScan.unpacksAside} allows it. */
const UNPACKED_ASIDE_FROM_BYTES = 2 * 1024 * 1024;

/** A file to be scanned. */
export interface FileScan {
  readonly path: string;
  /** The file, if it is open already; the caller closes it. */
  readonly handle?: FileHandle | undefined;
  readonly scanner: Scanner;
  /** Cuts over-long lines and lists how many bytes it cut off each. The scanner's input shares this list. */
  readonly guard: LineGuard;
  /** Whether a large plain file may be read in blocks. False if the last line may still be incomplete. */
  readonly inBlocks: boolean;
  /** Where reading starts: the offset of a line start, in unpacked bytes. */
  readonly offset: number;
  readonly streams: OpenStreams;
  /** Whether another thread may unpack a large packed file. It can only start at the beginning of the file. */
  readonly unpacksAside: boolean;
  /** Ends the reading early. */
  readonly signal: AbortSignal;
  /** See {@link readBlocks}. */
  leavesTail(isCut: boolean): boolean;
}

/**
 * Scans a file. After each piece it yields how many bytes of the file were read so far, counted as on disk (packed).
 * @throws the file system's error, after all pieces before it
 */
export async function* scanFile(scan: FileScan): AsyncGenerator<number> {
  const { path, scanner, guard, offset } = scan;
  const plain = scan.inBlocks ? await openPlain(path, offset + BLOCKS_FROM_BYTES) : undefined;
  if (plain === undefined) {
    const isLarge = scan.unpacksAside && ((await sizeOf(path)) ?? 0) >= UNPACKED_ASIDE_FROM_BYTES;
    const source =
      isLarge && (await isPacked(path))
        ? unpackInThread(path)
        : await openSource(path, scan.streams, scan.signal, offset, scan.handle);
    for await (const lines of readBlocks(source.chunks, guard, (isCut) => scan.leavesTail(isCut))) {
      scanner.takeBytes(lines);
      yield source.bytesRead();
    }
    return;
  }
  let read = 0;
  try {
    const blocks = new FileBlocks(scanner.memory, () => scanner.nextSlot());
    for await (const { block, cut } of blocks.read(plain.descriptor, offset, plain.size)) {
      if (block.endsLong) guard.cuts.push(cut);
      scanner.takeBlock(block);
      read += block.bytes + cut;
      yield read;
    }
  } finally {
    await plain.close();
  }
}

/** Scans standard input, each line as soon as it arrives. After each piece it yields how many bytes were read so far. */
export async function* scanStream(
  scanner: Scanner,
  guard: LineGuard,
  streams: OpenStreams,
  signal: AbortSignal,
): AsyncGenerator<number> {
  const source = await openSource(STDIN_NAME, streams, signal);
  for await (const whole of readStream(source.chunks, guard)) {
    scanner.takeBytes(whole);
    yield source.bytesRead();
  }
}
