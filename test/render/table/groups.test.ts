// The tables of --by: their columns and rows, long names, hostile values and narrow screens.
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import type { Grouping, GroupReport } from '../../../src/report/shape/grouping.ts';
import { renderGroups } from '../../../src/render/table/groups.ts';
import { makeScreen, type TableOptions } from '../../../src/render/table/screen.ts';
import { report } from '../sample-report.ts';

function group(value: string, more: Partial<GroupReport> = {}): GroupReport {
  return {
    value,
    hits: 1200,
    by_status: { 400: 1000, 499: 200 },
    related: 0,
    verdicts: { fix: 300, harmless: 900, client: 0, hostile: 0, unknown: 0 },
    causes: [
      { cause: 'unused-connection', hits: 900 },
      { cause: 'slow-upstream', hits: 300 },
    ],
    begin: '2026-11-22T15:20:00+01:00',
    end: '2026-11-22T15:25:00+01:00',
    ...more,
  };
}

function render(by: readonly Grouping[], options: Partial<TableOptions> = {}): string {
  const screen = makeScreen({ width: 80, color: false, top: 5, ascii: false, ...options });
  return renderGroups(report({ by }), screen).join('\n');
}

const SERVER = {
  lines: 5000,
  page_size: { plain_bytes: 157, votes: 8, firm: true, one_page: false },
  era: { nginx: '< 1.3.15', because: 'it logs connections without a request' },
};
const NOTHING = { groups: 0, hits: 0 };

test('servers', () => {
  const soft = { ...SERVER.page_size, firm: false, one_page: true };
  const empty = { hits: 0, by_status: { 400: 0, 499: 0 }, causes: [], begin: null, end: null };
  const groups = [
    group('/logs/web1/access.log', SERVER),
    group('/logs/web2/access.log', { ...SERVER, page_size: soft, era: null }),
    group('-', { ...SERVER, ...empty, page_size: null }),
  ];
  expect(render([{ key: 'server', groups, more: { groups: 2, hits: 9 } }])).toMatchInlineSnapshot(`
    "BY SERVER           hits    400  499  of lines  400 page             nginx
      web1/access.log  1,200  1,000  200     5,000  157 B                < 1.3.15
        15:20:00 – 15:25:00, 25 % to fix, 75 % harmless
        unused-connection 900, slow-upstream 300
      web2/access.log  1,200  1,000  200     5,000  ~157 B, one for all  –
        15:20:00 – 15:25:00, 25 % to fix, 75 % harmless
        unused-connection 900, slow-upstream 300
      standard input       0      0    0     5,000  –                    < 1.3.15
      … 2 more with 9 hits"
  `);
});

test('a host without a name, and two keys', () => {
  const by: Grouping[] = [
    { key: 'host', groups: [group('shop.example', SERVER), group('-', SERVER)], more: NOTHING },
    { key: 'day', groups: [group('2026-11-22')], more: NOTHING },
  ];
  expect(render(by)).toMatchInlineSnapshot(`
    "BY HOST          hits    400  499  400 page  nginx
      shop.example  1,200  1,000  200  157 B     < 1.3.15
        15:20:00 – 15:25:00, 25 % to fix, 75 % harmless
        unused-connection 900, slow-upstream 300
      no host       1,200  1,000  200  157 B     < 1.3.15
        15:20:00 – 15:25:00, 25 % to fix, 75 % harmless
        unused-connection 900, slow-upstream 300

    BY DAY         hits    400  499
      2026-11-22  1,200  1,000  200
        15:20:00 – 15:25:00, 25 % to fix, 75 % harmless
        unused-connection 900, slow-upstream 300"
  `);
});

test('without a key there is no table', () => {
  expect(renderGroups(report(), makeScreen({ width: 80, color: false, top: 5, ascii: false }))).toEqual([]);
  expect(render([{ key: 'host', groups: [], more: NOTHING }])).toBe('');
});

describe('rows', () => {
  const many = Array.from({ length: 30 }, (_, i) => group(`192.0.2.${i}`, { hits: 2 }));
  const rows = (top: number): string[] =>
    render([{ key: 'client', groups: many, more: { groups: 5, hits: 7 } }], { top }).split('\n');

  test('are at least 12, or as many as --top says; the others are counted', () => {
    expect(rows(5).filter((row) => row.startsWith('  192'))).toHaveLength(12);
    expect(rows(5).at(-1)).toBe('  … 23 more with 43 hits');
    expect(rows(20).filter((row) => row.startsWith('  192'))).toHaveLength(20);
  });
});

test.each([60, 80, 120])('hostile values and long names fit %i columns', (width) => {
  const value = 'a\u001b[2J\u009b31m\r\n\u202e\u0416\u007f'.repeat(20);
  const groups = [group(value, SERVER), group('x'.repeat(200), SERVER)];
  for (const key of ['host', 'server', 'uri'] as const) {
    const text = render([{ key, groups, more: NOTHING }], { width });
    // oxlint-disable-next-line no-control-regex -- control characters must not reach the terminal
    expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/);
    for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(width);
  }
});
