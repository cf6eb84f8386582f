// The thread that scans: files in, events out; see scan-thread.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { LineGuard } from '../files/lines.ts';
import { EventWriter } from './events.ts';
import { FileBlocks } from './file-blocks.ts';
import { ScanMemory } from './memory.ts';
import { Readers } from './readers.ts';
import { scanFile } from './scan-file.ts';
import { type ScanError, type ScanMessage, type ScanSetup, SIGNAL } from './scan-thread.ts';
import { Scanner } from './scanner.ts';

const setup = workerData as ScanSetup;
const flags = new Int32Array(setup.signals);
const memory = new ScanMemory(setup.layout, setup.pages);
let area = 0;
let bytes = 0;

const writer: EventWriter = new EventWriter(
  () => scanner.window,
  setup.files,
  memory.areas[0]!,
  (length) => {
    say({ kind: 'events', area, length, counts: scanner.counts, bytes });
    area = (area + 1) % memory.layout.areas;
    return takeArea();
  },
);
// By area, the number of the first slot that its events may refer to.
const firstSlots = new Array<number>(memory.layout.areas).fill(0);
const scanner = new Scanner(writer, undefined, memory, {
  firstNeeded: () => (areasInUse() === 1 && writer.isEmpty ? Infinity : firstSlots[oldestArea()]!),
  catchUp() {
    writer.flush();
    for (let inUse = areasInUse(); inUse > 1; inUse = areasInUse())
      Atomics.wait(flags, SIGNAL.freeAreas, memory.layout.areas - inUse);
  },
});
const readers = setup.readers > 0 ? new Readers(setup.readers, memory) : undefined;
const blocks = new FileBlocks(memory, () => scanner.nextSlot(), readers);
takeArea();
for (const file of setup.files) {
  if (isStopped()) break;
  await scan(file);
}
scanner.finish();
writer.flush();
say({ kind: 'done', counts: scanner.counts });

async function scan(path: string): Promise<void> {
  const guard = new LineGuard();
  const before = bytes;
  const stop = new AbortController();
  say({ kind: 'begin', file: path });
  const input = scanner.beginInput(path, guard.cuts);
  let error: ScanError | undefined;
  try {
    const { stdin } = process;
    const pieces = scanFile({
      path,
      scanner,
      guard,
      blocks,
      offset: 0,
      unpacksAside: true,
      stdin,
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
    const { message, code } = reason as NodeJS.ErrnoException;
    error = { message, code };
  }
  writer.flush();
  say({ kind: 'end', counted: input.counted, error });
}

// Waits until an area of events is free, and takes it.
function takeArea(): Float64Array {
  for (let free = Atomics.load(flags, SIGNAL.freeAreas); free === 0; free = Atomics.load(flags, SIGNAL.freeAreas)) {
    Atomics.wait(flags, SIGNAL.freeAreas, 0);
  }
  Atomics.sub(flags, SIGNAL.freeAreas, 1);
  firstSlots[area] = scanner.firstSlotInUse;
  return memory.areas[area]!;
}

// The area that was written first of those that are not read to their end.
function oldestArea(): number {
  const { areas } = memory.layout;
  return (area + 1 - areasInUse() + areas) % areas;
}

// Areas that are not read to their end, the one that is written included.
function areasInUse(): number {
  return memory.layout.areas - Atomics.load(flags, SIGNAL.freeAreas);
}

function isStopped(): boolean {
  return Atomics.load(flags, SIGNAL.stop) === 1;
}

function say(message: ScanMessage): void {
  parentPort?.postMessage(message);
}
