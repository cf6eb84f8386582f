// Which parts of the site a path belongs to.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { partsOf } from '../../../../src/judge/tables/parts/site-parts.ts';

test.for([
  ['/shop/cart/add', { page: '/shop/cart/add', part: '/shop/cart', section: '/shop' }],
  ['/shop/cart', { page: '/shop/cart', part: '/shop/cart', section: '/shop' }],
  ['/shop', { page: '/shop', part: '/shop', section: '/shop' }],
  ['/seats/112/row', { page: '/seats/112/row', part: '/seats', section: '/seats' }],
  ['/112/row', { page: '/112/row', part: '/', section: '/' }],
  ['/', { page: '/', part: '/', section: '/' }],
  ['', { page: '', part: '/', section: '/' }],
] as const)('the parts of %s', ([path, expected]) => {
  expect(partsOf(path)).toEqual(expected);
});

test('a name of a part lies on the same parts, so that a saved name is as good as its path', () => {
  fc.assert(
    fc.property(fc.webPath(), (path) => {
      const { part, section } = partsOf(path);
      expect(partsOf(part)).toMatchObject({ part, section });
      expect(part.startsWith(section)).toBe(true);
    }),
  );
});

test('a long path is cut', () => {
  const { page, part, section } = partsOf(`/${'a/'.repeat(500_000)}`);
  expect([page.length, part, section]).toEqual([200, '/a/a', '/a']);
});
