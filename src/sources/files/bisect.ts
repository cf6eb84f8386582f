// Binary search for a time in a log, for files in which no line is more than 120 s older than an earlier line.
import { MAX_LINE_BYTES } from '../../formats/line.ts';
import { COMBINED_PARSER, type LineParser } from '../../formats/line-parser.ts';

/** Reads bytes `[from..to)` of a file, fewer at its end. */
export type ReadBytes = (from: number, to: number) => Promise<Buffer>;

/** What {@link probeTimes} found out about a file. */
export interface TimeIndex {
  /** False if a probe saw times run backwards by more than 120 s: the file must be read whole. */
  readonly isSorted: boolean;
  /** The log's offset from UTC at its last readable line; 0 when there is none. */
  readonly utcOffsetMinutes: number;
  /**
   * Seconds of the first readable line; undefined when the first MiB has none. Sorted files may hold lines up to 120 s
   * older.
   */
  readonly first: number | undefined;
  /**
   * Seconds of the last readable line; undefined when the last MiB has none. Sorted files may hold lines up to 120 s
   * newer.
   */
  readonly last: number | undefined;
}

interface TimedLine {
  /** Byte at which the line starts. */
  readonly start: number;
  readonly seconds: number;
  readonly utcOffsetMinutes: number;
}

interface Found extends TimedLine {
  /** The newest time, in seconds, of this line and of up to seven readable lines after it in the bytes already read. */
  readonly newest: number;
}

const DISORDER_SECONDS = 120;
const PROBE_BYTES = 64 * 1024;
const MAX_PROBES = 64;
// Enough to get from inside a line of maximal length to the end of the next line.
const LOOK_BYTES = MAX_LINE_BYTES + 2 * PROBE_BYTES;
const LINES_PER_PROBE = 16;
// This many lines decide how old a place is. One alone may be out of order: Apache logs the time at which a request began.
const WITNESSES = 8;

/** The times of a file's first and last readable lines, as in {@link TimeIndex}; a few reads of at most 64 KiB each. */
export async function probeEnds(
  read: ReadBytes,
  size: number,
  parser: LineParser = COMBINED_PARSER,
): Promise<Pick<TimeIndex, 'first' | 'last'>> {
  const first = await findFirst(read, 0, size, parser);
  const last = await findLast(read, size, parser);
  return { first: first?.seconds, last: last?.seconds };
}

/** Looks at the file's first and last readable lines and some in between; at most 64 reads of at most 64 KiB. */
export async function probeTimes(read: ReadBytes, size: number): Promise<TimeIndex> {
  let probes = 0;
  const counted: ReadBytes = (from, to) => {
    probes++;
    return read(from, to);
  };
  const first = await findFirst(counted, 0, size);
  const last = await findLast(counted, size);
  let newest = first?.seconds ?? -Infinity;
  let reached = first?.start ?? -1;
  let isSorted = true;
  const see = (line: TimedLine): void => {
    // Probes may overlap, so lines that were seen before are skipped.
    if (line.start <= reached) return;
    reached = line.start;
    if (line.seconds < newest - DISORDER_SECONDS) isSorted = false;
    newest = Math.max(newest, line.seconds);
  };
  for (const place of placeProbes(size, MAX_PROBES - probes)) {
    for (const line of await sampleLines(counted, place, size)) see(line);
    if (!isSorted) break;
  }
  if (last !== undefined) see(last);
  return {
    isSorted,
    utcOffsetMinutes: last?.utcOffsetMinutes ?? first?.utcOffsetMinutes ?? 0,
    first: first?.seconds,
    last: last?.seconds,
  };
}

/**
 * Finds a line start, in bytes, before which every line is older than `seconds`; 0 when in doubt. Takes O(log size)
 * reads. Only for files that {@link probeTimes} calls sorted.
 */
export async function offsetOfTime(read: ReadBytes, size: number, seconds: number): Promise<number> {
  // If a line is older than this, all lines before it are older than `seconds`.
  const target = seconds - DISORDER_SECONDS;
  const first = await findFirst(read, 0, size);
  if (first !== undefined && first.newest >= target) return 0;
  let low = 0;
  let lowSeconds = first?.seconds ?? -Infinity;
  let high = size;
  let highSeconds = Infinity;
  while (high - low > PROBE_BYTES) {
    const middle = Math.floor((low + high) / 2);
    const found = await findFirst(read, middle, high);
    if (found === undefined) {
      // Nothing is readable there. It is always safe to begin earlier.
      high = middle;
    } else if (found.newest < lowSeconds - DISORDER_SECONDS || found.seconds > highSeconds + DISORDER_SECONDS) {
      return 0;
    } else if (found.newest < target) {
      low = found.start;
      lowSeconds = Math.max(lowSeconds, found.seconds);
    } else {
      high = middle;
      highSeconds = Math.min(highSeconds, found.newest);
    }
  }
  return low;
}

