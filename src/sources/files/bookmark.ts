// Up to where a log was read, and how to find that place again after the log was rotated, truncated or packed.
import { createHash } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { gunzipFile, isGzip } from './gunzip.ts';
import { readAt } from './positions.ts';
import { isPacked } from './open.ts';

/** A file is recognised by its first bytes: by this many. */
const HEAD_BYTES = 1024;
const MAGIC_BYTES = 6;
/** A copy may have only the whole seconds of a modification time. */
const MTIME_SLACK_MS = 2000;

/** How a file is recognised, as it was when it was looked at. */
export interface Seen {
  readonly dev: number;
  readonly ino: number;
  /** Modification time, in milliseconds. */
  readonly mtimeMs: number;
  /** The file's first bytes (fewer when it was shorter), as a hash. */
  readonly head: { readonly bytes: number; readonly sha256: string };
}

/** The place up to which a log was read. */
export interface Bookmark extends Seen {
  /** Bytes read, up to the end of a line. */
  readonly offset: number;
  /** Lines read. */
  readonly lines: number;
}

/** A file, or the rest of one, that has not been read yet. */
export interface Unread {
  /** Path on disk. */
  readonly path: string;
  /** First byte to read, of its unpacked bytes. */
  readonly offset: number;
  /** Number of the line before that byte. */
  readonly lines: number;
  /** It may still grow, so a last line without line feed is left for the next run. */
  readonly isCurrent: boolean;
  /** The file as it was found; another file may have its name when it is read. Undefined when there is no file. */
  readonly seen?: Seen | undefined;
}

/**
 * Lists what has not been read of a log since its bookmark, oldest first: the rest of the file that was read last, under
 * whatever name it has now (renamed, copied away, packed with gzip), the files rotated since, and the log itself.
 */
export async function findUnread(path: string, bookmark: Bookmark | undefined): Promise<Unread[]> {
  const seen = await lookAt(path).catch(() => undefined);
  const current: Unread = { path, offset: 0, lines: 0, isCurrent: true, seen };
  if (bookmark === undefined) return [current];
  const info = await stat(path).catch(() => undefined);
  const { offset, lines } = bookmark;
  if (info !== undefined && (await isContinued(path, info.size, bookmark))) {
    return [{ ...current, offset, lines, isCurrent: !(await isPacked(path)) }];
  }
  const siblings = await rotatedSiblings(path);
  const old = await findAsync(siblings, async (one) => {
    const isSame = one.dev === bookmark.dev && one.ino === bookmark.ino;
    return (isSame || one.mtimeMs >= bookmark.mtimeMs - MTIME_SLACK_MS) && (await hasHead(one.path, bookmark));
  });
  const { mtimeMs } = old ?? bookmark;
  const since = siblings.filter((one) => one.mtimeMs > mtimeMs);
  const rotated = await Promise.all(
    [...(old === undefined ? [] : [old]), ...since].map(async (one) => ({
      path: one.path,
      ...(one === old ? { offset, lines } : { offset: 0, lines: 0 }),
      isCurrent: false,
      seen: await lookAt(one.path).catch(() => undefined),
    })),
  );
  const last = rotated.pop();
  if (last === undefined) return [current];
  // Until nginx opens its logs again, it continues to write into the file that was renamed.
  const isWritten = info === undefined || info.size === 0;
  return [...rotated, { ...last, isCurrent: isWritten }, ...(info === undefined ? [] : [current])];
}

/**
 * Marks the place up to which a file was read.
 * @param seen the file as it was before it was read; by default the file that has the name now
 */
export async function markRead(path: string, offset: number, lines: number, seen?: Seen): Promise<Bookmark> {
  return { ...(seen ?? (await lookAt(path))), offset, lines };
}

async function lookAt(path: string): Promise<Seen> {
  const { dev, ino, mtimeMs } = await stat(path);
  const head = await readHead(path, HEAD_BYTES);
  return { dev, ino, mtimeMs, head: { bytes: head.length, sha256: sha256(head) } };
}

// Whether a file is the one that was read, with or without new bytes after the bookmark.
async function isContinued(path: string, size: number, bookmark: Bookmark): Promise<boolean> {
  if (size < bookmark.offset && !(await isPacked(path))) return false;
  return hasHead(path, bookmark);
}

async function hasHead(path: string, { head, offset }: Bookmark): Promise<boolean> {
  if (offset === 0) return true;
  const bytes = await readHead(path, head.bytes).catch(() => Buffer.alloc(0));
  return bytes.length === head.bytes && sha256(bytes) === head.sha256;
}

// The first unpacked bytes of a file.
async function readHead(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const raw = await readAt(file, 0, Math.max(MAGIC_BYTES, bytes));
    if (!isGzip(raw)) return raw.subarray(0, bytes);
    let head = Buffer.alloc(0);
    for await (const chunk of gunzipFile(file)) {
      head = Buffer.concat([head, chunk]);
      if (head.length >= bytes) break;
    }
    return head.subarray(0, bytes);
  } finally {
    await file.close();
  }
}

interface Sibling {
  readonly path: string;
  readonly dev: number;
  readonly ino: number;
  readonly mtimeMs: number;
}

/** Whether a name is one that rotation makes of a log's name: `access.log.1`, `access.log-20261122`, `access.log.2.gz`. */
export function isRotationOf(name: string, log: string): boolean {
  return name !== log && name.startsWith(log) && /^[.-][\d.T_:-]+(?:\.gz)?$/.test(name.slice(log.length));
}

// The files beside the log that rotation made of it, oldest first.
async function rotatedSiblings(path: string): Promise<Sibling[]> {
  const folder = dirname(path);
  const name = basename(path);
  const names = await readdir(folder).catch((): string[] => []);
  const rotated = names.filter(
    (one) =>
      isRotationOf(one, name) &&
      // A file that is still being packed has its source beside it.
      !(one.endsWith('.gz') && names.includes(one.slice(0, -'.gz'.length))),
  );
  const found = await Promise.all(
    rotated.map(async (one) => {
      const info = await stat(join(folder, one)).catch(() => undefined);
      return info?.isFile() === true
        ? { path: join(folder, one), dev: info.dev, ino: info.ino, mtimeMs: info.mtimeMs }
        : undefined;
    }),
  );
  return found.filter((one) => one !== undefined).sort((a, b) => a.mtimeMs - b.mtimeMs);
}

async function findAsync<T>(list: readonly T[], is: (one: T) => Promise<boolean>): Promise<T | undefined> {
  for (const one of list) if (await is(one)) return one;
  return undefined;
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
