// Inputs → diagnosis: reads every input in turn, feeds the scanner, and keeps going when one cannot be read.
import type { Readable } from 'node:stream';
import { Diagnosis, type Listener, type SavedDiagnosis } from './diagnosis.ts';
import { describeFileError } from './errors.ts';
import { type Bookmark, findUnread, markRead, type Unread } from './input/bookmark.ts';
import { LineGuard, readBlocks, readLines } from './input/lines.ts';
import { openSource, sizeOf, STDIN_NAME } from './input/sources.ts';
import type { NginxVersion } from './tables/era.ts';

/** What a run needs from outside. */
export interface PipelineOptions {
  /** Paths, or `-` for standard input; in the order in which they are read. */
  readonly files: readonly string[];
  readonly stdin: Readable;
  /** Ends the reading early; what was read is still diagnosed. */
  readonly signal: AbortSignal;
  readonly listener: Listener;
  /** The nginx that wrote the log, where the user knows it. */
  readonly nginxVersion?: NginxVersion | undefined;
  /** Where an earlier run stopped; with it, hits at the end stay open for the next run. */
  readonly resume?:
    | { readonly diagnosis: SavedDiagnosis | undefined; readonly bookmarks: ReadonlyMap<string, Bookmark> }
    | undefined;
  /** Called after every block or line; a promise holds the reading up until the output takes more. */
  progress?(state: Progress): Promise<void> | undefined;
}

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
  const diagnosis = new Diagnosis(options.listener, options.nginxVersion, resume?.diagnosis);
  const failures: { file: string; error: string }[] = [];
  const bookmarks = new Map(resume?.bookmarks);
  const segments = await listSegments(files, resume?.bookmarks);
  const sizes = await Promise.all(segments.map(async (segment) => (await sizeOf(segment.path)) ?? NaN));
  const sum = sizes.reduce((total, size, i) => total + size - segments[i]!.offset, 0);
  const bytesTotal = Number.isNaN(sum) ? undefined : sum;
  let bytesBefore = 0;
  for (const segment of segments) {
    if (signal.aborted) break;
    const { bytes, error, bookmark } = await readSegment(diagnosis, segment, options, (bytesRead) =>
      options.progress?.({ diagnosis, bytesRead: bytesBefore + bytesRead, bytesTotal }),
    );
    if (error !== undefined) failures.push({ file: segment.path, error });
    if (bookmark !== undefined) bookmarks.set(segment.file, bookmark);
    bytesBefore += bytes;
  }
  if (resume === undefined) diagnosis.finish();
  return { diagnosis, failures, bookmarks };
}

async function listSegments(
  files: readonly string[],
  bookmarks: ReadonlyMap<string, Bookmark> | undefined,
): Promise<Segment[]> {
  const lists = files.map(async (file): Promise<Segment[]> => {
    if (bookmarks === undefined) return [{ file, path: file, offset: 0, lines: 0, isCurrent: false }];
    return (await findUnread(file, bookmarks.get(file))).map((unread) => ({ ...unread, file }));
  });
  return (await Promise.all(lists)).flat();
}

interface SegmentOutcome {
  readonly bytes: number;
  /** What went wrong, if anything did; all that came before it counts. */
  readonly error: string | undefined;
  readonly bookmark: Bookmark | undefined;
}

async function readSegment(
  diagnosis: Diagnosis,
  segment: Segment,
  { stdin, signal, resume }: PipelineOptions,
  report: (bytesRead: number) => Promise<void> | undefined,
): Promise<SegmentOutcome> {
  const { path, offset, lines, isCurrent } = segment;
  const guard = new LineGuard();
  const { scanner } = diagnosis;
  const input = diagnosis.beginInput(path, guard.cuts, offset, lines);
  let bytesRead = (): number => 0;
  let error: string | undefined;
  try {
    const source = await openSource(path, stdin, signal, offset);
    bytesRead = source.bytesRead;
    if (path === STDIN_NAME) {
      for await (const line of readLines(source.chunks, guard)) {
        scanner.takeLine(line);
        const wait = report(bytesRead());
        if (wait !== undefined) await wait;
      }
    } else {
      for await (const block of readBlocks(source.chunks, guard, isCurrent)) {
        scanner.takeBlock(block);
        const wait = report(bytesRead());
        if (wait !== undefined) await wait;
      }
    }
  } catch (failure) {
    error = describeFileError(failure);
  }
  diagnosis.endInput(error);
  // An empty new file says nothing yet: the old one may still be written to until nginx opens its logs again.
  const isRead = resume !== undefined && path !== STDIN_NAME && input.offset > 0;
  const bookmark = isRead ? await markRead(path, input.offset, input.line).catch(() => undefined) : undefined;
  return { bytes: bytesRead(), error, bookmark };
}
