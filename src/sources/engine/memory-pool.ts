// Keeps memories for later scans, because making one takes longer than reading a small log.
import { COMBINED_PARSER, type LineParser } from '../../formats/line-parser.ts';
import { ScanMemory } from './memory.ts';
import type { MemoryLayout } from './memory-layout.ts';

const SPARE_KEPT = 4;

/** Memories of scans that are over. */
export class MemoryPool {
  readonly #spare: ScanMemory[] = [];

  /** Acquires a memory with a layout: a released one if there is one, otherwise a new one. */
  acquire(layout: MemoryLayout, parser: LineParser = COMBINED_PARSER): ScanMemory {
    const at = parser.isCombined ? this.#spare.findIndex((one) => isSame(one.layout, layout)) : -1;
    if (at < 0) return new ScanMemory(layout, undefined, undefined, parser);
    const memory = this.#spare.splice(at, 1)[0]!;
    memory.parser = parser;
    return memory;
  }

  /** Releases a memory. Its text must not be read any more. */
  release(memory: ScanMemory): void {
    if (memory.parser.isCombined && this.#spare.length < SPARE_KEPT && !this.#spare.includes(memory))
      this.#spare.push(memory);
  }
}

/** The memories of this thread; all scans of the thread share them. */
export const memories: MemoryPool = new MemoryPool();

function isSame(a: MemoryLayout, b: MemoryLayout): boolean {
  return a.slots === b.slots && a.eventBuffers === b.eventBuffers;
}
