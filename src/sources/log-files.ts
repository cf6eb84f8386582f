// Inputs → diagnosis: reads every input in turn, feeds the scanner, and keeps going when one cannot be read.
import type { Readable } from 'node:stream';
import type { Finding } from '../judge/diagnose.ts';
import { Diagnosis, type Listener, type SavedDiagnosis } from '../session.ts';
import { boundYoungGeneration, tuneEngine } from '../cli/v8-flags.ts';
import { describeFileError } from '../cli/errors.ts';
import { type Bookmark, findUnread, markRead, type Unread } from './files/bookmark.ts';
import { LineGuard, readStream } from './files/lines.ts';
import { offsetOfTime, probeTimes } from './files/bisect.ts';
import { isPacked, openRandomAccess, openSource, sizeOf, STDIN_NAME } from './files/open.ts';
import { resolveTimeBound, type TimeBound } from '../cli/time-bound.ts';
import { FileBlocks } from './engine/file-blocks.ts';
import { NEIGHBOURS } from '../hits/limits.ts';
import { layoutFor, ScanMemory } from './engine/memory.ts';
import { scanFile } from './engine/scan-file.ts';
import { readersFor, scanInThread } from './engine/scan-thread.ts';
import type { ScanInput, TimeRange } from './engine/scanner.ts';
import type { NginxVersion } from '../judge/tables/era.ts';

/** What a run needs from outside. */
export interface PipelineOptions {
  /** Paths, or `-` for standard input; in the order in which they are read. */
  readonly files: readonly string[];
  readonly stdin: Readable;
  /** Ends the reading early; what was read is still diagnosed. */
  readonly signal: AbortSignal;
  /** Threads at most. */
  readonly jobs: number;
  readonly listener: Listener;
  /** The nginx that wrote the log, where the user knows it. */
  readonly nginxVersion?: NginxVersion | undefined;
  /** Which findings count. */
  readonly filter?: ((finding: Finding) => boolean) | undefined;
  /** First and last time wanted, with the log's own zone where they name none. */
  readonly since?: TimeBound | undefined;
  readonly until?: TimeBound | undefined;
  /** Something about an input that the user should know. */
  remark?(file: string, text: string): void;
  /** Where an earlier run stopped; with it, hits at the end stay open for the next run. */
  readonly resume?:
    | { readonly diagnosis: SavedDiagnosis | undefined; readonly bookmarks: ReadonlyMap<string, Bookmark> }
    | undefined;
  /** Called after every block or line; a promise holds the reading up until the output takes more. */
  progress?(state: Progress): Promise<void> | undefined;
}

/** Below this, other threads are not ready before all is read. */
const THREADS_FROM_BYTES = 32 * 1024 * 1024;

/** A log is at least so many times as long as it is packed. */
const PACKED_SHARE = 5;

/** How far the reading is. */
export interface Progress {
  readonly diagnosis: Diagnosis;
  readonly bytesRead: number;
  /** Sum of the sizes of all inputs, where every one is known. */
  readonly bytesTotal: number | undefined;
}

/** The outcome: the diagnosis, which inputs failed, and up to where each was read (only with `resume`). */
export interface Outcome {
  readonly diagnosis: Diagnosis;
  readonly failures: readonly { readonly file: string; readonly error: string }[];
  readonly bookmarks: ReadonlyMap<string, Bookmark>;
}

/** A stretch of bytes to read under a name. */
interface Segment extends Unread {
  /** The input as the user named it. */
  readonly file: string;
}

