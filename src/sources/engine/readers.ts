// Threads that only read: blocks of files with their columns, ahead of the thread that scans.
import { errorFrom, type PassedError } from '../files/file-error.ts';
import { Worker } from 'node:worker_threads';
import type { BlockOrder, BlockReceipt } from './file-block.ts';
import type { BlockReaders } from './file-blocks.ts';
import type { MemoryLayout, ScanMemory } from './memory.ts';

/** What a reader starts with. */
export interface ReaderSetup {
  readonly layout: MemoryLayout;
  readonly pages: ScanMemory['pages'];
}

/** What a reader says: that it is ready, or the outcome of an order. */
export type ReaderAnswer =
  | 'ready'
  | { readonly number: number; readonly receipt: BlockReceipt }
  | { readonly number: number; readonly error: PassedError };

/** What a reader is asked to do. */
export interface ReaderRequest {
  readonly number: number;
  readonly order: BlockOrder;
}

/** Orders that one reader may have at a time. */
const ORDERS_AHEAD = 2;
const LIMITS = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 };

interface Reader {
  readonly worker: Worker;
  isReady: boolean;
  orders: number;
}

interface Order {
  readonly reader: Reader;
  readonly done: (receipt: BlockReceipt) => void;
  readonly fail: (error: unknown) => void;
}

/** A pool of readers. They end with the thread that made them. */
export class Readers implements BlockReaders {
  readonly #readers: readonly Reader[];
  readonly #orders = new Map<number, Order>();
  #number = 0;

  /** @param memory where the blocks go; it must have column buffers for them */
  constructor(count: number, memory: ScanMemory) {
    const setup: ReaderSetup = { layout: memory.layout, pages: memory.pages };
    this.#readers = Array.from({ length: count }, () => this.#start(setup));
  }

  /** See {@link BlockReaders}. */
  get isIdle(): boolean {
    return this.#idle() !== undefined;
  }

  /** See {@link BlockReaders}. */
  send(order: BlockOrder): Promise<BlockReceipt> {
    const reader = this.#idle();
    if (reader === undefined) return Promise.reject(new Error('no reader is idle'));
    const number = this.#number++;
    reader.orders++;
    return new Promise((done, fail) => {
      this.#orders.set(number, { reader, done, fail });
      const request: ReaderRequest = { number, order };
      reader.worker.postMessage(request);
    });
  }

  #start(setup: ReaderSetup): Reader {
    const worker = new Worker(new URL('reader-worker.js', import.meta.url), {
      workerData: setup,
      resourceLimits: LIMITS,
    });
    const reader: Reader = { worker, isReady: false, orders: 0 };
    worker.on('message', (answer: ReaderAnswer) => this.#hear(reader, answer));
    worker.on('error', (error) => {
      reader.isReady = false;
      for (const order of this.#orders.values()) if (order.reader === reader) order.fail(error);
    });
    return reader;
  }

  #hear(reader: Reader, answer: ReaderAnswer): void {
    if (answer === 'ready') {
      reader.isReady = true;
      return;
    }
    const order = this.#orders.get(answer.number);
    if (order === undefined) return;
    this.#orders.delete(answer.number);
    reader.orders--;
    if ('error' in answer) order.fail(errorFrom(answer.error));
    else order.done(answer.receipt);
  }

  #idle(): Reader | undefined {
    let idle: Reader | undefined;
    for (const reader of this.#readers) {
      if (reader.isReady && reader.orders < (idle?.orders ?? ORDERS_AHEAD)) idle = reader;
    }
    return idle;
  }
}
