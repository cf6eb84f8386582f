// Tables that were saved and restored say what they said before.
import { describe, expect, test } from 'vitest';
import { hash32 } from '../../../src/hits/hash.ts';
import { Tables } from '../../../src/judge/tables/tables.ts';
import { CHROME, entryOf, type Line, START, tablesOf } from '../literal.ts';

const EMPTY: Line = { request: '-', status: 400, body_bytes_sent: 0, http_user_agent: '-' };
const LINES: readonly Line[] = [
  { request: 'SSH-2.0-Go', status: 400, body_bytes_sent: 157, http_user_agent: '-' },
  { ...EMPTY, client: '198.51.100.1' },
  { ...EMPTY, client: '198.51.100.2' },
  { at: 1, status: 499, request: 'GET /a HTTP/1.1' },
  { at: 2, status: 499, request: 'GET /a HTTP/1.1', client: '198.51.100.3' },
  { at: 3, status: 504 },
  { at: 4, http_user_agent: CHROME },
  { at: 5, extra: { request_time: 1 } },
];
const CLIENT = hash32(entryOf({}).client);

/** Tables, and those that were restored from what they saved. */
function saveAndRestore(): { readonly tables: Tables; readonly restored: Tables } {
  const tables = tablesOf(LINES);
  return { tables, restored: new Tables(undefined, structuredClone(tables.save())) };
}

describe('after a break in the log', () => {
  test('the nginx version is known', () => {
    const { restored } = saveAndRestore();
    expect(restored.era.describe()).toEqual({ nginx: '< 1.3.15', because: 'it logs connections without a request' });
    expect(restored.era.hasTimes).toBe(true);
  });

  test('the crowd is known', () => {
    const { tables, restored } = saveAndRestore();
    const crowd = restored.incidents.around(START, '/a');
    expect(crowd).toMatchObject({ clients: 2, clientsOnPrefix: 2, failures: 1 });
    expect(crowd).toEqual(tables.incidents.around(START, '/a'));
    const later = START + 170;
    expect(restored.incidents.around(later, '/a').usualClients).toBeGreaterThan(0);
    expect(restored.incidents.around(later, '/a')).toEqual(tables.incidents.around(later, '/a'));
  });

  test('the traffic is known', () => {
    const { tables, restored } = saveAndRestore();
    expect(restored.traffic.sharesBy((agent) => agent)).toEqual(tables.traffic.sharesBy((agent) => agent));
    expect(restored.traffic.sharesBy((agent) => agent).get(CHROME)).toBe(1 / LINES.length);
    expect(restored.sharedAddresses.of(CLIENT)).toEqual({ shareOfTraffic: 5 / LINES.length, userAgents: 3 });
  });

  test('the plain page and the cadence are known', () => {
    const { tables, restored } = saveAndRestore();
    expect(restored.pageSizes.best()).toMatchObject({ plainBytes: 157, isFirm: true });
    expect(restored.cadence.of(CLIENT)).toEqual(tables.cadence.of(CLIENT));
    expect(restored.cadence.of(CLIENT)).toMatchObject({ aborted: 1 });
  });
});
