// The programs that read the files in examples/ accept them, and the files call logscan with flags that exist.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseCommandLine } from '../src/cli/arguments/command-line.ts';
import { FLAGS } from '../src/cli/reference/flags.ts';
import { newFolder, removeFolder } from './built-copy.ts';

const FILES = [
  'examples/crontab',
  'examples/systemd/logscan.service',
  'examples/systemd/logscan.timer',
  'examples/logrotate/nginx',
] as const;
const COMMAND = /\blogscan(?= --\w)((?: +(?:'[^']*'|"[^"]*"|\$\([^)]*\)|[^\s'";|>])+)+)/g;
const WORD = /(?:'[^']*'|"[^"]*"|\$\([^)]*\)|[^\s'"])+/g;

const folder = newFolder();
afterAll(() => removeFolder(folder));

function isKnown(flag: string): boolean {
  return FLAGS.some(({ long, short }) => flag === long || flag === short);
}

/** The lines of a file that are not comments. */
function linesOf(file: string): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

/** The arguments of every call of logscan in a file, without the quotes of the shell and the escapes of cron. */
function callsIn(file: string): string[][] {
  return [...linesOf(file).join('\n').matchAll(COMMAND)].map(([, words = '']) =>
    [...words.matchAll(WORD)].map(([word]) => word.replaceAll(/['"]/g, '').replaceAll('\\%', '%')),
  );
}

function call(program: string, ...words: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' });
  return { status, stdout, stderr };
}

function isInstalled(program: string): boolean {
  return call(program, '--version').status === 0;
}

const calls = FILES.flatMap((file) => callsIn(file).map((words) => [file, words.join(' '), words] as const));

test.each(FILES)('%s begins with a comment that says what it is', (file) => {
  expect(readFileSync(file, 'utf8')).toMatch(/^# \S.{20}/);
});

test('there are calls of logscan', () => {
  expect(calls.map(([file]) => file)).toEqual([FILES[0], FILES[0], FILES[0], FILES[1], FILES[3]]);
});

describe.each(calls)('%s: logscan %s', (_file, _text, words) => {
  test('has only flags that --help knows', () => {
    expect(words.filter((word) => word.startsWith('-') && !isKnown(word))).toEqual([]);
  });

  test('is a command line that logscan understands', () => {
    const parsed = parseCommandLine(words, '0.0.0', 0);
    expect('options' in parsed && parsed.options.files.at(-1)).toBe('/var/log/nginx/access.log');
  });
});

describe('examples/crontab', () => {
  const entries = linesOf('examples/crontab').filter((line) => !/^\w+=/.test(line));

  test.each(entries)('five fields and a command: %s', (line) => {
    const fields = line.split(' ');
    for (const [i, highest] of [59, 23, 31, 12, 7].entries()) {
      expect(fields[i]).toMatch(/^(?:\*(?:\/\d+)?|\d+(?:,\d+)*)$/);
      expect(Math.max(...(fields[i]?.match(/\d+/g) ?? ['0']).map(Number))).toBeLessThanOrEqual(highest);
    }
    expect(fields[5]).toBe('logscan');
  });

  test.each(entries)('a bare percent sign would end the command: %s', (line) => {
    expect(line).not.toMatch(/(?<!\\)%/);
  });

  test.skipIf(process.platform === 'win32').each(entries)('a shell can read it: %s', (line) => {
    const command = line.split(' ').slice(5).join(' ').replaceAll('\\%', '%');
    expect(call('sh', '-n', '-c', command)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('jobs at the same time never share a state file', () => {
    const states = calls
      .map(([, , words]) => words[words.indexOf('--state') + 1])
      .filter((path) => path?.endsWith('.state'));
    // The service has a folder of its own; crontab and logrotate share one.
    const shared = states.filter((path) => path?.startsWith('/var/lib/logscan/'));
    expect(new Set(shared).size).toBe(shared.length);
    expect(shared).toHaveLength(3);
  });
});

describe('examples/systemd', () => {
  test.skipIf(!isInstalled('systemd-analyze'))('systemd-analyze verify reports nothing', () => {
    const units = ['logscan.service', 'logscan.timer'].map((name) => {
      const unit = readFileSync(`examples/systemd/${name}`, 'utf8');
      const path = join(folder, name);
      // systemd-analyze checks that the program exists.
      writeFileSync(path, unit.replace('/usr/local/bin/logscan', process.execPath));
      return path;
    });
    expect(call('systemd-analyze', 'verify', ...units)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('the service keeps its state in the folder that systemd creates for it', () => {
    const unit = linesOf('examples/systemd/logscan.service');
    expect(unit).toEqual(expect.arrayContaining(['Type=oneshot', 'StateDirectory=logscan']));
    expect(unit.find((line) => line.startsWith('ExecStart='))).toContain('--state ${STATE_DIRECTORY}/');
    // Node compiles code while it runs.
    expect(unit).not.toContain('MemoryDenyWriteExecute=yes');
  });
});

describe('examples/logrotate/nginx', () => {
  test.skipIf(!isInstalled('logrotate'))('logrotate -d finds no error', () => {
    const path = join(folder, 'nginx');
    copyFileSync('examples/logrotate/nginx', path);
    // logrotate refuses a file that the group may write.
    chmodSync(path, 0o644);
    const { status, stderr } = call('logrotate', '-d', '-s', join(folder, 'status'), path);
    expect(status).toBe(0);
    expect(stderr.split('\n').filter((line) => line.startsWith('error'))).toEqual([]);
    expect(stderr).toContain('rotating pattern: /var/log/nginx/*.log');
  });

  test('a failing report does not keep the log from being rotated', () => {
    expect(linesOf('examples/logrotate/nginx').find((line) => line.includes('bin/logscan'))).toMatch(/ \|\| true$/);
  });
});
