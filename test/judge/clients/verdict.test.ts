// The rule that makes a verdict from the kind of client and the verdict of the cause.
import { expect, test } from 'vitest';
import { CATALOGUE, type CauseId, type Verdict, VERDICTS } from '../../../src/judge/catalogue.ts';
import { CLIENT_SENTENCES, DEPEND_ON_CLIENT, verdictFor } from '../../../src/judge/clients/verdict.ts';
import { CLIENT_KINDS, type ClientKind, KIND_CLAUSES } from '../../../src/judge/clients/who.ts';

type Who = Parameters<typeof verdictFor>[0];
const known = (kind: ClientKind, isInside = false): Who => ({ kind, wasAnswered: true, isInside });
const unknown = (kind: ClientKind, isInside = false): Who => ({ kind, wasAnswered: false, isInside });

/** A cause with each default verdict. */
const CAUSE_OF: Readonly<Record<Verdict, CauseId>> = {
  harmless: 'stopped',
  fix: 'application-400',
  client: 'invalid-header',
  hostile: 'port-scan',
  unknown: 'unexplained',
};

test.each([
  ['person', 'certain'],
  ['program', 'likely'],
  ['monitor', 'likely'],
  ['proxy', 'possible'],
] as const)('the verdict stays for a %s, and is %s', (kind, confidence) => {
  for (const own of VERDICTS) {
    expect(verdictFor(unknown(kind), own, CAUSE_OF[own])).toEqual({ verdict: own, confidence });
    expect(verdictFor(known(kind), own, CAUSE_OF[own])).toEqual({ verdict: own, confidence });
  }
});

test('a bad request of a known client is not an attack, unless its cause is always an attack', () => {
  expect(verdictFor(known('program'), 'hostile', CAUSE_OF.client).verdict).toBe('client');
  expect(verdictFor(known('person'), 'hostile', CAUSE_OF.fix).verdict).toBe('fix');
  expect(verdictFor(known('person'), 'hostile', CAUSE_OF.hostile).verdict).toBe('hostile');
  expect(verdictFor(known('crawler'), 'hostile', CAUSE_OF.client).verdict).toBe('hostile');
});

test("TLS on a plain port, and a proxy request, are mistakes of the operator's own people and programs", () => {
  const verdict = (who: Who, cause: CauseId): Verdict => verdictFor(who, 'hostile', cause).verdict;
  for (const who of [known('person'), known('program', true), unknown('program', true), unknown('monitor', true)]) {
    expect(verdict(who, 'tls-to-plain-port')).toBe('fix');
    expect(verdict(who, 'open-proxy-probe')).toBe('client');
  }
  // A scanner may be answered as often as a program, and one may come through a balancer.
  expect(verdict(known('program'), 'tls-to-plain-port')).toBe('hostile');
  expect(verdict(unknown('scanner', true), 'tls-to-plain-port')).toBe('hostile');
  expect(verdict(unknown('proxy'), 'tls-to-plain-port')).toBe('fix');
  expect(verdict(unknown('proxy', true), 'open-proxy-probe')).toBe('hostile');
  expect(verdict(unknown('stranger', true), 'open-proxy-probe')).toBe('unknown');
  expect(verdict(unknown('stranger'), 'open-proxy-probe')).toBe('hostile');
});

test('the verdict is hostile for a scanner, unless it is harmless', () => {
  for (const own of ['fix', 'client', 'hostile', 'unknown'] as const) {
    expect(verdictFor(known('scanner'), own, CAUSE_OF.fix)).toEqual({ verdict: 'hostile', confidence: 'likely' });
  }
  expect(verdictFor(unknown('scanner'), 'harmless', CAUSE_OF.fix).verdict).toBe('harmless');
});

test.each([
  ['fix', false, 'unknown'],
  ['fix', true, 'unknown'],
  ['client', false, 'unknown'],
  ['client', true, 'client'],
  ['hostile', false, 'hostile'],
  ['harmless', false, 'harmless'],
  ['unknown', true, 'unknown'],
] as const)('the verdict %s of a stranger (answered before: %s) becomes %s', (own, wasAnswered, verdict) => {
  expect(verdictFor({ kind: 'stranger', wasAnswered, isInside: false }, own, CAUSE_OF[own])).toEqual({
    verdict,
    confidence: 'possible',
  });
});

test('a crawler that was never answered gets the verdict of a stranger', () => {
  expect(verdictFor(unknown('crawler'), 'fix', CAUSE_OF.fix)).toEqual({ verdict: 'unknown', confidence: 'possible' });
  expect(verdictFor(known('crawler'), 'fix', CAUSE_OF.fix)).toEqual({ verdict: 'fix', confidence: 'possible' });
});

test('DEPEND_ON_CLIENT names causes of the catalogue, and CLIENT_SENTENCES say what makes a client each kind', () => {
  expect(Object.keys(CATALOGUE)).toEqual(expect.arrayContaining([...DEPEND_ON_CLIENT]));
  expect(Object.keys(KIND_CLAUSES).toSorted()).toEqual([...CLIENT_KINDS].toSorted());
  const said = CLIENT_SENTENCES.join(' ');
  for (const kind of ['person', 'program', 'scanner', 'proxy'] as const) expect(said).toContain(KIND_CLAUSES[kind]);
  expect(said).not.toMatch(/\p{Cc}/u);
});
