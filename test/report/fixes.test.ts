// What is to be fixed first: what hits most people.
import { expect, test } from 'vitest';
import type { Finding } from '../../src/judge/diagnose.ts';
import { CATALOGUE, type CauseId, type Facts } from '../../src/judge/catalogue.ts';
import { parseLine } from '../../src/formats/line.ts';
import { Tally } from '../../src/report/tally.ts';

const PERIOD = { begin: 1_795_000_000, end: 1_795_000_600, utcOffsetMinutes: 0 };

function finding(cause: CauseId, client: string, line: number, evidence: Facts = {}): Finding {
  const entry = parseLine(`${client} - - [22/Nov/2026:15:04:05 +0000] "GET /report HTTP/1.1" 499 0 "-" "curl/8.5.0"`);
  if (typeof entry === 'string') throw new Error(entry);
  const { family, verdict } = CATALOGUE[cause];
  const place = { file: 'log', line, position: 100 * line };
  return { ...place, entry, cause, case: 'any', family, verdict, confidence: 'certain', evidence };
}

function order(findings: readonly Finding[]): CauseId[] {
  const tally = new Tally();
  for (const one of findings) tally.add(one);
  return tally.fixes(PERIOD).map(({ cause }) => cause);
}

const sixClients = Array.from({ length: 6 }, (_, i) => finding('application-400', `192.0.2.${i}`, i));
const oneAddress = (evidence: Facts): Finding[] =>
  Array.from({ length: 16 }, (_, i) => finding('balancer-timeout', '198.51.100.7', 100 + i, evidence));

test('many clients come before many lines of one', () => {
  expect(order([...oneAddress({ user_agents: 3 }), ...sixClients])).toEqual(['application-400', 'balancer-timeout']);
});

test('an address counts for as many people as it has user agents', () => {
  expect(order([...sixClients, ...oneAddress({ user_agents: 8 })])).toEqual(['balancer-timeout', 'application-400']);
});
