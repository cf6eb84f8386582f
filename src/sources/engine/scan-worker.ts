// The scanning thread: it reads files and writes events; see scan-thread.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { LineParser } from '../../formats/line-parser.ts';
import { isFileError, type PassedError, passedError } from '../files/file-error.ts';
import { LineGuard } from '../files/lines.ts';
import type { OpenStreams } from '../files/open.ts';
import { EventWriter } from './events.ts';
import type { InputToMerge } from './merged-input.ts';
import { ScanMemory } from './memory.ts';
import { scanFile } from './scan-file.ts';
import { scanMerged } from './scan-merged.ts';
import { type ScanMessage, type ScanSetup, SIGNAL } from './scan-thread.ts';
import type { ScanInput } from './scan-sink.ts';
import { Scanner } from './scanner.ts';

/** Merged inputs are read in small pieces. Their events are handed over after this many bytes, because a message takes time. */
const FLUSH_BYTES = 1024 * 1024;
// Streams are read by the main thread alone.
const NO_STREAMS: OpenStreams = new Map();

const setup = workerData as ScanSetup;
const flags = new Int32Array(setup.signals);
const memory = new ScanMemory(
  setup.layout,
  setup.pages,
  undefined,
  new LineParser(setup.formats, setup.learned, setup.rule),
);
let buffer = 0;
let bytes = 0;

const writer: EventWriter = new EventWriter(
  () => scanner.window,
  setup.groups.flat().map(({ path }) => path),
  memory.eventBuffers[0]!,
  (length) => {
    say({ kind: 'events', buffer, length, counts: scanner.counts, bytes });
    buffer = (buffer + 1) % memory.layout.eventBuffers;
    return acquireBuffer();
  },
);
// For each buffer, the number of the oldest slot that its events may refer to.
const firstSlots = new Array<number>(memory.layout.eventBuffers).fill(0);
const numbers = new Map<ScanInput, number>();
const scanner = new Scanner(writer, {
  memory,
  learns: setup.learns,
  learned(input, format) {
    // The other thread reads the events so far with the formats so far.
    writer.flush();
    say({ kind: 'learned', input: numbers.get(input)!, format });
  },
  others: {
    firstNeeded: () => (buffersInUse() === 1 && writer.isEmpty ? Infinity : firstSlots[oldestBuffer()]!),
    catchUp() {
      writer.flush();
      for (let inUse = buffersInUse(); inUse > 1; inUse = buffersInUse())
        Atomics.wait(flags, SIGNAL.freeBuffers, memory.layout.eventBuffers - inUse);
    },
  },
});
acquireBuffer();
let inputs = 0;
for (const group of setup.groups) {
  if (isStopped()) break;
  const numbered = group.map((input, i) => ({ ...input, number: inputs + i }));
  inputs += group.length;
  if (numbered.length > 1) await merge(numbered);
  else for (const input of numbered) await scan(input);
}
scanner.finish();
writer.flush();
say({ kind: 'done', counts: scanner.counts });

async function merge(group: readonly (InputToMerge & { readonly number: number })[]): Promise<void> {
  const before = bytes;
  const stop = new AbortController();
  const pieces = scanMerged({
    inputs: group,
    scanner,
    streams: NO_STREAMS,
    signal: stop.signal,
    unpacksAside: true,
    begin({ number }, input) {
      numbers.set(input, number);
      say({ kind: 'begin', input: number });
    },
    end({ number }, { counted }, { failure }) {
      writer.flush();
      say({ kind: 'end', input: number, counted, error: failure === undefined ? undefined : passedError(failure) });
    },
    ranSideBySide: (groups) => say({ kind: 'sideBySide', groups }),
  });
  let flushed = 0;
  for await (const read of pieces) {
    bytes = before + read;
    if (read - flushed >= FLUSH_BYTES) {
      flushed = read;
      writer.flush();
    }
    if (isStopped()) stop.abort();
  }
}

async function scan({ path, number, shiftSeconds }: InputToMerge & { readonly number: number }): Promise<void> {
  const guard = new LineGuard();
  const before = bytes;
  const stop = new AbortController();
  say({ kind: 'begin', input: number });
  const input = scanner.beginInput(path, guard.cuts, 0, 0, shiftSeconds);
  numbers.set(input, number);
  let error: PassedError | undefined;
  try {
    const pieces = scanFile({
      path,
      scanner,
      guard,
      inBlocks: true,
      offset: 0,
      unpacksAside: true,
      streams: NO_STREAMS,
      signal: stop.signal,
      leavesTail: isStopped,
    });
    for await (const read of pieces) {
      bytes = before + read;
      writer.flush();
      if (isStopped()) {
        stop.abort();
        break;
      }
    }
  } catch (reason) {
    if (!isFileError(reason)) throw reason;
    error = passedError(reason);
  }
  writer.flush();
  say({ kind: 'end', input: number, counted: input.counted, error });
}

// Waits until a buffer of events is free, and takes it.
function acquireBuffer(): Float64Array {
  for (let free = Atomics.load(flags, SIGNAL.freeBuffers); free === 0; free = Atomics.load(flags, SIGNAL.freeBuffers)) {
    Atomics.wait(flags, SIGNAL.freeBuffers, 0);
  }
  Atomics.sub(flags, SIGNAL.freeBuffers, 1);
  firstSlots[buffer] = scanner.firstSlotInUse;
  return memory.eventBuffers[buffer]!;
}

// The oldest buffer that the other thread has not read to its end.
function oldestBuffer(): number {
  const { eventBuffers } = memory.layout;
  return (buffer + 1 - buffersInUse() + eventBuffers) % eventBuffers;
}

// How many event buffers are not read to their end, including the one that is being written.
function buffersInUse(): number {
  return memory.layout.eventBuffers - Atomics.load(flags, SIGNAL.freeBuffers);
}

function isStopped(): boolean {
  return Atomics.load(flags, SIGNAL.stop) === 1;
}

function say(message: ScanMessage): void {
  parentPort?.postMessage(message);
}
