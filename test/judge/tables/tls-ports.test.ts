// On which ports the server speaks TLS.
import { expect, test } from 'vitest';
import { Tables } from '../../../src/judge/tables/tables.ts';
import { type Line, tablesOf } from '../literal.ts';
import { pair } from '../pair.ts';

/** Lines of clients on a port. */
function linesOf(clients: number, server_port: number, ssl_protocol: string, status = 200): Line[] {
  return Array.from({ length: clients }, (_, i) => ({
    client: `192.0.2.${i}`,
    status,
    extra: { server_port, ssl_protocol },
  }));
}

pair('tls-ports', 'LEAST_TLS_CLIENTS', {
  inside: () => expect(tablesOf(linesOf(2, 8443, 'TLSv1.3')).tlsPorts.has(8443)).toBe(true),
  outside: () => {
    expect(tablesOf(linesOf(1, 8443, 'TLSv1.3')).tlsPorts.has(8443)).toBe(false);
    // One client with many requests is still one client.
    const [line] = linesOf(1, 8443, 'TLSv1.3');
    expect(tablesOf([line!, line!, line!]).tlsPorts.has(8443)).toBe(false);
  },
});

test('a port that answered a request without TLS is no TLS port', () => {
  const lines = linesOf(2, 8443, 'TLSv1.3');
  expect(tablesOf([...lines, ...linesOf(1, 8443, '-', 400)]).tlsPorts.has(8443)).toBe(true);
  expect(tablesOf([...lines, ...linesOf(1, 8443, '-', 304)]).tlsPorts.has(8443)).toBe(false);
  expect(tablesOf([...lines, ...linesOf(1, 8080, '-', 200)]).tlsPorts.has(8443)).toBe(true);
});

test('lines without a port or without TLS say nothing', () => {
  const tables = tablesOf([{}, { extra: { server_port: 443 } }, { extra: { ssl_protocol: 'TLSv1.3' } }]);
  expect(tables.tlsPorts.has(443)).toBe(false);
});

test('only the ports of the last lines are kept', () => {
  const tables = tablesOf(linesOf(2, 443, 'TLSv1.3'));
  for (let port = 1; port <= 64; port++) tablesOf(linesOf(1, 9000 + port, '-'), tables);
  expect(tables.tlsPorts.has(443)).toBe(false);
});

test('the table is kept between runs, and is empty in a state of an older version', () => {
  const { tlsPorts: _, ...older } = structuredClone(tablesOf(linesOf(2, 443, 'TLSv1.3')).save());
  expect(new Tables(undefined, older).tlsPorts.has(443)).toBe(false);
  const saved = structuredClone(tablesOf(linesOf(2, 443, 'TLSv1.3')).save());
  expect(new Tables(undefined, saved).tlsPorts.has(443)).toBe(true);
});
