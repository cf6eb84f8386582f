// The file that holds the input which is being tried, its length first, because a shorter input leaves the end of a longer one there.
import { existsSync, readFileSync } from 'node:fs';

/** Name of the file. */
export const CURRENT = 'current';
const LENGTH_BYTES = 4;

/** An input as the file holds it. */
export function withLength(input: Buffer): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(input.length);
  return Buffer.concat([length, input]);
}

/** The input in such a file; empty when none was tried yet. */
export function readCurrent(path: string): Buffer {
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  if (bytes.length < LENGTH_BYTES) return Buffer.alloc(0);
  return bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + bytes.readUInt32LE(0));
}
