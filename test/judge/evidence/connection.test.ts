// Which requests came over one connection.
import { expect, test } from 'vitest';
import type { ExtraFields } from '../../../src/formats/entry.ts';
import { isLaterOnConnection, isSameConnection } from '../../../src/judge/evidence/connection.ts';
import { entryOf } from '../literal.ts';
import { pair } from '../pair.ts';

function isSame(one: ExtraFields, other: ExtraFields): boolean | undefined {
  return isSameConnection(entryOf({ extra: one }), entryOf({ extra: other }));
}

test('$connection decides, then $remote_port', () => {
  expect(isSame({ connection: '7' }, { connection: '7' })).toBe(true);
  expect(isSame({ connection: '7', remote_port: 5000 }, { connection: '8', remote_port: 5000 })).toBe(false);
  expect(isSame({ remote_port: 5000 }, { remote_port: 5000 })).toBe(true);
  expect(isSame({ remote_port: 5000 }, { remote_port: 5001 })).toBe(false);
  expect(isSame({ connection: '7' }, { remote_port: 5000 })).toBeUndefined();
  expect(isSame({}, {})).toBeUndefined();
});

pair('connection', 'LOWEST_CLIENT_PORT', {
  inside: () => expect(isSame({ remote_port: 1024 }, { remote_port: 1024 })).toBe(true),
  outside: () => expect(isSame({ remote_port: 1023 }, { remote_port: 1023 })).toBeUndefined(),
});

test('a later request has a number above 1, or came with the one before it', () => {
  expect(isLaterOnConnection(entryOf({ extra: { connection_requests: 1 } }))).toBe(false);
  expect(isLaterOnConnection(entryOf({ extra: { connection_requests: 2 } }))).toBe(true);
  expect(isLaterOnConnection(entryOf({ extra: { pipe: 'p' } }))).toBe(true);
  expect(isLaterOnConnection(entryOf({ extra: { pipe: '.' } }))).toBeUndefined();
});
