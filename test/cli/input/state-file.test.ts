// Runs with --state continue one another. However the log is divided among them, together they give the findings of a single run.
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deserialize, serialize } from 'node:v8';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { SavedJudge } from '../../../src/judge/judge.ts';
import { Session } from '../../../src/session.ts';
import type { SavedScan } from '../../../src/sources/engine/saved-scan.ts';
import { Scanner } from '../../../src/sources/engine/scanner.ts';
import { LineGuard, readBlocks } from '../../../src/sources/files/lines.ts';
import { LogFiles } from '../../../src/sources/log-files.ts';
import { FedSource } from '../../fed-source.ts';
import { findingRecord } from '../../../src/render/records.ts';
import type { Report } from '../../../src/report/report.ts';
import { lockState } from '../../../src/cli/input/state-lock.ts';
import { readCorpusFile } from '../../../scripts/accuracy/labelled-logs.ts';
import { newFolder, removeFolder } from '../../built-copy.ts';
import { FakeHost, logscan, openStdin, type Ran, type Setting } from '../../fake-host.ts';

const THREAD = readFileSync('fixtures/logs/2008-thread.log');
const CLOSER = '192.0.2.250 - - [31/Dec/2026:23:59:59 +0000] "GET /closes-all HTTP/1.1" 200 5 "-" "curl/8.5.0"\n';

function hit(second: number, path: string, status = 499): string {
  const clock = new Date(second * 1000).toISOString().slice(11, 19);
  return `192.0.2.7 - - [22/Nov/2026:${clock} +0000] "GET /${path} HTTP/1.1" ${status} 0 "-" "curl/8.5.0"\n`;
}

describe('saved and restored in memory', () => {
  // The log is longer than its first MiB, whose lines are all in the sample. Its time jumps back once.
  const log = Buffer.concat([Buffer.from(readCorpusFile('dev-newest', 'access.log'), 'latin1'), THREAD]);

  async function runs(bytes: Buffer, cuts: readonly number[]): Promise<readonly string[]> {
    const findings: string[] = [];
    let saved: { readonly judge: SavedJudge; readonly scan: SavedScan } | undefined;
    let [offset, lines] = [0, 0];
    for (const end of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
      const source = new FedSource({ saved: saved?.scan });
      const session = new Session(source, {
        listener: {
          finding: (finding, isRelated) => void findings.push(JSON.stringify(findingRecord(finding, isRelated))),
        },
        saved: saved?.judge,
      });
      await session.run(new AbortController().signal);
      const guard = new LineGuard();
      const input = source.begin('log', guard.cuts, offset, lines);
      const isLast = end === bytes.length;
      const chunks = piecesOf(bytes.subarray(offset, end));
      for await (const block of readBlocks(chunks, guard, () => !isLast)) source.scanner.takeBytes(block);
      source.end();
      ({ offset, line: lines } = input);
      if (isLast) source.scanner.finish();
      else saved = deserialize(serialize({ judge: session.save(), scan: source.scanner.save() })) as typeof saved;
    }
    return findings;
  }

  test.each([
    ['the thread', THREAD, 20],
    ['a corpus, and back in time', log, 12],
  ])('%s in two to six runs that are cut at any byte', async (_name, bytes, numRuns) => {
    const whole = await runs(bytes, []);
    expect(whole.length).toBeGreaterThan(150);
    const cuts = fc.array(fc.nat({ max: bytes.length - 1 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => void expect(await runs(bytes, at)).toEqual(whole)),
      { numRuns, seed: 11 },
    );
  });
}, 60_000);

async function* piecesOf(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += 65_536) yield bytes.subarray(start, start + 65_536);
}

let folder = '';
let log = '';
let state = '';

beforeEach(() => {
  folder = newFolder();
  log = join(folder, 'access.log');
  state = join(folder, 'logscan.state');
});

afterEach(() => removeFolder(folder));

function runOnce(setting?: Setting): Promise<Ran> {
  return logscan([log, '--state', state, '--format', 'ndjson'], setting);
}

