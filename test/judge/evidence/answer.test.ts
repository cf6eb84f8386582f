// Whether nginx sent a complete answer.
import { expect, test } from 'vitest';
import { isAnswered, isCutOff } from '../../../src/judge/evidence/answer.ts';
import { entryOf } from '../literal.ts';
import { pair } from '../pair.ts';

test.each([
  [{}, false, false],
  [{ request_completion: 'OK' }, true, false],
  [{ request_completion: '-' }, false, true],
  [{ bytes_sent: 0 }, false, true],
  [{ bytes_sent: 309 }, true, false],
  // A part of the answer was sent, but not all of it.
  [{ request_completion: '-', bytes_sent: 309 }, false, true],
  [{ request_completion: 'OK', bytes_sent: 0 }, true, false],
])('%j: answered %s, cut off %s', (extra, answered, cutOff) => {
  expect(isAnswered(entryOf({ extra }))).toBe(answered);
  expect(isCutOff(entryOf({ extra }))).toBe(cutOff);
});

pair('answer', 'CONTINUE_BYTES', {
  inside: () => {
    expect(isCutOff(entryOf({ extra: { bytes_sent: 25 } }))).toBe(true);
    expect(isAnswered(entryOf({ extra: { bytes_sent: 25 } }))).toBe(false);
  },
  outside: () => {
    expect(isCutOff(entryOf({ extra: { bytes_sent: 26 } }))).toBe(false);
    expect(isAnswered(entryOf({ extra: { bytes_sent: 26 } }))).toBe(true);
  },
});
