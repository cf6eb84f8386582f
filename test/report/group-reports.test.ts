// The groups that the report lists, and what it says of a server and of a host.
import { expect, test } from 'vitest';
import { plainObservation } from '../../src/hits/plain.ts';
import { Tables } from '../../src/judge/tables/tables.ts';
import type { Grouping, GroupKey } from '../../src/report/shape/grouping.ts';
import { groupingOf } from '../../src/report/group-reports.ts';
import { Groups } from '../../src/report/sums/groups.ts';
import { Room } from '../../src/report/counters/room.ts';
import { type Line, placed, START } from '../judge/literal.ts';
import { findingOf } from './literal.ts';

const LOGS: Readonly<Record<string, string>> = {
  'a.log.1': 'a.log',
  'a.log': 'a.log',
  'b.log': 'b.log',
  'c.log': 'c.log',
};

/** The part of the report about these hits, which are lines of the inputs in {@link LOGS}. */
function reportOf(key: GroupKey, hits: readonly (Line & { readonly file?: string })[], observed = hits): Grouping {
  const tables = new Tables();
  for (const [file, log] of Object.entries(LOGS)) tables.logs.begin(file, log);
  const groups = new Groups(key, new Room(), (file) => tables.logs.nameOf(file));
  for (const { file = 'a.log', ...line } of observed) tables.observe(plainObservation({ ...placed(line), file }, 1));
  for (const { file = 'a.log', ...line } of hits) groups.add(findingOf('stopped', line, { file }));
  const inputs = Object.keys(LOGS).map((file) => ({ file, input: { counted: 100 } }));
  return groupingOf(groups, { inputs, tables, iso: (time) => String(time - START) });
}

const page = (bytes: number, host?: string): Line => ({
  request: 'SSH-2.0-Go',
  status: 400,
  body_bytes_sent: bytes,
  http_user_agent: '-',
  extra: host === undefined ? {} : { host },
});

test('a server is a log with its rotated files; a server without hits is listed, too', () => {
  const { groups, more } = reportOf('server', [
    { file: 'a.log.1', at: 1 },
    { ...page(157), file: 'a.log', at: 7 },
    { ...page(166), file: 'b.log', at: 3 },
  ]);
  expect(groups).toMatchObject([
    { value: 'a.log', hits: 2, lines: 200, begin: '1', end: '7', page_size: { plain_bytes: 157 }, era: null },
    { value: 'b.log', hits: 1, lines: 100, page_size: { plain_bytes: 166 }, by_status: { 400: 1, 499: 0 } },
    { value: 'c.log', hits: 0, lines: 100, begin: null, end: null, causes: [] },
  ]);
  expect(more).toEqual({ groups: 0, hits: 0 });
});

test('a host has the page size that it has in all logs; its lines are not counted', () => {
  const { groups } = reportOf('host', [page(157, 'one.example'), page(166, 'two.example')]);
  expect(groups).toMatchObject([
    { value: 'one.example', page_size: { plain_bytes: 157, firm: true } },
    { value: 'two.example', page_size: { plain_bytes: 166 } },
  ]);
  expect(groups[0]).not.toHaveProperty('lines');
});

test('other keys say nothing of servers', () => {
  const { groups } = reportOf('status', [page(157)]);
  expect(groups).toHaveLength(1);
  expect(groups[0]).not.toHaveProperty('page_size');
  expect(groups[0]).not.toHaveProperty('era');
});

test('the groups with the most hits are listed, and the others are counted', () => {
  const hits = Array.from({ length: 230 }, (_, i) => ({ client: `client ${i % 120}` }));
  const { groups, more } = reportOf('client', hits, []);
  expect(groups).toHaveLength(100);
  expect(groups.every(({ hits: count }) => count === 2)).toBe(true);
  expect(more).toEqual({ groups: 20, hits: 30 });
});
