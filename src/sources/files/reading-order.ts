// Puts the files of each log in order of time, because a shell names access.log before access.log.1, which is older.
import { MAX_LINE_BYTES, parseLine } from '../../formats/line.ts';
import { beginningOf } from './beginnings.ts';
import { logPaths } from './log-names.ts';

/** The first entry is searched in this many bytes, first in few and then in more. */
const LOOK_BYTES = [64 * 1024, MAX_LINE_BYTES + 64 * 1024] as const;

/** A file whose first entry is known. */
interface Timed {
  readonly file: string;
  /** Time of its first entry, in seconds since the epoch. */
  readonly time: number;
  /** The log that the file is a part of. */
  readonly log: string;
}

/**
 * Sorts files by the time of their first entry. The files of one log (`access.log.1`, `access.log`) stay together, and logs are
 * sorted by their oldest file. Files with the same time keep their order. A file without a readable entry keeps its place. If one
 * of the inputs is a stream, all keep their places.
 * @param rotated folders whose files belong to logs in other folders
 * @param shiftOf seconds to add to the times of a file
 */
export async function oldestFirst(
  files: readonly string[],
  rotated: readonly string[] = [],
  shiftOf: (file: string) => number = () => 0,
): Promise<readonly string[]> {
  if (files.length < 2) return files;
  const logOf = logPaths(files, rotated);
  const timed: (Timed | undefined)[] = [];
  for (const file of files) {
    const time = await firstTimeOf(file);
    if (time === 'stream') return files;
    timed.push(time === undefined ? undefined : { file, time: time + shiftOf(file), log: logOf(file) });
  }
  const known = timed.filter((one) => one !== undefined);
  const begins = new Map<string, number>();
  for (const { log, time } of known) begins.set(log, Math.min(time, begins.get(log) ?? Infinity));
  // Logs that begin at the same time keep the order in which they are named.
  const places = new Map([...begins.keys()].map((log, place) => [log, place]));
  const sorted = known.toSorted(
    (a, b) => begins.get(a.log)! - begins.get(b.log)! || places.get(a.log)! - places.get(b.log)! || a.time - b.time,
  );
  let next = 0;
  return files.map((file, index) => (timed[index] === undefined ? file : sorted[next++]!.file));
}

// Seconds since the epoch; undefined if no entry can be read.
async function firstTimeOf(file: string): Promise<number | 'stream' | undefined> {
  for (const most of LOOK_BYTES) {
    const { kind, bytes } = await beginningOf(file, most);
    if (kind === 'stream') return kind;
    const time = firstTimeIn(bytes);
    if (time !== undefined || bytes.length < most) return time;
  }
  return undefined;
}

function firstTimeIn(bytes: Buffer): number | undefined {
  for (let start = 0; start < bytes.length;) {
    const feed = bytes.indexOf(10, start);
    const end = feed < 0 ? bytes.length : feed;
    const entry = parseLine(bytes.toString('latin1', start, Math.min(end, start + MAX_LINE_BYTES)));
    if (typeof entry !== 'string') return entry.time;
    start = end + 1;
  }
  return undefined;
}
