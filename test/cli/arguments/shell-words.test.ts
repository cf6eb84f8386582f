// Commands that are printed for the user to type: a shell reads them as the same words.
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commandAgain, shellQuoted } from '../../../src/cli/arguments/shell-words.ts';

/** Signs that mean something to a shell. */
const ODD = `'"\\$\` \n\t!*~#;&|<>(){}[]?-=7`;

/** The words that bash reads. */
function readByShell(command: string): string[] {
  const script = `printf '%s\\0' ${command}`;
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

test('plain words stay as they are', () => {
  for (const word of ['access.log', '/var/log/nginx/access.log-20261122.gz', '--since=2h', 'a@b', '-'])
    expect(shellQuoted(word)).toBe(word);
});

test.for([
  ['my log', "'my log'"],
  ["it's", String.raw`'it'\''s'`],
  ['', "''"],
  ['*.log', "'*.log'"],
  ['größe.log', "'größe.log'"],
  ['東京.log', "'東京.log'"],
  ['🚀.log', String.raw`$'\360\237\232\200.log'`],
  ['a\nb', String.raw`$'a\012b'`],
  ['\u001b[31m', String.raw`$'\033[31m'`],
  ['\u202e7', String.raw`$'\342\200\2567'`],
] as const)('%j is %s', ([word, quoted]) => {
  expect(shellQuoted(word)).toBe(quoted);
  expect(readByShell(quoted)).toEqual([word]);
});

test('any words are read back by a shell, and are safe on a terminal', () => {
  const word = fc.string({
    unit: fc.oneof(fc.constantFrom(...ODD.split('')), fc.string({ minLength: 1, maxLength: 1, unit: 'grapheme' })),
  });
  // One shell reads them all, because starting many of them takes long.
  const words = fc.sample(word, 400).filter((text) => !text.includes('\0'));
  for (const ascii of [false, true]) {
    const command = words.map((one) => shellQuoted(one, ascii)).join(' ');
    // oxlint-disable-next-line no-control-regex -- these characters must not be printed
    expect(command).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
    if (ascii) expect(command).toMatch(/^[\x20-\x7e]*$/);
    expect(readByShell(command)).toEqual(words);
  }
});

test('more flags come after the words of the user, but before --', () => {
  expect(commandAgain(['a b.log', '--since', '2h'], false, false)('--full')).toBe(
    "logscan 'a b.log' --since 2h --full",
  );
  expect(commandAgain(['--', '-x.log'], false, false)('--full')).toBe('logscan --full -- -x.log');
  expect(commandAgain(['-f', '--every', '1h', 'a.log', '--every=2h', '--', '-f'], false, false)('--full')).toBe(
    'logscan a.log --full -- -f',
  );
  for (const [typed, again] of [
    ['-qf', ' -q'],
    ['-fq', ' -q'],
    ['-ff', ''],
    ['-qfo.txt', ' -qo.txt'],
    ['-off.txt', ' -off.txt'],
  ] as const)
    expect(commandAgain([typed, 'a.log'], false, false)('--full')).toBe(`logscan${again} a.log --full`);
  expect(commandAgain([], true, false)('--full')).toBe('… | logscan --full');
  expect(commandAgain(['-'], true, true)('--full')).toBe('... | logscan - --full');
});
