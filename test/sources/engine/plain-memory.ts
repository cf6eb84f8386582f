// A memory without the kernel.
import { expect, vi } from 'vitest';
import { type MemoryLayout, ScanMemory } from '../../../src/sources/engine/memory.ts';
import { PlainColumns } from '../../../src/sources/engine/plain-columns.ts';

/** A memory whose columns are read by plain TypeScript. */
export function plainMemory(layout: MemoryLayout): ScanMemory {
  vi.stubEnv('LOGSCAN_COLUMNS', 'plain');
  const memory = new ScanMemory(layout);
  vi.unstubAllEnvs();
  expect(memory.reader).toBeInstanceOf(PlainColumns);
  return memory;
}
