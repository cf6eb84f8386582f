// How far a log was read, and how to find that place again after the log was rotated, truncated or packed.
import { basename, dirname } from 'node:path';
import type { FileHandle } from 'node:fs/promises';
import type { Head } from './heads.ts';
import { closeFiles, type FoundFile, isSameFile, listFiles, type OpenedFile, openFile } from './opened-files.ts';
import { isOfSameForm, isRotationOf, mayBeRotationOf } from './rotated-names.ts';

/** A copy may keep its modification time only in whole seconds. */
const MTIME_SLACK_MS = 2000;
/** A bookmark keeps this many heads of finished files, to recognise copies of them. */
const HEADS_KEPT = 64;
/** Files are listed at most this often while rotation keeps moving them. */
const MOST_LISTINGS = 10;

/** What identifies a file, as it was when it was last looked at. */
export interface Seen {
  readonly dev: number;
  readonly ino: number;
  /** Modification time, in milliseconds. */
  readonly mtimeMs: number;
  /** The file's first bytes. */
  readonly head: Head;
}

/** How far a log was read. */
export interface Bookmark extends Seen {
  /** Bytes read, up to the end of a line. */
  readonly offset: number;
  /** Lines read. */
  readonly lines: number;
  /** Heads of the log's earlier files, the latest at the end. States saved by older versions have none. */
  readonly read?: readonly Head[];
  /** The name under which the last rotated file of this log was found, if any. */
  readonly rotatedAs?: string | undefined;
}

/** A file, or the rest of one, that has not been read yet. */
export interface Unread {
  /** Path on disk. */
  readonly path: string;
  /** Offset of the first byte to read, counted in unpacked bytes. */
  readonly offset: number;
  /** Number of lines before that byte. */
  readonly lines: number;
  /** The file may still grow, so a last line without line feed is left for the next run. */
  readonly isCurrent: boolean;
  /** The file as it was found; undefined when there is no file, or its content cannot be read. */
  readonly seen?: Seen | undefined;
  /** The open file; undefined when it could not be opened. */
  readonly handle?: FileHandle | undefined;
  /** Why it cannot be read: the error of opening the file or of reading its head. */
  readonly failure?: unknown;
}

/** The unread part of a log. */
export interface FoundUnread {
  readonly unread: readonly Unread[];
  /** Number of the last line that was read, if its file was not found. The lines after it are lost. */
  readonly lostAfterLine: number | undefined;
  /** Rotated files that logscan cannot unpack, and how they are packed, in words. */
  readonly packed: readonly { readonly path: string; readonly packing: string }[];
}

/**
 * Opens the unread part of a log, oldest file first. This is the rest of the file that was read last, whatever its name is now
 * (renamed, copied away, packed with gzip). Then come the files rotated since, and last the log itself. The caller closes the
 * handles.
 * @param folders where to search for rotated files, in addition to the folder of the log
 */
export async function findUnread(
  path: string,
  bookmark: Bookmark | undefined,
  folders: readonly string[] = [],
): Promise<FoundUnread> {
  const name = basename(path);
  for (let listing = 1; ; listing++) {
    const log = await openFile(path, name);
    if (bookmark === undefined || isContinued(log, bookmark)) {
      const isPacked = bookmark !== undefined && log?.isPacked === true;
      const from = bookmark ?? { offset: 0, lines: 0 };
      return { unread: [{ ...unreadOf(path, log, from), isCurrent: !isPacked }], lostAfterLine: undefined, packed: [] };
    }
    const before = await listFiles([dirname(path), ...folders]);
    const opened = await openAll(before.filter((one) => mayHoldMore(one, log, bookmark)));
    const after = await listFiles([dirname(path), ...folders]);
    const others = opened.filter((one) => one !== undefined);
    if (listing < MOST_LISTINGS && hasMoved([log, ...others], before, after)) {
      await closeFiles([log, ...others]);
      continue;
    }
    const { found, unused } = choose(path, log, bookmark, others);
    await closeFiles(unused);
    return found;
  }
}

/**
 * Makes a log's new bookmark, for the file that was read last.
 * @param before the log's previous bookmark, perhaps of another file
 * @param rotatedAs the name of the file, if it is not the log itself
 */
export function markRead(
  seen: Seen,
  offset: number,
  lines: number,
  before: Bookmark | undefined,
  rotatedAs: string | undefined = before?.rotatedAs,
): Bookmark {
  const isOther = before !== undefined && before.head.sha256 !== seen.head.sha256 && !isSameFile(before, seen);
  const read = [...(before?.read ?? []), ...(isOther ? [before.head] : [])];
  return { ...seen, offset, lines, read: read.slice(-HEADS_KEPT), rotatedAs };
}

function seenOf({ dev, ino, mtimeMs, head }: OpenedFile): Seen | undefined {
  return head === undefined ? undefined : { dev, ino, mtimeMs, head: head.kept };
}

function unreadOf(path: string, file: OpenedFile | undefined, from: Pick<Unread, 'offset' | 'lines'>): Unread {
  const { offset, lines } = from;
  return {
    path,
    offset,
    lines,
    isCurrent: true,
    seen: file === undefined ? undefined : seenOf(file),
    handle: file?.handle,
    failure: file?.failure,
  };
}

