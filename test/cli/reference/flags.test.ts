// The definition of the flags is complete and orderly.
import { expect, test } from 'vitest';
import { GROUPS } from '../../../src/cli/reference/flag.ts';
import { FLAGS } from '../../../src/cli/reference/flags.ts';
import { parseCommandLine } from '../../../src/cli/arguments/command-line.ts';

test('names are unique and well formed', () => {
  const longs = FLAGS.map(({ long }) => long);
  const shorts = FLAGS.flatMap(({ short }) => short ?? []);
  expect(new Set(longs).size).toBe(longs.length);
  expect(new Set(shorts).size).toBe(shorts.length);
  for (const long of longs) expect(long).toMatch(/^--[a-z]+(?:-[a-z]+)*$/);
  for (const short of shorts) expect(short).toMatch(/^-[a-zA-Z]$/);
});

test('the flags of a group stand together, in the order of the groups', () => {
  const groups = FLAGS.map(({ group }) => group);
  expect(groups.filter((group, i) => group !== groups[i - 1])).toEqual(Object.keys(GROUPS));
});

test('texts are clauses in ASCII, further texts are sentences, and backticks come in pairs', () => {
  for (const { long, says, more = 'A.' } of FLAGS) {
    expect(`${says}${more}`, long).toMatch(/^[\x20-\x7e]+$/);
    expect(says, long).toMatch(/^(?![A-Z]).*[^.]$/);
    expect(more, long).toMatch(/\.$/);
    expect(`${says} ${more}`.split('`').length % 2, long).toBe(1);
  }
});

test.each(FLAGS.filter(({ value }) => value === undefined).map(({ long }) => [long]))('%s takes no value', (long) => {
  expect(() => parseCommandLine([`${long}=x`], '0', 0)).toThrow(/takes no value/);
});

test.each(FLAGS.filter(({ value }) => value !== undefined).map(({ long }) => [long]))('%s needs a value', (long) => {
  expect(() => parseCommandLine([long], '0', 0)).toThrow(`${long}: the value is missing`);
});
