// The file with the input that is being tried. It begins with the input's length, because a shorter input leaves the end of a longer
// one in the file.
import { existsSync, readFileSync } from 'node:fs';

/** Name of the file. */
export const CURRENT = 'current';
const LENGTH_BYTES = 4;

/** The content of the file for an input. */
export function withLength(input: Buffer): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(input.length);
  return Buffer.concat([length, input]);
}

/** The input in such a file; empty if none was tried yet. */
export function readCurrent(path: string): Buffer {
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  if (bytes.length < LENGTH_BYTES) return Buffer.alloc(0);
  return bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + bytes.readUInt32LE(0));
}
