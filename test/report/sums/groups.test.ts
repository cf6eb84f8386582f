// Sums of findings by a key: which value each finding has, and what is bounded.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VERDICTS } from '../../../src/judge/catalogue.ts';
import { GROUP_KEYS, Groups } from '../../../src/report/sums/groups.ts';
import type { GroupKey } from '../../../src/report/shape/grouping.ts';
import { Room } from '../../../src/report/counters/room.ts';
import type { Line } from '../../judge/literal.ts';
import { findingOf } from '../literal.ts';

function groupsOf(key: GroupKey, lines: readonly Line[], room = new Room()): Groups {
  const groups = new Groups(key, room, (file) => `${file} of a server`);
  for (const line of lines) groups.add(findingOf('stopped', line));
  return groups;
}

function valueOf(key: GroupKey, line: Line): string | undefined {
  return [...groupsOf(key, [line]).groups.keys()][0];
}

test.each<[GroupKey, Line, string]>([
  ['host', { extra: { host: 'shop.example' } }, 'shop.example'],
  ['host', {}, '-'],
  ['server', {}, 'log of a server'],
  ['cause', {}, 'stopped'],
  ['client', { client: '2001:db8::1', remote_addr: '192.0.2.1' }, '2001:db8::1'],
  ['network', { client: '2001:db8::1', remote_addr: '192.0.2.1' }, '2001:db8::/64'],
  ['uri', { request: 'GET /a/b?c=d HTTP/1.1' }, '/a/b'],
  ['uri', { request: '-', status: 400 }, '-'],
  ['uri', { request: `GET /${'x'.repeat(1000)} HTTP/1.1` }, `/${'x'.repeat(199)}`],
  ['agent', { http_user_agent: 'curl/8.5.0' }, 'curl'],
  ['agent', { http_user_agent: '-' }, '-'],
  ['status', { status: 499 }, '499'],
  ['status', { status: 0 }, '000'],
  ['hour', { at: 3599 }, '2026-11-22T15'],
  ['hour', { at: 3600, utcOffsetMinutes: 60 }, '2026-11-22T17'],
  ['day', { at: 9 * 3600 }, '2026-11-23'],
])('the %s of a finding', (key, line, value) => {
  expect(valueOf(key, line)).toBe(value);
});

describe('a group', () => {
  test('counts statuses, verdicts and causes, and has the first and the last time', () => {
    const groups = groupsOf('client', [{ at: 9 }, { at: 3, status: 400 }, { at: 5 }]);
    expect(groups.groups.get('192.0.2.7')).toMatchObject({ hits: 3, status400: 1, status499: 2, related: 0 });
    const group = groups.groups.get('192.0.2.7')!;
    expect(group.end - group.begin).toBe(6);
    expect([...group.causes]).toEqual([['stopped', 3]]);
    expect([...group.verdicts]).toEqual([['harmless', 3]]);
  });

  test('counts related lines, which are no hits', () => {
    expect(groupsOf('client', [{ status: 494 }]).groups.get('192.0.2.7')).toMatchObject({ hits: 0, related: 1 });
  });

  test('a copy changes independently', () => {
    const groups = groupsOf('client', [{}]);
    const copy = groups.copy(new Room());
    copy.add(findingOf('stopped', {}));
    expect([groups, copy].map((one) => one.groups.get('192.0.2.7')?.hits)).toEqual([1, 2]);
    expect([groups, copy].map((one) => one.groups.get('192.0.2.7')?.causes.get('stopped'))).toEqual([1, 2]);
  });
});

describe('too many values', () => {
  const clients = (count: number): Line[] => Array.from({ length: count }, (_, i) => ({ client: `client ${i}` }));

  test('are summed up together', () => {
    const groups = groupsOf('client', [...clients(5003), ...clients(5003)]);
    expect(groups.groups.size).toBe(5000);
    expect(groups.rest.hits).toBe(6);
    expect(groups.restValues).toBe(3);
  });

  test('are fewer when the memory of the report is used up', () => {
    const groups = groupsOf('client', clients(100), new Room(0));
    expect([groups.groups.size, groups.restValues]).toEqual([64, 36]);
  });
});

test('whatever the key is, every hit is in one group', () => {
  const line = fc.record({
    status: fc.constantFrom(400, 499),
    client: fc.string({ maxLength: 5 }),
    request: fc.string(),
    http_user_agent: fc.string(),
    at: fc.integer({ min: -1e9, max: 1e9 }),
    extra: fc.constantFrom({}, { host: 'a.example' }, { host: '-' }),
  });
  fc.assert(
    fc.property(fc.array(line), fc.constantFrom(...GROUP_KEYS), (lines, key) => {
      const groups = groupsOf(key, lines);
      const sums = [...groups.groups.values()];
      expect(sums.reduce((sum, { hits }) => sum + hits, groups.rest.hits)).toBe(lines.length);
      for (const { hits, status400, status499, verdicts } of sums) {
        expect(status400 + status499).toBe(hits);
        expect(VERDICTS.reduce((sum, verdict) => sum + (verdicts.get(verdict) ?? 0), 0)).toBe(hits);
      }
    }),
  );
});
