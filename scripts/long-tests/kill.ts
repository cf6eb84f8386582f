// npm run kill-test -- KILLS: kills runs with --state at random moments and counts findings that are lost or printed twice.
//
// A writer appends numbered lines with status 499 to a log, in batches as nginx does, and rotates it now and then (rename, new
// file). Meanwhile `logscan --state` runs again and again, and its standard output is appended to one file. Most runs are killed
// (SIGKILL) at a random moment; a few run to their end. After enough kills, the writer stops and a later ordinary line closes
// all hits. Then one last run, which is not killed, reads the rest.
//
// A hit is *lost* when no run reported it. A hit may be reported *twice* only if the earlier run was killed: it had printed the
// finding but not saved its state. The exit code is 1 for any other hit that was reported twice, and for a lost hit.
import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const KILLS = Number(process.argv[2] ?? 120);
const LONGEST_MS = 20_000 + 700 * KILLS;
const BATCH_EVERY_MS = 10;
const MOST_LINES_A_BATCH = 40;
const ROTATE_EVERY_MS = 5000;
/** One run in this many is not killed. */
const SPARED_ONE_IN = 8;
/** Seconds of log time per real second. Log time runs faster, so that hits close during the test. */
const CLOCK_SPEED = 60;

interface Run {
  /** Whether the run was killed before it ended by itself. */
  readonly isKilled: boolean;
  /** Its part of the output file, as byte offsets: from `from` up to, but not including, `to`. */
  readonly from: number;
  readonly to: number;
}

const folder = mkdtempSync(join(tmpdir(), 'logscan-kill-'));
const log = join(folder, 'access.log');
const state = join(folder, 'logscan.state');
const out = join(folder, 'findings.ndjson');
const started = Date.now();
let hits = 0;
let rotations = 0;
/** Duration of the last run that was not killed. */
let lifetimeMs = 400;

function lineOf(path: string, status: number, seconds: number): string {
  const clock = new Date(Date.UTC(2026, 10, 22) + seconds * 1000).toISOString();
  return `192.0.2.${hits % 200} - - [${clock.slice(8, 10)}/Nov/2026:${clock.slice(11, 19)} +0000] "GET ${path} HTTP/1.1" ${status} 0 "-" "curl/8.5.0"\n`;
}

function logSeconds(): number {
  return Math.floor(((Date.now() - started) / 1000) * CLOCK_SPEED);
}

function writeBatch(): void {
  let batch = '';
  for (let left = Math.ceil(Math.random() * MOST_LINES_A_BATCH); left > 0; left--) {
    batch += lineOf(`/hit/${hits++}`, 499, logSeconds());
  }
  appendFileSync(log, batch);
}

function rotate(): void {
  for (let number = rotations; number > 0; number--) renameSync(`${log}.${number}`, `${log}.${number + 1}`);
  renameSync(log, `${log}.1`);
  appendFileSync(log, '');
  rotations++;
}

// Runs logscan with its output appended to the file, and kills it after `killAfterMs`. If that is undefined, the run is not killed.
async function run(killAfterMs: number | undefined): Promise<Run> {
  const file = openSync(out, 'a');
  const from = statSync(out).size;
  const begun = Date.now();
  const child = spawn(
    process.execPath,
    [resolve('bin/logscan.js'), log, '--state', state, '--format', 'ndjson', '--no-progress'],
    { stdio: ['ignore', file, 'inherit'] },
  );
  const timer = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  const [code, signal] = await new Promise<[number | null, string | null]>((done) =>
    child.on('close', (...how) => done(how)),
  );
  clearTimeout(timer);
  closeSync(file);
  if (signal === null && code !== 0) throw new Error(`a run that was not killed ended with exit code ${code}`);
  if (signal === null) lifetimeMs = Date.now() - begun;
  return { isKilled: signal !== null, from, to: statSync(out).size };
}

// The numbers of the hits that a run reported. An incomplete last line does not count.
function numbersIn(text: string): number[] {
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => {
      const number = /"request":"GET \/hit\/(\d+) /.exec(line)?.[1];
      return number === undefined ? [] : [Number(number)];
    });
}

const runs: Run[] = [];
const kills = (): number => runs.filter(({ isKilled }) => isKilled).length;
writeBatch();
const timers = [setInterval(writeBatch, BATCH_EVERY_MS), setInterval(rotate, ROTATE_EVERY_MS)];
try {
  while (kills() < KILLS && Date.now() - started < LONGEST_MS) {
    const isSpared = runs.length % SPARED_ONE_IN === 0;
    runs.push(await run(isSpared ? undefined : Math.random() * lifetimeMs));
  }
} finally {
  for (const timer of timers) clearInterval(timer);
}
for (let i = 0; i < 3; i++) appendFileSync(log, lineOf('/', 200, logSeconds() + 3600));
runs.push(await run(undefined));

const output = readFileSync(out);
const told = new Map<number, Run[]>();
for (const one of runs) {
  for (const number of numbersIn(output.toString('latin1', one.from, one.to))) {
    told.set(number, [...(told.get(number) ?? []), one]);
  }
}
const lost = Array.from({ length: hits }, (_, number) => number).filter((number) => !told.has(number));
const twice = [...told].filter(([, by]) => by.length > 1);
// Only the last run that reported a hit may have ended by itself. Earlier ones must have been killed between printing and saving.
const unexplained = twice.filter(([, by]) => by.slice(0, -1).some(({ isKilled }) => !isKilled));
const printing = runs.filter(({ isKilled, from, to }) => isKilled && to > from).length;
process.stdout.write(
  [
    `${runs.length} runs, ${kills()} killed (${printing} of them after they began to print), ${rotations} rotations`,
    `${hits} hits: ${lost.length} lost, ${twice.length} reported more than once, ${unexplained.length} of these although the earlier run was not killed`,
    `${((Date.now() - started) / 1000).toFixed(0)} s`,
    '',
  ].join('\n'),
);
if (lost.length > 0) process.stdout.write(`lost: ${lost.slice(0, 20).join(' ')} …\n`);
process.exitCode = lost.length > 0 || unexplained.length > 0 || kills() < 0.8 * KILLS ? 1 : 0;
if (process.exitCode === 0) rmSync(folder, { recursive: true });
else process.stdout.write(`kept: ${folder}\n`);
