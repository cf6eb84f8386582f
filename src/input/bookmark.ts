// Where a log was read to, and how to find that place again after it was rotated, truncated or packed.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { createGunzip } from 'node:zlib';

/** How much of a file's beginning tells it from others, in bytes. */
const HEAD_BYTES = 1024;

/** The place up to which a log was read. */
export interface Bookmark {
  readonly dev: number;
  readonly ino: number;
  /** Bytes read, up to the end of a line. */
  readonly offset: number;
  /** Lines read. */
  readonly lines: number;
  /** Modification time of the file when it was read, in milliseconds. */
  readonly mtimeMs: number;
  /** The file's first bytes (fewer when it was shorter), as a hash. */
  readonly head: { readonly bytes: number; readonly sha256: string };
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
}

/**
 * Lists what has not been read of a log since its bookmark, oldest first: the rest of the file that was read last, under
 * whatever name it has now (renamed, copied away, packed with gzip), the files rotated since, and the log itself.
 */
export async function findUnread(path: string, bookmark: Bookmark | undefined): Promise<Unread[]> {
  const current: Unread = { path, offset: 0, lines: 0, isCurrent: true };
  if (bookmark === undefined) return [current];
  const info = await stat(path).catch(() => undefined);
  const { offset, lines } = bookmark;
  if (info !== undefined && info.size >= offset && (await hasHead(path, bookmark))) {
    return [{ path, offset, lines, isCurrent: true }];
  }
  const siblings = await rotatedSiblings(path);
  const old = await findAsync(siblings, async (one) => {
    const isSame = one.dev === bookmark.dev && one.ino === bookmark.ino;
    return (isSame || one.mtimeMs >= bookmark.mtimeMs) && (await hasHead(one.path, bookmark));
  });
  if (old === undefined) return info === undefined ? [] : [current];
  const since = siblings.filter((one) => one.mtimeMs > old.mtimeMs);
  return [
    { path: old.path, offset, lines, isCurrent: false },
    ...since.map((one) => ({ path: one.path, offset: 0, lines: 0, isCurrent: false })),
    ...(info === undefined ? [] : [current]),
  ];
}

/** Marks the place up to which a file was read. */
export async function markRead(path: string, offset: number, lines: number): Promise<Bookmark> {
  const info = await stat(path);
  const bytes = Math.min(HEAD_BYTES, offset);
  return {
    dev: info.dev,
    ino: info.ino,
    offset,
    lines,
    mtimeMs: info.mtimeMs,
    head: { bytes, sha256: sha256(await readHead(path, bytes)) },
  };
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
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.max(2, bytes)), 0, Math.max(2, bytes), 0);
    if (!(bytesRead >= 2 && buffer[0] === 0x1f && buffer[1] === 0x8b))
      return buffer.subarray(0, Math.min(bytesRead, bytes));
  } finally {
    await file.close();
  }
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of createReadStream(path).pipe(createGunzip())) {
    parts.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length >= bytes) break;
  }
  return Buffer.concat(parts).subarray(0, bytes);
}

interface Sibling {
  readonly path: string;
  readonly dev: number;
  readonly ino: number;
  readonly mtimeMs: number;
}

// Files beside the log that rotation made of it: `access.log.1`, `access.log-20261122`, `access.log.2.gz`; oldest first.
async function rotatedSiblings(path: string): Promise<Sibling[]> {
  const folder = dirname(path);
  const name = basename(path);
  const names = await readdir(folder).catch(() => []);
  const rotated = names.filter(
    (one) => one.startsWith(name) && /^[.-][\d.T_:-]+(?:\.gz)?$/.test(one.slice(name.length)),
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
