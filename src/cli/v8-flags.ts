// Settings of V8: less memory and less compiling. Its defaults suit a server that runs for days.
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

// Figures are in docs/performance.md.
const FLAGS: readonly string[] = [
  // By how many percent the heap may grow before garbage is collected.
  '--heap-growing-percent=60',
  // How much bytecode may be inlined into one function. Compiling was a fifth of the time of a short log.
  '--max-inlined-bytecode-size-cumulative=200',
];
/** Both halves of the young generation. */
const LARGE_YOUNG_BYTES = 8 * 1024 * 1024;

/**
 * Sets V8's flags for all threads. Call it after Node's own modules are loaded and the scanning thread runs, and before most of
 * logscan's own code runs. V8 rejects cached code that was compiled with other flags. So a thread that starts after this call takes
 * twice as long to start; each large packed file starts one.
 */
export function setFlags(): void {
  for (const flag of FLAGS) setFlagsFromString(flag);
}

/**
 * Stops the growth of the young generation once it is large enough. It then stays at 8 MiB instead of 32 MiB, or at 16 MiB if it
 * doubled twice in one collection. Call it repeatedly while the heap is busy; a call takes up to 8 µs. A program cannot
 * set the limit of its own young generation, but it can set the growth factor. Every thread that starts resets the factor (V8's
 * `Heap::ConfigureHeap`), so one call is not enough.
 */
export function boundYoungGeneration(): void {
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  if (young !== undefined && young.space_size >= LARGE_YOUNG_BYTES) setFlagsFromString('--semi-space-growth-factor=1');
}