/** Reads and diagnoses all inputs. Never throws for an input that cannot be read. */
export async function diagnoseInputs(options: PipelineOptions): Promise<Outcome> {
  const { files, resume, signal } = options;
  const failures: { file: string; error: string }[] = [];
  const bookmarks = new Map(resume?.bookmarks);
  const segments = await listSegments(files, resume?.bookmarks);
  const sizes = await Promise.all(segments.map(async (segment) => (await sizeOf(segment.path)) ?? NaN));
  const sum = sizes.reduce((total, size, i) => total + size - segments[i]!.offset, 0);
  const bytesTotal = Number.isNaN(sum) ? undefined : sum;
  const isThreaded = await isForThreads(segments, sizes, options);
  const readers = isThreaded ? readersFor(options.jobs) : 0;
  const memory = ScanMemory.acquire(layoutFor(isThreaded, readers));
  const diagnosis = new Diagnosis(options.listener, {
    nginxVersion: options.nginxVersion,
    saved: resume?.diagnosis,
    timeRange: timeRangeOf(options),
    filter: options.filter,
    memory,
  });
  const run: Run = { diagnosis, blocks: new FileBlocks(memory, () => diagnosis.scanner.nextSlot()) };
  const progress = (bytesRead: number): Promise<void> | undefined => {
    boundYoungGeneration();
    return options.progress?.({ diagnosis, bytesRead, bytesTotal });
  };
  if (isThreaded) {
    await diagnoseInThreads(run, memory, readers, segments, progress, options.signal, failures);
    return { diagnosis, failures, bookmarks };
  }
  tuneEngine();
  let bytesBefore = 0;
  for (const segment of segments) {
    if (signal.aborted) break;
    const { bytes, error, bookmark } = await readSegment(run, segment, options, (bytesRead) =>
      progress(bytesBefore + bytesRead),
    );
    if (error !== undefined) failures.push({ file: segment.path, error });
    if (bookmark !== undefined) bookmarks.set(segment.file, bookmark);
    bytesBefore += bytes;
  }
  if (resume === undefined) diagnosis.finish();
  return { diagnosis, failures, bookmarks };
}

// One thread scans and this one judges.
async function diagnoseInThreads(
  { diagnosis }: Run,
  memory: ScanMemory,
  readers: number,
  segments: readonly Segment[],
  progress: (bytesRead: number) => Promise<void> | undefined,
  signal: AbortSignal,
  failures: { file: string; error: string }[],
): Promise<void> {
  let input: ScanInput | undefined;
  let file = '';
  await scanInThread(
    segments.map(({ path }) => path),
    memory,
    readers,
    diagnosis,
    diagnosis.scanner.counts,
    {
      begin: (name) => {
        tuneEngine();
        file = name;
        input = diagnosis.beginInput(name, []);
      },
      progress,
      end: (counted, failure) => {
        if (input !== undefined) input.counted = counted;
        const error = failure === undefined ? undefined : describeFileError(Object.assign(new Error(), failure));
        if (error !== undefined) failures.push({ file, error });
        diagnosis.endInput(error);
      },
    },
    signal,
  );
}

// Another thread pays from some size on. What is read by time or in turns with other runs is read here.
async function isForThreads(
  segments: readonly Segment[],
  sizes: readonly number[],
  { jobs, resume, since, until }: PipelineOptions,
): Promise<boolean> {
  if (jobs === 1 || resume !== undefined || since !== undefined || until !== undefined) return false;
  // NaN, of what is no file, is not more either.
  const total = (lengths: readonly number[]): number => lengths.reduce((sum, length) => sum + length, 0);
  if (!(PACKED_SHARE * total(sizes) >= THREADS_FROM_BYTES)) return false;
  const unpacked = await Promise.all(
    segments.map(async ({ path }, i) => {
      const isGzip = await isPacked(path).catch(() => false);
      return isGzip ? PACKED_SHARE * sizes[i]! : sizes[i]!;
    }),
  );
  return total(unpacked) >= THREADS_FROM_BYTES;
}

async function listSegments(
  files: readonly string[],
  bookmarks: ReadonlyMap<string, Bookmark> | undefined,
): Promise<Segment[]> {
  const lists = files.map(async (file): Promise<Segment[]> => {
    if (bookmarks === undefined) return [{ file, path: file, offset: 0, lines: 0, isCurrent: false }];
    return (await findUnread(file, bookmarks.get(file))).map((unread) => ({ ...unread, file }));
  });
  const segments = (await Promise.all(lists)).flat();
  return bookmarks === undefined ? segments : withoutDoubles(segments);
}

// `logs/access.log*` names a rotated file that the log's own rest is found in as well: each is read once, where it was left.
function withoutDoubles(segments: readonly Segment[]): Segment[] {
  const furthest = new Map<string, Segment>();
  for (const segment of segments) {
    const key = identityOf(segment);
    const known = furthest.get(key);
    if (known === undefined || segment.offset > known.offset) furthest.set(key, segment);
  }
  return segments.filter((segment) => furthest.get(identityOf(segment)) === segment);
}

