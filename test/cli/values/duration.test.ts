// Spans of time: as they are typed for other tools, and texts that are none.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDuration } from '../../../src/cli/values/duration.ts';

test.each<[string, number | undefined]>([
  ['90s', 90],
  ['90 sec', 90],
  ['15m', 900],
  ['15min', 900],
  ['15 minutes', 900],
  ['1h30m', 5400],
  ['1h 30min', 5400],
  ['1 hour 1 second', 3601],
  ['2hrs', 7200],
  ['1w2d', 777_600],
  ['a day', 86_400],
  ['30m1h', undefined],
  ['1h1h', undefined],
  ['1M', undefined],
  ['1h5M', undefined],
  ['5', undefined],
  ['', undefined],
  ['a', undefined],
  ['s', undefined],
  ['1.5h', undefined],
  ['1 y', undefined],
  ['1 hourly', undefined],
])('%s', (text, seconds) => {
  expect(readDuration(text)).toBe(seconds);
});

test('what is written in any of the units is read back', () => {
  const count = fc.integer({ min: 1, max: 999 });
  const unit = fc.constantFrom<[string, number]>(
    ['week', 604_800],
    ['d', 86_400],
    ['hr', 3600],
    ['min', 60],
    ['secs', 1],
  );
  fc.assert(
    fc.property(count, unit, fc.constantFrom('', ' '), (n, [name, seconds], gap) => {
      expect(readDuration(`${n}${gap}${name}`)).toBe(n * seconds);
    }),
  );
});
