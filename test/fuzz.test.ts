// Runs every input that fuzzing kept again, and checks how the fuzzer measures which code ran.
import { runInThisContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { BlockCoverage } from '../scripts/fuzz/block-coverage.ts';
import { Choices } from '../scripts/fuzz/choices.ts';
import { seedsOf, TARGETS } from '../scripts/fuzz/targets.ts';

const IP_ADDRESS = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g;
const DOCUMENTATION = /^(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$/;

describe.each(Object.keys(TARGETS))('target %s', (name) => {
  const seeds = [...seedsOf(name)];

  test('has small seeds', () => {
    expect(seeds.length).toBeGreaterThan(2);
    expect(seeds.filter(([, bytes]) => bytes.length > 8192).map(([path]) => path)).toEqual([]);
  });

  test('has only addresses of the documentation ranges', () => {
    const addresses = seeds.flatMap(([, bytes]) => bytes.toString('latin1').match(IP_ADDRESS) ?? []);
    expect(addresses.filter((address) => !DOCUMENTATION.test(address))).toEqual([]);
  });

  test.each(seeds)('%s', async (_path, bytes) => {
    const { fuzz } = await TARGETS[name]!.load();
    await fuzz(bytes);
  });
});

test('choices take a byte each, and after the last byte they are 0', () => {
  const choices = new Choices(Buffer.from([7, 1, 2, 9, 9]));
  expect([choices.below(5), choices.word(), choices.isDone, [...choices.rest()]]).toEqual([2, 258, false, [9, 9]]);
  expect([choices.below(5), choices.word(), choices.isDone, [...choices.rest()]]).toEqual([0, 0, true, []]);
});

test('code that runs for the first time is noticed once', () => {
  const coverage = new BlockCoverage((url) => url === 'noticed.js');
  const choose = runInThisContext('0, (one) => { if (one) { return 1; } else { return 2; } }', {
    filename: 'noticed.js',
  }) as (one: boolean) => number;
  const news = [true, true, false, false, true].map((one) => {
    choose(one);
    const ran = coverage.take();
    coverage.learn(ran);
    return ran.length > 0;
  });
  expect(news).toEqual([true, false, true, false, false]);
  expect(coverage.reached).toEqual({
    functions: 1,
    characters: '(one) => { if (one) { return 1; } else { return 2; } }'.length,
  });
});