/** Findings without file and line, which depend on the names that rotation gives. */
function recordsOf(stdout: string): string[] {
  return stdout
    .split('\n')
    .filter((line) => /^\{"type":"(?:finding|related)"/.test(line))
    .map((line) => line.replace(/"file":"[^"]*","line":\d+,/, ''));
}

/** The findings of a single run over files with these contents. */
async function single(...files: readonly (string | Buffer)[]): Promise<string[]> {
  const names = files.map((content, i) => {
    const name = join(folder, `single-${i}`);
    writeFileSync(name, content, 'latin1');
    return name;
  });
  return recordsOf((await logscan([...names, '--format', 'ndjson'])).stdout);
}

describe('a log between runs', () => {
  // Rotation cuts between lines, and each part is a file.
  const text = `${THREAD.toString('latin1')}${readCorpusFile('chromium-old-tls', 'access.log')}`;
  const lines = text.split(/(?<=\n)/);
  const part = (from: number, to: number): string => lines.slice(from, to).join('');
  const findings: string[] = [];
  const gzip = (name: string): void => {
    // gzip gives the packed file the times of the plain file.
    const { atime, mtime } = statSync(name);
    writeFileSync(`${name}.gz`, gzipSync(readFileSync(name)));
    utimesSync(`${name}.gz`, atime, mtime);
    rmSync(name);
  };
  const append = (name: string, content: string): void => appendFileSync(name, content, 'latin1');
  const step = async (): Promise<Ran> => {
    const ran = await runOnce();
    expect(ran.stderr).toBe('');
    expect(ran.code).toBe(0);
    findings.push(...recordsOf(ran.stdout));
    return ran;
  };
  beforeEach(() => void findings.splice(0));

  test('grows by any number of bytes, also by half a line', async () => {
    const bytes = Buffer.from(text + CLOSER, 'latin1');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: bytes.length - 1 }), { minLength: 1, maxLength: 5 }),
        async (cuts): Promise<void> => {
          findings.splice(0);
          for (const name of [log, state]) rmSync(name, { force: true });
          let start = 0;
          for (const end of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
            appendFileSync(log, bytes.subarray(start, end));
            start = end;
            await step();
          }
          expect(findings).toEqual(await single(bytes));
        },
      ),
      { numRuns: 6, seed: 12 },
    );
  });

  const rename = (): void => renameSync(log, `${log}.1`);
  const rotations: readonly (readonly [string, () => void])[] = [
    ['renamed, and a new file created', rename],
    ['renamed with a date', (): void => renameSync(log, `${log}-20261122`)],
    [
      'renamed and packed',
      (): void => {
        rename();
        gzip(`${log}.1`);
      },
    ],
    [
      'copied and truncated',
      (): void => {
        copyFileSync(log, `${log}.1`);
        truncateSync(log);
      },
    ],
    [
      'renamed, and still being packed',
      (): void => {
        rename();
        writeFileSync(`${log}.1.gz`, gzipSync(readFileSync(`${log}.1`)).subarray(0, 2000));
      },
    ],
  ];

  test.each(rotations)('rotation: %s', async (_name, rotate) => {
    append(log, part(0, 250));
    await step();
    append(log, part(250, 400));
    rotate();
    append(log, part(400, 500));
    await step();
    append(log, part(500, lines.length) + CLOSER);
    await step();
    await step();
    expect(findings).toEqual(await single(part(0, 400), part(400, lines.length) + CLOSER));
  });

  test.each(rotations)('rotated before anything new was written: %s', async (_name, rotate) => {
    append(log, part(0, 250));
    await step();
    rotate();
    append(log, '');
    await step();
    append(log, part(250, lines.length) + CLOSER);
    await step();
    expect(findings).toEqual(await single(part(0, 250), part(250, lines.length) + CLOSER));
  });

  test.each([false, true])('two rotations between runs, the older one packed: %s', async (isPacked) => {
    append(log, part(0, 250));
    await step();
    append(log, part(250, 300));
    rename();
    // The clock of the file system ticks only every few milliseconds.
    await sleep(20);
    append(log, part(300, 400));
    renameSync(`${log}.1`, `${log}.2`);
    if (isPacked) gzip(`${log}.2`);
    rename();
    append(log, part(400, 500));
    await step();
    append(log, part(500, lines.length) + CLOSER);
    await step();
    expect(findings).toEqual(await single(part(0, 300), part(300, 400), part(400, lines.length) + CLOSER));
  });

  test('rotated twice, and the file that was read last is gone: the newer files are still read', async () => {
    append(log, part(0, 250));
    await step();
    await sleep(20);
    rmSync(log);
    append(log, part(250, 400));
    rename();
    append(log, part(400, lines.length) + CLOSER);
    const ran = await runOnce();
    expect(ran.stderr).toMatch(/up to line 250 was not found/);
    expect(ran.stdout).toContain('"code":"lines-lost"');
    findings.push(...recordsOf(ran.stdout));
    expect(findings).toEqual(await single(part(0, 250), part(250, 400), part(400, lines.length) + CLOSER));
  });

  test.each([false, true])(
    'nginx still writes into the renamed file; an empty new file exists: %s',
    async (isThere) => {
      append(log, part(0, 250));
      await step();
      rename();
      if (isThere) append(log, '');
      append(`${log}.1`, part(250, 300));
      await step();
      // The first half of a line is written before a run, the second half after it.
      append(`${log}.1`, part(300, 320) + lines[320]!.slice(0, 30));
      await step();
      append(`${log}.1`, lines[320]!.slice(30) + part(321, 350));
      append(log, part(350, lines.length) + CLOSER);
      await step();
      expect(findings).toEqual(await single(part(0, 350), part(350, lines.length) + CLOSER));
    },
  );

  test('a packed file is read once', async () => {
    log = join(folder, 'old.gz');
    writeFileSync(log, gzipSync(Buffer.from(text + CLOSER, 'latin1')));
    await step();
    await step();
    expect(findings).toEqual(await single(text + CLOSER));
  });

  test('is rotated while it is read', async () => {
    append(log, part(0, 600));
    let isRotated = false;
    const source = new LogFiles({
      files: [log],
      stdin: openStdin(),
      jobs: 1,
      resume: { bookmarks: new Map(), scan: undefined },
    });
    const progress = (): undefined => {
      if (!isRotated) {
        rename();
        append(log, part(600, lines.length));
      }
      isRotated = true;
    };
    await source.run({ observe: () => {}, close: () => {}, progress }, new AbortController().signal);
    expect(source.save().bookmarks.get(log)?.ino).toBe(statSync(`${log}.1`).ino);
  });

  async function stopInTheMiddle(rotate: () => void): Promise<void> {
    const many = Array.from({ length: 8000 }, (_, i) => hit(i, `stopped/${i}`));
    append(log, many[0]!);
    await step();
    append(log, many.slice(1).join(''));
    rotate();
    append(log, CLOSER);
    const host = new FakeHost([log, '--state', state, '--format', 'ndjson']);
    let isStopped = false;
    host.stdout.on('written', () => {
      if (!isStopped) host.send('SIGINT');
      isStopped = true;
    });
    const { code, stdout } = await host.run();
    expect(code).toBe(130);
    expect(/"unparsed":\d+/.exec(stdout)?.[0]).toBe('"unparsed":0');
    findings.push(...recordsOf(stdout));
    expect(findings.length).toBeLessThan(4000);
    await step();
    await step();
    expect(findings.map((record) => /stopped\/(\d+)/.exec(record)?.[1])).toEqual(many.map((_, i) => String(i)));
  }

  test('stopped in the middle', () => stopInTheMiddle(() => {}));

  test('stopped in the middle of a rotated file', () => stopInTheMiddle(rename));

  test('a missing log is reported, and its bookmark is kept', async () => {
    append(log, part(0, 250));
    await step();
    mkdirSync(join(folder, 'away'));
    renameSync(log, join(folder, 'away', 'elsewhere'));
    const { code, stderr } = await runOnce();
    expect(stderr).toMatch(/access\.log: no such file/);
    expect(code).toBe(4);
    renameSync(join(folder, 'away', 'elsewhere'), log);
    append(log, part(250, lines.length) + CLOSER);
    await step();
    expect(findings).toEqual(await single(text + CLOSER));
  });

  test('line numbers continue from the run before, and open hits are pending', async () => {
    append(log, `${hit(1, 'one')}${hit(2, 'two')}`);
    const first = JSON.parse((await step()).stdout) as Report;
    expect(first.totals).toMatchObject({ lines: 2, by_status: { '499': 2 }, pending: 2 });
    append(log, hit(100, 'three'));
    const second = (await step()).stdout.trimEnd().split('\n');
    expect(second.map((record) => (JSON.parse(record) as { line?: number }).line)).toEqual([1, 2, undefined]);
    expect((JSON.parse(second.at(-1) ?? '') as Report).totals).toMatchObject({ lines: 1, pending: 1 });
  });
}, 60_000);

