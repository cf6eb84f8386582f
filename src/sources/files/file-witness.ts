// Remembers a file before it is read, to notice afterwards that it was truncated or replaced and so only partly read.
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { READ_AT_ONCE } from './positions.ts';
import { idOf } from './siblings.ts';

/** This many first bytes are compared. They hold the time of the first line, so they differ when a log was started again. */
const HEAD_BYTES = 256;

/** A regular file as it was at one moment. */
export class FileWitness {
  readonly #path: string;
  readonly #id: string;
  readonly #size: number;
  readonly #head: Buffer;

  private constructor(path: string, id: string, size: number) {
    this.#path = path;
    this.#id = id;
    this.#size = size;
    this.#head = readHead(path, Math.min(size, HEAD_BYTES));
  }

  /** The witness of a file; undefined unless it is a regular file that can be read. */
  static of(path: string): FileWitness | undefined {
    try {
      const { isFile, id, size } = lookAt(path);
      return isFile ? new FileWitness(path, id, size) : undefined;
    } catch {
      return undefined;
    }
  }

  /** How the file was truncated or replaced since, in words; otherwise undefined. A file that grew or lost its name was read whole. */
  changed(): string | undefined {
    try {
      const { id, size } = lookAt(this.#path);
      if (id !== this.#id)
        return 'partly read: another file took its name while logscan read it; run logscan again to read the new file';
      if (size >= this.#size && readHead(this.#path, this.#head.length).equals(this.#head)) return undefined;
      return 'partly read: it was truncated while logscan read it; run logscan again, with the copy that rotation made of it';
    } catch {
      return undefined;
    }
  }
}

function lookAt(path: string): { readonly isFile: boolean; readonly id: string; readonly size: number } {
  const info = statSync(path, { bigint: true });
  return { isFile: info.isFile(), id: idOf(info), size: Number(info.size) };
}

function readHead(path: string, bytes: number): Buffer {
  const descriptor = openSync(path, READ_AT_ONCE);
  try {
    const head = Buffer.alloc(bytes);
    return head.subarray(0, bytes === 0 ? 0 : readSync(descriptor, head, 0, bytes, 0));
  } finally {
    closeSync(descriptor);
  }
}
