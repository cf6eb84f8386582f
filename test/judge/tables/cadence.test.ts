// Which requests of a client its cadence remembers.
import { expect, test } from 'vitest';
import { hash32 } from '../../../src/hits/hash.ts';
import { Cadence } from '../../../src/judge/tables/cadence.ts';
import { entryOf, observed } from '../literal.ts';

const CLIENT = hash32(entryOf({}).client);

test('the 16 most recent requests stay', () => {
  const cadence = new Cadence();
  const asked: number[] = [...Array.from({ length: 16 }, (_, i) => i), 1, 16, 17];
  asked.forEach((page, at) => cadence.observe(observed({ at, request: `GET /${page} HTTP/1.1` })));
  const { repeated } = cadence.of(CLIENT)!;
  const expected = [...Array.from({ length: 13 }, (_, i) => i + 3), 1, 16, 17];
  expect(repeated.map((one) => one.requestHash)).toEqual(expected.map((page) => hash32(`GET /${page} HTTP/1.1`)));
});

test('48 retries and waits of an address stay, each retry with its request', () => {
  const cadence = new Cadence();
  for (let i = 0; i < 50; i++) {
    for (const at of [i * 100, i * 100 + 1 + (i % 7)])
      cadence.observe(observed({ at, request: `GET /${i} HTTP/1.1`, status: 499, extra: { request_time: i } }));
  }
  const { retryGaps, retryRequests, abortTimes, abortSenders } = cadence.of(CLIENT)!;
  expect(retryGaps).toEqual(Array.from({ length: 48 }, (_, i) => 1 + ((i + 2) % 7)));
  expect(new Set(retryRequests).size).toBe(48);
  expect(abortTimes).toHaveLength(48);
  expect(abortSenders).toHaveLength(48);
});

test('a state of an older version, whose gaps have no requests, loads', () => {
  const cadence = new Cadence();
  for (const at of [0, 5, 10]) cadence.observe(observed({ at, status: 499 }));
  const saved = cadence.save();
  expect(new Cadence(saved).of(CLIENT)).toEqual(cadence.of(CLIENT));
  const older = saved.several.map((one) => {
    if (one === undefined) return undefined;
    const { retryRequests: _, ...rest } = one;
    return rest;
  });
  const restored = new Cadence({ ...saved, several: older });
  expect(restored.of(CLIENT)).toMatchObject({ requests: 3, aborted: 3, retryGaps: [], retryRequests: [] });
  restored.observe(observed({ at: 20, status: 499 }));
  expect(restored.of(CLIENT)).toMatchObject({ retryGaps: [10] });
  expect(restored.of(CLIENT)?.retryRequests).toHaveLength(1);
});
