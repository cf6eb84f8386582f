// Networks: node's own list of networks is the oracle.
import { BlockList, isIPv4 } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inNetworks, isNetwork } from '../../src/formats/networks.ts';

const v4 = fc.oneof(fc.ipV4(), fc.constantFrom('0.0.0.0', '255.255.255.255', '10.1.2.3'));
const v6 = fc.oneof(fc.ipV6(), fc.constantFrom('::', '::1', '2001:db8::7', '::ffff:10.1.2.3', 'fe80::1:2'));

test('an address is in a network when node says so', () => {
  fc.assert(
    fc.property(fc.oneof(v4, v6), fc.oneof(v4, v6), fc.nat(128), (address, base, length) => {
      const bits = isIPv4(base) ? length % 33 : length;
      const list = new BlockList();
      list.addSubnet(base, bits, isIPv4(base) ? 'ipv4' : 'ipv6');
      const family = isIPv4(address) ? 'ipv4' : 'ipv6';
      // In node's list, ::/0 also holds IPv4.
      fc.pre(isIPv4(base) === isIPv4(address) && !/^[0:]*:ffff:/i.test(address) && !/^[0:]*:ffff:/i.test(base));
      expect(inNetworks([`${base}/${bits}`])(address)).toBe(list.check(address, family));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['10.0.0.0/8', '10.255.0.1', true],
  ['10.0.0.0/8', '11.0.0.1', false],
  ['10.0.0.0/8', '::ffff:10.0.0.1', true],
  ['::ffff:10.0.0.0/104', '10.0.0.1', true],
  ['0.0.0.0/0', '192.0.2.1', true],
  ['0.0.0.0/0', '2001:db8::1', false],
  ['::/0', '2001:db8::1', true],
  ['::/0', '192.0.2.1', false],
  ['192.0.2.7', '192.0.2.7', true],
  ['192.0.2.7', '192.0.2.8', false],
  ['2001:db8::/33', '2001:db8:8000::1', false],
  ['10.0.0.0/8', 'unix:', false],
  ['10.0.0.0/8', '', false],
])('%s holds %s: %s', (network, address, holds) => {
  expect(inNetworks([network])(address)).toBe(holds);
});

test.each([
  '10.0.0.0/33',
  '2001:db8::/129',
  '10.0.0/8',
  '10.0.0.0/',
  '/8',
  '',
  'a',
  '10.0.0.0/8/8',
  '10.0.0.0-10.0.0.9',
])('%s is no network', (text) => {
  expect(isNetwork(text)).toBe(false);
});
