// A format as a word of a shell command: what the shell makes of it is the format again.
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shellWord } from '../../src/formats/input-format.ts';
import { type Escape, parseLogFormat, textOf } from '../../src/formats/log-format/directive.ts';

function inShell(word: string): string {
  return execFileSync('sh', ['-c', `printf %s ${word}`], { encoding: 'latin1' });
}

test.each([
  [`log_format x '$status "$request"';`, `'$status "$request"'`],
  [`log_format x "it's $status";`, `'it'\\''s $status'`],
  [`log_format x escape=json '{"s":$status}';`, `'log_format own escape=json '\\''{"s":$status}'\\'';'`],
  [`log_format x "a\\t$status";`, `'log_format own '\\''a\\t$status'\\'';'`],
])('%s', (directive, word) => {
  expect(shellWord(directive)).toBe(word);
});

test.skipIf(process.platform === 'win32')('the shell and logscan read the same format', () => {
  const literal = fc.string({
    unit: fc.constantFrom(
      'a',
      ' ',
      "'",
      '"',
      '\\',
      '\t',
      '|',
      '{',
      '}',
      ';',
      '#',
      '=',
      'log_format ',
      'escape=',
      '`',
      '!',
    ),
    maxLength: 8,
  });
  fc.assert(
    fc.property(literal, literal, fc.constantFrom<Escape>('default', 'json', 'none'), (before, after, escape) => {
      const quoted = `${before}\${status}${after}`.replaceAll(/[\\']/g, '\\$&');
      const directive = `log_format x escape=${escape} '${quoted}';`;
      const format = parseLogFormat(directive);
      const read = parseLogFormat(inShell(shellWord(directive)));
      expect({ text: textOf(read), escape: read.escape }).toEqual({ text: textOf(format), escape });
    }),
    { numRuns: 60 },
  );
});
