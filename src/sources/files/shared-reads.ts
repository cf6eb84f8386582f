// Reads many plain files piece by piece, with a bounded number of them open.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { unreadable } from './file-error.ts';
import { openPlain, type PlainFile } from './open.ts';
import { READ_AT_ONCE } from './positions.ts';
import { idOf } from './siblings.ts';

/** The most plain files that are open at once. */
const MOST_OPEN = 64;

/** A plain file that may be closed between two pieces. */
interface SharedFile {
  readonly path: string;
  readonly id: string;
  /** Size in bytes when the reading began. Later bytes are not read. */
  readonly size: number;
}

/** Files of which only the ones that were read last are open. */
export class SharedReads {
  // The open files, least recently read first.
  readonly #open = new Map<SharedFile, PlainFile>();

  /**
   * The bytes of a plain file, in pieces, each at the start of a buffer of its own; undefined for a file that is empty, packed or no regular file, or cannot be opened.
   * @param offset first byte to read
   * @param pieceBytes size of a piece in bytes
   * @param spare buffers of this size that may be overwritten; they are taken out. Other pieces get a new buffer
   * @throws (while reading) the file system's error, or an error if another file took the name of one that was closed meanwhile
   */
  async read(
    path: string,
    offset: number,
    pieceBytes: number,
    spare: Buffer[] = [],
  ): Promise<AsyncGenerator<Buffer> | undefined> {
    const plain = await openPlain(path, 1);
    if (plain === undefined) return undefined;
    const file: SharedFile = { path, id: idOfFile(plain), size: plain.size };
    await this.#keep(file, plain);
    return this.#pieces(file, offset, () => spare.pop() ?? Buffer.allocUnsafeSlow(pieceBytes));
  }

  /** Closes all files. */
  async close(): Promise<void> {
    for (const file of this.#open.keys()) await this.#close(file);
  }

  async *#pieces(file: SharedFile, offset: number, newPiece: () => Buffer): AsyncGenerator<Buffer> {
    try {
      for (let at = offset; at < file.size;) {
        // Signals and messages arrive only when the event loop turns.
        await setImmediate();
        const { descriptor } = await this.#use(file);
        const buffer = newPiece();
        const read = readSync(descriptor, buffer, 0, Math.min(buffer.length, file.size - at), at);
        if (read === 0) return;
        yield buffer.subarray(0, read);
        at += read;
      }
    } finally {
      await this.#close(file);
    }
  }

  async #use(file: SharedFile): Promise<PlainFile> {
    const open = this.#open.get(file);
    if (open !== undefined) {
      this.#open.delete(file);
      this.#open.set(file, open);
      return open;
    }
    const descriptor = openSync(file.path, READ_AT_ONCE);
    const again: PlainFile = { descriptor, size: file.size, close: async () => closeSync(descriptor) };
    await this.#keep(file, again);
    if (idOfFile(again) !== file.id)
      throw unreadable('partly read: another file took its name while logscan read it; run logscan again');
    return again;
  }

  async #keep(file: SharedFile, open: PlainFile): Promise<void> {
    this.#open.set(file, open);
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= MOST_OPEN) return;
      await this.#close(oldest);
    }
  }

  async #close(file: SharedFile): Promise<void> {
    const open = this.#open.get(file);
    this.#open.delete(file);
    await open?.close();
  }
}

function idOfFile({ descriptor }: PlainFile): string {
  return idOf(fstatSync(descriptor, { bigint: true }));
}
