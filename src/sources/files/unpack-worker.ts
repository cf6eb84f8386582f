// The thread that unpacks; see unpack-thread.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { passedError } from './file-error.ts';
import { openSource } from './open.ts';
import { PIECE_BYTES, type UnpackMessage, type UnpackSetup } from './unpack-thread.ts';

const setup = workerData as UnpackSetup;
const memory = Buffer.from(setup.memory);
const free = new Int32Array(setup.free);
const pieces = memory.length / PIECE_BYTES;
let piece = 0;

try {
  const source = await openSource(setup.path, new Map(), new AbortController().signal);
  for await (const chunk of source.chunks) {
    for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
      takePiece();
      const length = chunk.copy(memory, piece * PIECE_BYTES, at, Math.min(chunk.length, at + PIECE_BYTES));
      piece = (piece + 1) % pieces;
      say({ kind: 'piece', length, read: source.bytesRead() });
    }
  }
  say({ kind: 'end', error: undefined });
} catch (error) {
  say({ kind: 'end', error: passedError(error) });
}

// Waits until a piece is free, and takes it.
function takePiece(): void {
  while (Atomics.load(free, 0) === 0) Atomics.wait(free, 0, 0);
  Atomics.sub(free, 0, 1);
}

function say(message: UnpackMessage): void {
  parentPort?.postMessage(message);
}
