// The confidence of causes that are recognised by the size of a page.
import { expect, test } from 'vitest';
import { pageCaseOf, pageFacts } from '../../../src/judge/evidence/page.ts';
import type { PageMatch } from '../../../src/judge/tables/pages/page-kinds.ts';

const MATCH: PageMatch = {
  kind: 'header-too-large',
  plainBytes: 157,
  isFirm: true,
  isAssumed: false,
  isAmbiguous: false,
};

test.for([
  [{}, 'plain-page-shown'],
  [{ isAmbiguous: true }, 'plain-page-inferred'],
  [{ isFirm: false }, 'plain-page-inferred'],
  [{ isFirm: false, isAssumed: true, isAmbiguous: true }, 'plain-page-assumed'],
] as const)('a page with %o falls under the case %s', ([other, expected]) => {
  expect(pageCaseOf({ ...MATCH, ...other })).toBe(expected);
});

test('the facts are the size of the plain page and how much longer this page is', () => {
  expect(pageFacts(MATCH)).toEqual({ plain_page_bytes: 157, page_is_longer_by: 76 });
  expect(pageFacts({ ...MATCH, kind: 'plain', isAssumed: true })).toEqual({
    plain_page_bytes: 157,
    plain_page_assumed: true,
  });
});
