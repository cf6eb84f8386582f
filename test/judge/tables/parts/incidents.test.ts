// How far a crowd reaches, and what its usual rate is.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Crowd, Incidents } from '../../../../src/judge/tables/parts/incidents.ts';
import { partsOf } from '../../../../src/judge/tables/parts/site-parts.ts';
import { BUCKET_SECONDS } from '../../../../src/judge/tables/parts/usual-rate.ts';
import { pair } from '../../pair.ts';

/** The crowd at second 1000, with one abort and one failure this many seconds from it. */
function crowdAt(offset: number): Crowd {
  const incidents = new Incidents();
  incidents.see(1000);
  incidents.observeAbort(1000 + offset, 1, '/a');
  incidents.observeFailure(1000 + offset);
  return incidents.around(1000, 'part', '/a');
}

pair('usual-rate', 'CROWD_SECONDS', {
  inside: () => {
    for (const offset of [8, -8]) expect(crowdAt(offset)).toMatchObject({ clients: 1, clientsOnPart: 1, failures: 1 });
  },
  outside: () => {
    for (const offset of [9, -9]) expect(crowdAt(offset)).toMatchObject({ clients: 0, clientsOnPart: 0, failures: 0 });
  },
});

test('the usual rate covers the last 64 buckets', () => {
  const incidents = new Incidents();
  incidents.see(0);
  for (let person = 0; person < 10; person++) incidents.observeAbort(0, person, '/a');
  for (let i = 1; i <= 64; i++) incidents.observeAbort(i * BUCKET_SECONDS, 1, '/a');
  // The buckets around the moment do not count, and the ten people of the first bucket are forgotten.
  const { usualClients, usualOnPart, history } = incidents.around(64 * BUCKET_SECONDS, 'part', '/a');
  expect(history).toBe(63);
  expect(usualClients).toBe(62 / 63);
  expect(usualOnPart).toBe(62 / 63);
});

test('people of a forgotten second leave the crowd', () => {
  const incidents = new Incidents();
  incidents.observeAbort(1000, 1, '/a');
  for (let i = 1; i < 256; i++) incidents.observeAbort(2000 + i, 2, '/a');
  expect(incidents.around(1000, 'part', '/a').clients).toBe(1);
  incidents.observeAbort(3000, 2, '/a');
  expect(incidents.around(1000, 'part', '/a').clients).toBe(0);
});

test('counts the people on a page, on a part of the site and on a section', () => {
  const incidents = new Incidents();
  const paths = ['/shop/cart/add', '/shop/cart/add', '/shop/cart', '/shop/pay', '/help'];
  for (const [person, path] of paths.entries()) incidents.observeAbort(1000, person, path);
  expect(incidents.clientsOn(1000, 'page', '/shop/cart/add')).toBe(2);
  expect(incidents.clientsOn(1000, 'part', '/shop/cart')).toBe(3);
  expect(incidents.clientsOn(1000, 'section', '/shop')).toBe(4);
  expect(incidents.around(1000, 'section', '/shop')).toMatchObject({ clients: 5, clientsOnPart: 4, usualOnPart: 0 });
  incidents.observeAbort(1001, 9, '/shop/cart');
  expect(incidents.clientsOn(1000, 'section', '/shop')).toBe(5);
});

test('a wider part never has fewer people', () => {
  const segment = fc.constantFrom('a', 'b', 'c');
  const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join('/')}`);
  const abort = fc.record({ at: fc.integer({ min: 990, max: 1010 }), person: fc.integer({ min: 0, max: 9 }), path });
  fc.assert(
    fc.property(fc.array(abort, { maxLength: 40 }), path, (aborts, asked) => {
      const incidents = new Incidents();
      for (const { at, person, path: left } of aborts) incidents.observeAbort(at, person, left);
      const { page, part, section } = partsOf(asked);
      const onPage = incidents.clientsOn(1000, 'page', page);
      const onPart = incidents.clientsOn(1000, 'part', part);
      const inSection = incidents.clientsOn(1000, 'section', section);
      const { clients } = incidents.around(1000, 'part', part);
      expect([onPage, onPart, inSection, clients]).toEqual(
        [onPage, onPart, inSection, clients].toSorted((a, b) => a - b),
      );
    }),
  );
});

test('each level has its own usual rate', () => {
  const incidents = new Incidents();
  incidents.see(0);
  for (let i = 0; i < 4; i++) {
    incidents.observeAbort(i * BUCKET_SECONDS, 1, '/shop/cart');
    incidents.observeAbort(i * BUCKET_SECONDS, 2, '/shop/pay');
  }
  const later = 10 * BUCKET_SECONDS;
  expect(incidents.around(later, 'part', '/shop/cart').usualOnPart).toBeCloseTo(4 / 9);
  expect(incidents.around(later, 'section', '/shop').usualOnPart).toBeCloseTo(8 / 9);
});

test('a saved table counts the same people', () => {
  const incidents = new Incidents();
  incidents.see(0);
  for (let person = 0; person < 5; person++) incidents.observeAbort(person * 40, person, `/shop/cart/${person % 2}/x`);
  incidents.observeFailure(160);
  const restored = new Incidents(incidents.save());
  for (const [level, name] of [
    ['part', '/shop/cart'],
    ['section', '/shop'],
  ] as const) {
    for (const time of [0, 80, 160, 400])
      expect(restored.around(time, level, name)).toEqual(incidents.around(time, level, name));
  }
  expect(restored.clientsOn(160, 'page', '/shop/cart/0/x')).toBe(1);
  expect(restored.save()).toEqual(incidents.save());
});

test('a state of an older version, which has no pages, loads', () => {
  const people = new Map([
    [1, '/shop/cart'],
    [2, '/shop/cart'],
    [3, '/shop'],
  ]);
  const byPrefix = new Map([
    ['/shop/cart', 2],
    ['/shop', 1],
  ]);
  const restored = new Incidents({
    seconds: new Map([[1000, { people, failures: 2 }]]),
    buckets: new Map([[58, { people, byPrefix }]]),
    began: 0,
  });
  expect(restored.around(1000, 'part', '/shop/cart')).toMatchObject({ clients: 3, clientsOnPart: 2, failures: 2 });
  expect(restored.around(1000, 'section', '/shop').clientsOnPart).toBe(3);
  expect(restored.around(2000, 'part', '/shop/cart').usualOnPart).toBeGreaterThan(0);
});
