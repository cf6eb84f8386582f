// The client in a labelled X-Forwarded-For.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forwardedClient, senderHash } from '../../../src/judge/tables/forwarded.ts';

const clientOf = (http_x_forwarded_for?: string): string | undefined =>
  forwardedClient({
    remote_addr: '10.0.0.1',
    extra: http_x_forwarded_for === undefined ? {} : { http_x_forwarded_for },
  });

test.for([
  ['203.0.113.9', '203.0.113.9'],
  [' 203.0.113.9 , 10.0.0.7', '203.0.113.9'],
  ['203.0.113.9:4711', '203.0.113.9'],
  ['2001:db8::9', '2001:db8::9'],
  ['10.0.0.1', undefined],
  ['unknown, 203.0.113.9', undefined],
  ['-', undefined],
  ['', undefined],
  [undefined, undefined],
] as const)('reads %j as %j', ([list, expected]) => {
  expect(clientOf(list)).toBe(expected);
});

test('any text gives an address or nothing', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (list) => {
      const client = clientOf(list);
      expect(client === undefined || list.includes(client)).toBe(true);
    }),
  );
});

test('senders differ by user agent and address', () => {
  expect(senderHash(1, undefined)).toBe(1);
  expect(new Set([senderHash(1, 'a'), senderHash(1, 'b'), senderHash(2, 'a')]).size).toBe(3);
});
