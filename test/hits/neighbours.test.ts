// The neighbour contract, written once more in its simplest form. Every source of hits is checked against it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { parseLine } from '../../src/formats/line.ts';
import { noCounts } from '../../src/hits/counts.ts';
import type { Hit } from '../../src/hits/hit.ts';
import { NEIGHBOURS } from '../../src/hits/limits.ts';
import type { HitSource } from '../../src/hits/source.ts';
import { ScanMemory } from '../../src/sources/engine/memory.ts';
import { layoutFor } from '../../src/sources/engine/memory-layout.ts';
import { LogFiles } from '../../src/sources/log-files.ts';
import { LogText } from '../../src/sources/log-text.ts';
import { newFolder, removeFolder } from '../built-copy.ts';
import { openStdin } from '../fake-host.ts';
import { FedSource } from '../fed-source.ts';
import { lineFeedMemory, plainMemory } from '../sources/engine/plain-memory.ts';
import { EntriesSource } from './entries-source.ts';

const folder = newFolder();
afterAll(() => removeFolder(folder));

const START = Date.UTC(2026, 10, 22, 15, 0, 0) / 1000;

interface Line {
  readonly client: string;
  /** Seconds since the start. */
  readonly seconds: number;
  readonly agent: string;
  readonly path: string;
  readonly status: number;
  /** How it is written: as combined, in the format of nginx's packages, with more fields, or with the client in X-Forwarded-For. */
  readonly form: 'combined' | 'main' | 'extended' | 'forwarded';
}

function textOf({ client, seconds, agent, path, status, form }: Line): string {
  const at = new Date((START + seconds) * 1000).toISOString();
  const stamp = `22/Nov/2026:${at.slice(11, 19)} +0000`;
  const address = form === 'forwarded' ? '203.0.113.9' : client;
  const tail = { combined: '', main: ' "-"', extended: ' rt=0.1', forwarded: ` "${client}"` }[form];
  return `${address} - - [${stamp}] "GET ${path} HTTP/1.1" ${status} 7 "-" "${agent}"${tail}`;
}

/** The line number of a hit, and the line numbers of its neighbours, nearest first. */
type Found = readonly [hit: number, before: readonly number[], after: readonly number[]];

/** A line's text and the byte at which it starts. */
interface Written {
  readonly text: string;
  readonly position: number;
}

function written(lines: readonly Line[]): Written[] {
  let next = 0;
  return lines.map((line) => {
    const text = `${textOf(line)}\n`;
    const position = next;
    next += text.length;
    return { text, position };
  });
}

/** A log whose text is scanned in the given memory. */
function scannedIn(memory: ScanMemory) {
  return (log: readonly Written[]): HitSource => {
    const source = new FedSource({ memory });
    return {
      counts: noCounts(),
      async run(sink): Promise<void> {
        await source.run(sink);
        source.begin('log');
        source.scanner.takeBytes(Buffer.from(textOfAll(log), 'latin1'));
        source.scanner.finish();
      },
    };
  };
}

/** A log in a file. */
function asFile(log: readonly Written[]): HitSource {
  const path = join(folder, 'access.log');
  writeFileSync(path, textOfAll(log), 'latin1');
  return new LogFiles({ files: [path], stdin: openStdin(), jobs: 1 });
}

function textOfAll(log: readonly Written[]): string {
  return log.map(({ text }) => text).join('');
}

/** A log whose entries are plain objects, with no bytes anywhere. */
function asEntries(log: readonly Written[]): HitSource {
  return new EntriesSource(
    log.map(({ text, position }, i) => {
      const entry = parseLine(text.trimEnd());
      if (typeof entry === 'string') throw new Error(entry);
      return { file: 'log', line: i + 1, position, entry };
    }),
  );
}

/** Every source that keeps the contract. */
const SOURCES: readonly (readonly [name: string, make: (log: readonly Written[]) => HitSource])[] = [
  ['the kernel', scannedIn(new ScanMemory(layoutFor()))],
  ["the kernel's oracle", scannedIn(plainMemory(layoutFor()))],
  ['line feeds alone', scannedIn(lineFeedMemory(layoutFor()))],
  ['a text', (log) => new LogText(textOfAll(log))],
  ['a file', asFile],
  ['plain objects', asEntries],
];

async function hitsOf(make: (log: readonly Written[]) => HitSource, lines: readonly Line[]): Promise<Found[]> {
  const log = written(lines);
  const numbers = new Map(log.map(({ position }, i) => [position, i]));
  const numbersOf = (list: readonly { readonly position: number }[]): number[] =>
    list.map(({ position }) => numbers.get(position)!);
  const found: Found[] = [];
  const close = (hit: Hit): void => {
    found.push([numbers.get(hit.position)!, numbersOf(hit.before), numbersOf(hit.after)]);
  };
  await make(log).run({ observe: () => {}, close }, new AbortController().signal);
  return found.sort(([a], [b]) => a - b);
}

function byTheContract(lines: readonly Line[]): Found[] {
  // The first line of each line's stretch.
  const stretches: number[] = [];
  for (const [i, { seconds }] of lines.entries()) {
    const isNew = i === 0 || seconds < lines[i - 1]!.seconds - NEIGHBOURS.stretchSeconds;
    stretches.push(isNew ? i : stretches[i - 1]!);
  }
  return lines.flatMap((hit, at) => {
    if (hit.status === 200) return [];
    const closing = lines.findIndex(
      ({ seconds }, i) => i > at && (stretches[i] !== stretches[at] || seconds > hit.seconds + NEIGHBOURS.secondsAfter),
    );
    const before = lines.slice(stretches[at], at).toReversed();
    const after = lines.slice(at + 1, closing < 0 ? lines.length : closing);
    return [
      [
        at,
        nearest(hit, before, NEIGHBOURS.linesBefore).map((i) => at - 1 - i),
        nearest(hit, after, NEIGHBOURS.linesAfter).map((i) => at + 1 + i),
      ],
    ];
  });
}

