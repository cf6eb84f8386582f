// dist/logscan.mjs, copied alone into an empty folder: it needs no package and no other file, and prints the same.
import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyRepository, newFolder, removeFolder } from './built-copy.ts';

const SLOW = 120_000;
const LOG = resolve('fixtures/logs/2008-thread.log');
/** Logs of this size are read by two threads, and packed ones are unpacked by another one. */
const LARGE_BYTES = 34 * 1024 * 1024;

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('the program in one file', () => {
  const alone = newFolder();
  const logs = newFolder();
  let copy = '';
  beforeAll(() => {
    copy = copyRepository({ compiled: true });
    copyFileSync(join(copy, 'dist/logscan.mjs'), join(alone, 'logscan.mjs'));
  }, SLOW);
  afterAll(() => [alone, logs, copy].forEach(removeFolder));

  const node = (program: string, words: readonly string[], input = ''): Ran => {
    const env = { PATH: process.env['PATH'], TZ: 'UTC', XDG_CONFIG_HOME: '/nonexistent' };
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], {
      cwd: alone,
      encoding: 'utf8',
      env,
      input,
      maxBuffer: 512 * 1024 * 1024,
    });
    return { status, stdout, stderr };
  };
  const both = (words: readonly string[], input?: string): { one: Ran; all: Ran } => ({
    one: node('logscan.mjs', words, input),
    all: node(join(copy, 'bin/logscan.js'), words, input),
  });

  test('begins with the line that makes it a command', () => {
    expect(readFileSync(join(alone, 'logscan.mjs'), 'utf8').split('\n', 1)).toEqual(['#!/usr/bin/env node']);
    expect(readdirSync(alone)).toEqual(['logscan.mjs']);
  });

  const line = '192.0.2.7 - - [22/Nov/2026:15:00:00 +0000] "GET / HTTP/1.1" 499 0 "-" "\\xE6\\xBC\\xA2 漢字"\n';
  test.each<[string, readonly string[], string?]>([
    ['its version', ['--version']],
    ['help', ['help', 'times']],
    ['an explanation', ['explain', 'stopped']],
    ['a log', [LOG]],
    ['findings', [LOG, '--format', 'ndjson']],
    ['standard input', [], readFileSync(LOG, 'latin1')],
    ['wide signs', [], line],
    ['a regular expression', [LOG, '--user-agent', '/firefox|safari/i', '--format', 'json']],
    ['a list of accepted hits', [LOG, '--ignore', join(logs, 'accepted.toml'), '--format', 'json']],
    ['a mistake', ['--fromat']],
    ['a missing file', ['missing.log']],
  ])('%s', (_what, words, input) => {
    writeFileSync(join(logs, 'accepted.toml'), '[[ignore]]\nreason = "known"\ncause = "tcp-health-check"\n');
    const { one, all } = both(words, input);
    expect(one).toEqual(all);
    expect(one.stdout + one.stderr).not.toBe('');
    expect(one.stderr).not.toMatch(/internal failure|Cannot find/);
  });

  test(
    'a large log, plain and packed, with all threads',
    () => {
      const text = readFileSync(LOG);
      const large = Buffer.concat(Array.from({ length: Math.ceil(LARGE_BYTES / text.length) }, () => text));
      writeFileSync(join(logs, 'large.log'), large);
      writeFileSync(join(logs, 'large.log.gz'), gzipSync(large, { level: 1 }));
      for (const name of ['large.log', 'large.log.gz']) {
        const { one, all } = both([join(logs, name), '--format', 'json', '-j', '2']);
        expect({ ...one, stdout: one.stdout === all.stdout }).toEqual({ status: 0, stderr: all.stderr, stdout: true });
        expect(one.stdout).toContain(`"lines":${316 * Math.ceil(LARGE_BYTES / text.length)}`);
      }
    },
    SLOW,
  );
});
