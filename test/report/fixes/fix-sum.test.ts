// What a fix says about its findings.
import { expect, test } from 'vitest';
import { hashText } from '../../../src/hits/hash.ts';
import { FixSum } from '../../../src/report/fixes/fix-sum.ts';
import { Room } from '../../../src/report/counters/room.ts';
import type { Fix } from '../../../src/report/shape/fix.ts';
import { START } from '../../judge/literal.ts';
import { pair } from '../../judge/pair.ts';
import { findingOf, findingsOf, fixesOf, iso, PERIOD, tallyOf } from '../literal.ts';

/** The fix of a cookie error of one client; each finding says how many of its later requests were answered. */
function refused(answers: readonly number[]): Fix | undefined {
  return fixesOf(
    answers.map((answered_after, at) =>
      findingOf('cookie-or-header-too-large', { at, status: 400 }, { evidence: { answered_after } }),
    ),
  )[0];
}

/** The fix of findings at some seconds of a log of 1000 s. */
function fixAt(seconds: readonly number[]): Fix | undefined {
  return fixesOf(seconds.map((second) => findingOf('application-400', { at: second, status: 400 })))[0];
}

pair('fix-sum', 'LOCKED_OUT_AFTER', {
  inside: () => expect(refused([0, 0, 0])?.locked_out).toBe(1),
  outside: () => expect(refused([0, 0])?.locked_out).toBe(0),
});

pair('fix-sum', 'CONSTANT_SHARE', {
  inside: () => expect(fixAt([100, 300, 700])?.constant).toBe(true),
  outside: () => expect(fixAt([100, 300, 699])?.constant).toBe(false),
});

pair('fix-sum', 'CONSTANT_HITS', {
  inside: () => expect(fixAt([0, 500, 1000])?.constant).toBe(true),
  outside: () => expect(fixAt([0, 1000])?.constant).toBe(false),
});

test("an answer ends a client's series of refusals", () => {
  expect(refused([0, 0, 0, 1])?.locked_out).toBe(0);
  expect(refused([0, 0, 1, 0])?.locked_out).toBe(0);
  expect(refused([1, 0, 0, 0])?.locked_out).toBe(1);
});

test('a client that was answered long after its last refusal is not locked out, and does not come first', () => {
  const refusals = [0, 9, 20].map((at) =>
    findingOf(
      'cookie-or-header-too-large',
      { at, status: 400, client: '192.0.2.1' },
      { evidence: { answered_after: 0 } },
    ),
  );
  const asked: number[] = [];
  const [fix] = tallyOf(refusals).fixes(PERIOD, iso, (client, time) => {
    asked.push(time - START);
    return client === hashText('192.0.2.1');
  });
  expect(fix).toMatchObject({ locked_out: 0, locked_out_clients: [] });
  expect(new Set(asked)).toEqual(new Set([20]));
  expect(tallyOf(refusals).fixes(PERIOD, iso)[0]).toMatchObject({ locked_out: 1, locked_out_clients: ['192.0.2.1'] });
});

test('when too many clients were refused, known clients are still followed, and new clients are not', () => {
  const MOST_CLIENTS = 50_000;
  const refusal = findingOf('cookie-or-header-too-large', { status: 400 }, { evidence: { answered_after: 0 } });
  const sum = new FixSum('cookie-or-header-too-large', undefined, new Room());
  for (let client = 1; client <= MOST_CLIENTS; client++) sum.add(refusal, client);
  for (let times = 0; times < 3; times++) sum.add(refusal, MOST_CLIENTS + 1);
  expect(sum.lockedOut(() => false)).toBe(0);
  for (let times = 0; times < 2; times++) sum.add(refusal, MOST_CLIENTS);
  expect(sum.lockedOut(() => false)).toBe(1);
});

test('a client that got its answer later, or that sent a form twice, is counted once', () => {
  const recovered = { recovered_after_seconds: 2 };
  const [fix] = fixesOf([
    findingOf('half-close', { client: '192.0.2.1' }, { evidence: recovered }),
    findingOf('half-close', { client: '192.0.2.1' }, { evidence: recovered }),
    findingOf('half-close', { client: '192.0.2.2' }, { evidence: { sent_twice: true } }),
    findingOf('half-close', { client: '192.0.2.3' }),
  ]);
  expect(fix).toMatchObject({ hits: 4, clients: 3, recovered: 1, sent_twice: 1 });
});

test('a fix has the most frequent confidence of its findings; of equal ones the strongest', () => {
  const sure = (...words: readonly ('certain' | 'likely' | 'possible')[]): string | undefined =>
    fixesOf(words.map((confidence) => findingOf('half-close', {}, { confidence, verdictConfidence: 'likely' })))[0]
      ?.confidence;
  expect(sure('likely', 'certain', 'certain')).toBe('certain');
  expect(sure('certain', 'likely', 'likely')).toBe('likely');
  expect(sure('possible', 'likely')).toBe('likely');
});

test('lists at most five paths, clients and user agents, most hits first', () => {
  const [fix] = fixesOf([
    ...findingsOf(6, (index) =>
      findingOf('half-close', { client: `192.0.2.${index}`, request: `GET /${index} HTTP/1.1` }),
    ),
    findingOf('half-close', { client: '192.0.2.5', request: 'GET /5 HTTP/1.1' }),
  ]);
  expect(fix?.top_uris.map(({ value, hits }) => `${value} ${hits}`)).toEqual(['/5 2', '/0 1', '/1 1', '/2 1', '/3 1']);
  expect(fix?.top_clients).toHaveLength(5);
  expect(fix?.top_clients[0]).toEqual({ value: '192.0.2.5', hits: 2 });
});

test('the fixes of a copied tally change independently', () => {
  const one = findingOf('cookie-or-header-too-large', { status: 400 }, { evidence: { answered_after: 0 } });
  const tally = tallyOf([one, one]);
  const copy = tally.copy();
  copy.add(one);
  expect(copy.fixes(PERIOD, iso)[0]).toMatchObject({ hits: 3, clients: 1, locked_out: 1, confidence: 'certain' });
  expect(tally.fixes(PERIOD, iso)[0]).toMatchObject({ hits: 2, clients: 1, locked_out: 0 });
  tally.add(findingOf('cookie-or-header-too-large', { client: '192.0.2.99', status: 400 }));
  expect(tally.fixes(PERIOD, iso)[0]?.clients).toBe(2);
  expect(copy.fixes(PERIOD, iso)[0]?.clients).toBe(1);
});
