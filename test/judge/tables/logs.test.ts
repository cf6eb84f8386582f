// Page sizes and nginx versions of several logs in one run: each log has its own, and asks the others where it shows nothing.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseRequest } from '../../../src/formats/request.ts';
import { plainObservation } from '../../../src/hits/plain.ts';
import { Tables } from '../../../src/judge/tables/tables.ts';
import { CHROME, entryOf, firm, type Line, placed } from '../literal.ts';

/** Lines and the inputs that they are in. */
type Written = readonly (readonly [file: string, ...lines: Line[]])[];

/** Tables that have seen the lines of several logs. */
function tablesOf(logs: Readonly<Record<string, string>>, written: Written, tables = new Tables()): Tables {
  for (const [file, log] of Object.entries(logs)) tables.logs.begin(file, log);
  for (const [file, ...lines] of written)
    for (const line of lines) tables.observe(plainObservation({ ...placed(line), file }, 1));
  return tables;
}

const TWO: Readonly<Record<string, string>> = { 'a.log': 'a.log', 'b.log': 'b.log' };

function missing(plainBytes: number): Line {
  return { status: 404, body_bytes_sent: plainBytes - 4 };
}

function plainBytesOf(tables: Tables, file: string, extra: Line['extra'] = {}): (readonly [number, boolean])[] {
  const pages = tables.logs.of(file).pageSizes.candidates(entryOf({ extra }));
  return pages.map(({ plainBytes, isFirm }) => [plainBytes, isFirm]);
}

function clients(count: number, line: Line): Line[] {
  return Array.from({ length: count }, (_, i) => ({ ...line, client: `192.0.2.${i + 1}` }));
}
const EMPTY: readonly Line[] = clients(2, { request: '-', status: 400, body_bytes_sent: 0, http_user_agent: '-' });
const HTTP2: readonly Line[] = clients(2, { request: 'GET / HTTP/2.0' });

describe('page sizes', () => {
  test('two servers with different pages do not make each other unsure', () => {
    const tables = tablesOf(TWO, [
      ['a.log', firm(157)],
      ['b.log', firm(166)],
    ]);
    expect(plainBytesOf(tables, 'a.log')).toEqual([[157, true]]);
    expect(plainBytesOf(tables, 'b.log')).toEqual([[166, true]]);
    expect(tables.logs.of('a.log').pageSizes.best()).toMatchObject({ plainBytes: 157 });
    expect(tables.pageSizes.candidates(entryOf({}))).toHaveLength(2);
  });

  test('the rotated files of a log are one log', () => {
    const logs = { 'a.log.1': 'a.log', 'a.log': 'a.log', 'b.log': 'b.log' };
    const tables = tablesOf(logs, [
      ['a.log.1', firm(157)],
      ['b.log', firm(166)],
    ]);
    expect(plainBytesOf(tables, 'a.log')).toEqual([[157, true]]);
  });

  test('a log without votes, and an input whose log is not known, have the pages of all logs', () => {
    const tables = tablesOf(TWO, [['b.log', firm(166)]]);
    expect(plainBytesOf(tables, 'a.log')).toEqual([[166, true]]);
    expect(plainBytesOf(tables, 'c.log')).toEqual([[166, true]]);
  });

  test('a size that one log only suggests is sure if another log shows it', () => {
    const soft = [missing(157), missing(157), missing(157)];
    const others = { 'c.log': 'c.log', ...TWO };
    const tables = tablesOf(others, [
      ['a.log', ...soft],
      ['b.log', firm(157)],
      ['c.log', firm(166)],
    ]);
    expect(plainBytesOf(tables, 'a.log')).toEqual([[157, true]]);
    expect(plainBytesOf(tablesOf(TWO, [['a.log', ...soft]]), 'a.log')).toEqual([[157, false]]);
  });

  test('with one error_page on all servers, a log that shows only its 404 pages has this error_page, too', () => {
    const tables = tablesOf(TWO, [
      ['b.log', firm(265), firm(265)],
      ['a.log', missing(157), missing(157), missing(157)],
    ]);
    expect(plainBytesOf(tables, 'a.log')[0]).toEqual([265, true]);
    expect(tables.logs.of('a.log').pageSizes.hasOnePage(entryOf({}))).toBe(true);
  });

  test('a host has its own pages in each log; all logs count if they agree about the host', () => {
    const at = (host: string, line: Line): Line => ({ ...line, extra: { host } });
    const tables = tablesOf(TWO, [
      ['a.log', firm(157), at('one.example', firm(150)), at('two.example', firm(150))],
      ['b.log', firm(166), at('two.example', firm(173))],
    ]);
    expect(plainBytesOf(tables, 'a.log', { host: 'two.example' })).toEqual([[150, true]]);
    expect(plainBytesOf(tables, 'b.log', { host: 'two.example' })).toEqual([[173, true]]);
    expect(plainBytesOf(tables, 'b.log', { host: 'one.example' })).toEqual([[150, true]]);
  });

  test('each log has its own padding', () => {
    const page = (bytes: number): Line => ({ status: 400, body_bytes_sent: bytes, http_user_agent: CHROME });
    const tables = tablesOf(TWO, [
      ['a.log', firm(157), ...clients(4, page(157))],
      ['b.log', firm(166), ...clients(4, page(166 + 402))],
    ]);
    const onePage = (file: string): boolean => tables.logs.of(file).pageSizes.hasOnePage(entryOf({}));
    expect([onePage('a.log'), onePage('b.log')]).toEqual([true, false]);
  });
});

