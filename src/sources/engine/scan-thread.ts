// Scans in another thread, which reads files, finds hits and neighbours, and hands them over in shared memory.
import { Worker } from 'node:worker_threads';
import type { LaterFormat } from '../../formats/input-format.ts';
import type { ClientRule } from '../../formats/client-rule.ts';
import type { FieldNames } from '../../formats/inference/column-variables.ts';
import type { LineParser } from '../../formats/line-parser.ts';
import type { PassedError } from '../files/file-error.ts';
import { messagesOf } from '../files/worker-messages.ts';
import { EventReader } from './events.ts';
import type { ScanMemory } from './memory.ts';
import { layoutFor, type MemoryLayout } from './memory-layout.ts';
import { memories } from './memory-pool.ts';
import type { InputToMerge } from './merged-input.ts';
import type { Counts, GrowingCounts } from '../../hits/counts.ts';
import type { HitSink } from '../../hits/source.ts';

/** What the thread is started with. */
export interface ScanSetup {
  readonly layout: MemoryLayout;
  readonly pages: ScanMemory['pages'];
  /** See {@link ThreadScan.groups}. */
  readonly groups: ThreadScan['groups'];
  /** The log_formats of the parser, and those that it tries after combined. */
  readonly formats: readonly string[];
  readonly learned: readonly string[];
  /** The rule of the parser. */
  readonly rule: ClientRule | undefined;
  /** See {@link ThreadScan.learns}. */
  readonly learns: FieldNames | undefined;
  /** See {@link SIGNAL}. */
  readonly signals: SharedArrayBuffer;
}

/** The messages of the thread. */
export type ScanMessage =
  | { readonly kind: 'begin'; readonly input: number }
  /** A buffer is full, or a block is done. */
  | {
      readonly kind: 'events';
      readonly buffer: number;
      readonly length: number;
      readonly counts: Counts;
      readonly bytes: number;
    }
  | ({ readonly kind: 'end'; readonly input: number } & InputEnd)
  /** The lines after the events so far may be in another format, which lines of this input showed. */
  | { readonly kind: 'learned'; readonly input: number; readonly format: LaterFormat }
  | { readonly kind: 'sideBySide'; readonly groups: readonly (readonly string[])[] }
  | { readonly kind: 'done'; readonly counts: Counts };

/** Places in the array of signals between the threads. */
export const SIGNAL: {
  /** How many event buffers are free. */
  readonly freeBuffers: number;
  /** 1 when the thread must stop scanning. */
  readonly stop: number;
} = { freeBuffers: 0, stop: 1 };

/** How an input ended in the thread. */
export interface InputEnd {
  /** Lines of the input that were counted. */
  readonly counted: number;
  readonly error: PassedError | undefined;
}

/** A scan in another thread, and what is called while it runs. */
export interface ThreadScan {
  /** Files, in order. The files of a group are merged by time. Inputs are numbered in this order, from 0 on. */
  readonly groups: readonly (readonly InputToMerge[])[];
  /** Parses the lines. */
  readonly parser: LineParser;
  /** See `ScannerOptions.learns`. */
  readonly learns: FieldNames | undefined;
  readonly sink: HitSink;
  /** Updated while the files are read. */
  readonly counts: GrowingCounts;
  /** Ends the reading early. */
  readonly signal: AbortSignal;
  begin(input: number): void;
  /** Called after the parser was taught a format by lines of an input. */
  learned(input: number, format: LaterFormat): void;
  /**
   * Called after the events of a block. If it returns a promise, reading waits until the promise resolves.
   * @param bytes bytes of all files read so far, counted as on disk
   */
  progress(bytes: number): Promise<void> | undefined;
  end(input: number, end: InputEnd): void;
  /** See `MergedScan.ranSideBySide`; called for each group that was merged. */
  ranSideBySide(groups: readonly (readonly string[])[]): void;
}

// The thread has few objects: its data lies in shared memory.
const LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 256 };

/**
 * Scans files in another thread and calls the sink in this one. Resolves after the last call; an aborted signal ends it early.
 * @throws the error that ended the thread
 */
export async function scanInThread(scan: ThreadScan): Promise<void> {
  const { groups, parser, sink, counts, signal } = scan;
  const memory = memories.acquire(layoutFor(true), parser);
  const signals = new SharedArrayBuffer(8);
  const flags = new Int32Array(signals);
  flags[SIGNAL.freeBuffers] = memory.layout.eventBuffers;
  const setup: ScanSetup = {
    layout: memory.layout,
    pages: memory.pages,
    groups,
    formats: parser.formats,
    learned: parser.learned,
    rule: parser.rule,
    learns: scan.learns,
    signals,
  };
  const worker = new Worker(new URL('scan-worker.js', import.meta.url), { workerData: setup, resourceLimits: LIMITS });
  const stop = (): void => void Atomics.store(flags, SIGNAL.stop, 1);
  signal.addEventListener('abort', stop, { once: true });
  const files = groups.flat().map(({ path }) => path);
  const reader = new EventReader(memory, files, sink);
  try {
    for await (const message of messagesOf<ScanMessage>(worker)) {
      switch (message.kind) {
        case 'begin':
          scan.begin(message.input);
          break;
        case 'events': {
          reader.read(memory.eventBuffers[message.buffer]!, message.length);
          Object.assign(counts, message.counts);
          Atomics.add(flags, SIGNAL.freeBuffers, 1);
          Atomics.notify(flags, SIGNAL.freeBuffers);
          const wait = scan.progress(message.bytes);
          if (wait !== undefined) await wait;
          break;
        }
        case 'learned':
          parser.learn(message.format.directive!);
          scan.learned(message.input, message.format);
          break;
        case 'end':
          scan.end(message.input, message);
          break;
        case 'sideBySide':
          scan.ranSideBySide(message.groups);
          break;
        case 'done':
          Object.assign(counts, message.counts);
          return;
      }
    }
  } finally {
    signal.removeEventListener('abort', stop);
    await worker.terminate();
    memories.release(memory);
  }
}
