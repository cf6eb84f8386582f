// How the probabilities are measured, and how worlds are summed up.
import { describe, expect, test } from 'vitest';
import { measure, wordsFor } from '../scripts/accuracy/measure.ts';
import { confusionsOf, score, spreadOf, worldsOf } from '../scripts/accuracy/score.ts';
import type { ScoredHit } from '../scripts/accuracy/scored-hits.ts';

const HIT: ScoredHit = {
  world: 'a',
  form: 'combined',
  label: 'stop_button',
  aim: 'stopped',
  cause: 'stopped',
  case: 'nothing-else-fits',
  circumstances: { hasTimes: false, sharesAddress: false, alternative: undefined },
  verdict: 'harmless',
  kind: undefined,
  confidence: 'likely',
  verdictConfidence: 'likely',
  isRight: true,
  isVerdictRight: true,
  isLeftOpen: false,
};
const NAME = 'stopped/nothing-else-fits';
const WRONG = { isRight: false, isVerdictRight: false, label: 'abort_retry', aim: 'retried' };

/** Hits of some worlds, `count` in each. */
const hits = (count: number, worlds: string, more: Partial<ScoredHit> = {}): ScoredHit[] =>
  worlds.split('').flatMap((world) => Array.from({ length: count }, () => ({ ...HIT, world, ...more })));

describe('measuring', () => {
  test('takes the lower figure of real and of drawn worlds', () => {
    const good = hits(30, 'abcdefghijkl');
    const bad = hits(30, 'mnopqrstuvwx', WRONG);
    expect(measure(good, bad)[NAME]).toBe(measure(bad, good)[NAME]);
    expect(measure(good, bad)[NAME]).toBeLessThan(0.1);
    expect(measure(good, good)[NAME]).toBeGreaterThan(0.98);
  });

  test('one world does not decide alone', () => {
    const table = measure([...hits(1000, 'a', WRONG), ...hits(30, 'bcdef')], []);
    expect(table[NAME]).toBeGreaterThan(0.8);
  });

  test('sixteen hits are measured, fifteen are not', () => {
    expect(measure(hits(8, 'ab', WRONG), [])).toHaveProperty([NAME]);
    expect(measure([...hits(8, 'a', WRONG), ...hits(7, 'b', WRONG)], [])).not.toHaveProperty([NAME]);
  });

  test('what fewer than twelve drawn worlds show is an accident of these', () => {
    expect(measure([], hits(30, 'abcdefghijkl', WRONG))).toHaveProperty([NAME]);
    expect(measure([], hits(30, 'abcdefghijk', WRONG))).not.toHaveProperty([NAME]);
  });

  test('one world alone measures nothing', () => {
    expect(measure(hits(16, 'a', WRONG), [])).not.toHaveProperty([NAME]);
  });

  test('with fewer than 20 real hits an abort is never certain', () => {
    const drawn = hits(30, 'uvwxyz');
    expect(measure([...hits(10, 'a'), ...hits(9, 'b')], drawn)[NAME]).toBe(0.97);
    expect(measure([...hits(20, 'a'), ...hits(30, 'bcd')], drawn)[NAME]).toBeGreaterThan(0.985);
  });

  test('what is left open is neither right nor wrong', () => {
    expect(measure(hits(50, 'abc', { isLeftOpen: true }), [])).toEqual({});
  });

  test('narrow figures lean on the wider one', () => {
    const timed = { circumstances: { ...HIT.circumstances, hasTimes: true } };
    const table = measure([...hits(30, 'abcd'), ...hits(8, 'ef', { ...timed, ...WRONG })], []);
    expect(table[`${NAME} with times`]).toBeGreaterThan(0.1);
    expect(table[`${NAME} with times`]).toBeLessThan(0.4);
  });

  test('the words of a hit are those of the table', () => {
    expect(wordsFor(HIT, { [NAME]: 0.5, [`${NAME} is harmless`]: 0.99 })).toEqual({
      cause: 'possible',
      verdict: 'certain',
    });
  });
});

describe('sums', () => {
  const all = [
    ...hits(20, 'ab'),
    ...hits(10, 'b', WRONG),
    ...hits(5, 'c', WRONG),
    ...hits(40, 'd', { isLeftOpen: true }),
  ];

  test('worlds stand worst first, and worlds of a few hits are left out', () => {
    expect(worldsOf(all).map(({ world, score: own }) => [world, own.cause])).toEqual([
      ['b', 20 / 30],
      ['a', 1],
    ]);
    expect(spreadOf(worldsOf(all))).toEqual({ mean: (20 / 30 + 1) / 2, worstTenth: 20 / 30 });
  });

  test('what is left open is counted apart', () => {
    expect(score(all)).toMatchObject({ hits: 55, leftOpen: 40, cause: 40 / 55, verdict: 40 / 55 });
  });

  test('confusions are counted by label and cause', () => {
    expect(confusionsOf(all)).toEqual([{ pair: 'abort_retry → stopped', hits: 15 }]);
  });
});
