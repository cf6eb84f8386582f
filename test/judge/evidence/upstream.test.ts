// Which status an upstream answered last.
import { expect, test } from 'vitest';
import { isUpstreamAnswer } from '../../../src/judge/evidence/upstream.ts';
import { entryOf } from '../literal.ts';

test.for([
  ['400', true],
  ['502, 400', true],
  ['502 : 400', true],
  ['400, 502', false],
  ['-', false],
  [undefined, false],
] as const)('$upstream_status %s ends with 400: %s', ([upstream_status, expected]) => {
  const extra = upstream_status === undefined ? {} : { upstream_status };
  expect(isUpstreamAnswer(entryOf({ extra }), '400')).toBe(expected);
});
