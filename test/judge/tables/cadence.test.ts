// Which requests of a client its cadence remembers.
import { expect, test } from 'vitest';
import { hash32 } from '../../../src/hits/hash.ts';
import { Cadence } from '../../../src/judge/tables/cadence.ts';
import { entryOf, observed } from '../literal.ts';

test('the 16 most recent requests stay', () => {
  const cadence = new Cadence();
  const asked: number[] = [...Array.from({ length: 16 }, (_, i) => i), 1, 16, 17];
  asked.forEach((page, at) => cadence.observe(observed({ at, request: `GET /${page} HTTP/1.1` })));
  const { repeated } = cadence.of(hash32(entryOf({}).client))!;
  const expected = [...Array.from({ length: 13 }, (_, i) => i + 3), 1, 16, 17];
  expect(repeated.map((one) => one.requestHash)).toEqual(expected.map((page) => hash32(`GET /${page} HTTP/1.1`)));
});
