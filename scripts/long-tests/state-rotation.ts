// npm run rotation:state -- ROTATIONS [SEED]: rotates logs in many ways between runs with --state; counts lost and repeated hits.
//
// Each story is a log in its own folder. It is written, rotated again and again in one way, and read by runs with --state in between.
// The ways: names with numbers or dates, before or after the ending, `.old`, another folder; plain, packed at once or one rotation
// later; copied and truncated; packed so that logscan cannot read it. Faults happen, too: a file is copied with a new
// modification time, a packed file is cut in half for one run, and a stale lock is left over from before a restart.
//
// A hit that no run reported is *said* if a run said on stderr that a file was not found. Otherwise it is *lost*.
// *Twice* counts hits that were reported more than once.
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { randomFrom } from '../../bench/generate.ts';
import { main } from '../../src/cli/main.ts';
import { FakeHost } from '../../test/fake-host.ts';

const ROTATIONS_OF_STORY = 10;
const MOST_LINES = 30;
const XZ_MAGIC = Buffer.from('\xfd7zXZ\0', 'latin1');

/** A way to rotate a log. */
interface Way {
  /** The name of a rotated file by its number. The highest number is the oldest file, or the newest file if names are dated. */
  readonly name: (number: number) => string;
  readonly isDated?: boolean;
  /** When a rotated file is packed: at once, or at the next rotation; `unreadably`: at once, and logscan cannot unpack it. */
  readonly packs?: 'at once' | 'later' | 'unreadably';
  readonly copies?: boolean;
  /** Only one rotated file is kept. */
  readonly keepsOne?: boolean;
}

const dated = (number: number): string => `2026${String(1101 + number)}`;
const WAYS: Readonly<Record<string, Way>> = {
  numbered: { name: (n) => `access.log.${n}` },
  'numbered, packed': { name: (n) => `access.log.${n}`, packs: 'at once' },
  'numbered, packed later': { name: (n) => `access.log.${n}`, packs: 'later' },
  copytruncate: { name: (n) => `access.log.${n}`, copies: true },
  'copytruncate, packed': { name: (n) => `access.log.${n}`, copies: true, packs: 'at once' },
  dated: { name: (n) => `access.log-${dated(n)}`, isDated: true },
  'dated, packed later': { name: (n) => `access.log-${dated(n)}`, isDated: true, packs: 'later' },
  'dated with _': { name: (n) => `access.log_${dated(n)}`, isDated: true },
  'number before the ending': { name: (n) => `access.${n}.log` },
  'number before the ending, packed': { name: (n) => `access.${n}.log`, packs: 'at once' },
  'date before the ending': { name: (n) => `access-${dated(n)}.log`, isDated: true },
  'another folder': { name: (n) => `old/access.log.${n}` },
  'another folder, packed': { name: (n) => `old/access.log.${n}`, packs: 'at once' },
  '.old': { name: () => 'access.log.old', keepsOne: true },
  xz: { name: (n) => `access.log.${n}`, packs: 'unreadably' },
};

/** One log, its rotation, and the hits that runs reported. */
class Story {
  readonly #folder: string;
  readonly #way: Way;
  readonly #random: () => number;
  readonly #told = new Map<number, number>();
  #written = 0;
  #rotations = 0;
  // The modification time for the next file that changes; it grows with each change.
  #seconds = 1_800_000_000;
  hasSaid = false;

