// Log files as a source of hits, read once from beginning to end: in one thread, or in several where that pays.
import type { Readable } from 'node:stream';
import { type Counts, noCounts } from '../hits/counts.ts';
import type { Hit } from '../hits/hit.ts';
import type { TimeRange } from '../hits/limits.ts';
import type { HitSink, HitSource } from '../hits/source.ts';
import { FileBlocks } from './engine/file-blocks.ts';
import { layoutFor, ScanMemory } from './engine/memory.ts';
import { scanFile } from './engine/scan-file.ts';
import { readersFor, scanInThread } from './engine/scan-thread.ts';
import type { SavedScan } from './engine/saved-scan.ts';
import type { ScanInput } from './engine/scan-sink.ts';
import { Scanner } from './engine/scanner.ts';
import { findEntrance } from './entrance.ts';
import { type Bookmark, markRead } from './files/bookmark.ts';
import { describeFileError, errorFrom, isFileError } from './files/file-error.ts';
import { FileWitness } from './files/file-witness.ts';
import { LineGuard, readStream } from './files/lines.ts';
import { isPacked, openSource, STDIN_NAME } from './files/open.ts';
import { listSegments, type Segment } from './files/segments.ts';

/** Where an earlier run stopped. */
export interface SavedLogFiles {
  /** Up to where each log was read, by the name that the user gave it. */
  readonly bookmarks: ReadonlyMap<string, Bookmark>;
  readonly scan: SavedScan | undefined;
}

/** What to read, and how. */
export interface LogFilesOptions {
  /** Paths, or `-` for standard input; in the order in which they are read. */
  readonly files: readonly string[];
  readonly stdin: Readable;
  /** The most threads to use. */
  readonly jobs: number;
  /** Which times are wanted; lines of other times only serve as neighbours. */
  readonly timeRange?: TimeRange | undefined;
  /** Where an earlier run stopped; with it, hits at the end stay open for the next run. */
  readonly resume?: SavedLogFiles | undefined;
  /** Called with something about an input that the user should know. */
  remark?(file: string, text: string): void;
}

/** Fewer bytes are read before other threads are ready. */
const THREADS_FROM_BYTES = 32 * 1024 * 1024;
/** A log is at least this many times as long as its packed form. */
const PACKED_SHARE = 5;

/** What a run hands to every function that reads for it. */
interface Run {
  readonly sink: HitSink;
  /** Each file as it was before the run, by its segment. A run with a saved state has none: the next run reads what is left. */
  readonly witnesses: ReadonlyMap<Segment, FileWitness | undefined>;
  readonly signal: AbortSignal;
  readonly bytesTotal: number | undefined;
}

/** The scanner of a run in one thread. */
interface Scan {
  readonly scanner: Scanner;
  readonly blocks: FileBlocks;
}

/** Log files that are read once. With {@link LogFilesOptions.resume} a later run can continue where this one ends. */
export class LogFiles implements HitSource {
  readonly #options: LogFilesOptions;
  readonly #bookmarks: Map<string, Bookmark>;
  #scanner: Scanner | undefined;
  #counts: Counts = noCounts();

  constructor(options: LogFilesOptions) {
    this.#options = options;
    this.#bookmarks = new Map(options.resume?.bookmarks);
  }

  /** See {@link HitSource.counts}. */
  get counts(): Counts {
    return this.#counts;
  }

  /** See {@link HitSource.run}. */
  async run(sink: HitSink, signal: AbortSignal): Promise<void> {
    const { files, resume, jobs } = this.#options;
    const segments = await listSegments(files, resume?.bookmarks);
    const bytes = segments.reduce((sum, { size, offset }) => sum + size - offset, 0);
    const witnesses = new Map(
      resume === undefined
        ? segments.map((one) => [one, one.path === STDIN_NAME ? undefined : FileWitness.of(one.path)] as const)
        : [],
    );
    const run: Run = { sink, witnesses, signal, bytesTotal: Number.isNaN(bytes) ? undefined : bytes };
    const isThreaded = await this.#isForThreads(segments);
    const readers = isThreaded ? readersFor(jobs) : 0;
    const memory = ScanMemory.acquire(layoutFor(isThreaded, readers));
    if (isThreaded) await this.#runInThreads(run, segments, memory, readers);
    else await this.#runHere(run, segments, memory);
  }

  /** See {@link HitSource.open}. */
  open(): Iterable<Hit> {
    return this.#scanner?.peekOpen() ?? [];
  }

