// Log files as a source of hits, read once from beginning to end, by one thread or (for large logs) several.
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { COMBINED_PARSER, type LineParser } from '../formats/line-parser.ts';
import { type Counts, noCounts } from '../hits/counts.ts';
import type { Hit } from '../hits/hit.ts';
import type { TimeRange } from '../hits/limits.ts';
import type { HitSink, HitSource } from '../hits/source.ts';
import { type KeptScan, scanFile, scanInThread, type ScanInput, Scanner, scanStream } from './engine/index.ts';
import { findEntrance } from './entrance.ts';
import { type Bookmark, markRead } from './files/bookmark.ts';
import { describeFileError, errorFrom, isFileError } from './files/file-error.ts';
import { LineGuard } from './files/lines.ts';
import { STDIN_NAME } from './files/open.ts';
import { oldestFirst } from './files/reading-order.ts';
import {
  closeSegments,
  describeMissing,
  holdBytes,
  isReadToItsEnd,
  listSegments,
  nameOf,
  type Segment,
} from './files/segments.ts';
import { findParser } from './log-formats.ts';

/** Where an earlier run stopped. */
export interface SavedLogFiles {
  /** How far each log was read, by its full path. */
  readonly bookmarks: ReadonlyMap<string, Bookmark>;
  readonly scan: KeptScan | undefined;
}

/** What to read, and how. */
export interface LogFilesOptions {
  /** Paths, or `-` for standard input. With {@link resume} they are read in this order, otherwise the oldest first. */
  readonly files: readonly string[];
  readonly stdin: Readable;
  /** The most threads to use. */
  readonly jobs: number;
  /** Which times are wanted; lines of other times only serve as neighbours. */
  readonly timeRange?: TimeRange | undefined;
  /** Where an earlier run stopped. If it is given, hits that are open at the end stay open for the next run. */
  readonly resume?: SavedLogFiles | undefined;
  /**
   * Folders with rotated files of the logs. With {@link resume} they are searched, as the folder of each log is; otherwise their
   * files must be in {@link files}, and this only says that they belong to logs in other folders.
   */
  readonly rotated?: readonly string[] | undefined;
  /** Parses the lines; for combined by default. */
  readonly parser?: LineParser | undefined;
  /** Called with what the user should know about an input. */
  remark?(file: string, text: string): void;
}

/** Smaller logs are read by one thread: it has finished before other threads are ready. */
const THREADS_FROM_BYTES = 32 * 1024 * 1024;

/** What every reading function of a run needs. */
interface Run {
  readonly sink: HitSink;
  readonly signal: AbortSignal;
  readonly bytesTotal: number | undefined;
}

/** Log files that are read once. With {@link LogFilesOptions.resume} a later run can continue where this one ends. */
export class LogFiles implements HitSource {
  readonly #options: LogFilesOptions;
  readonly #bookmarks: Map<string, Bookmark>;
  #scanner: Scanner | undefined;
  #counts: Counts = noCounts();
  #parser: LineParser = COMBINED_PARSER;

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
    const { resume, rotated } = this.#options;
    const files = resume === undefined ? await oldestFirst(this.#options.files, rotated) : this.#options.files;
    const { segments, missing } = await listSegments(files, resume?.bookmarks, rotated);
    for (const { file, text } of missing.flatMap(describeMissing)) this.#options.remark?.(file, text);
    for (const { file, lostAfterLine: line } of missing) if (line !== undefined) sink.missing?.(file, line);
    const bytes = segments.reduce((sum, { size, offset }) => sum + size - offset, 0);
    const run: Run = { sink, signal, bytesTotal: Number.isNaN(bytes) ? undefined : bytes };
    try {
      if (resume !== undefined && segments.every(isReadToItsEnd)) {
        for (const { path } of segments) readNothing(path, sink);
        return;
      }
      this.#parser = await this.#findParser(segments);
      if (await this.#isForThreads(segments)) await this.#runInThreads(run, segments);
      else await this.#runHere(run, segments);
    } finally {
      await closeSegments(segments);
    }
  }

  /** See {@link HitSource.open}. */
  open(): Iterable<Hit> {
    return this.#scanner?.peekOpen() ?? [];
  }

  /** Where a later run continues. */
  save(): SavedLogFiles {
    const scanner = this.#scanner;
    const scan = scanner === undefined ? this.#options.resume?.scan : { load: () => scanner.save() };
    return { bookmarks: this.#bookmarks, scan };
  }

  async #findParser(segments: readonly Segment[]): Promise<LineParser> {
    const { parser } = this.#options;
    const paths = segments.map(({ path }) => path);
    return parser ?? (await findParser(paths, (file, text) => this.#options.remark?.(file, text)));
  }

  // Small logs are not worth more threads. With --since, --until or --state, everything is done in this thread.
  async #isForThreads(segments: readonly Segment[]): Promise<boolean> {
    const { jobs, resume, timeRange } = this.#options;
    if (jobs === 1 || resume !== undefined || timeRange !== undefined) return false;
    return await holdBytes(segments, THREADS_FROM_BYTES);
  }

  // Another thread scans; this one calls the sink.
  async #runInThreads(run: Run, segments: readonly Segment[]): Promise<void> {
    const { sink, signal, bytesTotal } = run;
    const counts = noCounts();
    this.#counts = counts;
    let input: { file: string; counted: number } = { file: '-', counted: 0 };
    let inputs = 0;
    await scanInThread({
      files: segments.map(({ path }) => path),
      parser: this.#parser,
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
        const change = signal.aborted ? undefined : segments[inputs - 1]?.witness?.changed();
        sink.endInput?.(input, failure === undefined ? change : describeFileError(errorFrom(failure)));
      },
    });
  }

