// What is asked of V8, the engine below: less memory, and less compiling than it thinks right for a server that runs for days.
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

// Figures are in docs/performance.md.
const FLAGS: readonly string[] = [
  // How much garbage may grow over what is alive, before it is looked for.
  '--heap-growing-percent=60',
  // How much of other functions is written into one. Compiling them was a fifth of the time of a short log.
  '--max-inlined-bytecode-size-cumulative=200',
];
/** Both halves of the young generation. */
const LARGE_YOUNG_BYTES = 8 * 1024 * 1024;

/**
 * Sets V8's flags for all threads; to be called when node's own modules are loaded and the scanning thread runs, and before most code of
 * ours has: what was compiled ahead with other flags V8 takes no more, and a thread that starts later takes twice as long to (one for
 * each large packed file).
 */
export function tuneEngine(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
}

/**
 * Lets the young generation grow no further once it is large enough, which leaves it at 8 MiB or, where it has doubled twice in
 * one collection, at 16, instead of 32; to be called now and then while the heap is busy (a call takes up to 8 µs). Its bound
 * can only be set from outside, but by what it grows can be set from inside; and not once and for all, since every thread that
 * starts sets that back (V8's `Heap::ConfigureHeap`).
 */
export function boundYoungGeneration(): void {
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  if (young !== undefined && young.space_size >= LARGE_YOUNG_BYTES) setFlagsFromString('--semi-space-growth-factor=1');
}
