// Files that a run writes: when they replace an old file, their modes, links and pipes, and what happens on a full disk.
import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { copyRepository, newFolder, removeFolder } from '../../built-copy.ts';
import { FakeHost, logscan, openStdin } from '../../fake-host.ts';

const isWindows = process.platform === 'win32';
const OLD = 'the report of yesterday\n';
const LINES = [0, 1, 2].map(
  (second) =>
    `192.0.2.7 - - [22/Nov/2026:15:00:0${second} +0000] "GET /a HTTP/1.1" 499 0 "-" "python-requests/2.31.0"\n`,
);
const LATER = '192.0.2.7 - - [22/Nov/2026:15:05:00 +0000] "GET /b HTTP/1.1" 200 5 "-" "python-requests/2.31.0"\n';

let folder = '';
let log = '';

beforeEach(() => {
  folder = newFolder();
  log = join(folder, 'access.log');
  writeFileSync(log, LINES.join(''));
});

afterEach(() => removeFolder(folder));

function read(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

function modeOf(name: string): string {
  return (statSync(join(folder, name)).mode & 0o777).toString(8);
}

async function until(isSo: () => boolean): Promise<void> {
  for (const before = Date.now(); !isSo(); await sleep(10)) {
    if (Date.now() - before > 8000) throw new Error('waited in vain');
  }
}

/** The file of an earlier run. */
function old(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, OLD);
  return path;
}

describe('when a file is replaced', () => {
  test.each(['r.json', 'r.txt', 'r.ndjson'])('%s: at the end of a run that succeeds', async (name) => {
    const path = old(name);
    expect((await logscan([log, '-o', path])).code).toBe(0);
    expect(read(name)).toContain('/a');
    expect(readdirSync(folder).toSorted()).toEqual(['access.log', name]);
  });

  test.each(['r.json', 'r.txt'])('%s: only when the report is complete, also after SIGHUP', async (name) => {
    const host = new FakeHost([log, '-f', '-o', old(name)]);
    const end = host.run();
    await sleep(500);
    expect(read(name)).toBe(OLD);
    host.send('SIGHUP');
    expect((await end).code).toBe(129);
    expect(read(name)).toContain(name.endsWith('txt') ? 'access.log' : '"schema_version"');
    expect(readdirSync(folder).toSorted()).toEqual(['access.log', name]);
  });

  test('NDJSON of a followed log: when the first finding comes, and then the file grows', async () => {
    const host = new FakeHost([log, '-f', '-o', old('r.ndjson')]);
    const end = host.run();
    await sleep(500);
    expect(read('r.ndjson')).toBe(OLD);
    appendFileSync(log, LATER);
    await until(() => read('r.ndjson') !== OLD);
    await until(() => read('r.ndjson').split('\n').length === 4);
    expect(readdirSync(folder).toSorted()).toEqual(['access.log', 'r.ndjson']);
    host.send('SIGUSR1');
    await until(() => read('r.ndjson').split('\n').length === 5);
    host.send('SIGTERM');
    await end;
    const types = read('r.ndjson')
      .trimEnd()
      .split('\n')
      .map((record) => (JSON.parse(record) as { type: string }).type);
    expect(types).toEqual(['finding', 'finding', 'finding', 'report', 'report']);
  });

  test('NDJSON of a pipe that stays open: when the first finding comes', async () => {
    if (statSync('/dev/stdin', { throwIfNoEntry: false })?.isFile() !== false) return;
    const stdin = openStdin(LINES.join(''), LATER);
    const end = new FakeHost(['-o', old('r.ndjson')], { stdin }).run();
    await until(() => read('r.ndjson') !== OLD);
    stdin.push(null);
    await end;
    expect(read('r.ndjson')).toMatch(/"type":"report".*\n$/);
  });

  test('--every: each report replaces the one before', async () => {
    const path = join(folder, 'r.json');
    const host = new FakeHost([log, '-f', '--every', '1s', '-o', path]);
    const end = host.run();
    const lines = (): number =>
      existsSync(path) ? (JSON.parse(read('r.json')) as { totals: { lines: number } }).totals.lines : 0;
    await until(() => lines() === 3);
    appendFileSync(log, LATER);
    await until(() => lines() === 4);
    host.send('SIGTERM');
    await end;
    expect(lines()).toBe(4);
  });

  test('--quiet with nothing to fix leaves an empty file', async () => {
    writeFileSync(log, LATER);
    await logscan([log, '--quiet', '-o', old('r.json')]);
    expect(read('r.json')).toBe('');
  });

  test('after a second signal the old file stays, and no temporary file is left', async () => {
    const host = new FakeHost([log, '-f', '-o', old('r.json')]);
    const end = host.run();
    await sleep(500);
    host.exit(130);
    expect([read('r.json'), readdirSync(folder).length]).toEqual([OLD, 2]);
    host.send('SIGTERM');
    await end;
  });

  test('the file of unparsed lines is replaced in the same way', async () => {
    appendFileSync(log, 'garbage\n');
    const host = new FakeHost([log, '-f', '--format', 'json', '--unparsed', old('u.log')]);
    const end = host.run();
    await until(() => read('u.log') !== OLD);
    host.send('SIGTERM');
    await end;
    expect(read('u.log')).toBe('garbage\n');
  });
});

