// Several inputs merged by time: every line comes once, with its own file and line number, and in an order that no naming changes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { formatIso8601 } from '../../../src/formats/time-local.ts';
import type { HitSink } from '../../../src/hits/source.ts';
import { LogFiles } from '../../../src/sources/log-files.ts';
import { newFolder, removeFolder } from '../../built-copy.ts';

const START = 1_795_305_600;
const folder = newFolder();
afterAll(() => removeFolder(folder));

interface Line {
  readonly second: number;
  readonly text: string;
}

/** A line of a client at a second; `request` is also the identity of the line. */
function lineAt(second: number, request: string, status: number | string = 499, client = '192.0.2.1'): Line {
  const [day, time] = formatIso8601(START + second, 0).split('T') as [string, string];
  const stamp = `${day.slice(8)}/${{ 11: 'Nov', 12: 'Dec' }[day.slice(5, 7)]}/${day.slice(0, 4)}:${time.slice(0, 8)} +0000`;
  return { second, text: `${client} - - [${stamp}] "${request}" ${status} 0 "-" "curl/8.5.0"` };
}

interface Read {
  /** The lines that were observed, in order: file, line and request (or the status of an empty request). */
  readonly lines: readonly string[];
  /** The neighbours of each hit, by the request of the hit. */
  readonly hits: Readonly<Record<string, readonly [before: readonly string[], after: readonly string[]]>>;
  readonly unparsed: readonly string[];
  readonly ends: Readonly<Record<string, string>>;
  readonly sideBySide: readonly (readonly string[])[];
}

let folders = 0;

/** Writes files and reads them together. The lines are those of the sample, which is every line of a short log. */
async function read(
  files: Readonly<Record<string, string | Buffer | undefined>>,
  { order = Object.keys(files), stdin = '' } = {},
): Promise<Read> {
  const here = join(folder, `${++folders}`);
  mkdirSync(here);
  for (const [name, content] of Object.entries(files))
    if (content !== undefined && name !== '-') writeFileSync(join(here, name), content, 'latin1');
  const nameOf = (path: string): string => path.slice(path.startsWith(here) ? here.length + 1 : 0);
  const lines: string[] = [];
  const hits: Record<string, [string[], string[]]> = {};
  const unparsed: string[] = [];
  const ends: Record<string, string> = {};
  const idOf = ({ request, status }: { request: string; status: number }): string =>
    request === '-' ? String(status) : request;
  const sink: HitSink = {
    observe: ({ file, line, entry }) => void lines.push(`${nameOf(file)}:${line} ${idOf(entry.whole)}`),
    close: ({ entry, before, after }) =>
      void (hits[idOf(entry)] = [before.map((near) => idOf(near.whole)), after.map((near) => idOf(near.whole))]),
    unparsed: ({ file, line, text }) => void unparsed.push(`${nameOf(file)}:${line} ${text}`),
    endInput: ({ file }, error) => void (ends[nameOf(file)] = error ?? 'read'),
  };
  const source = new LogFiles({
    files: order.map((name) => (name === '-' ? name : join(here, name))),
    stdin: Readable.from([Buffer.from(stdin, 'latin1')]),
    jobs: 1,
  });
  await source.run(sink, new AbortController().signal);
  return { lines, hits, unparsed, ends, sideBySide: source.sideBySide.map((group) => group.map(nameOf)) };
}

const textOf = (lines: readonly Line[]): string => lines.map(({ text }) => `${text}\n`).join('');

