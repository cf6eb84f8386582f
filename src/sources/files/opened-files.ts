// Lists files and opens them at once, so that the right bytes are read even if rotation renames the files later.
import { open, readdir, stat, type FileHandle } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Stats } from 'node:fs';
import { FileHead } from './heads.ts';
import { isPackedHead, MAGIC_BYTES, packingOf } from './packings.ts';
import { READ_AT_ONCE, readAt } from './positions.ts';

// What is known of the content of a file that cannot be read.
const UNKNOWN = { isPacked: false, head: undefined, packing: undefined };

/** A file that was found in a folder. */
export interface FoundFile {
  readonly path: string;
  readonly name: string;
  readonly dev: number;
  readonly ino: number;
  /** In milliseconds. */
  readonly mtimeMs: number;
  readonly size: number;
}

/** A file that was opened for reading, or could not be. */
export interface OpenedFile extends FoundFile {
  /** Undefined for a file that cannot be opened now. */
  readonly handle: FileHandle | undefined;
  /** It is packed, and logscan can unpack it. */
  readonly isPacked: boolean;
  /** Undefined if it cannot be read, or if logscan cannot unpack the file. */
  readonly head: FileHead | undefined;
  /** How it is packed, in words, if logscan cannot unpack it. */
  readonly packing: string | undefined;
  /** Why it cannot be opened, or its head cannot be read. */
  readonly failure: unknown;
}

/** The regular files in some folders. A folder that cannot be read has none. */
export async function listFiles(folders: readonly string[]): Promise<FoundFile[]> {
  const lists = [...new Set(folders.map((folder) => resolve(folder)))].map(async (folder) => {
    const names = await readdir(folder).catch((): string[] => []);
    return await Promise.all(names.map((name) => find(join(folder, name), name)));
  });
  return (await Promise.all(lists)).flat().filter((one) => one !== undefined);
}

async function find(path: string, name: string): Promise<FoundFile | undefined> {
  const info = await stat(path).catch(() => undefined);
  return info?.isFile() === true ? found(path, name, info) : undefined;
}

function found(path: string, name: string, { dev, ino, mtimeMs, size }: Stats): FoundFile {
  return { path, name, dev, ino, mtimeMs, size };
}

/** Whether two names belong to the same file. */
export function isSameFile(a: Pick<FoundFile, 'dev' | 'ino'>, b: Pick<FoundFile, 'dev' | 'ino'>): boolean {
  return a.dev === b.dev && a.ino === b.ino;
}

/** Opens a file; undefined if the name has no file now, or one that is not regular. */
export async function openFile(path: string, name: string): Promise<OpenedFile | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, READ_AT_ONCE);
  } catch (failure) {
    const there = await find(path, name);
    return there && { ...there, handle: undefined, ...UNKNOWN, failure };
  }
  const info = await handle.stat();
  if (!info.isFile()) {
    await handle.close();
    return undefined;
  }
  const opened = { ...found(path, name, info), handle };
  try {
    const magic = await readAt(handle, 0, MAGIC_BYTES);
    const isPacked = isPackedHead(magic);
    const packing = packingOf(magic)?.name;
    const head = packing === undefined ? await FileHead.of(handle, isPacked) : undefined;
    return { ...opened, isPacked, head, packing, failure: undefined };
  } catch (failure) {
    return { ...opened, ...UNKNOWN, failure };
  }
}

/** Closes files. */
export async function closeFiles(files: readonly (OpenedFile | undefined)[]): Promise<void> {
  await closeHandles(files.map((file) => file?.handle));
}

/** Closes handles. A handle that is closed already is no error. */
export async function closeHandles(handles: readonly (FileHandle | undefined)[]): Promise<void> {
  for (const handle of handles) await handle?.close().catch(() => undefined);
}
