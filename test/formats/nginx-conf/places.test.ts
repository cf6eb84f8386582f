// Places of directives as messages name them.
import { expect, test } from 'vitest';
import { placeOf } from '../../../src/formats/nginx-conf/places.ts';

test.each([
  ['/etc/nginx/nginx.conf', '/etc/nginx/nginx.conf', 'nginx.conf:7'],
  ['/etc/nginx/conf.d/shop.conf', '/etc/nginx/nginx.conf', 'conf.d/shop.conf:7'],
  ['/etc/nginx-sites/shop.conf', '/etc/nginx/nginx.conf', '/etc/nginx-sites/shop.conf:7'],
  ['/srv/shop.conf', '/etc/nginx/nginx.conf', '/srv/shop.conf:7'],
  ['standard input', 'standard input', 'standard input:7'],
])('%s in %s is %s', (file, mainFile, place) => {
  expect(placeOf({ file, line: 7 }, mainFile)).toBe(place);
});
