// The package that npm would publish: packed from a fresh copy, installed into an empty folder, and run there.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyRepository, newFolder, removeFolder } from './built-copy.ts';

const SLOW = 120_000;

describe('the package', () => {
  const folder = newFolder();
  let copy = '';
  let packed: string[] = [];
  const run = (command: string, ...words: string[]): string =>
    execFileSync(command, words, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
    });

  beforeAll(() => {
    copy = copyRepository({ compiled: false });
    execFileSync('npm', ['pack', '--pack-destination', folder], {
      cwd: copy,
      stdio: 'pipe',
      shell: process.platform === 'win32',
    });
    const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
    packed = run('tar', '-tzf', tarball)
      .trim()
      .split('\n')
      .map((path) => path.replace(/^package\//, ''));
    run('npm', 'init', '--yes');
    run('npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', `./${tarball}`);
  }, SLOW);
  afterAll(() => [folder, copy].forEach(removeFolder));

  test('holds the program, its types and the schemas', () => {
    expect(packed).toEqual(
      expect.arrayContaining([
        'package.json',
        'bin/logscan.js',
        'bin/package.json',
        'bin/too-old.js',
        'dist/run.js',
        'dist/index.js',
        'dist/types/index.d.ts',
        'bin/package.json',
        'dist/scan-worker.js',
        'schema/finding.schema.json',
        'share/man/man1/logscan.1',
        'share/bash-completion/completions/logscan',
        'schema/report.schema.json',
      ]),
    );
  });

  test('holds nothing else', () => {
    const allowed = /^(?:(?:bin|dist|schema|docs|examples|share)\/|package\.json$|[A-Z]+(?:\.md)?$)/;
    expect(packed.filter((path) => !allowed.test(path))).toEqual([]);
    expect(packed.filter((path) => /(?:^|\/)(?:test|fixtures|src|bench|scripts)\/|\.test\./.test(path))).toEqual([]);
  });

  test(
    'says its version',
    () => {
      const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
      expect(run('npx', '--no-install', 'logscan', '--version')).toBe(`${version}\n`);
    },
    SLOW,
  );

  test(
    'reads a log',
    () => {
      writeFileSync(
        join(folder, 'access.log'),
        '192.0.2.7 - - [22/Nov/2026:15:00:00 +0000] "GET / HTTP/1.1" 499 0 "-" "curl/8.5.0"\n',
      );
      const { totals } = JSON.parse(run('npx', '--no-install', 'logscan', 'access.log', '--format', 'json')) as {
        totals: unknown;
      };
      expect(totals).toMatchObject({ lines: 1, by_status: { '400': 0, '499': 1 } });
    },
    SLOW,
  );

  test(
    'is a library: the example in docs/json.md runs, and its types are correct',
    () => {
      const example = /^```js\n([^]*?)^```$/m.exec(readFileSync('docs/json.md', 'utf8'))?.[1] ?? '';
      expect(example).toContain("from 'logscan'");
      const typed = `${example}\nimport type { Finding, Hit, HitSource, Report } from 'logscan';
export const verdictOf = (finding: Finding): Report['causes'][number]['verdicts'] => ({ [finding.verdict]: 1 });
export type Mine = [Hit, HitSource];\n`;
      writeFileSync(join(folder, 'consumer.mts'), typed);
      writeFileSync(join(folder, 'consumer.mjs'), example);
      const tsc = resolve('node_modules/typescript/bin/tsc');
      const settings = ['--module', 'nodenext', '--strict', '--target', 'es2022', '--lib', 'es2023', '--types', 'node'];
      const types = ['--typeRoots', resolve('node_modules/@types')];
      expect(run(process.execPath, tsc, '--noEmit', ...settings, ...types, 'consumer.mts')).toBe('');
      expect(run(process.execPath, 'consumer.mjs')).toMatch(/^1 [^]*'499': 1[^]*slow-upstream: /);
    },
    SLOW,
  );
});
