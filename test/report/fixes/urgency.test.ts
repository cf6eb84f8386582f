// Which fix comes first: the fix that affects the most people.
import { expect, test } from 'vitest';
import type { CauseId, Confidence, Facts } from '../../../src/judge/catalogue.ts';
import type { Finding } from '../../../src/judge/diagnose.ts';
import { pair } from '../../judge/pair.ts';
import { findingOf, findingsOf, fixesOf } from '../literal.ts';

interface Group {
  readonly hits: number;
  readonly clients: number;
  readonly confidence?: Confidence;
  readonly evidence?: Facts;
}

function findings(cause: CauseId, { hits, clients, ...more }: Group): Finding[] {
  return findingsOf(hits, (index) => findingOf(cause, { client: `192.0.2.${index % clients}` }, more));
}

/** Which of two groups comes first. */
function first(one: Group, other: Group): 'one' | 'other' {
  const [top] = fixesOf([...findings('application-499', one), ...findings('half-close', other)]);
  return top?.cause === 'application-499' ? 'one' : 'other';
}

pair('urgency', 'CLIENT_WEIGHT', {
  // 3 × 2 + 2 × √7 = 11.3, and 3 × 1 + 2 × √16 = 11.
  inside: () => expect(first({ hits: 7, clients: 2 }, { hits: 16, clients: 1 })).toBe('one'),
  // 3 × 2 + 2 × √6 = 10.9
  outside: () => expect(first({ hits: 6, clients: 2 }, { hits: 16, clients: 1 })).toBe('other'),
});

pair('urgency', 'HITS_WEIGHT', {
  // 3 × 1 + 2 × √23 = 12.6, and 3 × 3 + 2 × √3 = 12.5.
  inside: () => expect(first({ hits: 23, clients: 1 }, { hits: 3, clients: 3 })).toBe('one'),
  // 3 × 1 + 2 × √22 = 12.4
  outside: () => expect(first({ hits: 22, clients: 1 }, { hits: 3, clients: 3 })).toBe('other'),
});

test('a likely fix weighs as much as a certain one', () => {
  expect(first({ hits: 3, clients: 1, confidence: 'likely' }, { hits: 2, clients: 1 })).toBe('one');
});

test('an address counts for as many people as it has user agents', () => {
  const many = { hits: 6, clients: 6 };
  expect(first({ hits: 16, clients: 1, evidence: { user_agents: 3 } }, many)).toBe('other');
  expect(first({ hits: 16, clients: 1, evidence: { user_agents: 8 } }, many)).toBe('one');
});
