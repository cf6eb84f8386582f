// The bounds of the causes of the family health-check.
import { expect } from 'vitest';
import type { Finding } from '../../../src/judge/diagnose.ts';
import { judgeLast, type Line } from '../literal.ts';
import { pair } from '../pair.ts';

const EMPTY: Line = { request: '-', status: 400, body_bytes_sent: 0, http_user_agent: '-' };

/** Judges the last of a client's empty connections, which ended at `times` (seconds). The client also sent this many requests. */
function check(times: readonly number[], requests = 0): Finding {
  const asked: Line[] = Array.from({ length: requests }, (_, i) => ({ at: i, http_user_agent: '-', status: 404 }));
  return judgeLast([...asked, ...times.map((at) => ({ ...EMPTY, at }))]);
}

pair('tcp-health-check', 'LEAST_GAPS', {
  inside: () => expect(check([10, 20, 30, 40])).toMatchObject({ cause: 'tcp-health-check', case: 'short-rhythm' }),
  outside: () => expect(check([10, 20, 30])).toMatchObject({ cause: 'port-scan' }),
});

pair('tcp-health-check', 'SURE_GAPS', {
  inside: () => expect(check([10, 20, 30, 40, 50, 60])).toMatchObject({ case: 'long-rhythm' }),
  outside: () => expect(check([10, 20, 30, 40, 50])).toMatchObject({ case: 'short-rhythm' }),
});

pair('tcp-health-check', 'SHORTEST_PERIOD_SECONDS', {
  inside: () => expect(check([10, 11, 12, 13, 14])).toMatchObject({ cause: 'tcp-health-check' }),
  outside: () => expect(check([10, 10, 10, 10, 10])).toMatchObject({ cause: 'port-scan' }),
});

/** This many times, ten seconds apart. */
function paced(count: number): number[] {
  return Array.from({ length: count }, (_, i) => 10 * (i + 1));
}

pair('tcp-health-check', 'MOST_REQUESTS_SHARE', {
  inside: () => expect(check(paced(13), 4)).toMatchObject({ cause: 'tcp-health-check' }),
  outside: () => expect(check(paced(12), 4)).toMatchObject({ cause: 'port-scan' }),
});
