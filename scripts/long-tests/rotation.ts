// npm run rotation: follows logs while the real logrotate rotates them, and counts lines that are lost, torn or read twice.
//
// One process appends numbered lines to nine logs every few milliseconds, each batch in one write, as nginx does. On USR1
// (logrotate's postrotate) it still writes to the old files for up to 0.3 s, then reopens all logs, as nginx does. Each log has its
// own logrotate, which rotates it again and again, with create, copytruncate or dateext: each without compression, with compress, and
// with compress and delaycompress. No file is removed. Two followers read all logs at the same time. One has the default settings
// (polls every 200 ms and watches the folders). The other only polls every 1000 ms, so now and then it misses a whole rotation.
//
// A line is *lost* when it is in the log or in a rotated file at the end, but a follower did not yield it. A line that is in no
// file was *destroyed* by logrotate: with copytruncate, a line written between copy and truncation; with compress but without
// delaycompress, a line written to the old file during its compression. A follower may have *seen* a destroyed line. *Twice*
// counts lines that were yielded more than once; *torn* counts texts that the writer did not write: joined or cut lines.
import { execFile, spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { followFiles } from '../../src/sources/files/followed-names.ts';

const KINDS: Readonly<Record<string, string>> = {
  create: 'create 0640',
  copytruncate: 'copytruncate',
  // The seconds are in the name, because with the date alone logrotate rotates once a day.
  dateext: 'create 0640\n  dateext\n  dateformat -%Y%m%d-%s',
};
const PACKINGS: readonly string[] = ['nocompress', 'compress', 'compress\n  delaycompress'];
const ROTATIONS = 52;
/** Longer than a second, so that dated names differ. */
const PAUSE_MS = [1020, 1400] as const;
const BATCH_EVERY_MS = 4;
const MOST_LINES_A_BATCH = 5;
const REOPEN_WITHIN_MS = 300;
const FOLLOWERS = [
  { pollMs: 200, isWatching: true },
  { pollMs: 1000, isWatching: false },
] as const;

interface Log {
  readonly kind: string;
  readonly folder: string;
  readonly path: string;
}

const random = (least: number, most: number): number => least + Math.floor(Math.random() * (most - least + 1));

function lineOf(number: number): string {
  return `${number} ${'x'.repeat((number * 7) % 160)}.`;
}

/** Writes until SIGTERM, then prints how many lines it wrote to each file, as a JSON array. */
function write(paths: readonly string[]): void {
  const open = (path: string): number => openSync(path, 'a', 0o640);
  const files = paths.map((path) => ({ path, handle: open(path), lines: 0 }));
  const timer = setInterval(() => {
    for (const file of files) {
      let batch = '';
      for (let left = random(0, MOST_LINES_A_BATCH); left > 0; left--) batch += `${lineOf(file.lines++)}\n`;
      if (batch !== '') writeSync(file.handle, batch);
    }
  }, BATCH_EVERY_MS);
  const reopen = (): void => {
    for (const file of files) {
      closeSync(file.handle);
      file.handle = open(file.path);
    }
  };
  process.on('SIGUSR1', () => setTimeout(reopen, random(0, REOPEN_WITHIN_MS)));
  process.on('SIGTERM', () => {
    clearInterval(timer);
    process.stdout.write(JSON.stringify(files.map(({ lines }) => lines)), () => process.exit());
  });
  process.stdout.write('ready\n');
}

/** The lines of one log that one follower yielded. */
class Tally {
  torn = 0;
  readonly #times = new Map<number, number>();
  readonly #unfinished = new Map<number, string>();

  add(generation: number, bytes: Buffer): void {
    const lines = ((this.#unfinished.get(generation) ?? '') + bytes.toString('latin1')).split('\n');
    this.#unfinished.set(generation, lines.pop() ?? '');
    for (const line of lines) {
      const number = Number.parseInt(line, 10);
      if (line === lineOf(number)) this.#times.set(number, (this.#times.get(number) ?? 0) + 1);
      else this.torn++;
    }
  }

  has(number: number): boolean {
    return this.#times.has(number);
  }

  get twice(): number {
    return [...this.#times.values()].filter((times) => times > 1).length;
  }
}

/** Follows logs until it is stopped; then it reads the rest of all files. */
class Reader {
  readonly tallies: ReadonlyMap<string, Tally>;
  readonly remarks: string[] = [];
  readonly #done: Promise<void>;
  #roundsLeft = Number.POSITIVE_INFINITY;

  constructor(paths: readonly string[], options: { readonly pollMs: number; readonly isWatching: boolean }) {
    this.tallies = new Map(paths.map((path) => [path, new Tally()]));
    this.#done = this.#run(paths, options);
  }

  stop(): Promise<void> {
    this.#roundsLeft = 3;
    return this.#done;
  }

  async #run(files: readonly string[], options: { pollMs: number; isWatching: boolean }): Promise<void> {
    const controller = new AbortController();
    const onRemark = (file: string, remark: string): void => void this.remarks.push(`${file}: ${remark}`);
    for await (const piece of followFiles({ ...options, files, signal: controller.signal, onRemark })) {
      this.tallies.get(piece.file)?.add(piece.generation, piece.bytes);
      if (piece.bytes.length === 0 && --this.#roundsLeft <= 0) controller.abort();
    }
  }
}

async function rotateAgainAndAgain({ folder }: Log): Promise<void> {
  for (let rotation = 0; rotation < ROTATIONS; rotation++) {
    await sleep(random(...PAUSE_MS));
    const configuration = join(folder, 'logrotate.conf');
    await promisify(execFile)('logrotate', ['--force', '--state', join(folder, 'logrotate.state'), configuration]);
  }
}

function makeLog(root: string, kind: string, packing: number): Log {
  const folder = join(root, `${kind}-${packing}`);
  mkdirSync(folder);
  const path = join(folder, 'access.log');
  writeFileSync(path, '', { mode: 0o640 });
  return { kind, folder, path };
}

function configure(log: Log, packing: string, writer: number): void {
  const text = `${log.path} {
  rotate 10000
  ${KINDS[log.kind] ?? ''}
  ${packing}
  postrotate
    kill -USR1 ${writer}
  endscript
}
`;
  writeFileSync(join(log.folder, 'logrotate.conf'), text, { mode: 0o644 });
}

/** How many rotated files a log has, and the numbers of the lines in them and in the log itself. */
function whatIsLeft({ folder }: Log): { rotations: number; numbers: Set<number> } {
  const names = readdirSync(folder).filter((name) => name.startsWith('access.log'));
  const numbers = new Set<number>();
  for (const name of names) {
    const bytes = readFileSync(join(folder, name));
    const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
    for (const line of text.split('\n')) {
      const number = Number.parseInt(line, 10);
      if (line === lineOf(number)) numbers.add(number);
    }
  }
  return { rotations: names.length - 1, numbers };
}

async function soak(): Promise<boolean> {
  const root = mkdtempSync(join(tmpdir(), 'logscan-rotation-'));
  const logs = Object.keys(KINDS).flatMap((kind) => PACKINGS.map((_, packing) => makeLog(root, kind, packing)));
  const paths = logs.map(({ path }) => path);
  const writer = spawn(process.execPath, [import.meta.filename, 'write', ...paths], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  writer.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  while (!output.startsWith('ready\n')) await sleep(10);
  for (const [i, log] of logs.entries()) configure(log, PACKINGS[i % PACKINGS.length] ?? '', writer.pid ?? 0);
  const readers = FOLLOWERS.map((options) => new Reader(paths, options));
  try {
    await Promise.all(logs.map(rotateAgainAndAgain));
    await sleep(REOPEN_WITHIN_MS * 2);
  } finally {
    const exited = new Promise((resolve) => writer.once('close', resolve));
    writer.kill();
    await exited;
  }
  await Promise.all(readers.map((reader) => reader.stop()));
  const written = JSON.parse(output.slice('ready\n'.length)) as number[];

  let isGood = true;
  for (const kind of Object.keys(KINDS)) {
    let [rotations, lines, destroyed] = [0, 0, 0];
    const sums = readers.map(() => ({ lost: 0, seen: 0, twice: 0, torn: 0 }));
    for (const [i, log] of logs.entries()) {
      if (log.kind !== kind) continue;
      const left = whatIsLeft(log);
      const count = written[i] ?? 0;
      if (left.rotations < ROTATIONS) isGood = false;
      rotations += left.rotations;
      lines += count;
      for (let number = 0; number < count; number++) {
        const isDestroyed = !left.numbers.has(number);
        if (isDestroyed) destroyed++;
        for (const [at, reader] of readers.entries()) {
          const has = reader.tallies.get(log.path)?.has(number) === true;
          if (isDestroyed && has) sums[at]!.seen++;
          if (!isDestroyed && !has) sums[at]!.lost++;
        }
      }
      for (const [at, reader] of readers.entries()) {
        sums[at]!.twice += reader.tallies.get(log.path)?.twice ?? 0;
        sums[at]!.torn += reader.tallies.get(log.path)?.torn ?? 0;
      }
    }
    const figures = sums.map(({ lost, seen, twice, torn }, at) => {
      if (lost + twice + torn > 0) isGood = false;
      return `every ${FOLLOWERS[at]!.pollMs} ms: ${lost} lost, ${twice} twice, ${torn} torn, ${seen} of the destroyed lines seen`;
    });
    console.log(
      `${kind.padEnd(12)} ${rotations} rotations, ${lines} lines, ${destroyed} destroyed; ${figures.join('; ')}`,
    );
  }
  const remarks = new Map<string, number>();
  for (const remark of readers.flatMap((reader) => reader.remarks)) remarks.set(remark, (remarks.get(remark) ?? 0) + 1);
  for (const [remark, times] of remarks) console.log(`remark (${times} times): ${remark}`);
  if (isGood) rmSync(root, { recursive: true });
  else
    console.log(`lines were lost, torn or read twice, or there were too few rotations; the files are kept in ${root}`);
  return isGood;
}

const [task, ...paths] = process.argv.slice(2);
if (task === 'write') {
  write(paths);
} else {
  try {
    await promisify(execFile)('logrotate', ['--version']);
    process.exitCode = (await soak()) ? 0 : 1;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    console.log('logrotate is not installed; on Debian and Ubuntu: sudo apt-get install -y logrotate');
    process.exitCode = 1;
  }
}
