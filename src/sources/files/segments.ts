// Which bytes of which files a run reads: each log whole, or the part that was not read since its bookmark.
import { type Bookmark, findUnread, type Unread } from './bookmark.ts';
import { sizeOf } from './open.ts';

/** A stretch of bytes to read under a name. */
export interface Segment extends Unread {
  /** The input as the user named it. */
  readonly file: string;
  /** Size of its file on disk, in bytes; NaN for standard input, pipes and files that are not there. */
  readonly size: number;
}

/**
 * Lists the segments of some logs, in the order in which they are read.
 * @param bookmarks up to where each log was read, by name; undefined when each is read whole
 */
export async function listSegments(
  files: readonly string[],
  bookmarks: ReadonlyMap<string, Bookmark> | undefined,
): Promise<Segment[]> {
  const lists = files.map(async (file): Promise<Omit<Segment, 'size'>[]> => {
    if (bookmarks === undefined) return [{ file, path: file, offset: 0, lines: 0, isCurrent: false }];
    return (await findUnread(file, bookmarks.get(file))).map((unread) => ({ ...unread, file }));
  });
  const all = (await Promise.all(lists)).flat();
  const segments = bookmarks === undefined ? all : withoutDoubles(all);
  return await Promise.all(
    segments.map(async (segment) => ({ ...segment, size: (await sizeOf(segment.path)) ?? NaN })),
  );
}

// `logs/access.log*` also names the rotated file that holds the rest of the log: each file is read once, from its furthest
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
