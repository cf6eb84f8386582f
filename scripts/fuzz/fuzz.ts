// npm run fuzz -- SECONDS [TARGET …]: fuzzes the code that reads text from strangers or files from damaged disks.
//
// Each target gets its share of the time in its own process. A crash is an input with which the target throws or its
// process dies. A hang is an input that takes longer than 10 s. A report or finding that breaks its schema is a crash of target `run`.
// Such an input is kept in build/fuzz/TARGET, and the exit code is 1. Inputs that reached new code are kept in
// build/fuzz/TARGET/known for the next run. `npm test` tries all inputs in fixtures/fuzz/.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { CURRENT, readCurrent } from './current-input.ts';
import { TARGETS } from './targets.ts';

/** An input that takes longer than this is a hang. */
const HANG_MS = 10_000;
/** Extra time for a process to start and to end. */
const GRACE_MS = 20_000;
const LOOK_EVERY_MS = 500;
const DEFAULT_SECONDS = 60;
/** A failed input that is longer is kept in its file, but not printed. */
const MOST_SHOWN_BYTES = 4096;

interface Outcome {
  readonly runs: number;
  readonly known: number;
  readonly functions: number;
  readonly characters: number;
  readonly failure?: { readonly message: string; readonly stack: string; readonly input: string };
}

interface Ended {
  readonly how: 'done' | 'crash' | 'hang';
  readonly outcome: Outcome | undefined;
  readonly said: string;
}

/** Runs one target in its own process. The file {@link CURRENT} in its folder holds the input that is being tried. */
async function explore(name: string, seconds: number, folder: string, seed: number): Promise<Ended> {
  const words = [join(import.meta.dirname, 'explore.js'), name, String(seconds), folder, String(seed)];
  const child = spawn(process.execPath, ['--enable-source-maps', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, said] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const began = Date.now();
  let isHang = false;
  const timer = setInterval(() => {
    const changedMs = statSync(join(folder, CURRENT), { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const isLate = Date.now() - began > seconds * 1000 + GRACE_MS;
    if (Date.now() - Math.max(began, changedMs) < HANG_MS && !isLate) return;
    isHang = true;
    child.kill('SIGKILL');
  }, LOOK_EVERY_MS);
  const code = await new Promise<number | null>((done) => child.on('close', done));
  clearInterval(timer);
  if (isHang) return { how: 'hang', outcome: undefined, said };
  if (code !== 0 || output === '') return { how: 'crash', outcome: undefined, said: `${said}exit code ${code}` };
  const outcome = JSON.parse(output) as Outcome;
  return { how: outcome.failure === undefined ? 'done' : 'crash', outcome, said };
}

/** Keeps the input that failed. Returns a text with its path, the input and the error. */
function keep(folder: string, { how, outcome, said }: Ended): string {
  const kept = join(folder, `${how}-${createHash('sha256').update(String(Math.random())).digest('hex').slice(0, 8)}`);
  const failure = outcome?.failure;
  writeFileSync(
    kept,
    failure === undefined ? readCurrent(join(folder, CURRENT)) : Buffer.from(failure.input, 'base64'),
  );
  const why = failure?.stack ?? said;
  const input = readFileSync(kept);
  // CI runs in a clone that may be removed before anyone reads this, so the output has the input, too.
  const shown = input.length <= MOST_SHOWN_BYTES ? `      in base64: ${input.toString('base64')}\n` : '';
  return `      ${kept}\n${shown}${why.slice(0, 2000).replaceAll(/^/gm, '      ')}\n`;
}

async function fuzzAll(names: readonly string[], seconds: number): Promise<boolean> {
  const seed = Math.floor(Math.random() * 2 ** 31);
  process.stdout.write(`seed ${seed}, ${seconds} s for ${names.length} targets\n`);
  let isGood = true;
  for (const name of names) {
    const folder = join('build', 'fuzz', name);
    mkdirSync(folder, { recursive: true });
    const ended = await explore(name, seconds / names.length, folder, seed);
    const { how, outcome } = ended;
    const reached =
      outcome === undefined
        ? ''
        : `${outcome.runs} runs, ${outcome.functions} functions and ${outcome.characters} characters of code reached, ${outcome.known} known inputs, `;
    process.stdout.write(
      `${name.padEnd(9)} ${reached}${Number(how === 'crash')} crashes, ${Number(how === 'hang')} hangs\n`,
    );
    if (how === 'done') continue;
    isGood = false;
    process.stdout.write(keep(folder, ended));
  }
  return isGood;
}

const [seconds = String(DEFAULT_SECONDS), ...wanted] = process.argv.slice(2);
const names = wanted.length > 0 ? wanted : Object.keys(TARGETS);
const unknown = names.filter((name) => !Object.hasOwn(TARGETS, name));
if (!(Number(seconds) > 0) || unknown.length > 0) {
  process.stdout.write(`usage: npm run fuzz -- SECONDS [TARGET …]; targets are ${Object.keys(TARGETS).join(', ')}\n`);
  process.exitCode = 2;
} else {
  process.exitCode = (await fuzzAll(names, Number(seconds))) ? 0 : 1;
}
