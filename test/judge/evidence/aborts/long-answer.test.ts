// Requests whose answer takes long to begin: which they are, and the advice for them.
import { describe, expect, test } from 'vitest';
import { balancerTimeout } from '../../../../src/judge/causes/timeout/balancer-timeout.ts';
import { clientTimeout } from '../../../../src/judge/causes/timeout/client-timeout.ts';
import { longAnswerFacts } from '../../../../src/judge/evidence/aborts/long-answer.ts';
import { HitView } from '../../../../src/judge/evidence/view.ts';
import { hitOf, type Line, tablesOf } from '../../literal.ts';
import { pair } from '../../pair.ts';

function isLong(request: string, limit?: number, line: Line = {}): boolean {
  const view = new HitView(hitOf({ request: `${request} HTTP/1.1`, status: 499, ...line }), tablesOf());
  return longAnswerFacts(view, limit)['long_first_byte'] === true;
}

describe('a long first byte', () => {
  pair('long-answer', 'LEAST_LONG_SECONDS', {
    inside: () => {
      expect(isLong('POST /v1/chat/completions', 5)).toBe(true);
      expect(isLong('GET /sales/report', undefined, { extra: { request_time: 5 } })).toBe(true);
    },
    outside: () => {
      expect(isLong('POST /v1/chat/completions', 4.9)).toBe(false);
      expect(isLong('GET /sales/report', undefined, { extra: { request_time: 4.9 } })).toBe(false);
    },
  });

  pair('long-answer', 'LEAST_LONG_LIMIT_SECONDS', {
    inside: () => expect(isLong('POST /api/orders', 30)).toBe(true),
    outside: () => expect(isLong('POST /api/orders', 29)).toBe(false),
  });

  test('the last segment names it', () => {
    for (const path of ['/v1/completions', '/chat', '/a/stream/', '/export', '/reports', '/m/x:streamGenerateContent'])
      expect(isLong(`POST ${path}`), path).toBe(true);
    for (const path of ['/chatter', '/reports/7', '/livestream', '/', '/api/orders'])
      expect(isLong(`POST ${path}`), path).toBe(false);
    expect(isLong('GET /api/orders', 60)).toBe(false);
  });

  test('a long path is read in no time', () => {
    const begun = performance.now();
    expect(isLong(`GET /${'chat/'.repeat(200_000)}x`)).toBe(false);
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});

test.each([clientTimeout, balancerTimeout])('$id has advice of its own for it', (cause) => {
  expect(cause.advice({ long_first_byte: true })).toMatch(/Send something early.*idle limit.*cancel the work/);
  expect(cause.advice({ gives_up_after_seconds: 5 })).not.toContain('Send something early');
  // The general advice, as `explain` prints it, has all of it.
  expect(cause.advice({})).toContain('Send something early');
});

test('a program that leaves a model at its limit gets that advice', () => {
  const line: Line = {
    request: 'POST /v1/chat/completions HTTP/1.1',
    status: 499,
    http_user_agent: 'python-httpx/0.27',
    extra: { request_time: 60.001 },
  };
  const tables = tablesOf([0, 70, 140].map((at) => ({ ...line, at })));
  const evidence = clientTimeout.match(new HitView(hitOf({ ...line, at: 140 }), tables), tables);
  expect(evidence?.facts).toMatchObject({ gives_up_after_seconds: 60.001, long_first_byte: true });
});
