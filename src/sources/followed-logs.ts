// Followed log files as a source of hits; lines are assembled separately for each file that has or had a followed name.
import type { LineParser } from '../formats/line-parser.ts';
import { type Counts, noCounts } from '../hits/counts.ts';
import type { Hit } from '../hits/hit.ts';
import type { TimeRange } from '../hits/limits.ts';
import type { HitSink, HitSource } from '../hits/source.ts';
import { type ScanInput, Scanner } from './engine/index.ts';
import { type FollowedBytes, followFiles } from './files/followed-names.ts';
import { LineGuard } from './files/lines.ts';

/** What to follow. */
export interface FollowedLogsOptions {
  readonly files: readonly string[];
  /** Which times are wanted; lines of other times only serve as neighbours. */
  readonly timeRange?: TimeRange | undefined;
  /** Parses the lines; for combined by default. */
  readonly parser?: LineParser | undefined;
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

  constructor(options: FollowedLogsOptions) {
    this.#options = options;
  }

  /** See {@link HitSource.counts}. */
  get counts(): Counts {
    return this.#scanner?.counts ?? noCounts();
  }

  /** See {@link HitSource.run}. */
  async run(sink: HitSink, signal: AbortSignal): Promise<void> {
    const { files, timeRange, parser, remark } = this.#options;
    const scanner = new Scanner(sink, { timeRange, parser });
    this.#scanner = scanner;
    let bytesRead = 0;
    for await (const piece of followFiles({ files, signal, onRemark: remark })) {
      bytesRead += piece.bytes.length;
      if (piece.bytes.length > 0) this.#take(piece, scanner, sink);
      else sink.idle?.();
      const wait = sink.progress?.({ bytesRead, bytesTotal: undefined });
      if (wait !== undefined) await wait;
    }
    for (const generation of this.#generations.values()) finish(generation, scanner, sink);
    scanner.finish();
  }

  /** See {@link HitSource.open}. */
  open(): Iterable<Hit> {
    return this.#scanner?.peekOpen() ?? [];
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
    const begun: Generation = { input: scanner.beginInput(file, guard.cuts), guard, rest: Buffer.alloc(0) };
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
