// What came after an abort.
import { expect, test } from 'vitest';
import { aftermathOf } from '../../../../src/judge/evidence/aborts/aftermath.ts';
import { HitView } from '../../../../src/judge/evidence/view.ts';
import { hitOf, type Line, tablesOf } from '../../literal.ts';

const aftermath = (line: Line, before: readonly Line[], after: readonly Line[]): ReturnType<typeof aftermathOf> =>
  aftermathOf(new HitView(hitOf({ status: 499, ...line }, before, after), tablesOf()));

test('an abort whose request was not repeated has no aftermath', () => {
  expect(aftermath({}, [{ at: -4 }], [{ at: 2, request: 'GET /other HTTP/1.1' }])).toBeUndefined();
});

test('the aftermath counts later repeats and gives the time until the first good answer', () => {
  expect(
    aftermath(
      {},
      [{ at: -4 }],
      [
        { at: 2, status: 499 },
        { at: 5, status: 404 },
        { at: 9, status: 304 },
      ],
    ),
  ).toEqual({
    asked_again: 3,
    recovered_after_seconds: 9,
  });
  expect(aftermath({}, [], [{ at: 2, status: 400 }])).toEqual({ asked_again: 1 });
});

test('the aftermath says that a form was sent twice', () => {
  const request = 'POST /order HTTP/1.1';
  expect(aftermath({ request }, [], [{ at: 3, request }])).toMatchObject({ sent_twice: true });
});
