// How many hits could be surer with more fields.
import { expect, test } from 'vitest';
import { RECOMMENDED_FIELDS } from '../../../src/formats/recommended-fields.ts';
import type { ExtraFields } from '../../../src/formats/entry.ts';
import { CAUSES } from '../../../src/judge/causes/index.ts';
import { type CauseId, CAUSE_IDS } from '../../../src/judge/catalogue.ts';
import { MissingFields } from '../../../src/report/sums/missing-fields.ts';
import { findingOf } from '../literal.ts';

function missingOf(...findings: readonly [CauseId, ExtraFields, 'certain' | 'likely'][]): [number, readonly string[]] {
  const missing = new MissingFields();
  for (const [cause, extra, confidence] of findings) missing.add(findingOf(cause, { extra }, { confidence }));
  return [missing.hits, missing.fields];
}

test('a hit counts if its cause is not certain and a field that it lacks settles the cause', () => {
  expect(missingOf(['stopped', {}, 'likely'])).toEqual([1, ['request_time']]);
  expect(missingOf(['stopped', {}, 'certain'])).toEqual([0, []]);
  expect(missingOf(['stopped', { request_time: 1 }, 'likely'])).toEqual([0, []]);
  // No field settles this cause.
  expect(missingOf(['cookie-or-header-too-large', {}, 'likely'])).toEqual([0, []]);
});

test('a variable without a value is there', () => {
  const extra: ExtraFields = { upstream_status: '-', http_host: '-' };
  expect(missingOf(['invalid-header', extra, 'likely'])).toEqual([0, []]);
});

test('only fields that lines lack are named, in the order of the recommendation', () => {
  expect(
    missingOf(
      ['invalid-header', { upstream_status: '-' }, 'likely'],
      ['application-400', {}, 'likely'],
      ['stopped', {}, 'likely'],
    ),
  ).toEqual([3, ['request_time', 'upstream_status', 'request_completion', 'http_host']]);
});

test('a field that says the same is enough', () => {
  expect(missingOf(['application-499', { upstream_status: '-', bytes_sent: 0 }, 'likely'])).toEqual([0, []]);
  expect(missingOf(['body-leftover', { remote_port: 50_112 }, 'likely'])).toEqual([0, []]);
  expect(missingOf(['body-leftover', {}, 'likely'])).toEqual([1, ['connection']]);
});

test('a 400 counts as without a size if its page is not known for certain', () => {
  const missing = new MissingFields();
  const line = { status: 400, body_bytes_sent: undefined };
  missing.add(findingOf('application-400', line, { confidence: 'likely' }));
  missing.add(findingOf('application-400', line));
  missing.add(findingOf('application-400', { ...line, body_bytes_sent: 0 }, { confidence: 'likely' }));
  missing.add(findingOf('stopped', { ...line, status: 499 }, { confidence: 'likely' }));
  expect([missing.withoutSize, missing.copy().withoutSize]).toEqual([1, 1]);
});

test('a copy changes independently', () => {
  const missing = new MissingFields();
  missing.add(findingOf('stopped', {}, { confidence: 'likely' }));
  const copy = missing.copy();
  copy.add(findingOf('body-leftover', {}, { confidence: 'likely' }));
  expect([missing.hits, missing.fields]).toEqual([1, ['request_time']]);
  expect([copy.hits, copy.fields]).toEqual([2, ['request_time', 'connection']]);
});

test('a line with all recommended fields lacks nothing', () => {
  const extra: ExtraFields = {
    request_time: 1,
    upstream_status: '-',
    request_completion: '-',
    request_length: 1,
    http_host: '-',
    connection: '1',
    remote_port: 50_112,
  };
  expect(Object.keys(extra)).toEqual(RECOMMENDED_FIELDS);
  expect(missingOf(...CAUSE_IDS.map((id): [CauseId, ExtraFields, 'likely'] => [id, extra, 'likely']))).toEqual([0, []]);
});

test('every recommended field but the port, which stands for the connection, settles some cause', () => {
  const settling = new Set(CAUSES.flatMap(({ settledByFields }) => Object.keys(settledByFields)));
  expect(RECOMMENDED_FIELDS.filter((field) => !settling.has(field))).toEqual(['remote_port']);
});
