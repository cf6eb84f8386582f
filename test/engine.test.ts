// What is asked of V8 has an effect: the flags are known to it, and the young generation stops growing.
import { getHeapSpaceStatistics } from 'node:v8';
import { expect, test } from 'vitest';
import { boundYoungGeneration } from '../src/engine.ts';

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? NaN;
}

test('the young generation stays at half of what it would grow to', () => {
  let most = 0;
  const kept: { number: number; list: number[] }[] = [];
  for (let i = 0; i < 4_000_000; i++) {
    // Much of it survives, which makes V8 double the space.
    kept[i % 200_000] = { number: i, list: [i] };
    if (i % 1000 > 0) continue;
    boundYoungGeneration();
    most = Math.max(most, youngBytes());
  }
  expect(most).toBeGreaterThanOrEqual(8 * 1024 * 1024);
  expect(most).toBeLessThanOrEqual(16 * 1024 * 1024);
});