describe('a state that cannot be used', () => {
  const told = async (words: RegExp): Promise<void> => {
    const before = readFileSync(state);
    const { code, stdout, stderr } = await runOnce();
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(words);
    expect(readFileSync(state)).toEqual(before);
    expect(readdirSync(folder).toSorted()).toEqual(['access.log', 'logscan.state']);
  };
  beforeEach(async () => {
    writeFileSync(log, THREAD);
    expect((await runOnce()).code).toBe(0);
    expect(readdirSync(folder).toSorted()).toEqual(['access.log', 'logscan.state']);
  });

  test.each<[string, (bytes: Buffer) => string | Buffer, RegExp]>([
    [
      'a byte flipped',
      (bytes) => Buffer.from(bytes.map((byte, i) => (i === 500 ? byte ^ 1 : byte))),
      /" is damaged, so/,
    ],
    ['cut short', (bytes) => bytes.subarray(0, -1), /" is damaged, so/],
    ['cut in its header', (bytes) => bytes.subarray(0, 20), /" is not a state file of logscan, so/],
    [
      'of another version',
      (bytes) => bytes.toString('latin1').replace(/\t\d+\t/, '\t999\t'),
      /" has version 999 and this logscan reads only version \d, so/,
    ],
    [
      'with a version of a thousand digits',
      (bytes) => bytes.toString('latin1').replace(/\t\d+\t/, `\t${'9'.repeat(1000)}\t`),
      /^logscan: --state: "[^"]{1,200}" is damaged, so/,
    ],
    ['a log', () => THREAD, /" is not a state file of logscan, so/],
    ['empty', () => '', /" is not a state file of logscan, so/],
  ])('%s: refused, and the error says what to do', async (_name, change, words) => {
    writeFileSync(state, change(readFileSync(state)), 'latin1');
    await told(words);
    await told(
      /, so no log was read; move it away to start again\. The next run then reads each log from its beginning\.\n/,
    );
    rmSync(state);
    expect((await runOnce()).code).toBe(0);
  });

  test('a folder', async () => {
    rmSync(state);
    state = folder;
    const { code, stderr } = await runOnce();
    expect(code).toBe(2);
    expect(stderr).toContain(`--state: cannot read "${folder}": it is a directory; name a file in it.`);
    rmSync(`${folder}.lock`, { force: true });
  });

  test('in use by another run: refused, and its lock stays', async () => {
    const lock = `${state}.lock`;
    writeFileSync(lock, `${process.ppid}\n`);
    const before = readFileSync(state);
    const { code, stderr } = await runOnce();
    expect(code).toBe(2);
    expect(stderr).toContain(
      `logscan: --state: another run (process ${process.ppid}) uses "${state}"; wait until it ends, or stop it.\n`,
    );
    expect(readFileSync(state)).toEqual(before);
    expect(readFileSync(lock, 'latin1')).toBe(`${process.ppid}\n`);
  });

  test.each([
    ['of a process that has ended', '4194000\n'],
    ["with this run's own process id, as after a killed container", `${process.pid}\n`],
    ['of a run that was killed before it wrote its process id', ''],
    ['of something else', 'what?\n'],
  ])('a lock %s is taken over, and released', async (_name, content) => {
    const lock = `${state}.lock`;
    writeFileSync(lock, content);
    utimesSync(lock, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
    expect((await runOnce()).code).toBe(0);
    expect(existsSync(lock)).toBe(false);
  });

  test('a lock that is being written is not taken over', () => {
    writeFileSync(`${state}.lock`, '');
    expect(() => lockState(state)).toThrow(`--state: another run uses "${state}"; wait until it ends, or stop it.`);
  });

  test('a lock that cannot be created', () => {
    const below = join(log, 'state');
    expect(() => lockState(below)).toThrow(
      /^--state: cannot create the lock file ".*access\.log\/state\.lock": a part of its path is not a folder; check the path\.$/,
    );
  });

  test('a lock that was removed meanwhile does no harm', () => {
    const unlock = lockState(state);
    rmSync(`${state}.lock`);
    expect(unlock).not.toThrow();
  });

  test.each(['EPIPE', 'ENOSPC'])(
    'output that fails with %s: the next run prints the same findings again',
    async (stdoutFails) => {
      appendFileSync(log, `${hit(0, 'new')}${CLOSER}`, 'latin1');
      const before = readFileSync(state);
      expect((await runOnce({ stdoutFails })).code).toBe(stdoutFails === 'EPIPE' ? 0 : 1);
      expect(readFileSync(state)).toEqual(before);
      const { stdout } = await runOnce();
      expect(recordsOf(stdout).filter((record) => record.includes('GET /new '))).toHaveLength(1);
      const after = await runOnce();
      expect(recordsOf(after.stdout)).toEqual([]);
    },
  );

  test('a state that cannot be written', async () => {
    rmSync(state);
    state = join(folder, 'no-such-folder', 'state');
    const { code, stdout, stderr } = await runOnce();
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`logscan: --state: the folder of "${state}" does not exist; create it first.\n`);
  });
});

test.each([
  [
    'a rotated file with its log, which would be read twice',
    ['logs/access.log', 'logs/access.log.1'],
    '--state: "logs/access.log.1" is a rotated part of "logs/access.log" and is found automatically; ' +
      'name only "logs/access.log".',
  ],
  ['no file', [], '--state cannot read standard input, because a later run could not continue it; name the log files.'],
  ['-', ['-'], '--state cannot read standard input, because a later run could not continue it; name the log files.'],
  ['--since', ['a', '--since', '2h'], '--state and --since both decide which lines are read; use one of them.'],
  ['--until', ['a', '--until', '2h'], '--state and --until both decide which lines are read; use one of them.'],
])('--state is refused with %s', async (_name, words, message) => {
  const { code, stderr } = await logscan(['--state', 'x.state', ...words]);
  expect(code).toBe(2);
  expect(stderr.split('\n')[0]).toBe(`logscan: ${message}`);
});

describe('the state file', () => {
  test('is never written through a link at the name of its temporary file', async () => {
    writeFileSync(log, hit(1, 'a'));
    await runOnce();
    writeFileSync(join(folder, 'precious'), 'precious');
    symlinkSync(join(folder, 'precious'), `${state}.new`);
    await runOnce();
    expect(readFileSync(join(folder, 'precious'), 'latin1')).toBe('precious');
    expect(readdirSync(folder).toSorted()).toEqual(['access.log', 'logscan.state', 'precious']);
  });

  test.each([true, false])('that is a link stays a link (its target exists: %s)', async (isThere) => {
    writeFileSync(log, hit(1, 'a') + hit(2, 'b'));
    if (isThere) {
      await runOnce();
      renameSync(state, join(folder, 'real'));
    }
    symlinkSync('real', state);
    expect((await runOnce()).code).toBe(0);
    expect(readdirSync(folder).toSorted()).toEqual(['access.log', 'logscan.state', 'real']);
    expect(readFileSync(join(folder, 'real'), 'latin1')).toMatch(/^logscan state/);
  });

  test('is not unpacked by a run that finds nothing new, and keeps the same lines', async () => {
    writeFileSync(log, Array.from({ length: 2000 }, (_, i) => hit(i, `kept/${i}`)).join(''));
    await runOnce();
    const unpacked = vi.spyOn(Scanner.prototype, 'restore');
    expect((await runOnce()).code).toBe(0);
    expect(unpacked).not.toHaveBeenCalled();
    appendFileSync(log, CLOSER);
    // The hits of the last 30 s were still open.
    expect(recordsOf((await runOnce()).stdout).length).toBeGreaterThan(25);
    expect(unpacked).toHaveBeenCalledTimes(1);
    unpacked.mockRestore();
  });

  test('that is a named pipe is refused at once', async () => {
    writeFileSync(log, hit(1, 'a'));
    execFileSync('mkfifo', [state]);
    const { code, stderr } = await runOnce();
    expect(code).toBe(2);
    expect(stderr).toMatch(/it is not a regular file/);
  });

  test('that is a folder is refused', async () => {
    writeFileSync(log, hit(1, 'a'));
    mkdirSync(state);
    const { code, stderr } = await runOnce();
    expect(code).toBe(2);
    expect(stderr).toMatch(/it is a directory/);
  });
});
