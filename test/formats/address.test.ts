// isAddress accepts the same texts as Node's isIP, except addresses with a zone.
import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAddress, isPrivateAddress, networkOf, withoutPort } from '../../src/formats/address.ts';

test.for([
  ['192.0.2.1', true],
  ['0.0.0.0', true],
  ['255.255.255.255', true],
  ['256.0.0.1', false],
  ['192.0.2', false],
  ['192.0.2.1.1', false],
  ['192.0.2.01', false],
  ['192.0.2.1:80', false],
  ['::', true],
  ['::1', true],
  ['1::', true],
  ['2001:DB8::1', true],
  ['1:2:3:4:5:6:7:8', true],
  ['1:2:3:4:5:6:7::', true],
  ['::2:3:4:5:6:7:8', true],
  ['1:2:3:4::5:6:7:8', false],
  ['1:2:3:4:5:6:7', false],
  ['1:2:3:4:5:6:7:8:9', false],
  ['12345::', false],
  ['1::2::3', false],
  [':::', false],
  [':1', false],
  ['1:', false],
  ['::ffff:192.0.2.1', true],
  ['1:2:3:4:5:6:192.0.2.1', true],
  ['1:2:3:4:5:6:7:192.0.2.1', false],
  ['1:2:3:4:5::192.0.2.1', true],
  ['::192.0.2.256', false],
  ['192.0.2.1::', false],
  ['192.0.2.1:0:0', false],
  ['[2001:db8::1]', false],
  ['', false],
  ['DE', false],
  ['0.097', false],
] as const)('%s: %s', ([text, expected]) => {
  expect(isAddress(text)).toBe(expected);
  expect(isIP(text) !== 0).toBe(expected);
});

test.for([
  ['9.255.255.255', false],
  ['10.0.0.0', true],
  ['10.255.255.255', true],
  ['11.0.0.0', false],
  ['100.63.255.255', false],
  ['100.64.0.0', true],
  ['100.99.0.1', true],
  ['100.127.255.255', true],
  ['100.128.0.0', false],
  ['101.64.0.0', false],
  ['127.0.0.1', true],
  ['169.254.0.1', true],
  ['169.253.0.1', false],
  ['172.15.255.255', false],
  ['172.16.0.0', true],
  ['172.29.0.0', true],
  ['172.31.255.255', true],
  ['172.32.0.0', false],
  ['192.168.0.1', true],
  ['192.167.0.1', false],
  ['192.0.2.9', false],
  ['1.10.0.1', false],
  ['::1', true],
  ['0:0:0:0:0:0:0:1', true],
  ['::', false],
  ['::2', false],
  ['1::1', false],
  ['fc00::1', true],
  ['FDFF::1', true],
  ['fe00::1', false],
  ['fe80::1', true],
  ['febf::1', true],
  ['fec0::1', false],
  ['fc::1', false],
  ['fe8::1', false],
  ['2001:db8::fc00', false],
  ['::ffff:10.0.0.1', true],
  ['0:0:0:0:0:FFFF:192.168.1.1', true],
  ['::ffff:192.0.2.1', false],
  ['::10.0.0.1', false],
] as const)('%s is private: %s', ([address, expected]) => {
  expect(isAddress(address)).toBe(true);
  expect(isPrivateAddress(address)).toBe(expected);
});

test('agrees with Node on addresses and on near misses', () => {
  const piece = fc.constantFrom(...Array.from('0129afF.:.:g '), '25', '255', '256', '::', 'ffff');
  const edited = fc
    .tuple(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat({ max: 45 }), fc.nat({ max: 2 }), fc.array(piece, { maxLength: 2 }))
    .map(([text, at, cut, added]) => text.slice(0, at) + added.join('') + text.slice(at + cut));
  const any = fc.array(piece, { maxLength: 24 }).map((all) => all.join(''));
  let addresses = 0;
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), edited, any), (text) => {
      if (isAddress(text)) addresses++;
      expect(isAddress(text)).toBe(isIP(text) !== 0);
    }),
    { numRuns: 20_000, seed: 5 },
  );
  expect(addresses).toBeGreaterThan(5000);
});

test('takes a port of five digits off every address', () => {
  const port = fc.integer({ min: 10_000, max: 65_535 });
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), port, (address, number) => {
      expect(withoutPort(address)).toBe(address);
      expect(withoutPort(`[${address}]:${number}`)).toBe(address);
      expect(withoutPort(`[${address}]`)).toBe(address);
      if (!address.endsWith(':')) expect(withoutPort(`${address}:${number}`)).toBe(address);
    }),
    { numRuns: 2000, seed: 6 },
  );
});

test.for([['['], ['[]'], ['[x]:80'], ['[192.0.2.1]:'], ['[192.0.2.1]80'], ['unix:'], [':80'], ['a:80']] as const)(
  '%s stays as it is',
  ([text]) => {
    expect(withoutPort(text)).toBe(text);
  },
);

describe('the network', () => {
  test.each([
    ['203.0.113.77', '203.0.113.0/24'],
    ['::ffff:203.0.113.77', '203.0.113.0/24'],
    ['2001:db8::1', '2001:db8::/64'],
    ['2001:0DB8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:0:0:3:4:5:6', '2001:db8::/64'],
    ['2001:db8:0:7::', '2001:db8:0:7::/64'],
    ['1::2:3:4:5:6:7', '1:0:2:3::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b::/64'],
    ['::1', '::/64'],
    ['::', '::/64'],
    ['unix:', 'unix:'],
    ['', ''],
  ])('of "%s"', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });

  test('is the same for all ways to write an address', () => {
    fc.assert(
      fc.property(fc.ipV6(), (address) => {
        const network = networkOf(address);
        expect(network).toMatch(/^[\da-f:]*::\/64$/);
        expect(networkOf(network.slice(0, -3))).toBe(network);
        expect(networkOf(address.toUpperCase())).toBe(network);
      }),
    );
  });

  test('of any text is a text', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof networkOf(text) === 'string'));
  });
});
