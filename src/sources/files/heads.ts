// Recognises a file by its first bytes, whatever its name is.
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { unpackFile } from './packings.ts';
import { readAt } from './positions.ts';

/** How many first bytes identify a file. */
export const HEAD_BYTES: number = 1024;

/** The first bytes of a file, unpacked (fewer when it was shorter), as a hash. */
export interface Head {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * The first {@link HEAD_BYTES} bytes of an open file, unpacked; fewer if it is shorter.
 * @throws the file system's error, or that of packed data
 */
export async function readHead(file: FileHandle, isPacked: boolean): Promise<Buffer> {
  if (!isPacked) return await readAt(file, 0, HEAD_BYTES);
  let head: Buffer = Buffer.alloc(0);
  for await (const chunk of unpackFile(file)) {
    head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]);
    if (head.length === HEAD_BYTES) break;
  }
  return head;
}

/** The first unpacked bytes of a file. They are read once. */
export class FileHead {
  readonly #bytes: Buffer;

  private constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /**
   * Reads the head of an open file.
   * @throws the file system's error, or that of packed data
   */
  static async of(file: FileHandle, isPacked: boolean): Promise<FileHead> {
    return new FileHead(await readHead(file, isPacked));
  }

  /** The file has no bytes. */
  get isEmpty(): boolean {
    return this.#bytes.length === 0;
  }

  /** The head in the form that is saved. */
  get kept(): Head {
    return { bytes: this.#bytes.length, sha256: sha256(this.#bytes) };
  }

  /** Whether the file begins with the bytes of a head. It may have grown since. */
  beginsWith({ bytes, sha256: hash }: Head): boolean {
    return bytes > 0 && bytes <= this.#bytes.length && sha256(this.#bytes.subarray(0, bytes)) === hash;
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
