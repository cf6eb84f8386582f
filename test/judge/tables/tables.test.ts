// The hit tables: what each table concludes, that one line does not overturn it, and that tables can be saved and restored.
import { describe, expect, test } from 'vitest';
import { parseLine } from '../../../src/formats/line.ts';
import type { Entry } from '../../../src/formats/entry.ts';
import { parseRequest } from '../../../src/formats/request.ts';
import type { ObservedLine } from '../../../src/sources/engine/observed-line.ts';
import { hash32 } from '../../../src/hits/hash.ts';
import { Scanner } from '../../../src/sources/engine/scanner.ts';
import { Era, parseNginxVersion } from '../../../src/judge/tables/era.ts';
import { Incidents } from '../../../src/judge/tables/parts/incidents.ts';
import { climbsOut } from '../../../src/formats/refused-line.ts';
import { PageSizes } from '../../../src/judge/tables/pages/page-size.ts';
import { touch } from '../../../src/judge/tables/bounded.ts';
import { SharedAddresses } from '../../../src/judge/tables/shared-addresses.ts';
import { Tables } from '../../../src/judge/tables/tables.ts';
import { entryOf, type Line, START, tablesOf } from '../literal.ts';

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36';

interface Fields {
  readonly client?: string;
  readonly request?: string;
  readonly status?: number;
  readonly size?: number;
  readonly agent?: string;
  readonly second?: number;
  readonly tail?: string;
}

function textOf({
  client = '192.0.2.1',
  request = 'GET / HTTP/1.1',
  status = 400,
  size = 0,
  agent = '-',
  second = 0,
  tail = '',
}: Fields): string {
  const at = `15:${String(Math.floor(second / 60)).padStart(2, '0')}:${String(second % 60).padStart(2, '0')}`;
  return `${client} - - [22/Nov/2026:${at} +0000] "${request}" ${status} ${size} "-" "${agent}"${tail}`;
}

function entry(fields: Fields): Entry {
  const parsed = parseLine(textOf(fields));
  if (typeof parsed === 'string') throw new Error(parsed);
  return parsed;
}

let observed: ObservedLine | undefined;
const scanner = new Scanner({ observe: (one) => void (observed = one), close: () => {}, unparsed: () => {} });

/** The line as the scanner hands it to tables; valid until the next one. */
function line(fields: Fields): ObservedLine {
  observed = undefined;
  scanner.takeBytes(Buffer.from(`${textOf(fields)}\n`, 'latin1'));
  if (observed === undefined) throw new Error('the scanner did not observe it');
  return observed;
}

describe('page size', () => {
  const fold = (pages: PageSizes, fields: Fields): void => {
    pages.observe(line(fields));
  };
  const kind = (pages: PageSizes, fields: Fields): string | undefined => {
    const one = entry(fields);
    return pages.match(one, parseRequest(one.request))?.kind;
  };
  const garbage = (size: number): Fields => ({ request: '\\x16\\x03\\x01', size });

  test.for([
    [166, undefined, 'plain'],
    [224, undefined, 'certificate-invalid'],
    [242, undefined, 'header-too-large'],
    [246, undefined, 'certificate-missing'],
    [264, undefined, 'plain-http-to-tls'],
    [242 + 402, CHROME, 'header-too-large'],
    [242, CHROME, undefined],
    [242 + 402, 'curl/8', undefined],
    [91, 'curl/8', undefined],
  ] as const)('P = 166: %i bytes for %s is %s', ([size, agent, expected]) => {
    const pages = new PageSizes();
    fold(pages, garbage(166));
    expect(kind(pages, { size, agent: agent ?? 'curl/8' })).toBe(expected);
  });

  test('one odd vote does not outvote many, but many new ones do', () => {
    const pages = new PageSizes();
    for (let i = 0; i < 6; i++) fold(pages, garbage(157));
    fold(pages, garbage(312));
    expect(pages.best()?.plainBytes).toBe(157);
    for (let i = 0; i < 16; i++) fold(pages, garbage(173));
    expect(pages.best()?.plainBytes).toBe(173);
    expect(kind(pages, { size: 157 + 76, agent: 'curl/8' })).toBeUndefined();
  });

  test('404 pages give soft votes: one page alone proves nothing, and a page of an application does not count', () => {
    const pages = new PageSizes();
    fold(pages, { status: 404, size: 153, agent: 'curl/8' });
    expect(pages.best()).toBeUndefined();
    fold(pages, { status: 404, size: 555, agent: CHROME });
    fold(pages, { status: 404, size: 9000, agent: CHROME });
    expect(pages.best()).toMatchObject({ plainBytes: 157, isFirm: false });
  });

  test('servers that log their host have pages of their own', () => {
    const pages = new PageSizes();
    for (let i = 0; i < 3; i++) {
      fold(pages, { ...garbage(150), tail: ' host=a.example' });
      fold(pages, { ...garbage(172), tail: ' host=b.example' });
    }
    expect(kind(pages, { size: 248, agent: 'curl/8', tail: ' host=a.example' })).toBe('plain-http-to-tls');
    expect(kind(pages, { size: 248, agent: 'curl/8', tail: ' host=b.example' })).toBe('header-too-large');
  });

  test('if two clients got no padding, there is one page for every 400', () => {
    const pages = new PageSizes();
    fold(pages, garbage(180));
    const one = entry({ size: 180, agent: CHROME });
    for (let i = 0; i < 3; i++) fold(pages, { client: '192.0.2.7', size: 180, agent: CHROME });
    expect(pages.hasOnePage(one)).toBe(false);
    fold(pages, { client: '192.0.2.8', size: 180, agent: CHROME });
    expect(pages.hasOnePage(one)).toBe(true);
  });
});