/** The first readable line that starts in `[from..to)`; gives up after {@link LOOK_BYTES}. */
async function findFirst(
  read: ReadBytes,
  from: number,
  to: number,
  parser: LineParser = COMBINED_PARSER,
): Promise<Found | undefined> {
  // A line starts after a line feed, so the byte before `from` shows whether a line starts there.
  const begin = Math.max(0, from - 1);
  let text = '';
  let start = from === 0 ? 0 : -1;
  let searched = 0;
  while (text.length < LOOK_BYTES && (start >= 0 || begin + text.length < to)) {
    const at = begin + text.length;
    const bytes = await read(at, at + PROBE_BYTES);
    text += bytes.toString('latin1');
    const isEnd = bytes.length < PROBE_BYTES;
    for (;;) {
      const feed = text.indexOf('\n', searched);
      if (feed < 0 && !isEnd) break;
      if (start >= 0) {
        if (begin + start >= to) return undefined;
        const line = readTime(text.slice(start, feed < 0 ? undefined : feed), begin + start, parser);
        if (line !== undefined) return { ...line, newest: newestOf(text, start, parser) };
      }
      if (feed < 0) return undefined;
      start = searched = feed + 1;
    }
    searched = text.length;
  }
  return undefined;
}

function newestOf(text: string, from: number, parser: LineParser): number {
  let newest = -Infinity;
  let start = from;
  for (let seen = 0; seen < WITNESSES && start < text.length;) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed;
    const line = readTime(text.slice(start, end), start, parser);
    if (line !== undefined) {
      newest = Math.max(newest, line.seconds);
      seen++;
    }
    start = end + 1;
  }
  return newest;
}

/** The last readable line of the file; gives up after {@link LOOK_BYTES}. */
async function findLast(
  read: ReadBytes,
  size: number,
  parser: LineParser = COMBINED_PARSER,
): Promise<TimedLine | undefined> {
  let torn = '';
  for (let at = size; at > 0 && size - at < LOOK_BYTES;) {
    const from = Math.max(0, at - PROBE_BYTES);
    const text = (await read(from, at)).toString('latin1') + torn;
    at = from;
    let end = text.length;
    while (end >= 0) {
      const start = end === 0 ? 0 : text.lastIndexOf('\n', end - 1) + 1;
      if (start === 0 && from > 0) break;
      const line = readTime(text.slice(start, end), from + start, parser);
      if (line !== undefined) return line;
      end = start - 1;
    }
    torn = text.slice(0, Math.max(0, end));
  }
  return undefined;
}

/** Up to 18 readable whole lines of one probe, in order. */
async function sampleLines(read: ReadBytes, from: number, size: number): Promise<TimedLine[]> {
  const text = (await read(from, Math.min(size, from + PROBE_BYTES))).toString('latin1');
  const feeds: number[] = [];
  for (let feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', feed + 1)) feeds.push(feed);
  const step = Math.ceil(feeds.length / LINES_PER_PROBE);
  const lines: TimedLine[] = [];
  for (let i = 1; i < feeds.length; i++) {
    if (i % step !== 0 && i !== 1 && i !== feeds.length - 1) continue;
    const start = feeds[i - 1]! + 1;
    const line = readTime(text.slice(start, feeds[i]), from + start);
    if (line !== undefined) lines.push(line);
  }
  return lines;
}

/**
 * Offsets to probe, in order. The probes of a small file cover all of it. In a larger file a third of the probes are evenly
 * spaced. The others get denser towards both ends: if a short and a long log were joined, the seam is near one end.
 */
function placeProbes(size: number, count: number): number[] {
  if (size <= count * PROBE_BYTES)
    return Array.from({ length: Math.ceil(size / PROBE_BYTES) }, (_, i) => i * PROBE_BYTES);
  const third = Math.floor(count / 3);
  const places: number[] = [];
  for (let i = 0; i < third; i++) {
    const distance = PROBE_BYTES * (size / 2 / PROBE_BYTES) ** (i / third);
    places.push(distance - PROBE_BYTES, size - distance, (size * (i + 1)) / (third + 1));
  }
  return places.map(Math.floor).sort((a, b) => a - b);
}

function readTime(line: string, start: number, parser: LineParser = COMBINED_PARSER): TimedLine | undefined {
  const entry = parser.parse(line);
  if (typeof entry === 'string') return undefined;
  return { start, seconds: entry.time, utcOffsetMinutes: entry.utcOffsetMinutes };
}
