// Decides which part of each log a run reads: the whole log, or only the part after its bookmark.
import { resolve } from 'node:path';
import { type Bookmark, findUnread, type FoundUnread, type Unread } from './bookmark.ts';
import { FileWitness } from './file-witness.ts';
import { logNames } from './log-names.ts';
import { isPacked, sizeOf, STDIN_NAME } from './open.ts';
import { closeHandles } from './opened-files.ts';

/** A log is at least this many times as long as its packed form. */
const PACKED_SHARE = 5;

/** A range of bytes to read from one file. */
export interface Segment extends Unread {
  /** The input as the user named it. */
  readonly file: string;
  /** Name of the log that the file is a part of. */
  readonly log: string;
  /** Size of its file on disk, in bytes; NaN for standard input, pipes and files that are not there. */
  readonly size: number;
  /** The file as it was before the run. Undefined with bookmarks, because then the next run reads what is left. */
  readonly witness?: FileWitness | undefined;
}

/** The segments of some logs, and what is missing of them. */
export interface Segments {
  /** In the order in which they are read. */
  readonly segments: readonly Segment[];
  /** What is missing, for each log that is not complete. */
  readonly missing: readonly Missing[];
}

/** What is missing of a log. */
export interface Missing {
  /** The log as the user named it. */
  readonly file: string;
  /** Number of the last line that was read, if its file was not found. The lines after it are lost. */
  readonly lostAfterLine: number | undefined;
  /** Rotated files that logscan cannot unpack. */
  readonly packed: FoundUnread['packed'];
}

/**
 * Lists the segments of some logs. With bookmarks it opens their files; {@link closeSegments} closes them.
 * @param bookmarks how far each log was read, by its full path; undefined to read each log whole
 * @param folders where to search for rotated files, in addition to the folder of each log
 */
export async function listSegments(
  files: readonly string[],
  bookmarks: ReadonlyMap<string, Bookmark> | undefined,
  folders: readonly string[] = [],
): Promise<Segments> {
  if (bookmarks === undefined) {
    const logOf = logNames(files, folders);
    const whole = files.map(async (file) => {
      const witness = file === STDIN_NAME ? undefined : FileWitness.of(file);
      return {
        file,
        log: logOf(file),
        path: file,
        offset: 0,
        lines: 0,
        isCurrent: false,
        size: (await sizeOf(file)) ?? NaN,
        witness,
      };
    });
    return { segments: await Promise.all(whole), missing: [] };
  }
  const all: Segment[] = [];
  const missing: Missing[] = [];
  for (const file of files) {
    const { unread, lostAfterLine, packed } = await findUnread(file, bookmarks.get(nameOf(file)), folders);
    if (lostAfterLine !== undefined || packed.length > 0) missing.push({ file, lostAfterLine, packed });
    for (const one of unread) all.push({ ...one, file, log: file, size: (await one.handle?.stat())?.size ?? NaN });
  }
  const segments = withoutDoubles(all);
  await closeSegments(all.filter((one) => !segments.includes(one)));
  return { segments, missing };
}

/** Says in words what is missing. Each text comes with the file that it is about. */
export function describeMissing({ file, lostAfterLine, packed }: Missing): { file: string; text: string }[] {
  const told = packed.map(({ path, packing }) => {
    return { file: path, text: `it is ${packing}, which logscan cannot read; its lines are not reported` };
  });
  if (lostAfterLine === undefined) return told;
  const line = lostAfterLine.toLocaleString('en');
  const text = `the file that the last run read up to line ${line} was not found, so its later lines are not reported; if it was moved to another folder, name that folder with --rotated`;
  return [...told, { file, text }];
}

/** The name of a log in the state: `./access.log` and `access.log` are the same log. */
export function nameOf(file: string): string {
  return resolve(file);
}

/** Whether segments together hold at least `least` bytes of text. The size of a packed file counts five-fold. */
export async function holdBytes(segments: readonly Segment[], least: number): Promise<boolean> {
  // The size of standard input or a pipe is NaN, and NaN is never enough.
  const total = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0);
  if (!(PACKED_SHARE * total(segments.map(({ size }) => size)) >= least)) return false;
  const unpacked = segments.map(async ({ path, size }) => {
    const isShorter = await isPacked(path).catch(() => false);
    return isShorter ? PACKED_SHARE * size : size;
  });
  return total(await Promise.all(unpacked)) >= least;
}

/** Whether nothing new is in a segment. A packed file never counts as read, because its size is not that of its text. */
export function isReadToItsEnd({ isCurrent, seen, size, offset }: Segment): boolean {
  return isCurrent && seen !== undefined && size === offset;
}

/** Closes the files of segments. */
export async function closeSegments(segments: readonly Segment[]): Promise<void> {
  await closeHandles(segments.map(({ handle }) => handle));
}

// `logs/access.log*` also names the rotated file that holds the rest of the log. Each file is read once, from its furthest
// bookmark.
function withoutDoubles<One extends Unread>(segments: readonly One[]): One[] {
  const furthest = new Map<string, One>();
  for (const segment of segments) {
    const key = identityOf(segment);
    const known = furthest.get(key);
    if (known === undefined || segment.offset > known.offset) furthest.set(key, segment);
  }
  return segments.filter((segment) => furthest.get(identityOf(segment)) === segment);
}

function identityOf({ seen, path, offset }: Unread): string {
  return seen === undefined ? `${path} ${offset}` : `${seen.dev} ${seen.ino}`;
}