  /** Where a later run continues. */
  save(): SavedLogFiles {
    return { bookmarks: this.#bookmarks, scan: this.#scanner?.save() };
  }

  // Other threads pay from some size on. Logs that are read by time, or with --state, are read in this thread.
  async #isForThreads(segments: readonly Segment[]): Promise<boolean> {
    const { jobs, resume, timeRange } = this.#options;
    if (jobs === 1 || resume !== undefined || timeRange !== undefined) return false;
    // The size of standard input or a pipe is NaN, and NaN is never enough.
    const total = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0);
    if (!(PACKED_SHARE * total(segments.map(({ size }) => size)) >= THREADS_FROM_BYTES)) return false;
    const unpacked = segments.map(async ({ path, size }) => {
      const isGzip = await isPacked(path).catch(() => false);
      return isGzip ? PACKED_SHARE * size : size;
    });
    return total(await Promise.all(unpacked)) >= THREADS_FROM_BYTES;
  }

  // Another thread scans; this one calls the sink.
  async #runInThreads(run: Run, segments: readonly Segment[], memory: ScanMemory, readers: number): Promise<void> {
    const { sink, witnesses, signal, bytesTotal } = run;
    const counts = noCounts();
    this.#counts = counts;
    let input: { file: string; counted: number } = { file: '-', counted: 0 };
    let inputs = 0;
    await scanInThread({
      files: segments.map(({ path }) => path),
      memory,
      readers,
      sink,
      counts,
      signal,
      begin: (file) => {
        input = { file, counted: 0 };
        inputs++;
        sink.beginInput?.(input);
      },
      progress: (bytesRead) => sink.progress?.({ bytesRead, bytesTotal }),
      end: (counted, failure) => {
        input.counted = counted;
        const change = signal.aborted ? undefined : witnesses.get(segments[inputs - 1]!)?.changed();
        sink.endInput?.(input, failure === undefined ? change : describeFileError(errorFrom(failure)));
      },
    });
  }

  async #runHere(run: Run, segments: readonly Segment[], memory: ScanMemory): Promise<void> {
    const { timeRange, resume } = this.#options;
    const scanner = new Scanner(run.sink, timeRange, memory);
    this.#scanner = scanner;
    this.#counts = scanner.counts;
    if (resume?.scan !== undefined) scanner.restore(resume.scan);
    const scan: Scan = { scanner, blocks: new FileBlocks(memory, () => scanner.nextSlot()) };
    let bytesBefore = 0;
    for (const segment of segments) {
      if (run.signal.aborted) break;
      bytesBefore += await this.#readSegment(run, scan, segment, bytesBefore);
    }
    if (resume === undefined) scanner.finish();
  }

  // Reads one segment and returns how many bytes were read of it. The sink gets its errors.
  async #readSegment(run: Run, { scanner, blocks }: Scan, segment: Segment, bytesBefore: number): Promise<number> {
    const { sink, witnesses, signal, bytesTotal } = run;
    const { stdin, resume, timeRange } = this.#options;
    const { path, isCurrent } = segment;
    const guard = new LineGuard();
    const begin = (offset: number): ScanInput => {
      const begun = scanner.beginInput(path, guard.cuts, offset, segment.lines);
      sink.beginInput?.(begun);
      return begun;
    };
    let bytesRead = 0;
    let input: ScanInput | undefined;
    let error: string | undefined;
    let isLeft = false;
    try {
      const { offset, lastTime } = await findEntrance(path, timeRange, (text) => this.#options.remark?.(path, text));
      input = begin(Math.max(segment.offset, offset));
      const pieces =
        path === STDIN_NAME
          ? scanStream(scanner, guard, stdin, signal)
          : scanFile({
              path,
              scanner,
              guard,
              blocks: resume === undefined ? blocks : undefined,
              offset: input.offset,
              unpacksAside: false,
              stdin,
              signal,
              // The next run reads a line that was cut by an error again.
              leavesTail: (isCut) => isCurrent || signal.aborted || (isCut && resume !== undefined),
            });
      for await (const read of pieces) {
        bytesRead = read;
        isLeft = path !== STDIN_NAME && (signal.aborted || scanner.lastTime > lastTime);
        if (isLeft) break;
        const wait = sink.progress?.({ bytesRead: bytesBefore + bytesRead, bytesTotal });
        if (wait !== undefined) await wait;
      }
    } catch (failure) {
      if (!isFileError(failure)) throw failure;
      error = describeFileError(failure);
    }
    input ??= begin(segment.offset);
    if (!isLeft && !signal.aborted) error ??= witnesses.get(segment)?.changed();
    sink.endInput?.(input, error);
    await this.#bookmark(segment, input);
    return bytesRead;
  }

  // An empty new file says nothing yet: nginx may still write to the old one until it opens its logs again.
  async #bookmark({ file, path, seen }: Segment, input: ScanInput): Promise<void> {
    if (this.#options.resume === undefined || path === STDIN_NAME || input.offset === 0) return;
    const bookmark = await markRead(path, input.offset, input.line, seen).catch(() => undefined);
    if (bookmark !== undefined) this.#bookmarks.set(file, bookmark);
  }
}

// Scans standard input line by line as it comes, and yields after each piece the bytes that were read so far.
async function* scanStream(
  scanner: Scanner,
  guard: LineGuard,
  stdin: Readable,
  signal: AbortSignal,
): AsyncGenerator<number> {
  const source = await openSource(STDIN_NAME, stdin, signal);
  for await (const whole of readStream(source.chunks, guard)) {
    scanner.takeBytes(whole);
    yield source.bytesRead();
  }
}
