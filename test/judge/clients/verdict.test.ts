// The rule that makes a verdict from the kind of client and the verdict of the cause.
import { expect, test } from 'vitest';
import { CATALOGUE, VERDICTS } from '../../../src/judge/catalogue.ts';
import { CLIENT_SENTENCES, DEPEND_ON_CLIENT, verdictFor } from '../../../src/judge/clients/verdict.ts';
import { CLIENT_KINDS, type ClientKind, KIND_CLAUSES } from '../../../src/judge/clients/who.ts';

const known = (kind: ClientKind): { kind: ClientKind; wasAnswered: boolean } => ({ kind, wasAnswered: true });
const unknown = (kind: ClientKind): { kind: ClientKind; wasAnswered: boolean } => ({ kind, wasAnswered: false });

test.each([
  ['person', 'certain'],
  ['program', 'likely'],
  ['monitor', 'likely'],
  ['proxy', 'possible'],
] as const)('the verdict stays for a %s, and is %s', (kind, confidence) => {
  for (const own of VERDICTS) {
    expect(verdictFor(unknown(kind), own, own)).toEqual({ verdict: own, confidence });
    expect(verdictFor(known(kind), own, own)).toEqual({ verdict: own, confidence });
  }
});

test('a bad request of a known client is not an attack, unless its cause is always an attack', () => {
  expect(verdictFor(known('program'), 'hostile', 'client').verdict).toBe('client');
  expect(verdictFor(known('person'), 'hostile', 'fix').verdict).toBe('fix');
  expect(verdictFor(known('person'), 'hostile', 'hostile').verdict).toBe('hostile');
  expect(verdictFor(known('crawler'), 'hostile', 'client').verdict).toBe('hostile');
});

test('the verdict is hostile for a scanner, unless it is harmless', () => {
  for (const own of ['fix', 'client', 'hostile', 'unknown'] as const) {
    expect(verdictFor(known('scanner'), own, 'fix')).toEqual({ verdict: 'hostile', confidence: 'likely' });
  }
  expect(verdictFor(unknown('scanner'), 'harmless', 'fix').verdict).toBe('harmless');
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
  expect(verdictFor({ kind: 'stranger', wasAnswered }, own, own)).toEqual({ verdict, confidence: 'possible' });
});

test('a crawler that was never answered gets the verdict of a stranger', () => {
  expect(verdictFor(unknown('crawler'), 'fix', 'fix')).toEqual({ verdict: 'unknown', confidence: 'possible' });
  expect(verdictFor(known('crawler'), 'fix', 'fix')).toEqual({ verdict: 'fix', confidence: 'possible' });
});

test('DEPEND_ON_CLIENT names causes of the catalogue, and CLIENT_SENTENCES say what makes a client each kind', () => {
  expect(Object.keys(CATALOGUE)).toEqual(expect.arrayContaining([...DEPEND_ON_CLIENT]));
  expect(Object.keys(KIND_CLAUSES).toSorted()).toEqual([...CLIENT_KINDS].toSorted());
  const said = CLIENT_SENTENCES.join(' ');
  for (const kind of ['person', 'program', 'scanner', 'proxy'] as const) expect(said).toContain(KIND_CLAUSES[kind]);
  expect(said).not.toMatch(/\p{Cc}/u);
});