  constructor(folder: string, way: Way, random: () => number) {
    this.#folder = folder;
    this.#way = way;
    this.#random = random;
    mkdirSync(join(folder, 'old'), { recursive: true });
    writeFileSync(this.#log, '');
  }

  get #log(): string {
    return join(this.#folder, 'access.log');
  }

  async tell(): Promise<void> {
    this.#write();
    await this.#run();
    while (this.#rotations < ROTATIONS_OF_STORY) {
      this.#write();
      this.#rotate();
      if (this.#random() < 0.7) this.#write();
      // If only one rotated file is kept, each rotation needs a run before the next one.
      if (this.#way.keepsOne === true || this.#random() < 0.6) await this.#runWithTrouble();
    }
    this.#write();
    const close = '192.0.2.9 - - [23/Dec/2026:23:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8.5.0"\n';
    appendFileSync(this.#log, close);
    await this.#run();
  }

  get lost(): number {
    return this.#written - this.#told.size;
  }

  get twice(): number {
    return [...this.#told.values()].filter((times) => times > 1).length;
  }

  #write(): void {
    let text = '';
    for (let left = Math.ceil(this.#random() * MOST_LINES); left > 0; left--) {
      const number = this.#written++;
      const clock = new Date(Date.UTC(2026, 10, 22) + 1000 * number).toISOString();
      text += `192.0.2.7 - - [${clock.slice(8, 10)}/Nov/2026:${clock.slice(11, 19)} +0000] "GET /${number} HTTP/1.1" 499 0 "-" "curl/8.5.0"\n`;
    }
    appendFileSync(this.#log, text);
    this.#stamp(this.#log);
  }

  #stamp(path: string): void {
    this.#seconds += 10;
    utimesSync(path, this.#seconds, this.#seconds);
  }

  #path(number: number): string {
    return join(this.#folder, this.#way.name(number));
  }

  #rotate(): void {
    const { isDated, packs, copies, keepsOne } = this.#way;
    this.#rotations++;
    if (isDated !== true && keepsOne !== true) {
      for (let number = this.#rotations; number > 0; number--)
        for (const ending of ['', '.gz', '.xz'])
          if (existsSync(this.#path(number) + ending))
            renameSync(this.#path(number) + ending, this.#path(number + 1) + ending);
    }
    const newest = isDated === true ? this.#rotations : 1;
    if (copies === true) {
      copyFileSync(this.#log, this.#path(newest));
      this.#stamp(this.#path(newest));
      truncateSync(this.#log);
    } else {
      renameSync(this.#log, this.#path(newest));
      writeFileSync(this.#log, '');
    }
    this.#stamp(this.#log);
    if (packs === 'later') this.#pack(this.#path(isDated === true ? newest - 1 : 2), '.gz');
    if (packs === 'at once') this.#pack(this.#path(newest), '.gz');
    if (packs === 'unreadably') this.#pack(this.#path(newest), '.xz');
  }

  // The packed file keeps the modification time of the plain one, as with gzip.
  #pack(path: string, ending: '.gz' | '.xz'): void {
    if (!existsSync(path)) return;
    const bytes = readFileSync(path);
    const { atime, mtime } = statSync(path);
    writeFileSync(path + ending, ending === '.gz' ? gzipSync(bytes) : Buffer.concat([XZ_MAGIC, bytes.subarray(1)]));
    utimesSync(path + ending, atime, mtime);
    rmSync(path);
  }

  async #runWithTrouble(): Promise<void> {
    const newest = this.#path(this.#way.isDated === true ? this.#rotations : 1);
    const packed = `${newest}.gz`;
    const what = Math.floor(this.#random() * 4);
    if (what === 0 && existsSync(packed)) {
      const whole = readFileSync(packed);
      const { atime, mtime } = statSync(packed);
      truncateSync(packed, whole.length >> 1);
      utimesSync(packed, atime, mtime);
      await this.#run();
      writeFileSync(packed, whole);
      utimesSync(packed, atime, mtime);
    }
    if (what === 1) writeFileSync(join(this.#folder, 'state.lock'), '1\n');
    if (what === 1) utimesSync(join(this.#folder, 'state.lock'), 1000, 1000);
    await this.#run();
    if (what === 2 && existsSync(newest)) {
      copyFileSync(newest, join(this.#folder, `access.log.${90 + this.#rotations}`));
      this.#stamp(join(this.#folder, `access.log.${90 + this.#rotations}`));
    }
  }

  async #run(): Promise<void> {
    const words = [this.#log, '--state', join(this.#folder, 'state'), '--format', 'ndjson'];
    const host = new FakeHost([...words, '--rotated', join(this.#folder, 'old')]);
    const code = await main(host, host.argv.slice(2), '0');
    const [stdout, stderr] = [host.stdout.text, host.stderr.text];
    if (code !== 0 && !stderr.includes('gzip data is damaged')) throw new Error(`exit code ${code}: ${stderr}`);
    this.hasSaid ||= stderr.includes('was not found');
    for (const [, number] of stdout.matchAll(/"request":"GET \/(\d+) /g))
      this.#told.set(Number(number), (this.#told.get(Number(number)) ?? 0) + 1);
  }
}

const wanted = Number(process.argv[2] ?? 100);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
const random = randomFrom(seed);
const root = mkdtempSync(join(tmpdir(), 'logscan-state-rotation-'));
const sums = new Map<string, { rotations: number; lost: number; said: number; twice: number }>();
let stories = 0;
for (let rotations = 0; rotations < wanted; rotations += ROTATIONS_OF_STORY) {
  const [name, way] = Object.entries(WAYS)[stories % Object.keys(WAYS).length]!;
  const folder = join(root, `${stories++}`);
  mkdirSync(folder);
  const story = new Story(folder, way, random);
  await story.tell();
  const sum = sums.get(name) ?? { rotations: 0, lost: 0, said: 0, twice: 0 };
  sum.rotations += ROTATIONS_OF_STORY;
  sum.twice += story.twice;
  if (story.hasSaid) sum.said += story.lost;
  else sum.lost += story.lost;
  sums.set(name, sum);
  if (story.twice === 0 && (story.hasSaid || story.lost === 0)) rmSync(folder, { recursive: true });
}
let isGood = true;
for (const [name, { rotations, lost, said, twice }] of sums) {
  console.log(`${name.padEnd(34)} ${rotations} rotations: ${lost} lost, ${said} said, ${twice} twice`);
  if (lost + twice > 0 || (said > 0 && WAYS[name]?.packs !== 'unreadably')) isGood = false;
}
const all = [...sums.values()];
const total = (key: 'rotations' | 'lost' | 'twice'): number => all.reduce((sum, one) => sum + one[key], 0);
console.log(`${total('rotations')} rotations, seed ${seed}: ${total('lost')} lost, ${total('twice')} twice`);
if (isGood) rmSync(root, { recursive: true });
else console.log(`kept: ${root}`);
process.exitCode = isGood ? 0 : 1;
