// Which code ran, block by block, as V8 counts it; so an input that reaches new code is known.
import { Session } from 'node:inspector';

/** What was reached so far. */
export interface Reached {
  readonly functions: number;
  /** Bytes of source text that ran. */
  readonly bytes: number;
}

/** Counts the code of some scripts that runs in this thread; only of scripts that are loaded after it is made. */
export class BlockCoverage {
  readonly #session = new Session();
  readonly #isCounted: (url: string) => boolean;
  /** By function: which of its characters ran. */
  readonly #functions = new Map<string, Uint8Array>();
  #bytes = 0;

  /** @param isCounted whether a script with this URL counts */
  constructor(isCounted: (url: string) => boolean) {
    this.#isCounted = isCounted;
    this.#session.connect();
    this.#session.post('Profiler.enable');
    // Without call counts, V8 tells of a function only the first time that it ran.
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  get reached(): Reached {
    const functions = [...this.#functions.values()].filter((ran) => ran.includes(1)).length;
    return { functions, bytes: this.#bytes };
  }

  /** Takes what ran since the last call; whether something of it had never run before. */
  take(): boolean {
    const before = this.#bytes;
    // The inspector of the own thread answers before `post` returns.
    this.#session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
      for (const { url, functions } of result) {
        if (!this.#isCounted(url)) continue;
        for (const { ranges } of functions) this.#add(url, ranges);
      }
    });
    return this.#bytes > before;
  }

  // The first range is the function; each later one is a block in one before it.
  #add(url: string, ranges: readonly { startOffset: number; endOffset: number; count: number }[]): void {
    const whole = ranges[0]!;
    if (whole.count === 0) return;
    const key = `${url}:${whole.startOffset}:${whole.endOffset}`;
    const length = whole.endOffset - whole.startOffset;
    const known = this.#functions.get(key) ?? new Uint8Array(length);
    this.#functions.set(key, known);
    const ran = new Uint8Array(length);
    for (const { startOffset, endOffset, count } of ranges)
      ran.fill(count > 0 ? 1 : 0, startOffset - whole.startOffset, endOffset - whole.startOffset);
    for (let i = 0; i < length; i++) {
      if (ran[i] === 0 || known[i] === 1) continue;
      known[i] = 1;
      this.#bytes++;
    }
  }
}
