// Fuzzes one target for some seconds in its own process: `explore.js TARGET SECONDS FOLDER SEED`. scripts/fuzz/fuzz.ts starts and watches it.
//
// fast-check generates inputs by a grammar, or mutates known inputs. V8's coverage shows which code an input reaches; an input that
// reaches new code becomes a known input. When an input fails, fast-check shrinks it.
import { mkdirSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import fc from 'fast-check';
import { BlockCoverage } from './block-coverage.ts';
import { CURRENT, withLength } from './current-input.ts';
import { changed } from './inputs.ts';
import { seedsOf, TARGETS } from './targets.ts';

/** Asking V8 for the coverage takes as long as several inputs, so it gets only this share of the time. */
const ASKING_SHARE = 0.3;
const MOST_INPUTS_A_BATCH = 256;
const RUNS_A_ROUND = 500;
/** Longer inputs are not tried, so that mutated inputs do not grow forever. */
const MOST_BYTES = 8 * 1024;

const [name = '', seconds = '0', folder = '', seed = '0'] = process.argv.slice(2);
const { inputs, load } = TARGETS[name]!;
const until = Date.now() + Number(seconds) * 1000;
const known = join(folder, 'known');
mkdirSync(known, { recursive: true });
// Opened once, because opening a file takes longer than most inputs.
const current = openSync(join(folder, CURRENT), 'w');
const pool = [
  Buffer.alloc(0),
  ...seedsOf(name).values(),
  ...readdirSync(known).map((one) => readFileSync(join(known, one))),
];
const coverage = new BlockCoverage((url) => url.includes('/src/'));
const target = await load();
let runs = 0;
let batch: Buffer[] = [];
let nextAsking = 0;

// Writes the input to the file before it tries it, so that the input is known if the process dies or hangs.
async function tryOne(input: Buffer): Promise<void> {
  runs++;
  writeSync(current, withLength(input), 0, undefined, 0);
  await target.fuzz(input);
}

// If a batch reached new code, its inputs are tried again one by one, to find the inputs that reached it.
async function learn(): Promise<void> {
  const began = performance.now();
  const news = coverage.take();
  for (const input of news.length === 0 ? [] : batch) {
    await tryOne(input);
    const own = coverage.take();
    if (own.length === 0) continue;
    coverage.learn(own);
    pool.push(input);
    writeFileSync(join(known, createHash('sha256').update(input).digest('hex').slice(0, 16)), input);
  }
  coverage.learn(news);
  batch = [];
  const now = performance.now();
  nextAsking = now + (now - began) * (1 / ASKING_SHARE - 1);
}

const property = fc.asyncProperty(
  fc.oneof({ weight: 2, arbitrary: inputs }, { weight: 3, arbitrary: changed(pool) }),
  async (input) => {
    if (input.length > MOST_BYTES) return;
    await tryOne(input);
    batch.push(input);
    if (batch.length >= MOST_INPUTS_A_BATCH || performance.now() > nextAsking) await learn();
  },
);

function end(failure: unknown): void {
  process.stdout.write(`${JSON.stringify({ runs, known: pool.length, ...coverage.reached, failure })}\n`);
}

async function explore(): Promise<void> {
  for (const input of pool) {
    try {
      await tryOne(input);
    } catch (error) {
      return end({ message: String(error), stack: (error as Error).stack, input: input.toString('base64') });
    }
  }
  coverage.learn(coverage.take());
  for (let round = 0; Date.now() < until; round++) {
    const result = await fc.check(property, {
      seed: Number(seed) + round,
      numRuns: RUNS_A_ROUND,
      interruptAfterTimeLimit: Math.max(1, until - Date.now()),
      markInterruptAsFailure: false,
    });
    const found = result.counterexample?.[0];
    if (!result.failed || found === undefined) continue;
    const error = result.errorInstance as Error;
    return end({ message: String(error), stack: error.stack, input: found.toString('base64') });
  }
  end(undefined);
}

await explore();
