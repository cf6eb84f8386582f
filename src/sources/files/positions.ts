// Reads an open file at positions, without a stream.
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** Flags to open a file without waiting for a writer, in case it is a named pipe. Windows has no O_NONBLOCK. */
export const READ_AT_ONCE: number = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

const PIECE_BYTES = 256 * 1024;

/** Reads this many bytes from a position on; fewer at the end. */
export async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  if (length === 0) return Buffer.alloc(0);
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** All bytes of a file from a position on, in pieces. */
export async function* chunksOf(file: FileHandle, from = 0): AsyncGenerator<Buffer> {
  for (let position = from; ;) {
    const chunk = await readAt(file, position, PIECE_BYTES);
    if (chunk.length === 0) return;
    yield chunk;
    position += chunk.length;
  }
}
