// Reads several inputs into a scanner, merged by time: the logs of several servers become one log.
import type { OpenStreams } from '../files/open.ts';
import { SharedReads } from '../files/shared-reads.ts';
import type { InputRun } from './input-runs.ts';
import { InputReader, type InputPart, type InputToMerge, type MergedEnd, type SharedByInputs } from './merged-input.ts';
import { RunMerger } from './run-merger.ts';
import type { ScanInput } from './scan-sink.ts';
import type { Scanner } from './scanner.ts';
import { SideBySide } from './side-by-side.ts';

/** How much text of all inputs together may wait until it is merged, in bytes. */
const WAITING_BYTES = 32 * 1024 * 1024;
/** Each input may have at least this many bytes waiting, and at most {@link MOST_PORTION_BYTES}. */
const LEAST_PORTION_BYTES = 64 * 1024;
const MOST_PORTION_BYTES = 1024 * 1024;
/** The pieces of all plain files together have about this size, in bytes; each has at least and at most the sizes below. */
const PIECES_BYTES = 16 * 1024 * 1024;
const LEAST_PIECE_BYTES = 32 * 1024;
/** A piece of this size fits into the processor's cache. */
const MOST_PIECE_BYTES = 256 * 1024;

/** Inputs to be merged, and what is called meanwhile. */
export interface MergedScan<Input extends InputToMerge> {
  /** In any order; the merged order is the same for all orders. */
  readonly inputs: readonly Input[];
  readonly scanner: Scanner;
  readonly streams: OpenStreams;
  /** Ends the reading early. */
  readonly signal: AbortSignal;
  /** Whether other threads may unpack large packed files. */
  readonly unpacksAside: boolean;
  /** Finds which part of an input is read; all of it if this is left out. */
  partOf?(input: Input): Promise<InputPart>;
  /** Called for each input, in their order, before any line is taken. */
  begin(input: Input, begun: ScanInput): void;
  /** Called after the last line of an input. */
  end(input: Input, begun: ScanInput, end: MergedEnd): void;
  /** Called at the end with the paths of inputs that ran side by side; see {@link SideBySide.groups}. */
  ranSideBySide(groups: readonly (readonly string[])[]): void;
}

const WHOLE: InputPart = { offset: 0, lines: 0, lastTime: Infinity };

/**
 * Scans inputs in merged order (ENGINE.md, "Several inputs"). After each piece it yields how many bytes of all inputs were read
 * so far, counted as on disk (packed). An input that cannot be read ends, and the others go on.
 */
export async function* scanMerged<Input extends InputToMerge>(scan: MergedScan<Input>): AsyncGenerator<number> {
  const { scanner, streams, signal, unpacksAside } = scan;
  const portionBytes = shareOf(WAITING_BYTES, LEAST_PORTION_BYTES, MOST_PORTION_BYTES, scan.inputs.length);
  const pieceBytes = shareOf(PIECES_BYTES, LEAST_PIECE_BYTES, MOST_PIECE_BYTES, scan.inputs.length);
  const files = new SharedReads();
  const shared: SharedByInputs = { scanner, streams, unpacksAside, portionBytes, pieceBytes, files, unpacking: 0 };
  const readers = new Map<InputReader, Input>();
  for (const input of scan.inputs) {
    const reader = new InputReader(input, shared, () => scan.partOf?.(input) ?? Promise.resolve(WHOLE));
    readers.set(reader, input);
    scan.begin(input, reader.begun);
  }
  // Names decide between lines of the same second, so the order of the inputs on the command line does not matter.
  const inputs = [...readers.keys()].sort((a, b) => compare(a.begun.file, b.begun.file));
  const runs = new RunScanner(scanner);
  const together = new SideBySide(inputs);
  const end = (reader: InputReader): void => {
    runs.flush();
    together.end(reader);
    scan.end(readers.get(reader)!, reader.begun, reader.end);
  };
  const merger = new RunMerger(inputs, {
    take(reader, run) {
      runs.take(reader.begun, run);
      together.take(reader, run.second);
    },
    end,
  });
  const stop = (): void => inputs.forEach((input) => input.abort());
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (let next = merger.advance(); next !== undefined && !signal.aborted; next = merger.advance()) {
      runs.flush();
      await next.read();
      yield inputs.reduce((sum, { bytesRead }) => sum + bytesRead, 0);
    }
    for (const reader of merger.notEnded) end(reader);
    scan.ranSideBySide(together.groups().map((group) => group.map(({ begun }) => begun.file)));
  } finally {
    signal.removeEventListener('abort', stop);
    for (const reader of inputs) await reader.close();
    await files.close();
  }
}

// Divides bytes among inputs, within bounds for each of them.
function shareOf(bytes: number, least: number, most: number, inputs: number): number {
  return Math.min(most, Math.max(least, Math.floor(bytes / inputs)));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Hands runs to a scanner. Runs that follow each other in the text of their input are handed over together. */
class RunScanner {
  readonly #scanner: Scanner;
  #input: ScanInput | undefined;
  #run: InputRun | undefined;
  #to = 0;

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
  }

  /** Takes a run of an input. */
  take(input: ScanInput, run: InputRun): void {
    if (this.#input !== input || this.#run?.bytes !== run.bytes || this.#to !== run.from) {
      this.flush();
      this.#input = input;
      this.#run = run;
    }
    this.#to = run.to;
    if (run.cuts !== undefined) input.cuts.push(...run.cuts);
  }

  /** Hands over everything that was taken. Until then the text of the runs must not change. */
  flush(): void {
    const [input, run] = [this.#input, this.#run];
    if (input === undefined || run === undefined) return;
    this.#input = undefined;
    this.#run = undefined;
    input.line = run.line;
    input.offset = run.offset;
    this.#scanner.use(input);
    this.#scanner.takeBytes(run.bytes, run.from, this.#to);
  }
}