describe('the nginx version', () => {
  test('each log has its own', () => {
    const tables = tablesOf(TWO, [
      ['a.log', ...EMPTY],
      ['b.log', ...HTTP2],
    ]);
    expect(tables.logs.of('a.log').era).toMatchObject({ logsEmptyConnections: true, speaksHttp2: false });
    expect(tables.logs.of('b.log').era).toMatchObject({ hidesEmptyConnections: true });
    expect(tables.logs.of('a.log').era.describe()?.nginx).toBe('< 1.3.15');
    expect(tables.logs.of('b.log').era.describe()?.nginx).toBe('>= 1.9.5');
  });

  test('a log that shows none has the version of all logs, unless these show several', () => {
    const tables = tablesOf({ ...TWO, 'c.log': 'c.log' }, [['a.log', ...EMPTY]]);
    expect(tables.logs.of('c.log').era).toMatchObject({ logsEmptyConnections: true });
    tablesOf({}, [['b.log', ...HTTP2]], tables);
    expect(tables.logs.of('c.log').era).toMatchObject({ logsEmptyConnections: false, hidesEmptyConnections: false });
    expect(tables.logs.of('c.log').era.describe()).toBeNull();
  });

  test('one of two logs is of Apache', () => {
    const tables = tablesOf(TWO, [
      ['a.log', { request: 'GET /\\" HTTP/1.1' }],
      ['b.log', { status: 499 }],
    ]);
    expect(tables.writer.isApache).toBe(false);
    expect(['a.log', 'b.log'].map((file) => tables.logs.of(file).writer.isApache)).toEqual([true, false]);
  });
});

describe('logs that are read one after the other', () => {
  test('the first log keeps what it showed before the second one began', () => {
    const tables = tablesOf({ 'a.log': 'a.log' }, [['a.log', firm(157), ...EMPTY]]);
    tablesOf({ 'b.log': 'b.log' }, [['b.log', firm(166), ...HTTP2]], tables);
    expect(plainBytesOf(tables, 'a.log')).toEqual([[157, true]]);
    expect(plainBytesOf(tables, 'b.log')).toEqual([[166, true]]);
    expect(tables.logs.of('a.log').era.describe()?.nginx).toBe('< 1.3.15');
  });

  test('all of it is saved and restored', () => {
    const tables = tablesOf(TWO, [
      ['a.log', firm(157)],
      ['b.log', firm(166)],
    ]);
    const restored = new Tables(undefined, structuredClone(tables.save()));
    expect(plainBytesOf(restored, 'b.log')).toEqual([[166, true]]);
    expect(restored.save()).toEqual(tables.save());
    tablesOf({}, [['b.log', firm(173), firm(173), firm(173)]], restored);
    expect(plainBytesOf(restored, 'a.log')).toEqual([[157, true]]);
  });

  test('the lines in a state of an older version may be of any log', () => {
    const { logs, ...older } = tablesOf({}, [['a.log', firm(157)]]).save();
    expect(logs).toBeDefined();
    const tables = tablesOf(TWO, [['b.log', firm(166)]], new Tables(undefined, structuredClone(older)));
    expect(plainBytesOf(tables, 'b.log')).toEqual([[166, true]]);
    expect(plainBytesOf(tables, 'a.log').map(([bytes]) => bytes)).toEqual([166, 157]);
  });

  test('of very many logs, the last ones have tables of their own', () => {
    const tables = new Tables();
    for (let i = 0; i < 400; i++) tablesOf({ [`${i}.log`]: `${i}.log` }, [[`${i}.log`, firm(150 + (i % 60))]], tables);
    expect(tables.save().logs!.logs.size).toBeLessThanOrEqual(256);
    expect(plainBytesOf(tables, '399.log')).toEqual([[189, true]]);
    expect(plainBytesOf(tables, '0.log').length).toBeGreaterThan(1);
  });
});

test('one log alone has the tables of all logs, whatever its lines are', () => {
  const line = fc.record({
    status: fc.constantFrom(200, 400, 403, 404, 499),
    body_bytes_sent: fc.constantFrom(0, 146, 150, 153, 157, 162, 233, 552, 559, 635),
    request: fc.constantFrom('-', 'SSH-2.0-Go', 'GET / HTTP/1.1', 'GET /../ HTTP/1.1', 'GET / HTTP/2.0'),
    http_user_agent: fc.constantFrom('-', CHROME, 'curl/8.5.0'),
    client: fc.constantFrom('192.0.2.1', '192.0.2.2', '192.0.2.3'),
    extra: fc.constantFrom({}, { host: 'one.example' }, { host: 'two.example' }),
  });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
      const alone = tablesOf({}, [['a.log', ...lines]]);
      // The other log begins and shows nothing.
      const beside = tablesOf(TWO, [['a.log', ...lines]]);
      const [{ pageSizes, era }, own] = [alone, beside.logs.of('a.log')];
      for (const host of [undefined, 'one.example', 'two.example', 'three.example']) {
        for (const probe of lines) {
          const entry = entryOf({ ...probe, status: 400, extra: host === undefined ? {} : { host } });
          const request = parseRequest(entry.request);
          expect(own.pageSizes.match(entry, request)).toEqual(pageSizes.match(entry, request));
          expect(own.pageSizes.hasOnePage(entry)).toBe(pageSizes.hasOnePage(entry));
        }
      }
      expect(own.era.describe()?.nginx ?? null).toEqual(
        era.logsEmptyConnections && era.speaksHttp2 ? 'several versions' : (era.describe()?.nginx ?? null),
      );
    }),
  );
});