describe('the merged order', () => {
  const log = fc.array(
    fc.record({
      wait: fc.oneof(fc.constant(0), fc.nat({ max: 3 }), fc.constantFrom(400, 90_000)),
      back: fc.oneof(fc.constant(0), fc.nat({ max: 5 })),
      status: fc.constantFrom(200, 400, 499, '000', 404),
      isNone: fc.boolean(),
      server: fc.nat({ max: 3 }),
      after: fc.constantFrom('', '', '', '\n', 'no entry\n'),
    }),
    { minLength: 1, maxLength: 60 },
  );

  test('is that of the rule, whatever the order in which the files are named', async () => {
    await fc.assert(
      fc.asyncProperty(log, fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), async (made, order) => {
        let now = 0;
        const servers: (Line & { readonly key: readonly [number, number, number]; readonly name: string })[][] = [
          [],
          [],
          [],
          [],
        ];
        const texts = ['', '', '', ''];
        const clocks = [-Infinity, -Infinity, -Infinity, -Infinity];
        const numbers = [0, 0, 0, 0];
        for (const [i, { wait, back, status, isNone, server, after }] of made.entries()) {
          now += wait;
          // Where a file ends is known from its last line, so that line is the newest.
          const isLast = made.findLastIndex((one) => one.server === server) === i;
          const request = isNone ? '-' : `GET /${now} HTTP/1.1`;
          const line = lineAt(isLast ? now : now - back, request, status);
          clocks[server] = Math.max(clocks[server]!, line.second);
          numbers[server]! += 1;
          const group = status === 499 ? 0 : isNone && (status === 400 || status === '000') ? 2 : 1;
          const id = isNone ? String(Number(status)) : request;
          const name = `s${server}.log:${numbers[server]} ${id}`;
          servers[server]!.push({ ...line, key: [clocks[server], group, server], name });
          texts[server] += `${line.text}\n${after}`;
          if (after !== '') numbers[server]! += 1;
        }
        const used = [0, 1, 2, 3].filter((server) => servers[server]!.length > 0);
        const names = order.filter((server) => used.includes(server)).map((server) => `s${server}.log`);
        const files = Object.fromEntries(used.map((server) => [`s${server}.log`, texts[server]!]));
        const { lines, unparsed } = await read(files, { order: names });
        expect(lines.toSorted()).toEqual(
          servers
            .flat()
            .map(({ name }) => name)
            .toSorted(),
        );
        expect(unparsed).toHaveLength(made.filter(({ after }) => after === 'no entry\n').length);
        expect(lines).toEqual(byTheRule(servers).map(({ name }) => name));
      }),
      { numRuns: 150 },
    );
  });

  /** The rule once more, in its simplest form: a sort. */
  function byTheRule<One extends { readonly key: readonly [second: number, group: number, server: number] }>(
    servers: readonly (readonly One[])[],
  ): One[] {
    const all = servers.flat();
    const sharing = (second: number): (readonly One[])[] =>
      servers.filter((lines) => lines.some(({ key }) => key[0] === second));
    const begins = (lines: readonly One[], second: number): boolean => lines[0]!.key[0] === second;
    const ends = (lines: readonly One[], second: number): boolean =>
      lines.at(-1)!.key[0] === second && !begins(lines, second);
    // Where inputs end and others begin, the lines of those that end come first.
    const placeOf = ({ key: [second, group, server] }: One): readonly number[] => {
      const together = sharing(second);
      const isSeam = together.some((lines) => begins(lines, second)) && together.some((lines) => ends(lines, second));
      const isBefore = isSeam && ends(servers[server]!, second);
      const alike = isSeam ? together.filter((lines) => ends(lines, second) === isBefore) : together;
      return [second, isBefore ? 0 : 1, alike.length > 1 ? group : 0, server];
    };
    return all
      .map((one, i) => ({ one, place: [...placeOf(one), i] }))
      .toSorted((a, b) => {
        const at = a.place.findIndex((value, i) => value !== b.place[i]);
        return at < 0 ? 0 : a.place[at]! - b.place[at]!;
      })
      .map(({ one }) => one);
  }

  test('of one second: aborts, then other lines, then empty requests, each in the order of the names', async () => {
    const a = [lineAt(0, 'a0'), lineAt(1, 'a1', 200), lineAt(1, '-', 400), lineAt(1, 'a3', 499), lineAt(2, 'a4')];
    const b = [lineAt(0, 'b0'), lineAt(1, '-', '000'), lineAt(1, 'b2', 400), lineAt(1, 'b3', 499), lineAt(2, 'b4')];
    const { lines } = await read({ 'b.log': textOf(b), 'a.log': textOf(a) });
    expect(lines.map((line) => line.split(' ')[1])).toEqual([
      'a0',
      'b0',
      'a3',
      'b3',
      'a1',
      'b2',
      '400',
      '0',
      'a4',
      'b4',
    ]);
  });

  test('finds the retry of a client on another server', async () => {
    const files = {
      'a.log': textOf([lineAt(0, 'GET /a HTTP/1.1'), lineAt(100, 'GET /b HTTP/1.1', 200)]),
      'b.log': textOf([lineAt(0, 'GET /a HTTP/1.0', 200), lineAt(90, 'GET /c HTTP/1.1')]),
    };
    const { hits } = await read(files, { order: ['b.log', 'a.log'] });
    expect(hits['GET /a HTTP/1.1']).toEqual([[], ['GET /a HTTP/1.0']]);
    expect(hits['GET /c HTTP/1.1']).toEqual([['GET /a HTTP/1.0', 'GET /a HTTP/1.1'], ['GET /b HTTP/1.1']]);
  });

  test('files that do not overlap come one after the other, oldest first', async () => {
    const files = {
      'a.log': textOf([lineAt(900, 'a0'), lineAt(905, 'a1', 200), lineAt(905, 'a2', 499)]),
      'b.log': textOf([lineAt(0, 'b0'), lineAt(5, 'b1', 200), lineAt(4, 'b2', 499)]),
      'c.log': textOf([lineAt(905, 'c0', 200), lineAt(905, 'c1'), lineAt(910, 'c2')]),
    };
    const { lines, sideBySide } = await read(files);
    expect(lines.map((line) => line.split(' ')[1])).toEqual(['b0', 'b1', 'b2', 'a0', 'a1', 'a2', 'c0', 'c1', 'c2']);
    expect(sideBySide).toEqual([]);
  });

  test('a packed file, a pipe and standard input take part', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name, i) =>
      textOf(Array.from({ length: 50 }, (_, at) => lineAt(3 * at + i, `${name}${at}`))),
    );
    const { lines } = await read({ 'b.log': b, '-': '', 'a.log.gz': gzipSync(a!) }, { stdin: c! });
    expect(lines.map((line) => line.split(' ')[1])).toEqual(
      Array.from({ length: 50 }, (_, at) => ['a', 'b', 'c'].map((name) => `${name}${at}`)).flat(),
    );
  });
});

