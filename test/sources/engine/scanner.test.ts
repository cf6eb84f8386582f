// The neighbour contract: who is a neighbour, when a hit closes, and that every line is counted.
import { describe, expect, test } from 'vitest';
import { hash32 } from '../../../src/hits/hash.ts';
import type { Hit, Place } from '../../../src/hits/hit.ts';
import type { Counts } from '../../../src/hits/counts.ts';
import { Scanner } from '../../../src/sources/engine/scanner.ts';

const START = Date.UTC(2026, 10, 22, 15, 0, 0) / 1000;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A line of a client at so many seconds from the start. */
function line(client: string, seconds: number, request: string, status = 200): string {
  const at = new Date((START + seconds) * 1000).toISOString();
  const stamp = `${at.slice(8, 10)}/${MONTHS[Number(at.slice(5, 7)) - 1]}/${at.slice(0, 4)}:${at.slice(11, 19)} +0000`;
  return `${client} - - [${stamp}] "GET ${request} HTTP/1.1" ${status} 0 "-" "x"`;
}

interface Scanned {
  /** Request of each hit → requests of its neighbours, nearest first. */
  readonly hits: Record<string, { readonly before: string[]; readonly after: string[]; readonly closedAt: number }>;
  readonly counts: Counts;
  readonly unparsed: Place[];
}

function scan(lines: readonly string[]): Scanned {
  const hits: Record<string, { before: string[]; after: string[]; closedAt: number }> = {};
  const unparsed: Place[] = [];
  const starts: number[] = [];
  let position = 0;
  for (const text of lines) {
    starts.push(position);
    position += text.length + 1;
  }
  const path = (request: string): string => request.split(' ')[1] ?? request;
  const scanner = new Scanner({
    observe: () => {},
    close: (hit: Hit, at) =>
      void (hits[path(hit.entry.request)] = {
        before: hit.before.map((near) => path(near.request)),
        after: hit.after.map((near) => path(near.request)),
        closedAt: starts.indexOf(at),
      }),
    unparsed: (place) => void unparsed.push(place),
  });
  scanner.beginInput('log');
  scanner.takeBytes(Buffer.from(`${lines.join('\n')}\n`, 'latin1'));
  scanner.finish();
  return { hits, counts: scanner.counts, unparsed };
}

describe('neighbours', () => {
  test('are of the same address, from 120 s before to 30 s behind', () => {
    const { hits } = scan([
      line('192.0.2.1', 0, '/too-early'),
      line('192.0.2.1', 1, '/just-in'),
      line('192.0.2.2', 50, '/stranger'),
      line('192.0.2.1', 121, '/hit', 499),
      line('192.0.2.2', 122, '/stranger'),
      line('192.0.2.1', 151, '/last'),
      line('192.0.2.1', 152, '/too-late'),
    ]);
    expect(hits['/hit']).toEqual({ before: ['/just-in'], after: ['/last'], closedAt: 6 });
  });

  test('are the nearest 16 before and the first 8 behind', () => {
    const before = Array.from({ length: 20 }, (_, i) => line('192.0.2.1', i, `/b${i}`));
    const after = Array.from({ length: 12 }, (_, i) => line('192.0.2.1', 21 + i, `/a${i}`));
    const { hits } = scan([...before, line('192.0.2.1', 20, '/hit', 400), ...after]);
    expect(hits['/hit']?.before).toEqual(Array.from({ length: 16 }, (_, i) => `/b${19 - i}`));
    expect(hits['/hit']?.after).toEqual(Array.from({ length: 8 }, (_, i) => `/a${i}`));
  });

  test('never come from across a jump back of more than 120 s, and the jump closes the hit', () => {
    const { hits } = scan([
      line('192.0.2.1', 500, '/old'),
      line('192.0.2.1', 510, '/hit', 499),
      line('192.0.2.1', 389, '/another-day'),
      line('192.0.2.1', 390, '/second', 499),
    ]);
    expect(hits['/hit']).toEqual({ before: ['/old'], after: [], closedAt: 2 });
    expect(hits['/second']?.before).toEqual(['/another-day']);
  });

  test('may stand a little out of order', () => {
    const { hits } = scan([
      line('192.0.2.1', 100, '/a'),
      line('192.0.2.1', 98, '/hit', 499),
      line('192.0.2.1', 97, '/b'),
    ]);
    expect(hits['/hit']).toMatchObject({ before: ['/a'], after: ['/b'], closedAt: -1 });
  });

  test('of other addresses with the same hash are told apart', () => {
    // Two addresses with equal hashes, found by search.
    const [one, two] = collision();
    const { hits } = scan([
      line(one, 0, '/mine'),
      line(two, 1, '/other'),
      line(one, 2, '/hit', 499),
      line(two, 3, '/other-too'),
    ]);
    expect(hits['/hit']).toMatchObject({ before: ['/mine'], after: [] });
  });

  test('more than 32 MiB back are out of reach, and that is counted', () => {
    const filler = Array.from({ length: 40 }, (_, i) => line('203.0.113.9', 2, `/${'f'.repeat(1_000_000)}${i}`));
    const { hits, counts } = scan([line('192.0.2.1', 1, '/far'), ...filler, line('192.0.2.1', 3, '/hit', 499)]);
    expect(hits['/hit']?.before).toEqual([]);
    expect(counts.windowsCut).toBe(1);
  });

  test('more than 8 MiB on are out of reach, and that is counted', () => {
    const filler = Array.from({ length: 10 }, (_, i) => line('203.0.113.9', 2, `/${'f'.repeat(1_000_000)}${i}`));
    const { hits, counts } = scan([line('192.0.2.1', 1, '/hit', 499), ...filler, line('192.0.2.1', 3, '/far')]);
    expect(hits['/hit']?.after).toEqual([]);
    expect(counts.windowsCut).toBe(1);
  });
});

test('lines = entries + blank + unparsed, and each unparsed line is told with its place', () => {
  const { counts, unparsed } = scan([
    line('192.0.2.1', 0, '/a'),
    '',
    'what is this',
    '\t',
    line('192.0.2.1', 1, '/b', 499),
    '{}',
  ]);
  expect(counts).toMatchObject({ lines: 6, entries: 2, blank: 2, unparsed: 2, status499: 1, status400: 0 });
  expect(unparsed.map((place) => place.line)).toEqual([3, 6]);
});

function collision(): [string, string] {
  const seen = new Map<number, string>();
  for (let i = 0; ; i++) {
    const address = `10.${(i >>> 16) & 255}.${(i >>> 8) & 255}.${i & 255}`;
    const hash = hash32(address);
    const other = seen.get(hash);
    if (other !== undefined) return [other, address];
    seen.set(hash, address);
  }
}
