// Memories that can serve a second scan: to make one takes longer than to read a small log.
import { ScanMemory } from './memory.ts';
import type { MemoryLayout } from './memory-layout.ts';

const SPARE_KEPT = 4;

/** Memories of scans that are over. */
export class MemoryPool {
  readonly #spare: ScanMemory[] = [];

  /** Acquires a memory of a layout: one that was released, otherwise a new one. */
  acquire(layout: MemoryLayout): ScanMemory {
    const at = this.#spare.findIndex((one) => isSame(one.layout, layout));
    return at < 0 ? new ScanMemory(layout) : this.#spare.splice(at, 1)[0]!;
  }

  /** Releases a memory: its text is not read any more. */
  release(memory: ScanMemory): void {
    if (this.#spare.length < SPARE_KEPT && !this.#spare.includes(memory)) this.#spare.push(memory);
  }
}

/** The memories of this thread; all scans of the thread share them. */
export const memories: MemoryPool = new MemoryPool();

function isSame(a: MemoryLayout, b: MemoryLayout): boolean {
  return a.slots === b.slots && a.eventBuffers === b.eventBuffers;
}