describe('inputs that are merged', () => {
  const every = (seconds: number, from: number, to: number, name: string): Line[] => {
    const lines: Line[] = [];
    for (let second = from; second <= to; second += seconds) lines.push(lineAt(second, `${name}${second}`, 200));
    return lines;
  };

  test('may fail: the error is told, its lines before the error count, and the others go on', async () => {
    const packed = gzipSync(textOf(every(1, 0, 2999, 'b')), { level: 0 });
    const { lines, ends } = await read(
      {
        'a.log': textOf(every(1, 0, 3999, 'a')),
        'b.gz': packed.subarray(0, packed.length / 2),
        'c.log': textOf(every(1, 0, 20, 'c')),
        'gone.log': undefined,
        'empty.log': '',
        'x.log': '\u00fd7zXZ\0more',
      },
      { order: ['gone.log', 'a.log', 'empty.log', 'b.gz', 'x.log', 'c.log'] },
    );
    expect(lines.filter((line) => line.startsWith('a.log:'))).toHaveLength(4000);
    expect(lines.filter((line) => line.startsWith('c.log:'))).toHaveLength(21);
    const torn = lines.filter((line) => line.startsWith('b.gz:')).length;
    expect(torn).toBeGreaterThan(1000);
    expect(torn).toBeLessThan(2000);
    expect(ends).toEqual({
      'a.log': 'read',
      'b.gz': 'the gzip data is damaged or incomplete; everything before the damage was read',
      'c.log': 'read',
      'empty.log': 'read',
      'gone.log': 'no such file',
      'x.log': expect.stringContaining('compressed with xz') as string,
    });
  });

  test('may be very many, with few open at once, and long lines and missing line feeds', async () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 150; i++)
      files[`${i}.log`] = textOf([lineAt(i % 7, `f${i}`), lineAt(400, `t${i}`)]).slice(0, i % 2 === 0 ? -1 : undefined);
    const long = 'x'.repeat(1_500_000);
    files['long.log'] = textOf([
      lineAt(1, 'l1'),
      lineAt(1, long, 200),
      lineAt(1, 'l3'),
      lineAt(2, long, 200),
      lineAt(300, 'l5'),
    ]);
    const { lines, unparsed } = await read(files);
    expect(unparsed.map((line) => line.slice(0, 10))).toEqual(['long.log:2', 'long.log:4']);
    expect(lines.filter((line) => line.startsWith('long.log'))).toEqual([
      'long.log:1 l1',
      'long.log:3 l3',
      'long.log:5 l5',
    ]);
    expect(new Set(lines).size).toBe(303);
  });

  test('have long seconds: only portions of such a second are grouped, and no line is lost', async () => {
    const of = (name: string): Line[] =>
      Array.from({ length: 20_000 }, (_, i) => lineAt(1, `${name}${i}`, i % 3 === 0 ? 499 : 400));
    const { lines } = await read({
      'a.log': textOf([...of('a'), lineAt(2, 'a')]),
      'b.log': textOf([...of('b'), lineAt(2, 'b')]),
    });
    expect(lines).toHaveLength(40_002);
    expect(new Set(lines).size).toBe(40_002);
    expect(lines[1]).toBe('a.log:4 a3');
    expect(lines.slice(-2)).toEqual(['a.log:20001 a', 'b.log:20001 b']);
  });

  test('ran side by side if they overlap by more than a minute; the parts of a rotated log did not', async () => {
    const { sideBySide } = await read({
      'a.log.1': textOf(every(5, 0, 1005, 'a')),
      'a.log': textOf(every(5, 1000, 2000, 'b')),
      'b.log': textOf(every(7, 500, 1500, 'c')),
      'c.log': textOf(every(5, 1995, 2100, 'd')),
    });
    expect(sideBySide).toEqual([['a.log', 'a.log.1', 'b.log']]);
    const { sideBySide: none } = await read({
      'a.log': textOf(every(1, 0, 100, 'a')),
      'b.log': textOf(every(1, 40, 300, 'b')),
    });
    expect(none).toEqual([]);
    const { sideBySide: two } = await read({
      'a.log': textOf(every(1, 0, 101, 'a')),
      'b.log': textOf(every(1, 40, 300, 'b')),
    });
    expect(two).toEqual([['a.log', 'b.log']]);
  });

  test('with lines of one input in a gap of the other did not run side by side', async () => {
    const { lines, sideBySide } = await read({
      'a.log': textOf([...every(1, 0, 10, 'a'), ...every(1, 5000, 5010, 'a')]),
      'b.log': textOf(every(1, 1000, 3000, 'b')),
    });
    expect(lines.map((line) => line[0]).join('')).toBe('a'.repeat(11) + 'b'.repeat(2001) + 'a'.repeat(11));
    expect(sideBySide).toEqual([]);
  });
});
