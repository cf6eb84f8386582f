// Log files as a source of hits, read once from beginning to end, by one thread or (for large logs) several.
import { basename } from 'node:path';
import { COMBINED_PARSER, type LineParser, withFormats } from '../formats/line-parser.ts';
import { type Counts, noCounts } from '../hits/counts.ts';
import type { Hit } from '../hits/hit.ts';
import type { HitSink, HitSource } from '../hits/source.ts';
import { scanFile, scanInThread, type ScanInput, Scanner, scanStream } from './engine/index.ts';
import { findEntrance } from './entrance.ts';
import { groupByTime } from './merge-groups.ts';
import { readMerged, type SegmentGroup } from './merged-files.ts';
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
import type { LogFilesOptions, SavedLogFiles } from './log-files-options.ts';
import { findParser } from './log-formats.ts';

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
      // With --state each log is read on from its own bookmark, so logs are read one after the other.
      const groups =
        resume === undefined
          ? await groupByTime(segments, this.#parser)
          : segments.map((input) => [{ input, first: NaN }]);
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
    return {
      bookmarks: this.#bookmarks,
      scan,
      formats: withFormats(this.#parser, this.#options.resume?.formats).formats,
    };
  }

  // The saved lines must stay readable, so their formats are kept.
  async #findParser(segments: readonly Segment[]): Promise<LineParser> {
    const { parser, resume } = this.#options;
    const paths = segments.map(({ path }) => path);
    const found = parser ?? (await findParser(paths, (file, text) => this.#options.remark?.(file, text)));
    return withFormats(found, resume?.formats);
  }

  // Small logs are not worth more threads. With --since, --until or --state, everything is done in this thread.
  async #isForThreads(segments: readonly Segment[]): Promise<boolean> {
    const { jobs, resume, timeRange } = this.#options;
    if (jobs === 1 || resume !== undefined || timeRange !== undefined) return false;
    return await holdBytes(segments, THREADS_FROM_BYTES);
  }

  // Another thread scans; this one calls the sink.
  async #runInThreads(run: Run, groups: readonly SegmentGroup[]): Promise<void> {
    const { sink, signal, bytesTotal } = run;
    const counts = noCounts();
    this.#counts = counts;
    const all = groups.flat();
    const inputs = all.map(({ input: { path } }) => ({ file: path, counted: 0 }));
    await scanInThread({
      groups: groups.map((group) => group.map(({ input: { path }, first }) => ({ path, first }))),
      parser: this.#parser,
      sink,
      counts,
      signal,
      begin: (number) => sink.beginInput?.(inputs[number]!),
      progress: (bytesRead) => sink.progress?.({ bytesRead, bytesTotal }),
      end: (number, { counted, error }) => {
        inputs[number]!.counted = counted;
        const change = signal.aborted ? undefined : all[number]!.input.witness?.changed();
        sink.endInput?.(inputs[number]!, error === undefined ? change : describeFileError(errorFrom(error)));
      },
      ranSideBySide: (names) => void this.#sideBySide.push(...names),
    });
  }

  async #runHere(run: Run, groups: readonly SegmentGroup[]): Promise<void> {
    const { timeRange, resume } = this.#options;
    const scanner = new Scanner(run.sink, { timeRange, parser: this.#parser });
    this.#scanner = scanner;
    this.#counts = scanner.counts;
    if (resume?.scan !== undefined) scanner.restore(resume.scan.load());
    const ranSideBySide = (names: readonly (readonly string[])[]): void => void this.#sideBySide.push(...names);
    let bytesBefore = 0;
    const failed = new Set<string>();
    for (const group of groups) {
      if (run.signal.aborted) break;
      if (group.length > 1) {
        bytesBefore += await readMerged({ ...run, ...this.#options, scanner, group, bytesBefore, ranSideBySide });
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
