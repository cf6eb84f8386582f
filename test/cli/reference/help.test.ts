// The texts of --help at all widths.
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { EXIT } from '../../../src/cli/errors.ts';
import { COMMANDS } from '../../../src/cli/reference/commands.ts';
import { usageOf } from '../../../src/cli/reference/flag.ts';
import { FLAGS } from '../../../src/cli/reference/flags.ts';
import { helpOn, helpText, shortHelp } from '../../../src/cli/reference/help.ts';
import { TOPICS } from '../../../src/cli/reference/topics.ts';
import { logscan } from '../../fake-host.ts';

/** Lines that are wider than the screen. A line with one term that cannot be broken may be. */
function wideLines(text: string, width: number): string[] {
  return text.split('\n').filter((line) => stringWidth(line) > width && !/^ {2}\S/.test(line));
}

describe.each([40, 60, 80, 100, 300])('at %i columns', (columns) => {
  const width = Math.min(100, columns);

  test('no text is wider, and none is cut', () => {
    const words = [...TOPICS, ...COMMANDS].map(({ name }) => name);
    const all = [
      helpText(columns),
      shortHelp(columns),
      ...[...words, ...FLAGS.map(({ long }) => long)].map((word) => helpOn(word, columns) ?? ''),
    ];
    for (const text of all) {
      expect(wideLines(text, width)).toEqual([]);
      expect(text).toMatch(/\S\n$/);
      expect(text).not.toMatch(/[`…]|undefined| $/m);
    }
  });

  test('--help has every flag, command, exit code and topic', () => {
    const text = helpText(columns);
    for (const flag of FLAGS) expect(text).toContain(`  ${usageOf(flag)}`);
    for (const { name } of COMMANDS) expect(text).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
    for (const code of Object.values(EXIT)) expect(text).toMatch(new RegExp(`\\b${code}\\b`));
    for (const { name } of TOPICS) expect(text).toContain(name);
  });
});

test('--help is wrapped at the width of the terminal, and without one at COLUMNS or at 80', async () => {
  const onTerminal = await logscan(['--help'], { tty: ['stdout'], columns: 64 });
  expect(onTerminal.stdout).toBe(helpText(64));
  expect((await logscan(['--help'], { tty: ['stdout'], columns: 0 })).stdout).toBe(helpText(80));
});

test('a terminal narrower than 40 columns gets lines of 40 columns', () => {
  expect(helpText(7)).toBe(helpText(40));
});

test('on a terminal of 80 columns, the short help has at most ten lines', () => {
  expect(shortHelp(80).trimEnd().split('\n').length).toBeLessThanOrEqual(10);
});

test('a word that is no topic has no help', () => {
  for (const word of ['weather', '', '-', '--', '--f', 'constructor', '-since'])
    expect(helpOn(word, 80)).toBeUndefined();
});
