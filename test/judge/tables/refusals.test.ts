// Which places refuse every client: how many requests and clients that takes.
import { expect, test } from 'vitest';
import { CHROME, entryOf, FIRM, type Line, tablesOf } from '../literal.ts';
import { pair } from '../pair.ts';

const REQUEST = 'GET /old HTTP/1.1';

/** Refused requests for one path, one from each of these clients. */
function refused(...clients: readonly string[]): Line[] {
  return clients.map((client) => ({ client, request: REQUEST, status: 400, body_bytes_sent: 157 }));
}

/** How many requests the path refused, if it answered none. */
function always(lines: readonly Line[]): number | undefined {
  return tablesOf([FIRM, ...lines]).refusals.always(entryOf({ request: REQUEST }), '/old');
}

pair('refusals', 'LEAST_REFUSED', {
  inside: () => expect(always(refused('192.0.2.1', '192.0.2.2', '192.0.2.2'))).toBe(3),
  outside: () => expect(always(refused('192.0.2.1', '192.0.2.2'))).toBeUndefined(),
});

pair('refusals', 'LEAST_CLIENTS', {
  inside: () => expect(always(refused('192.0.2.1', '192.0.2.2', '192.0.2.2'))).toBe(3),
  outside: () => expect(always(refused('192.0.2.2', '192.0.2.2', '192.0.2.2'))).toBeUndefined(),
});

test('requests of programs count as refused, but programs do not count as clients', () => {
  const [first, ...others] = refused('192.0.2.1', '192.0.2.2', '192.0.2.3');
  const programs = others.map((line) => ({ ...line, http_user_agent: 'curl/8.5.0' }));
  expect(always([first!, ...programs])).toBeUndefined();
  expect(always([...refused('192.0.2.4', '192.0.2.5'), ...programs])).toBe(4);
});

test('one other answer shows that the path does not refuse everybody, but a 499 does not show that', () => {
  const all = refused('192.0.2.1', '192.0.2.2', '192.0.2.3');
  expect(always([...all, { request: REQUEST, status: 499 }])).toBe(3);
  expect(always([...all, { request: REQUEST, status: 200 }])).toBeUndefined();
  expect(
    always([...all, { request: REQUEST, status: 400, body_bytes_sent: 61, http_user_agent: CHROME }]),
  ).toBeUndefined();
});
