// The traffic beside the hits: it is estimated from the sample, in any order of the lines.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasTraffic, OtherRequests } from '../../../src/report/timeline/other-requests.ts';
import { pair } from '../../judge/pair.ts';

type Line = Parameters<OtherRequests['observe']>[0];

/** The traffic of some lines in four bins of 10 s. */
function trafficOf(lines: readonly Line[]): ReturnType<OtherRequests['between']> {
  const requests = new OtherRequests();
  for (const line of lines) requests.observe(line);
  return requests.between(0, 39, 4);
}

test('each line of the sample counts with its weight; hits are counted apart, and other lines do not count', () => {
  const traffic = trafficOf([
    { time: 0, sampleWeight: 1, isHit: false },
    { time: 9, sampleWeight: 1, isHit: false },
    { time: 25, sampleWeight: 1, isHit: true },
    { time: 30, sampleWeight: 16, isHit: false },
    { time: 31, sampleWeight: 64, isHit: false },
    { time: 39, sampleWeight: 0, isHit: false },
  ]);
  expect(traffic).toEqual({
    others: [2, 0, 0, 80],
    variances: [2, 0, 0, 256 + 4096],
    highestWeight: 64,
    hits: [0, 0, 1, 0],
  });
  expect(trafficOf([])).toEqual({
    others: [0, 0, 0, 0],
    variances: [0, 0, 0, 0],
    highestWeight: 1,
    hits: [0, 0, 0, 0],
  });
});

test('any order of the lines gives the same traffic', () => {
  const line = fc.record({
    time: fc.integer({ min: 0, max: 39 }),
    sampleWeight: fc.constantFrom(0, 1, 16, 64),
    isHit: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      expect(trafficOf(lines.toReversed())).toEqual(trafficOf(lines));
    }),
  );
});

pair('other-requests', 'LEAST_OTHERS', {
  inside: () => expect(hasTraffic([5, 0, 7])).toBe(true),
  outside: () => expect(hasTraffic([5, 0, 6])).toBe(false),
});