test.for([
  ['/../etc/passwd', true],
  ['/a/../../b', true],
  ['/%2e%2e/x', true],
  ['/a/%2E./..%2fx', true],
  ['/a/../b', false],
  ['/...', false],
  ['/a..b/c', false],
] as const)('%s climbs out: %s', ([path, expected]) => {
  expect(climbsOut(path)).toBe(expected);
});

describe('era', () => {
  const empty = (client: string): ObservedLine => line({ client, request: '-' });

  test('empty connections of two clients show an old nginx, but empty connections of one client do not', () => {
    const era = new Era();
    era.observe(empty('192.0.2.1'));
    era.observe(empty('192.0.2.1'));
    expect(era.logsEmptyConnections).toBe(false);
    era.observe(empty('192.0.2.2'));
    expect(era.logsEmptyConnections).toBe(true);
    expect(era.describe()?.nginx).toBe('< 1.3.15');
  });

  test('a given version overrides what the log shows', () => {
    expect(new Era(parseNginxVersion('1.22.1')).hidesEmptyConnections).toBe(true);
    expect(new Era(parseNginxVersion('nginx/1.2.9')).logsEmptyConnections).toBe(true);
    expect(new Era(parseNginxVersion('0.7.69')).mayLackHeaderPage).toBe(true);
    expect(parseNginxVersion('latest')).toBeUndefined();
  });
});

test('a crowd is distinguished from the usual rate', () => {
  const incidents = new Incidents();
  const abort = (client: string, second: number, prefix: string): void => {
    const { time } = entry({ second });
    incidents.see(time);
    incidents.observeAbort(time, hash32(client), prefix);
  };
  for (let i = 0; i < 40; i++) abort(`198.51.100.${i}`, i * 20, '/a');
  for (let i = 0; i < 9; i++) abort(`203.0.113.${i}`, 900 + (i % 4), '/b');
  incidents.observeFailure(entry({ second: 901 }).time);
  const crowd = incidents.around(entry({ second: 902 }).time, 'part', '/b');
  expect(crowd).toMatchObject({ clients: 9, failures: 1, clientsOnPart: 9, usualOnPart: 0 });
  expect(crowd.usualClients).toBeLessThan(1.5);
  expect(incidents.around(entry({ second: 300 }).time, 'part', '/b').clients).toBe(1);
});

test('X-Forwarded-For makes a crowd only on an address that many people share', () => {
  const aborts = Array.from({ length: 8 }, (_, i) => ({
    remote_addr: '192.0.2.1',
    client: `198.51.100.${i}`,
    status: 499,
  }));
  const people = (lines: readonly Line[]): number => tablesOf(lines).incidents.around(START, 'part', '/').clients;
  expect(people(aborts)).toBe(1);
  const many = Array.from({ length: 8 }, (_, i) => ({ remote_addr: '192.0.2.1', http_user_agent: `agent ${i}` }));
  expect(people([...many, ...aborts])).toBe(8);
});

test('an address with many user agents is shared, a busy one with one user agent is not', () => {
  const shared = new SharedAddresses();
  for (let i = 0; i < 40; i++) {
    shared.observe(line({ client: '192.0.2.1', agent: `agent ${i % 10}` }));
    shared.observe(line({ client: '192.0.2.2', agent: 'curl/8' }));
  }
  expect(shared.isShared(hash32('192.0.2.1'))).toBe(true);
  expect(shared.isShared(hash32('192.0.2.2'))).toBe(false);
});

test('touch keeps the most recently used keys', () => {
  const map = new Map<string, number>();
  for (const key of ['a', 'b', 'a', 'c']) touch(map, key, 2, () => 0);
  expect([...map.keys()]).toEqual(['a', 'c']);
});

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

/** Tables, and a copy that was restored from what they saved. */
function saveAndRestore(): { readonly tables: Tables; readonly restored: Tables } {
  const tables = tablesOf(LINES);
  return { tables, restored: new Tables(undefined, structuredClone(tables.save())) };
}

describe('after saving and restoring', () => {
  test('the nginx version is known', () => {
    const { restored } = saveAndRestore();
    expect(restored.era.describe()).toEqual({ nginx: '< 1.3.15', because: 'it logs connections without a request' });
  });

  test('the crowd is known', () => {
    const { tables, restored } = saveAndRestore();
    const crowd = restored.incidents.around(START, 'part', '/a');
    expect(crowd).toMatchObject({ clients: 2, clientsOnPart: 2, failures: 1 });
    expect(crowd).toEqual(tables.incidents.around(START, 'part', '/a'));
    const later = START + 170;
    expect(restored.incidents.around(later, 'part', '/a').usualClients).toBeGreaterThan(0);
    expect(restored.incidents.around(later, 'part', '/a')).toEqual(tables.incidents.around(later, 'part', '/a'));
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
