// A thread that only reads blocks; see readers.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { passedError } from '../files/file-error.ts';
import { FileBlockReader } from './file-block.ts';
import { ScanMemory } from './memory.ts';
import type { ReaderAnswer, ReaderRequest, ReaderSetup } from './readers.ts';

const { layout, pages } = workerData as ReaderSetup;
const reader = new FileBlockReader(new ScanMemory(layout, pages));

function answer(value: ReaderAnswer): void {
  parentPort?.postMessage(value);
}

parentPort?.on('message', ({ number, order }: ReaderRequest) => {
  try {
    answer({ number, receipt: reader.read(order) });
  } catch (error) {
    answer({ number, error: passedError(error) });
  }
});
answer('ready');
