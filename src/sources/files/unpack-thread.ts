// Unpacks a file in another thread, which works ahead while earlier pieces are scanned.
import { Worker } from 'node:worker_threads';
import { errorFrom, type PassedError } from './file-error.ts';
import type { Source } from './open.ts';
import { messagesOf } from './worker-messages.ts';

/** Unpacked bytes are handed over in pieces of shared memory of this size. */
export const PIECE_BYTES: number = 1024 * 1024;
const PIECES = 4;

/** What the thread is started with. */
export interface UnpackSetup {
  readonly path: string;
  /** The pieces, one after the other. */
  readonly memory: SharedArrayBuffer;
  /** One number of 32 bits: how many pieces are free. */
  readonly free: SharedArrayBuffer;
}

/** What the thread sends. */
export type UnpackMessage =
  /** The next piece holds `length` bytes; `read` bytes of the file, as they are on disk, were read so far. */
  | { readonly kind: 'piece'; readonly length: number; readonly read: number }
  | {
      readonly kind: 'end';
      readonly error: PassedError | undefined;
    };

const LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };

/**
 * Unpacks a file in another thread. Each chunk is valid until the next one is requested. The iteration throws the error of the
 * file after it has yielded everything that could be unpacked.
 */
export function unpackInThread(path: string): Source {
  let read = 0;
  const chunks = async function* (): AsyncGenerator<Buffer> {
    const memory = new SharedArrayBuffer(PIECES * PIECE_BYTES);
    const free = new SharedArrayBuffer(4);
    const count = new Int32Array(free);
    count[0] = PIECES;
    const setup: UnpackSetup = { path, memory, free };
    const worker = new Worker(new URL('unpack-worker.js', import.meta.url), {
      workerData: setup,
      resourceLimits: LIMITS,
    });
    try {
      let piece = 0;
      for await (const message of messagesOf<UnpackMessage>(worker)) {
        if (message.kind === 'end') {
          if (message.error === undefined) return;
          throw errorFrom(message.error);
        }
        ({ read } = message);
        yield Buffer.from(memory, piece * PIECE_BYTES, message.length);
        piece = (piece + 1) % PIECES;
        Atomics.add(count, 0, 1);
        Atomics.notify(count, 0);
      }
    } finally {
      await worker.terminate();
    }
  };
  return { chunks: chunks(), bytesRead: () => read };
}