  async #runHere(run: Run, segments: readonly Segment[]): Promise<void> {
    const { timeRange, resume } = this.#options;
    const scanner = new Scanner(run.sink, { timeRange, parser: this.#parser });
    this.#scanner = scanner;
    this.#counts = scanner.counts;
    if (resume?.scan !== undefined) scanner.restore(resume.scan.load());
    let bytesBefore = 0;
    const failed = new Set<string>();
    for (const segment of segments) {
      if (run.signal.aborted) break;
      // The bookmark must not pass unread bytes: after a file that cannot be read, the log's later files are skipped.
      if (resume !== undefined && failed.has(segment.file)) continue;
      const { bytesRead, isRead } = await this.#readSegment(run, scanner, segment, bytesBefore);
      bytesBefore += bytesRead;
      if (!isRead) failed.add(segment.file);
    }
    if (resume === undefined) scanner.finish();
  }

  // Reads one segment. Returns how many bytes were read, and whether that worked without an error. The sink gets the error.
  async #readSegment(
    run: Run,
    scanner: Scanner,
    segment: Segment,
    bytesBefore: number,
  ): Promise<{ bytesRead: number; isRead: boolean }> {
    const { sink, signal, bytesTotal } = run;
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
      if (segment.failure !== undefined) throw segment.failure;
      const { offset, lastTime } = await findEntrance(path, timeRange, (text) => this.#options.remark?.(path, text));
      input = begin(Math.max(segment.offset, offset));
      const pieces =
        path === STDIN_NAME
          ? scanStream(scanner, guard, stdin, signal)
          : scanFile({
              path,
              handle: segment.handle,
              scanner,
              guard,
              inBlocks: resume === undefined,
              offset: input.offset,
              unpacksAside: false,
              stdin,
              signal,
              // If an error cut a line, the next run reads that line again.
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
    if (!isLeft && !signal.aborted) error ??= segment.witness?.changed();
    sink.endInput?.(input, error);
    this.#bookmark(segment, input);
    return { bytesRead, isRead: error === undefined };
  }

  // An empty new file does not move the bookmark: nginx may write to the old file until it reopens its logs.
  #bookmark({ file, path, seen }: Segment, input: ScanInput): void {
    if (this.#options.resume === undefined || seen === undefined || input.offset === 0) return;
    const name = nameOf(file);
    const rotatedAs = basename(path) === basename(file) ? undefined : basename(path);
    this.#bookmarks.set(name, markRead(seen, input.offset, input.line, this.#bookmarks.get(name), rotatedAs));
  }
}

function readNothing(file: string, sink: HitSink): void {
  const input = { file, counted: 0 };
  sink.beginInput?.(input);
  sink.endInput?.(input);
}
