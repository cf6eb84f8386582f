// Followed log files as a source of hits; lines are assembled separately for each file that has or had a followed name.
import { Readable } from 'node:stream';
import type { FieldNames } from '../formats/inference/column-variables.ts';
import type { LineParser } from '../formats/line-parser.ts';
import { type Counts, noCounts } from '../hits/counts.ts';
import type { Hit } from '../hits/hit.ts';
import type { TimeRange } from '../hits/limits.ts';
import type { HitSink, HitSource } from '../hits/source.ts';
import { type ScanInput, Scanner } from './engine/index.ts';
import { type FollowedBytes, followFiles } from './files/followed-names.ts';
import { LineGuard } from './files/lines.ts';
import { FirstPieces } from './first-pieces.ts';
import type { FormatOptions } from './log-files-options.ts';
import { findFormats, lookUp, NOTHING_FOUND, parserFor } from './log-formats.ts';

/** What to follow. */
export interface FollowedLogsOptions extends FormatOptions {
  readonly files: readonly string[];
  /** Which times are wanted; lines of other times only serve as neighbours. */
  readonly timeRange?: TimeRange | undefined;
  /** See `LogFilesOptions.shiftOf`. */
  readonly shiftOf?: ((log: string) => number) | undefined;
  /** Called with what the user should know about an input. */
  readonly remark: (file: string, text: string) => void;
}

/** One file under a followed name, with its unfinished line. */
interface Generation {
  readonly input: ScanInput;
  readonly guard: LineGuard;
  rest: Buffer;
}

const LINE_FEED = 10;
/** This many files under a name may still get lines; older ones are finished. */
const GENERATIONS_KEPT = 8;

/** Log files that are followed until the signal is aborted. */
export class FollowedLogs implements HitSource {
  readonly #options: FollowedLogsOptions;
  readonly #generations = new Map<string, Generation>();
  #scanner: Scanner | undefined;
  #formatsOf = NOTHING_FOUND.formatsOf;
  #learns: FieldNames | undefined;

  constructor(options: FollowedLogsOptions) {
    this.#options = options;
  }

  /** See {@link HitSource.counts}. */
  get counts(): Counts {
    return this.#scanner?.counts ?? noCounts();
  }

  /** See {@link HitSource.run}. */
  async run(sink: HitSink, signal: AbortSignal): Promise<void> {
    const { files, remark } = this.#options;
    const pieces = await this.#findFormats(signal);
    let bytesRead = 0;
    for await (const piece of followFiles({ files, signal, onRemark: remark })) {
      bytesRead += piece.bytes.length;
      const parser = pieces.add(piece);
      if (parser !== undefined) this.#takeAll(pieces.take(), this.#scannerOf(parser, sink), sink);
      if (piece.bytes.length === 0) sink.idle?.();
      const wait = sink.progress?.({ bytesRead, bytesTotal: undefined });
      if (wait !== undefined) await wait;
    }
    const scanner = this.#scannerOf(pieces.decide(), sink);
    this.#takeAll(pieces.take(), scanner, sink);
    for (const generation of this.#generations.values()) finish(generation, scanner, sink);
    scanner.finish();
  }

  /** See {@link HitSource.open}. */
  open(): Iterable<Hit> {
    return this.#scanner?.peekOpen() ?? [];
  }

  // Looks at the lines that the files have already. If they have none, their first lines show the format.
  async #findFormats(signal: AbortSignal): Promise<FirstPieces> {
    const search = { ...this.#options, stdin: Readable.from([]), peeks: false, signal };
    const known = await findFormats(search);
    this.#formatsOf = known.formatsOf;
    this.#learns = known.learns;
    return new FirstPieces(known.isFound ? known.parser : undefined, search, (formats) => {
      this.#formatsOf = lookUp(formats);
      return parserFor(formats, search);
    });
  }

  #scannerOf(parser: LineParser, sink: HitSink): Scanner {
    return (this.#scanner ??= new Scanner(sink, { timeRange: this.#options.timeRange, parser, learns: this.#learns }));
  }

  #takeAll(pieces: readonly FollowedBytes[], scanner: Scanner, sink: HitSink): void {
    for (const piece of pieces) if (piece.bytes.length > 0) this.#take(piece, scanner, sink);
  }

  // Scans the whole lines of a piece and keeps its unfinished last one.
  #take({ file, generation, bytes }: FollowedBytes, scanner: Scanner, sink: HitSink): void {
    const current = this.#generations.get(`${generation} ${file}`) ?? this.#begin(file, generation, scanner, sink);
    const passed = current.guard.pass(bytes);
    const end = passed.lastIndexOf(LINE_FEED) + 1;
    scanner.use(current.input);
    if (end > 0) scanner.takeBytes(Buffer.concat([current.rest, passed.subarray(0, end)]));
    current.rest = end > 0 ? Buffer.from(passed.subarray(end)) : Buffer.concat([current.rest, passed]);
  }

  // Begins another file under a name, and finishes an old one that gets no more lines.
  #begin(file: string, generation: number, scanner: Scanner, sink: HitSink): Generation {
    const guard = new LineGuard();
    const input = scanner.beginInput(file, guard.cuts, 0, 0, this.#options.shiftOf?.(file));
    const begun: Generation = { input, guard, rest: Buffer.alloc(0) };
    Object.assign(begun.input, this.#formatsOf(file));
    sink.beginInput?.(begun.input);
    this.#generations.set(`${generation} ${file}`, begun);
    const done = `${generation - GENERATIONS_KEPT} ${file}`;
    const old = this.#generations.get(done);
    if (old !== undefined) finish(old, scanner, sink);
    this.#generations.delete(done);
    return begun;
  }
}

// The unfinished line of a file counts as its last line.
function finish({ input, guard, rest }: Generation, scanner: Scanner, sink: HitSink): void {
  guard.end();
  scanner.use(input);
  if (rest.length > 0) scanner.takeBytes(rest);
  sink.endInput?.(input);
}
