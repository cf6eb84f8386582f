// One opened log: reads its new bytes, and notices when bytes that were read have changed.
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { HEAD_BYTES, readHead } from './heads.ts';
import { unpackFile } from './packings.ts';
import { READ_AT_ONCE, readAt } from './positions.ts';
import { hasPacking } from './rotated-names.ts';
import { idOf, modifiedAt, type Sibling } from './siblings.ts';

const PIECE_BYTES = 256 * 1024;
/** How many pieces one file may give before the next file has its turn. */
const PIECES_PER_TURN = 64;
/** Each read checks this many bytes at the start of the file, and this many just before the offset. */
const CHECK_BYTES = 256;
const NO_BYTES: Buffer = Buffer.alloc(0);

/** How a turn ended: at the end of the file, with more to read, or because the bytes read before have changed. */
export type TurnEnd = 'end' | 'more' | 'changed';

/** A file that was opened. */
export interface Opened {
  readonly handle: FileHandle;
  /** Device and inode. */
  readonly id: string;
  /** Its path, links resolved. */
  readonly path: string;
}

/** A file that has or had the followed name, or a copy of it, and how far it was read. */
export class Tail {
  /** Number of this file among the files under the name; undefined before its first byte. */
  generation: number | undefined;
  offset = 0;
  /** When its end was reached, in milliseconds; undefined if more was read since. */
  quietSince: number | undefined;
  /** When another file took its name, in milliseconds. */
  replacedAt = 0;
  /** Device and inode; empty when the file has to be opened again. */
  id: string;
  /** It is a packed copy: the offset counts its unpacked bytes. */
  readonly isPacked: boolean;
  /** The last piece reached the end that the file had then. */
  isAtEnd = false;
  /** Modification time at the start, in milliseconds; only used while the file is empty. */
  #emptyAt = 0;
  #handle: FileHandle;
  /** The file's first bytes. They may reach beyond the offset. */
  #head: Buffer = NO_BYTES;
  #before: Buffer = NO_BYTES;

  private constructor({ handle, id }: Pick<Opened, 'handle' | 'id'>, isPacked: boolean) {
    this.#handle = handle;
    this.id = id;
    this.isPacked = isPacked;
  }

  /** Starts at the beginning of a file. It reads the first bytes at once, so that it notices a truncation from now on. */
  static async start(opened: Pick<Opened, 'handle' | 'id'>, isPacked = false): Promise<Tail> {
    const tail = new Tail(opened, isPacked);
    tail.#emptyAt = await tail.modifiedAt();
    tail.#head = await readHead(opened.handle, isPacked).catch(() => NO_BYTES);
    return tail;
  }

