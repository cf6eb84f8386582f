// How a file is recognised whatever its name is: by its first bytes.
import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { gunzipFile, isGzip } from './gunzip.ts';
import { readAt } from './positions.ts';

/** A file is recognised by this many first bytes. */
const HEAD_BYTES = 1024;
const MAGIC_BYTES = 6;

/** The first bytes of a file, unpacked (fewer when it was shorter), as a hash. */
export interface Head {
  readonly bytes: number;
  readonly sha256: string;
}

/** The first unpacked bytes of a file. They are read once. */
export class FileHead {
  readonly #bytes: Buffer;

  private constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /**
   * Reads the head of an open file.
   * @throws the file system's error, or that of gzip
   */
  static async of(file: FileHandle): Promise<FileHead> {
    const raw = await readAt(file, 0, Math.max(MAGIC_BYTES, HEAD_BYTES));
    if (!isGzip(raw)) return new FileHead(raw.subarray(0, HEAD_BYTES));
    let head: Buffer = Buffer.alloc(0);
    for await (const chunk of gunzipFile(file)) {
      head = Buffer.concat([head, chunk]);
      if (head.length >= HEAD_BYTES) break;
    }
    return new FileHead(head.subarray(0, HEAD_BYTES));
  }

  /** The file has no bytes. */
  get isEmpty(): boolean {
    return this.#bytes.length === 0;
  }

  /** What is kept of it. */
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
