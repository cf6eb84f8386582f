// How far nginx had read a request.
import { expect, test } from 'vitest';
import { acceptedPart } from '../../../src/judge/evidence/stage.ts';
import { HitView } from '../../../src/judge/evidence/view.ts';
import { Tables } from '../../../src/judge/tables/tables.ts';
import { hitOf } from '../literal.ts';
import { pair } from '../pair.ts';

function partOf(request: string, request_length?: number): string | undefined {
  const extra = request_length === undefined ? {} : { request_length };
  return acceptedPart(new HitView(hitOf({ request, status: 400, extra }), new Tables()));
}

test('nothing is accepted if the length is 0', () => {
  expect(partOf('POST /orders HTTP/1.1', 0)).toBe('none');
  expect(partOf('POST /orders HTTP/1.1')).toBeUndefined();
});

test('over HTTP/2 the length counts compressed headers', () => {
  expect(partOf('POST /a/long/path/to/orders HTTP/2.0', 12)).toBeUndefined();
});

test('the length of a request line with escapes is not known', () => {
  expect(partOf(String.raw`POST /\xC3\xA4 HTTP/1.1`, 20)).toBeUndefined();
});

// "GET / HTTP/1.1" has 14 characters.
pair('stage', 'LINE_END_BYTES', {
  inside: () => expect(partOf('GET / HTTP/1.1', 16)).toBe('line'),
  outside: () => expect(partOf('GET / HTTP/1.1', 17)).toBeUndefined(),
});