// The neighbours on one side, nearest first, as places in that side.
function nearest(hit: Line, side: readonly Line[], count: number): number[] {
  const isNear = ({ seconds }: Line): boolean =>
    seconds >= hit.seconds - NEIGHBOURS.secondsBefore && seconds <= hit.seconds + NEIGHBOURS.secondsAfter;
  const isAlike = ({ agent, path }: Line): boolean =>
    hit.agent === '-' ? agent === '-' && path === hit.path : agent === hit.agent;
  const mine = [...side.keys()].filter((i) => side[i]!.client === hit.client).slice(0, NEIGHBOURS.linesLookedAt);
  const first = mine.slice(0, count).filter((i) => isNear(side[i]!));
  const others = mine.slice(count).filter((i) => isNear(side[i]!) && isAlike(side[i]!));
  return [...first, ...others.slice(0, NEIGHBOURS.linesAlike)];
}

const step = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: 0, max: 3 }) },
  { weight: 3, arbitrary: fc.integer({ min: -5, max: 30 }) },
  { weight: 1, arbitrary: fc.integer({ min: -130, max: 130 }) },
);
const logs = fc
  .array(
    fc.record({
      step,
      client: fc.constantFrom('192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.2', '2001:db8::1'),
      agent: fc.constantFrom('-', 'curl', 'wget', 'a longer name of a user agent, to be sure'),
      path: fc.constantFrom('/', '/a', '/a/path/of/more/than/sixteen/bytes'),
      status: fc.constantFrom(200, 200, 200, 200, 400, 499),
      form: fc.constantFrom<Line['form']>('combined', 'combined', 'main', 'main', 'extended', 'forwarded'),
    }),
    { minLength: 1, maxLength: 400, size: 'max' },
  )
  .chain((all) =>
    fc.tuple(fc.constant(all), fc.constantFrom<Line['form'] | undefined>('combined', 'main', 'extended', undefined)),
  )
  .map(([all, onlyForm]) => {
    let seconds = 3600;
    return all.map(({ step: by, form, ...rest }): Line => {
      seconds = Math.max(0, seconds + by);
      // Some logs have one form only, so that the kernel finds everything by itself.
      return { ...rest, seconds, form: onlyForm ?? form };
    });
  });

test.for(SOURCES)(
  '%s gives the neighbours of the contract, in logs that are out of order',
  { timeout: 60_000 },
  async ([, make]) => {
    let kept = 0;
    await fc.assert(
      fc.asyncProperty(logs, async (lines) => {
        const expected = byTheContract(lines);
        expect(await hitsOf(make, lines)).toEqual(expected);
        kept += expected.reduce((sum, [, before, after]) => sum + before.length + after.length, 0);
      }),
      { numRuns: 150 },
    );
    expect(kept).toBeGreaterThan(10_000);
  },
);

test.for(SOURCES)(
  '%s leaves a chain once only lines outside the time window follow, however long it is',
  async ([, make]) => {
    const quiet = Array.from({ length: 300 }, (_, i): Line => {
      return { client: '192.0.2.1', seconds: i, agent: 'curl', path: `/${i}`, status: 200, form: 'combined' };
    });
    const hit: Line = { ...quiet[0]!, seconds: 410, status: 499 };
    const log = [...quiet, hit, ...quiet.map((line) => ({ ...line, seconds: line.seconds + 441 }))];
    const expected = byTheContract(log);
    expect(expected).toEqual([[300, Array.from({ length: 10 }, (_, i) => 299 - i), []]]);
    expect(await hitsOf(make, log)).toEqual(expected);
  },
);

test(
  'several files, whose order is that of the merge, give the neighbours of the contract',
  { timeout: 60_000 },
  async () => {
    const dealt = fc.tuple(logs, fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 400 }));
    let kept = 0;
    await fc.assert(
      fc.asyncProperty(dealt, async ([lines, deal]) => {
        const files = ['a.log', 'b.log', 'c.log'].map((name, server) => {
          const own = lines.filter((_, i) => deal[i % deal.length] === server);
          const path = join(folder, name);
          writeFileSync(path, own.map((line) => `${textOf(line)}\n`).join(''), 'latin1');
          return { path, own };
        });
        // Every line of a short log is observed.
        const merged: Line[] = [];
        const places = new Map<number, number>();
        const found: Found[] = [];
        const numbersOf = (list: readonly { readonly position: number }[]): number[] =>
          list.map(({ position }) => places.get(position)!);
        const source = new LogFiles({ files: files.map(({ path }) => path), stdin: openStdin(), jobs: 1 });
        await source.run(
          {
            observe({ file, line, position }) {
              places.set(position, merged.length);
              merged.push(files.find(({ path }) => path === file)!.own[line - 1]!);
            },
            close: ({ position, before, after }) => {
              found.push([places.get(position)!, numbersOf(before), numbersOf(after)]);
            },
          },
          new AbortController().signal,
        );
        expect(new Set(merged).size).toBe(lines.length);
        const expected = byTheContract(merged);
        expect(found.sort(([a], [b]) => a - b)).toEqual(expected);
        kept += expected.reduce((sum, [, before, after]) => sum + before.length + after.length, 0);
      }),
      { numRuns: 60 },
    );
    expect(kept).toBeGreaterThan(4000);
  },
);
