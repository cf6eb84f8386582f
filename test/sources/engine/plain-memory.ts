// Memories without the kernel: one uses the oracle of the kernel, the other one finds only line feeds.
import { expect, vi } from 'vitest';
import { LineFeedColumns } from '../../../src/sources/engine/line-feed-columns.ts';
import { ScanMemory } from '../../../src/sources/engine/memory.ts';
import type { MemoryLayout } from '../../../src/sources/engine/memory-layout.ts';
import { PlainColumns } from './plain-columns.ts';

/** A memory whose columns the oracle of the kernel reads. */
export function plainMemory(layout: MemoryLayout): ScanMemory {
  return new ScanMemory(layout, undefined, (memory) => new PlainColumns(memory));
}

/** A memory as on a machine without the kernel. */
export function lineFeedMemory(layout: MemoryLayout): ScanMemory {
  vi.stubEnv('LOGSCAN_KERNEL', 'off');
  const memory = new ScanMemory(layout);
  vi.unstubAllEnvs();
  expect(memory.reader).toBeInstanceOf(LineFeedColumns);
  return memory;
}
