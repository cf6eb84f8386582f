// Log files as a source of hits, read once from beginning to end, by one thread or (for large logs) several.
import { basename } from 'node:path';
import { withFormats } from '../formats/line-parser.ts';
import { type Counts, noCounts } from '../hits/counts.ts';
import type { Hit } from '../hits/hit.ts';
import type { HitSink, HitSource } from '../hits/source.ts';
import { scanFile, type ScanInput, Scanner, scanStream } from './engine/index.ts';
import { findEntrance } from './entrance.ts';
import { groupByTime, groupResumed } from './merge-groups.ts';
import { readMerged, type SegmentGroup } from './merged-files.ts';
import { readInThreads } from './threaded-files.ts';
import { type Bookmark, markRead } from './files/bookmark.ts';
import { describeFileError, isFileError } from './files/file-error.ts';
import { LineGuard } from './files/lines.ts';
import { logNames } from './files/log-names.ts';
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
import type { LogFilesOptions, SavedLogFiles } from './log-files-options.ts';
import { findFormats, type InputFormats, NOTHING_FOUND } from './log-formats.ts';

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
  #found: InputFormats = NOTHING_FOUND;
  readonly #sideBySide: (readonly string[])[] = [];

  constructor(options: LogFilesOptions) {
    this.#options = options;
    this.#bookmarks = new Map(options.resume?.bookmarks);
  }

  /** See {@link HitSource.counts}. */
  get counts(): Counts {
    return this.#counts;
  }

  /**
   * After the run, the names of inputs that were written at the same time, as by several servers: each has lines within the
   * period of another one of its group, over more than 60 s. An input that ran alone is in no group.
   */
  get sideBySide(): readonly (readonly string[])[] {
    return this.#sideBySide;
  }

  /** See {@link HitSource.run}. */
  async run(sink: HitSink, signal: AbortSignal): Promise<void> {
    const { resume, rotated } = this.#options;
    const { files: named } = this.#options;
    const logOf = logNames(named, rotated);
    const files =
      resume === undefined ? await oldestFirst(named, rotated, (file) => this.#shiftOf(logOf(file))) : named;
    const { segments, missing } = await listSegments(files, resume?.bookmarks, rotated);
    for (const { file, text } of missing.flatMap(describeMissing)) this.#options.remark?.(file, text);
    for (const { file, lostAfterLine: line } of missing) if (line !== undefined) sink.missing?.(file, line);
    const bytes = segments.reduce((sum, { size, offset }) => sum + size - offset, 0);
    const run: Run = { sink, signal, bytesTotal: Number.isNaN(bytes) ? undefined : bytes };
    try {
      if (resume !== undefined && segments.every(isReadToItsEnd)) {
        for (const { path, log } of segments) readNothing(path, log, sink);
        return;
      }
      const paths = segments.map(({ path }) => path);
      // The saved lines must stay readable. A run with bookmarks reads no streams.
      const search = { ...this.#options, files: paths, saved: resume, peeks: resume === undefined, signal };
      this.#found = await findFormats(search);
      const groups =
        resume === undefined
          ? await groupByTime(segments, this.#found.parser, ({ log }) => this.#shiftOf(log))
          : groupResumed(segments);
      if (await this.#isForThreads(segments)) await this.#runInThreads(run, groups);
      else await this.#runHere(run, groups);
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
    const { resume } = this.#options;
    const { formats, learned } = withFormats(this.#found.parser, resume?.formats, resume?.learned);
    return { bookmarks: this.#bookmarks, scan, formats, learned };
  }

  #shiftOf(log: string): number {
    return this.#options.shiftOf?.(log) ?? 0;
  }

  // Small logs are not worth more threads. With --since, --until or --state, everything is done in this thread.
  async #isForThreads(segments: readonly Segment[]): Promise<boolean> {
    const { jobs, resume, timeRange, asked } = this.#options;
    if (jobs === 1 || asked !== undefined || resume !== undefined || timeRange !== undefined) return false;
    return await holdBytes(segments, THREADS_FROM_BYTES);
  }

  // Another thread scans; this one calls the sink.
  async #runInThreads(run: Run, groups: readonly SegmentGroup[]): Promise<void> {
    const counts = noCounts();
    this.#counts = counts;
    const shiftOf = (log: string): number => this.#shiftOf(log);
    const ranSideBySide = (names: readonly (readonly string[])[]): void => void this.#sideBySide.push(...names);
    await readInThreads({ ...run, ...this.#found, groups, counts, shiftOf, ranSideBySide });
  }

  async #runHere(run: Run, groups: readonly SegmentGroup[]): Promise<void> {
    const { timeRange, resume, asked } = this.#options;
    const scanner = new Scanner(run.sink, { ...this.#found, timeRange, asked });
    this.#scanner = scanner;
    this.#counts = scanner.counts;
    if (resume?.scan !== undefined) scanner.restore(resume.scan.load());
    const ranSideBySide = (names: readonly (readonly string[])[]): void => void this.#sideBySide.push(...names);
    let bytesBefore = 0;
    const failed = new Set<string>();
    for (const group of groups) {
      // After a signal, what was read to find the format is still reported.
      if (run.signal.aborted && !group.some(({ input }) => this.#found.streams.get(input.path)?.isReady)) break;
      if (group.length > 1) {
        bytesBefore += await readMerged({
          ...run,
          ...this.#options,
          ...this.#found,
          scanner,
          group,
          bytesBefore,
          ranSideBySide,
          isResumed: resume !== undefined,
          ended: (segment, begun) => this.#bookmark(segment, begun),
        });
        continue;
      }
      const segment = group[0]!.input;
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
    const { resume, timeRange } = this.#options;
    const { path, log, isCurrent } = segment;
    const shift = this.#shiftOf(log);
    const streams = this.#found.streams;
    const guard = new LineGuard();
    const begin = (offset: number, lines = 0): ScanInput => {
      const begun = scanner.beginInput(path, guard.cuts, offset, segment.lines + lines, shift);
      Object.assign(begun, this.#found.formatsOf(path));
      sink.beginInput?.(begun, log);
      return begun;
    };
    let bytesRead = 0;
    let input: ScanInput | undefined;
    let error: string | undefined;
    let isLeft = false;
    try {
      if (segment.failure !== undefined) throw segment.failure;
      const remark = (text: string): void => this.#options.remark?.(path, text);
      const { offset, lines, lastTime } = await findEntrance(path, timeRange, remark, shift);
      input = begin(Math.max(segment.offset, offset), lines);
      const pieces =
        path === STDIN_NAME
          ? scanStream(scanner, guard, streams, signal)
          : scanFile({
              path,
              handle: segment.handle,
              scanner,
              guard,
              inBlocks: resume === undefined,
              offset: input.offset,
              unpacksAside: false,
              streams,
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

function readNothing(file: string, log: string, sink: HitSink): void {
  const input = { file, counted: 0 };
  sink.beginInput?.(input, log);
  sink.endInput?.(input);
}