// Whether a log is still the file that was read last. It may have grown.
function isContinued(log: OpenedFile | undefined, { head, offset }: Bookmark): boolean {
  if (log?.head === undefined || !log.head.beginsWith(head)) return false;
  return log.size >= offset || log.isPacked;
}

// Whether a file may be the file that was read last, or a file that was rotated since.
function mayHoldMore(file: FoundFile, log: OpenedFile | undefined, bookmark: Bookmark): boolean {
  if (log !== undefined && isSameFile(file, log)) return false;
  return isSameFile(file, bookmark) || file.mtimeMs >= bookmark.mtimeMs - MTIME_SLACK_MS;
}

async function openAll(files: readonly FoundFile[]): Promise<(OpenedFile | undefined)[]> {
  const opened: (OpenedFile | undefined)[] = [];
  // One after the other: a folder may hold very many files.
  for (const { path, name } of files) opened.push(await openFile(path, name));
  return opened;
}

// Whether a name got another file between the first listing, the opening and the second listing.
function hasMoved(
  opened: readonly (OpenedFile | undefined)[],
  before: readonly FoundFile[],
  after: readonly FoundFile[],
): boolean {
  const now = new Map(after.map((one) => [one.path, one]));
  const names = new Map(before.map((one) => [one.path, one]));
  return opened.some((one) => {
    if (one === undefined) return true;
    const there = now.get(one.path);
    const was = names.get(one.path);
    // The listings have full paths, so a relative path of the log is not in them.
    if (there === undefined && was === undefined) return false;
    return there === undefined || was === undefined || !isSameFile(there, one) || !isSameFile(was, one);
  });
}

interface Choice {
  readonly found: FoundUnread;
  readonly unused: readonly OpenedFile[];
}

// Chooses the files that hold unread lines.
function choose(path: string, log: OpenedFile | undefined, bookmark: Bookmark, others: readonly OpenedFile[]): Choice {
  const name = basename(path);
  const same = others.filter((one) => one.head?.beginsWith(bookmark.head) === true && isWhole(one, others));
  const old =
    same.find((one) => isSameFile(one, bookmark)) ??
    same.find((one) => isRotationOf(one.name, name)) ??
    same[0] ??
    others.find((one) => one.failure !== undefined && isSameFile(one, bookmark));
  const isPart = (one: OpenedFile): boolean =>
    isRotationOf(one.name, name) ||
    [old?.name, bookmark.rotatedAs].some((other) => other !== undefined && isOfSameForm(one.name, other));
  // A file that cannot be read now may be the file that was read last.
  const mayBePart = (one: OpenedFile): boolean => isPart(one) || mayBeRotationOf(one.name, name);
  const unclear = others.filter((one) => one.failure !== undefined && mayBePart(one) && isWhole(one, others));
  if (old === undefined && unclear.length > 0) {
    const [first] = unclear;
    const unread = first === undefined ? [] : [unreadOf(first.path, first, bookmark)];
    return {
      found: { unread, lostAfterLine: undefined, packed: [] },
      unused: [...others.filter((one) => one !== first), ...(log === undefined ? [] : [log])],
    };
  }
  const since = others
    .filter((one) => one !== old && one.mtimeMs > (old ?? bookmark).mtimeMs && isWhole(one, others))
    .filter(isPart)
    .filter((one) => !isKnown(one, bookmark))
    .sort((a, b) => a.mtimeMs - b.mtimeMs);
  const packed = since.flatMap((one) => (one.packing === undefined ? [] : [{ path: one.path, packing: one.packing }]));
  const readable = since.filter(
    (one, index) =>
      one.packing === undefined && !since.slice(0, index).some((earlier) => isCopy(earlier, one)) && one.size > 0,
  );
  const chosen = old === undefined ? readable : [old, ...readable];
  // nginx writes into the renamed file until it reopens its logs.
  const isWritten = log === undefined || log.size === 0;
  const rotated = chosen.map((one, index) => ({
    ...unreadOf(one.path, one, one === old ? bookmark : { offset: 0, lines: 0 }),
    isCurrent: isWritten && index === chosen.length - 1,
  }));
  const current = unreadOf(path, log, { offset: 0, lines: 0 });
  return {
    found: {
      unread: log === undefined && rotated.length > 0 ? rotated : [...rotated, current],
      lostAfterLine: old === undefined ? bookmark.lines : undefined,
      packed,
    },
    unused: others.filter((one) => !chosen.includes(one)),
  };
}

// While a file is being packed, its source is still in the same folder.
function isWhole({ path }: FoundFile, others: readonly FoundFile[]): boolean {
  const source = path.replace(/\.\w+$/, '');
  return !/\.(?:gz|xz|zstd?|bz2)$/.test(path) || !others.some((one) => one.path === source);
}

// Whether a file was read before. Only its head shows that: its name may have changed, and a copy has a new modification time.
function isKnown({ head }: OpenedFile, { head: last, read = [] }: Bookmark): boolean {
  return head !== undefined && [last, ...read].some((one) => head.beginsWith(one));
}

function isCopy(one: OpenedFile, other: OpenedFile): boolean {
  return one.head !== undefined && other.head?.kept.sha256 === one.head.kept.sha256;
}
