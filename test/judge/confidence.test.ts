// Probabilities and their words: which figure is read for which circumstances, and what a line allows.
import { describe, expect, test } from 'vitest';
import { CONFIDENCES } from '../../src/judge/catalogue.ts';
import { causeOf } from '../../src/judge/causes/index.ts';
import {
  allowedBy,
  EXPECTED,
  keysOfCause,
  keysOfVerdict,
  LEAST_PROBABILITY,
  probabilityOf,
  probabilityOfVerdict,
  wordFor,
} from '../../src/judge/confidence.ts';
import { MEASURED } from '../../src/judge/measured.ts';

const STOPPED = causeOf('stopped');
const ALONE = { hasTimes: false, sharesAddress: false, alternative: undefined };
const TIMED = { ...ALONE, hasTimes: true };
const SHARED = { ...ALONE, sharesAddress: true };
const OPEN = { ...SHARED, alternative: 'retried' as const };

describe('words', () => {
  test('each word begins at its least probability', () => {
    for (const word of CONFIDENCES) expect(wordFor(LEAST_PROBABILITY[word])).toBe(word);
    expect(wordFor(LEAST_PROBABILITY.certain - 0.001)).toBe('likely');
    expect(wordFor(LEAST_PROBABILITY.likely - 0.001)).toBe('possible');
  });

  test('what a cause declares is expected to deserve its word', () => {
    for (const word of CONFIDENCES) expect(wordFor(EXPECTED[word])).toBe(word);
  });
});

describe('the probability of a cause', () => {
  test('is read from the narrowest figure that there is', () => {
    const table = {
      'stopped/nothing-else-fits': 0.7,
      'stopped/nothing-else-fits with times': 0.8,
      'stopped/nothing-else-fits at a shared address or retried': 0.4,
    };
    expect(probabilityOf(STOPPED, 'nothing-else-fits', TIMED, table)).toBe(0.8);
    expect(probabilityOf(STOPPED, 'nothing-else-fits', SHARED, table)).toBe(0.7);
    expect(probabilityOf(STOPPED, 'nothing-else-fits', OPEN, table)).toBe(0.4);
    expect(probabilityOf(STOPPED, 'nothing-else-fits', undefined, table)).toBe(0.7);
  });

  test('is what the case declares, as long as nothing was measured', () => {
    expect(probabilityOf(STOPPED, 'nothing-else-fits', TIMED, {})).toBe(
      EXPECTED[STOPPED.cases['nothing-else-fits']!.confidence],
    );
  });

  test('a case that the cause does not have is an error', () => {
    expect(() => probabilityOf(STOPPED, 'no-such-case')).toThrow('stopped has no case no-such-case');
  });
});

describe('the probability of a verdict', () => {
  const basis = { verdict: 'fix', kind: 'person', declared: 'likely' } as const;

  test('is read for the case and the kind of client, then for the kind of client over all cases', () => {
    const table = { 'application-400/own-size is fix of a person': 0.9, 'fix of a person': 0.6 };
    expect(probabilityOfVerdict('application-400', 'own-size', basis, table)).toBe(0.9);
    expect(probabilityOfVerdict('application-400', 'empty-answer', basis, table)).toBe(0.6);
    expect(probabilityOfVerdict('application-400', 'own-size', { ...basis, kind: 'program' }, table)).toBe(
      EXPECTED.likely,
    );
  });
});

test('the names of figures go from narrow to wide, each once', () => {
  expect(keysOfCause('stopped', 'nothing-else-fits', { ...OPEN, hasTimes: true })).toEqual([
    'stopped/nothing-else-fits with times at a shared address or retried',
    'stopped/nothing-else-fits with times at a shared address',
    'stopped/nothing-else-fits',
  ]);
  expect(keysOfCause('stopped', 'nothing-else-fits', ALONE)).toEqual(['stopped/nothing-else-fits']);
  expect(keysOfVerdict('stopped', 'nothing-else-fits', 'harmless', undefined)).toEqual([
    'stopped/nothing-else-fits is harmless',
  ]);
});

test('the measured table has probabilities of cases that exist', () => {
  for (const [name, probability] of Object.entries(MEASURED)) {
    expect(probability).toBeGreaterThanOrEqual(0);
    expect(probability).toBeLessThanOrEqual(1);
    const [, id, caseId] = /^([a-z0-9-]+)\/([a-z0-9-]+)/.exec(name) ?? [];
    if (id !== undefined) expect(Object.keys(causeOf(id as 'stopped').cases), name).toContain(caseId);
  }
});

describe('what a line allows', () => {
  const line = { status: 400, request: 'GET / HTTP/1.1' };

  test('nothing is certain that a client may have forged', () => {
    expect(wordFor(allowedBy({ ...line, isForgeable: true }, 1))).toBe('likely');
    expect(allowedBy(line, 1)).toBe(1);
  });

  test('without a time nothing is certain, and what rests on the times of other lines is only possible', () => {
    expect(wordFor(allowedBy({ ...line, isTimeless: true }, 1))).toBe('likely');
    for (const guessed of [
      { status: 499, request: 'GET / HTTP/1.1' },
      { status: 400, request: '-' },
      { status: 400, request: '' },
    ])
      expect(wordFor(allowedBy({ ...guessed, isTimeless: true }, 1))).toBe('possible');
  });

  test('a low probability stays as low', () => {
    expect(allowedBy({ ...line, isForgeable: true }, 0.3)).toBe(0.3);
    expect(allowedBy({ ...line, status: 499, isTimeless: true }, 0.3)).toBe(0.3);
  });
});