describe.skipIf(isWindows)('links', () => {
  test.each([true, false])(
    'a link stays a link, and its target is replaced (the target exists: %s)',
    async (exists) => {
      mkdirSync(join(folder, 'there'));
      if (exists) writeFileSync(join(folder, 'there', 'r.json'), OLD);
      symlinkSync('there/r.json', join(folder, 'second.json'));
      symlinkSync('second.json', join(folder, 'r.json'));
      expect((await logscan([log, '-o', join(folder, 'r.json')])).code).toBe(0);
      expect(readlinkSync(join(folder, 'r.json'))).toBe('second.json');
      expect(lstatSync(join(folder, 'there', 'r.json')).isFile()).toBe(true);
      expect(read('there/r.json')).toContain('"schema_version"');
    },
  );

  test('a link that leads to itself is refused', async () => {
    symlinkSync('r.json', join(folder, 'r.json'));
    expect((await logscan([log, '-o', join(folder, 'r.json')])).code).toBe(2);
  });

  test.each([
    ['a log that does not exist yet', (path: string) => ['-f', path, '-o', path]],
    ['a state that does not exist yet', (path: string) => [log, '--state', path, '-o', path]],
    ['the same file by a link', (path: string) => [log, '--unparsed', path, '-o', join(folder, 'link.json')]],
  ])('%s is refused as the file of the report', async (_name, words) => {
    const path = join(folder, 'late.json');
    symlinkSync('late.json', join(folder, 'link.json'));
    const { code, stderr } = await logscan(words(path));
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('name another file') });
  });
});

describe.skipIf(isWindows)('modes', () => {
  let mask = 0;
  beforeEach(() => (mask = process.umask(0o022)));
  afterEach(() => void process.umask(mask));

  test.each([
    [0o640, 0o022, '640'],
    [0o644, 0o022, '644'],
    [0o666, 0o022, '644'],
    [0o644, 0o077, '600'],
    [0o660, 0o002, '660'],
    [0o440, 0o022, '640'],
  ])('a new report of a log with mode %o and umask %o', async (logMode, umask, mode) => {
    chmodSync(log, logMode);
    process.umask(umask);
    await logscan([log, '-o', join(folder, 'r.json'), '--unparsed', join(folder, 'u.log')]);
    expect([modeOf('r.json'), modeOf('u.log')]).toEqual([mode, mode]);
  });

  test('the strictest mode of several logs decides, rotated logs included', async () => {
    writeFileSync(`${log}.1`, LINES.join(''));
    const state = join(folder, 'state');
    await logscan([log, '--state', state]);
    chmodSync(log, 0o600);
    rmSync(`${log}.1`);
    spawnSync('mv', [log, `${log}.1`]);
    writeFileSync(log, LATER);
    await logscan([log, '--state', state, '-o', join(folder, 'r.json')]);
    expect(modeOf('r.json')).toBe('600');
  });

  test.each([0o600, 0o604, 0o666, 0o660])('an existing report keeps its mode %o', async (mode) => {
    chmodSync(log, 0o640);
    const path = old('r.json');
    chmodSync(path, mode);
    await logscan([log, '-o', path]);
    expect(modeOf('r.json')).toBe(mode.toString(8));
  });
});

const canMount =
  process.platform === 'linux' && spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

