// Block coverage from V8: shows whether an input reached code that no earlier input reached.
import { type Profiler, Session } from 'node:inspector';

/** How much code the inputs have reached so far. */
export interface Reached {
  readonly functions: number;
  /** Characters of source text that ran. Text of a function inside another function counts for both. */
  readonly characters: number;
}

interface Ran {
  readonly key: string;
  readonly ranges: readonly Profiler.CoverageRange[];
}

/** The coverage of some scripts in this thread. It only covers scripts that are loaded after it was created. */
export class BlockCoverage {
  readonly #session = new Session();
  readonly #isCounted: (url: string) => boolean;
  /** By function (URL and offsets): for each of its characters, 1 if it ran. */
  readonly #functions = new Map<string, Uint8Array>();
  #characters = 0;

  /** @param isCounted whether the code of a script with this URL counts */
  constructor(isCounted: (url: string) => boolean) {
    this.#isCounted = isCounted;
    this.#session.connect();
    this.#session.post('Profiler.enable');
    // Without call counts, V8 reports a function only the first time that it runs.
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  get reached(): Reached {
    return { functions: this.#functions.size, characters: this.#characters };
  }

  /** The functions that ran since the last call with code that {@link learn} does not know yet. */
  take(): readonly Ran[] {
    const news: Ran[] = [];
    // The inspector of the same thread answers before `post` returns.
    this.#session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
      for (const { url, functions } of result) {
        if (!this.#isCounted(url)) continue;
        for (const { ranges } of functions) {
          const [whole] = ranges;
          // A function at offset 0 is the script itself, which runs once.
          if (whole === undefined || whole.count === 0 || whole.startOffset === 0) continue;
          const ran = { key: `${url}:${whole.startOffset}:${whole.endOffset}`, ranges };
          if (this.#newIn(ran) > 0) news.push(ran);
        }
      }
    });
    return news;
  }

  /** Remembers what ran, so that {@link take} no longer returns it. */
  learn(news: readonly Ran[]): void {
    for (const { key, ranges } of news) {
      const ran = charactersOf(ranges);
      const known = this.#functions.get(key) ?? new Uint8Array(ran.length);
      this.#functions.set(key, known);
      for (let i = 0; i < ran.length; i++) {
        if (ran[i] === 0 || known[i] === 1) continue;
        known[i] = 1;
        this.#characters++;
      }
    }
  }

  #newIn({ key, ranges }: Ran): number {
    const known = this.#functions.get(key);
    const ran = charactersOf(ranges);
    return ran.reduce((sum, one, i) => sum + (one === 1 && known?.[i] !== 1 ? 1 : 0), 0);
  }
}

// The first range is the function; each later range is a block inside an earlier one. 1 for each character that ran.
function charactersOf(ranges: readonly Profiler.CoverageRange[]): Uint8Array {
  const { startOffset: start, endOffset } = ranges[0]!;
  const ran = new Uint8Array(endOffset - start);
  for (const { startOffset, endOffset: end, count } of ranges)
    ran.fill(count > 0 ? 1 : 0, startOffset - start, end - start);
  return ran;
}
