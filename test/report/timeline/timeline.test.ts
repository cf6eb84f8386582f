// Counts over time: the bins get wider with the period, and no event is lost or moved.
import { expect, test } from 'vitest';
import { TimeBins } from '../../../src/report/timeline/timeline.ts';
import { START } from '../../judge/literal.ts';

/** Bins of one event a second. The events come in rising order, or from both ends in turn. */
function everySecond(seconds: number, order: 'rising' | 'from both ends' = 'rising'): TimeBins {
  const bins = new TimeBins();
  for (let i = 0; i < seconds; i++) {
    const second = order === 'rising' ? i : i % 2 === 0 ? i / 2 : seconds - (i + 1) / 2;
    bins.add(START + second, 0);
  }
  return bins;
}

function cut(bins: TimeBins, seconds: number, count: number, series: readonly number[] = [0]): number[] {
  return bins.cut(series, START, START + seconds - 1, count);
}

test.each([80, 500, 512, 1600, 16_000])('one event a second for %i s: all parts have the same count', (seconds) => {
  const equal = new Array<number>(5).fill(seconds / 5);
  for (const order of ['rising', 'from both ends'] as const) {
    const parts = cut(everySecond(seconds, order), seconds, 5);
    expect(parts.reduce((sum, hits) => sum + hits, 0)).toBe(seconds);
    // A bin covers at most 1/256 of the period, and belongs to the part that contains its middle.
    for (const [index, hits] of parts.entries()) expect(Math.abs(hits - equal[index]!)).toBeLessThan(seconds / 128);
  }
});

test('any order of the events gives the same bins', () => {
  expect(cut(everySecond(3000, 'from both ends'), 3000, 48)).toEqual(cut(everySecond(3000), 3000, 48));
});

test('each series has its own counts, and several series can be added up', () => {
  const bins = new TimeBins();
  for (const [second, series] of [
    [0, 0],
    [5, 2],
    [9, 0],
    [9, 2],
  ] as const) {
    bins.add(START + second, series);
  }
  expect(cut(bins, 10, 2, [0])).toEqual([1, 1]);
  expect(cut(bins, 10, 2, [2])).toEqual([0, 2]);
  expect(cut(bins, 10, 2, [0, 1, 2])).toEqual([1, 3]);
});

test('a copy changes independently', () => {
  const bins = everySecond(600);
  const copy = bins.copy();
  copy.add(START + 5000, 0);
  expect(cut(bins, 600, 1)).toEqual([600]);
  expect(cut(copy, 5001, 2)).toEqual([600, 1]);
});