describe.skipIf(isWindows)('of the compiled program', () => {
  let copy = '';
  beforeAll(() => (copy = copyRepository({ compiled: true })));
  afterAll(() => removeFolder(copy));

  /** Runs a shell script in which `logscan` is the compiled program. */
  function shell(script: string, program: readonly string[] = ['bash']): SpawnSyncReturns<string> {
    const [command = '', ...words] = program;
    const setUp = `logscan() { '${process.execPath}' '${join(copy, 'bin/logscan.js')}' "$@"; }; `;
    return spawnSync(command, [...words, '-c', setUp + script], { cwd: folder, encoding: 'utf8', timeout: 20_000 });
  }

  test('a named pipe is written to directly', () => {
    const { stdout } = shell('mkfifo r.json; cat r.json & logscan access.log -o r.json; wait');
    expect(stdout).toContain('"schema_version"');
    expect(lstatSync(join(folder, 'r.json')).isFIFO()).toBe(true);
  });

  test('/dev/stdout is written to directly, even if it is a file', () => {
    shell('echo before > r.txt; logscan access.log -o /dev/stdout --format json >> r.txt; echo after >> r.txt');
    expect(read('r.txt')).toMatch(/^before\n\{"schema_version".*\}\nafter\n$/);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s ends the wait for a pipe without a reader',
    async (signal) => {
      shell('mkfifo r.json');
      const program = [join(copy, 'bin/logscan.js'), log, '-o', join(folder, 'r.json')];
      const child = spawn(process.execPath, program, { timeout: 10_000, killSignal: 'SIGKILL' });
      setTimeout(() => child.kill(signal), 2000);
      const code = await new Promise((closed) => child.on('close', closed));
      expect(code).toBe({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal]);
    },
  );

  test.each(['SIGINT', 'SIGTERM'] as const)('a second %s ends a run whose output nobody reads', async (signal) => {
    writeFileSync(log, LINES.join('').repeat(2000));
    const program = [join(copy, 'bin/logscan.js'), log, '--format', 'ndjson'];
    const child = spawn(process.execPath, program, { timeout: 15_000, killSignal: 'SIGKILL' });
    child.stdout.pause();
    await sleep(2500);
    child.kill(signal);
    await sleep(500);
    child.kill(signal);
    const code = await new Promise((ended) => child.on('exit', ended));
    expect(code).toBe(signal === 'SIGINT' ? 130 : 143);
  });

  test.each(['json', 'ndjson'])('no room for the report: the old file stays (%s)', (format) => {
    writeFileSync(log, LINES.join('').repeat(2000));
    old(`r.${format}`);
    // The limit on file sizes simulates a full disk where no disk can be mounted.
    const { status, stderr } = shell(`ulimit -f 1; logscan access.log -o r.${format}`);
    expect([status, read(`r.${format}`), readdirSync(folder).length]).toEqual([1, OLD, 2]);
    expect(stderr).toMatch(/^logscan: writing failed: r\.\w+: EFBIG/);
  });

  describe.runIf(canMount)('on a disk of its own', () => {
    const unshared = ['unshare', '-rm', 'bash'];
    const disk = 'mkdir disk; mount -t tmpfs -o size=64k none disk; cp access.log disk; cd disk; ';

    test.each(['r.json', 'r.ndjson'])('a full disk is reported as full, and %s stays', (name) => {
      const { stdout, stderr } = shell(
        `${disk} echo old > ${name}; head -c 100000 /dev/zero > fill 2> /dev/null; logscan access.log -o ${name}; echo $?; cat ${name}; ls -A`,
        unshared,
      );
      expect(stderr).toContain(`logscan: writing failed: ${name}: the disk is full; free some space\n`);
      expect(stdout).toBe(`1\nold\naccess.log\nfill\n${name}\n`);
    });

    test.each([
      ['the state', '8192', 1, /--state s: the disk is full; free some space; the next run reads the same lines again/],
      ['the lock', '0', 2, /--state: cannot create the lock file "s.lock": the disk is full; free some space\./],
    ])('a disk too full for %s: neither a lock nor a partial file is left', (_name, room, code, said) => {
      const { stdout, stderr } = shell(
        `${disk} head -c 100000 /dev/zero > fill 2> /dev/null; size=$(stat -c %s fill);
         truncate -s $((size - ${room})) fill; logscan access.log --state s --format ndjson > /dev/null; echo $?; ls -A`,
        unshared,
      );
      expect(stderr).toMatch(said);
      expect(stdout).toBe(`${code}\naccess.log\nfill\n`);
    });

    test('a report file that is a mount point cannot be replaced, so it is overwritten', () => {
      old('r.json');
      const { stdout, stderr } = shell(
        'echo old > other; mount --bind other r.json; logscan access.log -o r.json; echo $?; cat r.json; ls -A',
        unshared,
      );
      expect({ stdout, stderr }).toEqual({
        stdout: expect.stringMatching(/^0\n\{"schema_version".*\}\naccess\.log\nother\nr\.json\n$/),
        stderr: '',
      });
    });
  });
});
