// Finds the part of a sorted log file that holds the wanted times.
import { NEIGHBOURS, type TimeRange } from '../hits/limits.ts';
import { offsetOfTime, probeTimes } from './files/bisect.ts';
import { openRandomAccess, type RandomAccess } from './files/open.ts';

/** The part of a file with the wanted times. */
export interface Entrance {
  /** Where reading may begin: the offset of a line start, in bytes. */
  readonly offset: number;
  /** Lines before it, which gives the lines after it their numbers. */
  readonly lines: number;
  /** Reading may stop once a line is later than this, in seconds since the epoch; Infinity if the file must be read to its end. */
  readonly lastTime: number;
}

const WHOLE: Entrance = { offset: 0, lines: 0, lastTime: Infinity };
/** Bytes that are read at once to count lines. */
const COUNTED_BYTES = 1024 * 1024;
const LINE_FEED = 10;

/**
 * Finds where reading must begin and may stop for the wanted times. A sorted plain file is read from a little before them to a
 * little after them; what is before that is only read to count its lines. Any other file is read whole.
 * @param remark called with what the user should know about the file
 * @param shiftSeconds added to the times of its lines
 * @throws the file system's error
 */
export async function findEntrance(
  path: string,
  timeRange: TimeRange | undefined,
  remark: (text: string) => void,
  shiftSeconds = 0,
): Promise<Entrance> {
  if (timeRange === undefined) return WHOLE;
  const access = await openRandomAccess(path);
  if (access === undefined) return WHOLE;
  try {
    const { isSorted, utcOffsetMinutes } = await probeTimes(access.read, access.size);
    if (!isSorted) {
      remark('its times run backwards in places, so it is read whole');
      return WHOLE;
    }
    const { since, until } = timeRange(utcOffsetMinutes);
    const offset =
      since === -Infinity
        ? 0
        : await offsetOfTime(access.read, access.size, since - shiftSeconds - NEIGHBOURS.secondsBefore);
    const lines = await countLines(access, offset);
    return { offset, lines, lastTime: until + NEIGHBOURS.stretchSeconds + NEIGHBOURS.secondsAfter };
  } finally {
    await access.close();
  }
}

async function countLines({ read }: RandomAccess, to: number): Promise<number> {
  let lines = 0;
  for (let from = 0; from < to; from += COUNTED_BYTES) {
    const bytes = await read(from, Math.min(to, from + COUNTED_BYTES));
    for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) lines++;
  }
  return lines;
}