  /** Yields the bytes from the offset on, in pieces. */
  async *read(): AsyncGenerator<Buffer, TurnEnd> {
    if (this.isPacked) {
      yield* this.#unpack();
      return 'changed';
    }
    for (let pieces = 0; pieces < PIECES_PER_TURN; pieces++) {
      const { size } = await this.#handle.stat();
      if (size < Math.max(this.offset, this.#head.length)) return 'changed';
      if (size === this.offset) {
        this.quietSince ??= Date.now();
        return 'end';
      }
      const known = this.#before.length;
      const bytes = await readAt(this.#handle, this.offset - known, known + Math.min(PIECE_BYTES, size - this.offset));
      // Compared after reading, so that a truncation while reading is seen too.
      if (
        bytes.length <= known ||
        !bytes.subarray(0, known).equals(this.#before) ||
        !(await startsWith(this.#handle, this.#head.subarray(0, CHECK_BYTES)))
      ) {
        return 'changed';
      }
      this.isAtEnd = this.offset + bytes.length - known === size;
      yield this.#advance(bytes.subarray(known));
    }
    return 'more';
  }

  /**
   * Continues in another file if it has the same head and the same bytes before the offset. False before 1 KiB was read: less may
   * agree by chance.
   */
  async moveTo({ handle, id }: Opened): Promise<boolean> {
    if (this.id !== '' && this.offset < HEAD_BYTES) return false;
    const isSame = await readAt(handle, this.offset - this.#before.length, this.#before.length)
      .then(async (before) => before.equals(this.#before) && (await startsWith(handle, this.#head)))
      .catch(() => false);
    if (!isSame) return false;
    await this.close();
    this.#handle = handle;
    this.id = id;
    return true;
  }

  /** Whether both files begin with the same bytes, as far as both heads reach. */
  sharesHead(other: Tail): boolean {
    const isKnown = this.#head.length > 0 && other.#head.length > 0;
    return isKnown && agrees(other.#head, 0, this.#head, 0);
  }

  /** Sets a copy of this file to the same offset; read() then compares the bytes before it. */
  copiedTo(copy: Tail): Tail {
    copy.generation = this.generation;
    copy.offset = this.offset;
    copy.#head = this.#head;
    copy.#before = this.#before;
    return copy;
  }

  /** The same file from its beginning, after it was truncated. */
  restarted(): Promise<Tail> {
    return Tail.start({ handle: this.#handle, id: this.id });
  }

  /** The same file from its beginning, if it was empty and has been written to or truncated since; otherwise undefined. */
  async refilled(): Promise<Tail | undefined> {
    if (this.offset > 0 || this.#head.length > 0 || (await this.modifiedAt()) === this.#emptyAt) return undefined;
    return this.restarted();
  }

  /** Modification time in milliseconds; 0 when unknown. */
  async modifiedAt(): Promise<number> {
    return this.#handle.stat({ bigint: true }).then(modifiedAt, () => 0);
  }

  async close(): Promise<void> {
    await this.#handle.close().catch(() => {});
  }

  #advance(bytes: Buffer): Buffer {
    // Copies, so that no piece is kept alive.
    if (this.#head.length < HEAD_BYTES) {
      const unknown = bytes.subarray(this.#head.length - this.offset, HEAD_BYTES - this.offset);
      this.#head = Buffer.concat([this.#head, unknown]);
    }
    this.offset += bytes.length;
    this.quietSince = undefined;
    this.#before = Buffer.concat([this.#before, bytes.subarray(-CHECK_BYTES)]).subarray(-CHECK_BYTES);
    return bytes;
  }

  async *#unpack(): AsyncGenerator<Buffer> {
    const [offset, head, before] = [this.offset, this.#head, this.#before];
    let end = 0;
    for await (const chunk of unpackFile(this.#handle)) {
      const start = end;
      end += chunk.length;
      if (!agrees(chunk, start, head, 0) || !agrees(chunk, start, before, offset - before.length)) return;
      if (end > offset) yield this.#advance(chunk.subarray(Math.max(0, offset - start)));
    }
  }
}

/**
 * Opens the file that a name leads to; undefined if it still has the given id.
 * @throws the file system's error, EISDIR for a directory, an Error for anything else that is not a regular file
 */
export async function openOther(name: string, id: string | undefined): Promise<Opened | undefined> {
  const info = await stat(name, { bigint: true });
  if (idOf(info) === id) return undefined;
  if (info.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
  if (!info.isFile()) throw new Error('it is not a regular file; --follow reads only regular files');
  const path = await realpath(name);
  const handle = await open(path, READ_AT_ONCE);
  try {
    const openedId = idOf(await handle.stat({ bigint: true }));
    if (openedId !== id) return { handle, id: openedId, path };
  } catch (error) {
    await handle.close();
    throw error;
  }
  await handle.close();
  return undefined;
}

/** Opens a sibling; undefined if another file has its name now, or if it cannot be read. */
export async function openSibling({ path, id }: Sibling): Promise<Tail | undefined> {
  const opened = await openOther(path, undefined).catch(() => undefined);
  if (opened === undefined) return undefined;
  if (opened.id === id) return Tail.start(opened, hasPacking(path));
  await opened.handle.close();
  return undefined;
}

// Whether two pieces of a file, each at its offset, have the same bytes where they overlap.
function agrees(a: Buffer, aStart: number, b: Buffer, bStart: number): boolean {
  const start = Math.max(aStart, bStart);
  const end = Math.min(aStart + a.length, bStart + b.length);
  return start >= end || a.subarray(start - aStart, end - aStart).equals(b.subarray(start - bStart, end - bStart));
}

async function startsWith(handle: FileHandle, head: Buffer): Promise<boolean> {
  return (await readAt(handle, 0, head.length)).equals(head);
}
