// The thread that scans: files in, events out; see scan-thread.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { LineGuard, readBlocks } from '../input/lines.ts';
import { openPlain, openSource, type PlainFile } from '../input/sources.ts';
import { EventWriter } from './events.ts';
import { FileBlocks } from './file-blocks.ts';
import { ScanMemory } from './memory.ts';
import { Readers } from './readers.ts';
import { type ScanError, type ScanMessage, type ScanSetup, SIGNAL } from './scan-thread.ts';
import { Scanner } from './scanner.ts';

const setup = workerData as ScanSetup;
const flags = new Int32Array(setup.signals);
const memory = new ScanMemory(setup.layout, setup.pages);
let area = 0;
let bytes = 0;

const writer: EventWriter = new EventWriter(
  () => scanner.window,
  memory.areas[0]!,
  (length) => {
    say({ kind: 'events', area, length, counts: scanner.counts, bytes });
    area = (area + 1) % memory.layout.areas;
    return takeArea();
  },
);
const scanner = new Scanner(writer, undefined, memory);
const readers = setup.readers > 0 ? new Readers(setup.readers, memory) : undefined;
const blocks = new FileBlocks(memory, () => scanner.nextSlot(), readers);
readers?.serve(blocks);
takeArea();
for (const file of setup.files) {
  if (isStopped()) break;
  await scanFile(file);
}
scanner.finish();
writer.flush();
say({ kind: 'done', counts: scanner.counts });

async function scanFile(file: string): Promise<void> {
  const guard = new LineGuard();
  say({ kind: 'begin', file });
  const input = scanner.beginInput(file, guard.cuts);
  let error: ScanError | undefined;
  try {
    const plain = await openPlain(file);
    if (plain === undefined) await scanStream(file, guard);
    else await scanPlain(plain, guard);
  } catch (reason) {
    const { message, code } = reason as NodeJS.ErrnoException;
    error = { message, code };
  }
  writer.flush();
  say({ kind: 'end', counted: input.counted, error });
}

async function scanPlain({ descriptor, size, close }: PlainFile, guard: LineGuard): Promise<void> {
  const before = bytes;
  try {
    for await (const { block, cut } of blocks.read(descriptor, 0, size)) {
      if (isStopped()) break;
      if (block.endsLong) guard.cuts.push(cut);
      bytes += block.bytes + cut;
      scanner.takeBlock(block);
      writer.flush();
    }
  } finally {
    bytes = before + size;
    await close();
  }
}

// A packed file.
async function scanStream(file: string, guard: LineGuard): Promise<void> {
  const before = bytes;
  const stop = new AbortController();
  const source = await openSource(file, process.stdin, stop.signal);
  for await (const lines of readBlocks(source.chunks, guard, isStopped)) {
    if (isStopped()) stop.abort();
    bytes = before + source.bytesRead();
    scanner.takeBytes(lines);
    writer.flush();
  }
  bytes = before + source.bytesRead();
}

// Waits until an area of events is free, and takes it.
function takeArea(): Float64Array {
  for (let free = Atomics.load(flags, SIGNAL.freeAreas); free === 0; free = Atomics.load(flags, SIGNAL.freeAreas)) {
    Atomics.wait(flags, SIGNAL.freeAreas, 0);
  }
  Atomics.sub(flags, SIGNAL.freeAreas, 1);
  return memory.areas[area]!;
}

function isStopped(): boolean {
  return Atomics.load(flags, SIGNAL.stop) === 1;
}

function say(message: ScanMessage): void {
  parentPort?.postMessage(message);
}
