// The option --clock: which input it is about, and that a log with a wrong clock is read as if its clock were right.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseClock, shiftsOf } from '../../../src/cli/values/clocks.ts';
import { formatIso8601 } from '../../../src/formats/time-local.ts';
import { newFolder, removeFolder } from '../../built-copy.ts';
import { logscan } from '../../fake-host.ts';

let folder = '';
beforeEach(() => void (folder = newFolder()));
afterEach(() => removeFolder(folder));

describe('the value', () => {
  test.each([
    ['web2=-1.2s', 'web2', -1],
    ['web2=1', 'web2', 1],
    ['web2=+1.5s', 'web2', 2],
    ['web2=-0.2s', 'web2', 0],
    ['a=b.log=2m', 'a=b.log', 120],
    ['x=-1h', 'x', -3600],
    ['x=1500ms', 'x', 2],
    ['x=366d', 'x', 366 * 86_400],
  ])('%s', (text, name, shiftSeconds) => {
    expect(parseClock(text)).toEqual({ name, shiftSeconds });
  });

  test.each(['', 'web2', 'web2=', '=1s', 'web2=1 s', 'web2=1w', 'web2=--1s', 'web2=1e3s', 'web2=.5s', 'web2=NaN'])(
    '"%s" is refused',
    (text) => {
      expect(() => parseClock(text)).toThrow(/^--clock: invalid value .*; write .* like web2=-1\.2s\.$/);
    },
  );

  test('a year is enough', () => {
    expect(() => parseClock('web2=367d')).toThrow('--clock: "web2=367d" is more than 366 days.');
  });
});

describe('the input', () => {
  const files = ['logs/web1/access.log', 'logs/web2/access.log', 'logs/web2/access.log.1', 'logs/web22/error.log'];
  const shifted = (...values: string[]): [string, number][] => [...shiftsOf(values.map(parseClock), files, [])];

  test('is named by a part of its name, and its rotated files are meant, too', () => {
    expect(shifted('web1=1s')).toEqual([['logs/web1/access.log', 1]]);
    expect(shifted('web2/access.log.1=1s')).toEqual([['logs/web2/access.log', 1]]);
    expect(shifted('web22=1s', 'web1=2s')).toHaveLength(2);
  });

  test('the whole name goes before the base name, and the base name before a part', () => {
    expect([...shiftsOf([parseClock('a.log=1s')], ['a.log', 'b/a.log', 'aa.log'], [])]).toEqual([['a.log', 1]]);
    expect([...shiftsOf([parseClock('a.log=1s')], ['b/a.log', 'b/aa.log'], [])]).toEqual([['b/a.log', 1]]);
  });

  test.each([
    ['web9=1s', '--clock: "web9" is the name of no input; use "logs/web1/access.log", '],
    ['web2=1s', '--clock: "web2" is a part of several names; write more of one of them: '],
    ['access.log=1s', '--clock: "access.log" is a part of several names; write more of one of them: '],
  ])('%s', (value, message) => {
    expect(() => shifted(value)).toThrow(message);
  });

  test('two clocks for one log', () => {
    expect(() => shifted('web1=1s', 'web1/access=2s')).toThrow('has two clocks; leave out one of them.');
  });

  test('any text is a value or is refused with a sentence', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(Number.isInteger(parseClock(text).shiftSeconds)).toBe(true);
        } catch (error) {
          expect((error as Error).message).toMatch(/^--clock: /);
        }
      }),
    );
  });
});

/** A line that is logged `second` seconds after the start of the log, by a clock that is `behind` seconds behind. */
type MakeLine = (second: number, behind: number, i: number) => string;

const START = Date.UTC(2026, 10, 22, 15, 0, 0) / 1000;
/** A time as nginx writes it. */
function timeLocal(second: number): string {
  const [, day, clock] = /^2026-11-(\d\d)T(\d\d:\d\d:\d\d)/.exec(formatIso8601(second, 0)) ?? [];
  return `${day}/Nov/2026:${clock} +0000`;
}
const STATUSES = [200, 499, 400, 404, 200, 200, 499];

const combined: MakeLine = (second, behind, i) =>
  `192.0.2.${i % 5} - - [${timeLocal(START + second - behind)}] "GET /${i % 3} HTTP/1.1" ${STATUSES[i % 7]} 0 "-" "curl/8.5.0"\n`;
const forms: readonly (readonly [string, MakeLine])[] = [
  ['combined', combined],
  ['combined with more fields', (...at) => combined(...at).replace('\n', ' rt=1.500 us=200\n')],
  ['a line that only the parser reads', (...at) => `web ${combined(...at)}`],
  [
    'JSON with milliseconds',
    (second, behind, i) =>
      `{"time":"${START + second - behind}.250","ip":"192.0.2.${i % 5}","request":"GET /${i % 3} HTTP/1.1","status":${STATUSES[i % 7]},"bytes":0,"agent":"curl/8.5.0"}\n`,
  ],
];

/** The findings of two logs, of which the second has a clock that is behind. */
async function findings(
  make: MakeLine,
  behind: number,
  words: readonly string[] = [],
  packed = false,
): Promise<string> {
  const seconds = Array.from({ length: 400 }, (_, i) => (i * 3) >> 2);
  const text = (server: number): string =>
    seconds
      .filter((_, i) => i % 2 === server)
      .map((second, i) => make(second, server === 1 ? behind : 0, 2 * i + server))
      .join('');
  const files = ['web1.log', packed ? 'web2.log.gz' : 'web2.log'].map((name) => join(folder, name));
  writeFileSync(files[0]!, text(0));
  writeFileSync(files[1]!, packed ? gzipSync(text(1)) : text(1));
  const { code, stdout } = await logscan([...files, '--format', 'ndjson', ...words]);
  expect(code).toBe(0);
  return stdout;
}

describe.each(forms)('%s', (_name, make) => {
  test.each([1, -2, 3600])('a clock that is %i s behind', async (behind) => {
    const right = await findings(make, 0);
    expect(right).toContain('"finding"');
    expect(await findings(make, behind, ['--clock', `web2=${behind}s`])).toBe(right);
    expect(await findings(make, behind)).not.toBe(right);
  });
});

test('with --since and --until', async () => {
  const words = ['--since', '2026-11-22T15:01:00Z', '--until', '2026-11-22T15:03:00Z'];
  const right = await findings(combined, 0, words);
  expect(await findings(combined, 900, [...words, '--clock', 'web2=900s'])).toBe(right);
});

test('a packed log', async () => {
  const right = await findings(combined, 0, [], true);
  expect(await findings(combined, 2, ['--clock', 'web2=2s'], true)).toBe(right);
});

test('with --state', async () => {
  const state = (name: string): string[] => ['--state', join(folder, name)];
  const right = await findings(combined, 0, state('a'));
  expect(await findings(combined, 2, [...state('b'), '--clock', 'web2=2s'])).toBe(right);
});

test('an input that does not exist', async () => {
  const { code, stderr } = await logscan(['fixtures/logs/2008-thread.log', '--clock', 'web2=1s']);
  expect(code).toBe(2);
  expect(stderr).toContain('--clock: "web2" is the name of no input; use "fixtures/logs/2008-thread.log".');
});
