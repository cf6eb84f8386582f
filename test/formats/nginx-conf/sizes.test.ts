// Sizes in a configuration.
import { expect, test } from 'vitest';
import { bytesOf, raisedBuffers } from '../../../src/formats/nginx-conf/sizes.ts';

test.each([
  ['8k', 8192],
  ['1M', 1024 * 1024],
  ['4096', 4096],
  ['0', 0],
  ['', undefined],
  ['8g', undefined],
  ['-1', undefined],
  ['$size', undefined],
])('%s has %s bytes', (size, bytes) => {
  expect(bytesOf(size)).toBe(bytes);
});

test.each([
  ['4 8k', '4 16k'],
  ['4 1k', '4 16k'],
  ['8 32K', '8 64k'],
  ['4 8193', '4 17k'],
  ['4 1m', '4 2048k'],
  ['4 x', undefined],
  ['4', undefined],
])('more than %s is %s', (value, raised) => {
  expect(raisedBuffers(value)).toBe(raised);
});
