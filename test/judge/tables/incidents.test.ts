// How far a crowd reaches, and what its usual rate is.
import { expect, test } from 'vitest';
import { BUCKET_SECONDS, type Crowd, Incidents } from '../../../src/judge/tables/incidents.ts';
import { pair } from '../pair.ts';

/** The crowd at second 1000, with one abort and one failure this many seconds from it. */
function crowdAt(offset: number): Crowd {
  const incidents = new Incidents();
  incidents.see(1000);
  incidents.observeAbort(1000 + offset, 1, '/a');
  incidents.observeFailure(1000 + offset);
  return incidents.around(1000, '/a');
}

pair('incidents', 'CROWD_SECONDS', {
  inside: () => {
    for (const offset of [8, -8])
      expect(crowdAt(offset)).toMatchObject({ clients: 1, clientsOnPrefix: 1, failures: 1 });
  },
  outside: () => {
    for (const offset of [9, -9])
      expect(crowdAt(offset)).toMatchObject({ clients: 0, clientsOnPrefix: 0, failures: 0 });
  },
});

test('the usual rate covers the last 64 buckets', () => {
  const incidents = new Incidents();
  incidents.see(0);
  for (let person = 0; person < 10; person++) incidents.observeAbort(0, person, '/a');
  for (let i = 1; i <= 64; i++) incidents.observeAbort(i * BUCKET_SECONDS, 1, '/a');
  // The buckets around the moment do not count, and the ten people of the first bucket are forgotten.
  const { usualClients, usualOnPrefix, history } = incidents.around(64 * BUCKET_SECONDS, '/a');
  expect(history).toBe(63);
  expect(usualClients).toBe(62 / 63);
  expect(usualOnPrefix).toBe(62 / 63);
});

test('people of a forgotten second leave the crowd', () => {
  const incidents = new Incidents();
  incidents.observeAbort(1000, 1, '/a');
  for (let i = 1; i < 256; i++) incidents.observeAbort(2000 + i, 2, '/a');
  expect(incidents.around(1000, '/a').clients).toBe(1);
  incidents.observeAbort(3000, 2, '/a');
  expect(incidents.around(1000, '/a').clients).toBe(0);
});
