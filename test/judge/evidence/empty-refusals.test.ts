// How many empty refusals of one request show that the application refused it.
import { expect } from 'vitest';
import { FIREFOX, judgeLast, type Line } from '../literal.ts';
import { pair } from '../pair.ts';

const UPLOAD: Line = {
  request: 'POST /api/push HTTP/1.1',
  status: 400,
  body_bytes_sent: 0,
  http_user_agent: 'okhttp/4.9.1',
};

pair('empty-refusals', 'LEAST_EMPTY_REFUSALS', {
  inside: () =>
    expect(judgeLast([UPLOAD, UPLOAD, UPLOAD])).toMatchObject({
      cause: 'application-400',
      case: 'repeated-empty-answer',
      evidence: { refused_beside: 2 },
    }),
  outside: () => expect(judgeLast([UPLOAD, UPLOAD])).toMatchObject({ cause: 'upload-cut-short', case: 'empty-answer' }),
});

const FORM: Line = { ...UPLOAD, http_user_agent: FIREFOX };

pair('empty-refusals', 'LEAST_EMPTY_REFUSALS_OF_PEOPLE', {
  inside: () =>
    expect(judgeLast([FORM, FORM, FORM, FORM, FORM])).toMatchObject({
      case: 'repeated-empty-answer',
      evidence: { refused_beside: 4 },
    }),
  outside: () => expect(judgeLast([FORM, FORM, FORM, FORM])).toMatchObject({ case: 'empty-answer' }),
});
