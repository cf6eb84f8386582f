// The settings of V8 have an effect: V8 knows the flags, and its young generation stops growing.
import { spawnSync } from 'node:child_process';
import { getHeapSpaceStatistics } from 'node:v8';
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { boundYoungGeneration } from '../../src/cli/v8-flags.ts';
import { copyRepository, removeFolder } from '../built-copy.ts';

const MEBIBYTE = 1024 * 1024;
/** Node 20 and 22 stay at 16 MiB or less. Node 24 counts up to 18.5 MiB. Without the bound these are 32 and 64 MiB. */
const MOST_BYTES = 20 * MEBIBYTE;

/** Fills the heap with surviving objects, which makes V8 double its young generation; returns the largest size in bytes. */
function mostYoungBytes(): number {
  let most = 0;
  const kept: { number: number; list: number[] }[] = [];
  for (let i = 0; i < 4_000_000; i++) {
    kept[i % 200_000] = { number: i, list: [i] };
    if (i % 200 > 0) continue;
    boundYoungGeneration();
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    most = Math.max(most, young!.space_size);
  }
  return most;
}

test('the young generation stays at half of its default maximum, even after another thread has started', async () => {
  const most = mostYoungBytes();
  expect(most).toBeGreaterThanOrEqual(4 * MEBIBYTE);
  expect(most).toBeLessThanOrEqual(MOST_BYTES);
  const thread = new Worker('', { eval: true });
  await once(thread, 'exit');
  expect(mostYoungBytes()).toBeLessThanOrEqual(MOST_BYTES);
});

test('V8 knows the flags: it would report an unknown flag on standard error', () => {
  const copy = copyRepository({ compiled: true });
  const words = [join(copy, 'bin', 'logscan.js'), 'fixtures/logs/2008-thread.log'];
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  removeFolder(copy);
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