function identityOf({ seen, path, offset }: Segment): string {
  return seen === undefined ? `${path} ${offset}` : `${seen.dev} ${seen.ino}`;
}

/** The wanted times as the scanner asks for them, once it knows the log's zone. */
export function timeRangeOf({ since, until }: Pick<PipelineOptions, 'since' | 'until'>): TimeRange | undefined {
  if (since === undefined && until === undefined) return undefined;
  return (utcOffsetMinutes) => ({
    since: since === undefined ? -Infinity : resolveTimeBound(since, utcOffsetMinutes),
    until: until === undefined ? Infinity : resolveTimeBound(until, utcOffsetMinutes),
  });
}

/** Where in a file the wanted times lie. */
interface Entrance {
  readonly offset: number;
  /** Nothing behind this time is wanted; Infinity when the file must be read to its end. */
  readonly lastTime: number;
}

// A sorted file is entered a little before the wanted time and left a little behind it; any other is read whole.
async function findEntrance(path: string, options: PipelineOptions): Promise<Entrance> {
  const whole = { offset: 0, lastTime: Infinity };
  const { since, until } = options;
  if (since === undefined && until === undefined) return whole;
  const access = await openRandomAccess(path);
  if (access === undefined) return whole;
  try {
    const { isSorted, utcOffsetMinutes } = await probeTimes(access.read, access.size);
    if (!isSorted) {
      options.remark?.(path, 'its times run backwards in places, so it is read whole');
      return whole;
    }
    const slack = NEIGHBOURS.stretchSeconds + NEIGHBOURS.secondsAfter;
    return {
      offset:
        since === undefined
          ? 0
          : await offsetOfTime(
              access.read,
              access.size,
              resolveTimeBound(since, utcOffsetMinutes) - NEIGHBOURS.secondsBefore,
            ),
      lastTime: until === undefined ? Infinity : resolveTimeBound(until, utcOffsetMinutes) + slack,
    };
  } finally {
    await access.close();
  }
}

interface SegmentOutcome {
  readonly bytes: number;
  /** What went wrong, if anything did; all that came before it counts. */
  readonly error: string | undefined;
  readonly bookmark: Bookmark | undefined;
}

interface Run {
  readonly diagnosis: Diagnosis;
  readonly blocks: FileBlocks;
}

async function readSegment(
  { diagnosis, blocks }: Run,
  segment: Segment,
  options: PipelineOptions,
  report: (bytesRead: number) => Promise<void> | undefined,
): Promise<SegmentOutcome> {
  const { path, lines, isCurrent } = segment;
  const { stdin, signal, resume } = options;
  const guard = new LineGuard();
  const { scanner } = diagnosis;
  let bytesRead = 0;
  let error: string | undefined;
  let input: ScanInput | undefined;
  try {
    const entrance = await findEntrance(path, options);
    const offset = Math.max(segment.offset, entrance.offset);
    input = diagnosis.beginInput(path, guard.cuts, offset, lines);
    if (path === STDIN_NAME) {
      const source = await openSource(path, stdin, signal);
      for await (const whole of readStream(source.chunks, guard)) {
        scanner.takeBytes(whole);
        bytesRead = source.bytesRead();
        const wait = report(bytesRead);
        if (wait !== undefined) await wait;
      }
    } else {
      const pieces = scanFile({
        path,
        scanner,
        guard,
        blocks: resume === undefined ? blocks : undefined,
        offset,
        unpacksAside: false,
        stdin,
        signal,
        leavesTail: () => isCurrent || signal.aborted,
      });
      for await (const read of pieces) {
        bytesRead = read;
        if (signal.aborted || scanner.lastTime > entrance.lastTime) break;
        const wait = report(bytesRead);
        if (wait !== undefined) await wait;
      }
    }
  } catch (failure) {
    error = describeFileError(failure);
  }
  if (input === undefined) input = diagnosis.beginInput(path, guard.cuts, segment.offset, lines);
  diagnosis.endInput(error);
  // An empty new file says nothing yet: the old one may still be written to until nginx opens its logs again.
  const isRead = resume !== undefined && path !== STDIN_NAME && input.offset > 0;
  const bookmark = isRead
    ? await markRead(path, input.offset, input.line, segment.seen).catch(() => undefined)
    : undefined;
  return { bytes: bytesRead, error, bookmark };
}
