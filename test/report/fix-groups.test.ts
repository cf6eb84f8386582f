// Which findings need one action together.
import { expect, test } from 'vitest';
import { pair } from '../judge/pair.ts';
import { findingOf, findingsOf, fixesOf } from './literal.ts';

/** How many incidents there are in findings of a stalled backend at some seconds. */
function incidents(...seconds: readonly number[]): number {
  return fixesOf(seconds.map((at) => findingOf('slow-upstream', { at }))).length;
}

pair('fix-groups', 'INCIDENT_GAP_SECONDS', {
  inside: () => expect(incidents(0, 60)).toBe(1),
  outside: () => expect(incidents(0, 61)).toBe(2),
});

test('an incident goes on as long as no gap is too long', () => {
  expect(incidents(0, 50, 100, 150)).toBe(1);
  expect(incidents(0, 50, 200, 250)).toBe(2);
});

test('findings are grouped by incident, by client, or all together, as their cause says', () => {
  const clients = ['192.0.2.1', '192.0.2.2', '192.0.2.1'];
  expect(fixesOf(clients.map((client) => findingOf('balancer-timeout', { client })))).toMatchObject([
    { hits: 2, clients: 1 },
    { hits: 1, clients: 1 },
  ]);
  expect(fixesOf(clients.map((client) => findingOf('half-close', { client })))).toMatchObject([
    { hits: 3, clients: 2 },
  ]);
});

test('when there are too many groups, the other clients of a cause share one', () => {
  const MOST_GROUPS = 2000;
  const fixes = fixesOf(
    findingsOf(MOST_GROUPS + 3, (index) =>
      findingOf('balancer-timeout', { client: `192.0.${index >>> 8}.${index & 255}` }),
    ),
  );
  expect(fixes).toHaveLength(MOST_GROUPS + 1);
  expect(fixes.filter(({ hits }) => hits > 1)).toMatchObject([{ hits: 3, clients: 3 }]);
});

test('only what is to fix has a fix', () => {
  expect(fixesOf([findingOf('stopped'), findingOf('port-scan')])).toEqual([]);
});
