// The block of a comparison, alone and on the screen: the words for each outcome, at all widths, with hostile text.
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { renderDiff } from '../../../src/render/table/diff.ts';
import { OVERVIEW_LINES } from '../../../src/render/table/overview.ts';
import { renderTable } from '../../../src/render/table/table.ts';
import type { Change, Comparison } from '../../../src/report/shape/comparison.ts';
import { EVIL, fix, report } from '../sample-report.ts';

const OPTIONS = {
  width: 80,
  color: false,
  top: 5,
  ascii: false,
  again: (flags: string) => `logscan access.log ${flags}`,
};

function change(what: Change['what'], word: Change['word'], more: Partial<Change> = {}): Change {
  return {
    what,
    word,
    before: { hits: 10, clients: 9, per_1000: 3.1 },
    after: { hits: 50, clients: 31, per_1000: 14.4 },
    chance: 0.0004,
    began: null,
    part: null,
    ...more,
  };
}

const NONE: Change['before'] = { hits: 0, clients: 0, per_1000: 0 };

function comparison(more: Partial<Comparison> = {}): Comparison {
  return {
    at: '2026-11-22T15:22:00+01:00',
    before: { begin: '2026-11-22T15:19:59+01:00', end: '2026-11-22T15:21:59+01:00', requests: 3200 },
    after: { begin: '2026-11-22T15:22:00+01:00', end: '2026-11-22T15:26:57+01:00', requests: 2370 },
    too_little: null,
    changes: [
      change('all', 'more'),
      change('499', 'more'),
      change('slow-upstream', 'more', { part: '/api', began: '2026-11-22T13:57:12+01:00' }),
      change('retried', 'new', { before: NONE }),
      change('stopped', 'unsure', { after: NONE, chance: 0.4 }),
    ],
    new_fixes: [{ cause: 'slow-upstream', headline: 'slow', part: '/api' }],
    solved_fixes: [],
    ...more,
  };
}

/** The block on the whole report. */
function block(more: Partial<Comparison> = {}, isBrief = false): string {
  const text = renderTable(report({ comparison: comparison(more) }), {
    ...OPTIONS,
    view: isBrief ? 'overview' : 'all',
  });
  return text.slice(text.search(/^\S.*(?:15:22|compared)/m), text.indexOf('\n\nFIX FIRST'));
}

test('more requests fail', () => {
  expect(block()).toMatchInlineSnapshot(`
    "Not an attack: mostly harmless. To fix: slow-upstream since 15:22.
      ░ 60 % harmless  █ 30 % to fix  ▒ 4 % broken clients  ▓ 5 % hostile
      ? 1 % unknown
      15:19 ▃▇▅▆▇▄█▃▇▅▆▇ 15:26  highest bar: 18 in 35 s  rising since 15:22 (3.2×)

    More requests fail since 15:22: 3.1 → 14 of 1,000 requests ended in 400 or 499.
    Chance alone does this less than once in 1,000 times.
      3,200 requests before 15:22, 2,370 since
      more   499            3.1 → 14 of 1,000, 31 clients
      more   slow-upstream  3.1 → 14 of 1,000, 31 clients, mostly /api
                            began at 13:57, 85 min before 15:22
      new    retried        none → 14 of 1,000, 31 clients
      only before 15:22, perhaps by chance: stopped 10
      new to fix: slow-upstream on /api"
  `);
  expect(block({}, true)).toMatchInlineSnapshot(`
    "Not an attack: mostly harmless. To fix: slow-upstream since 15:22.
      ░ 60 % harmless  █ 30 % to fix  ▒ 4 % broken clients  ▓ 5 % hostile
      ? 1 % unknown
      15:19 ▃▇▅▆▇▄█▃▇▅▆▇ 15:26  highest bar: 18 in 35 s  rising since 15:22 (3.2×)

    More requests fail since 15:22: 3.1 → 14 of 1,000 requests ended in 400 or 499.
    Chance alone does this less than once in 1,000 times.
      3,200 requests before 15:22, 2,370 since
      more   slow-upstream  3.1 → 14 of 1,000, 31 clients, mostly /api
                            began at 13:57, 85 min before 15:22
      new    retried        none → 14 of 1,000, 31 clients
      new to fix: slow-upstream on /api"
  `);
});

test.for<[string, Partial<Comparison>, string]>([
  [
    'fewer',
    { changes: [change('all', 'fewer', { chance: 0.01 })] },
    'Fewer requests fail since 15:22: 3.1 → 14 of 1,000 requests ended in 400 or 499. Chance alone does this less than once in 100 times.',
  ],
  [
    'an older change',
    { changes: [change('all', 'more', { began: '2026-11-22T13:57:12+01:00' })] },
    'It began at 13:57, 85 min before 15:22.',
  ],
  [
    'no change',
    { changes: [change('all', 'same', { chance: 0.3 })] },
    'No clear change since 15:22: 3.1 → 14 of 1,000',
  ],
  [
    'other causes',
    { changes: [change('all', 'same'), change('retried', 'new')] },
    'The causes changed since 15:22. All in all, 3.1 → 14 of 1,000 requests ended in 400 or 499, and that may be chance.',
  ],
  [
    'other statuses',
    { changes: [change('all', 'same'), change('400', 'more')] },
    'The statuses changed since 15:22. All in all,',
  ],
  ['no hit', { changes: [] }, 'No 400 and no 499, neither before 15:22 nor since 15:22.'],
  ['no times', { too_little: 'no-times' }, 'Nothing can be compared: the log has no times.'],
  [
    'few requests',
    { too_little: 'after', after: { begin: null, end: null, requests: 40 } },
    'Too little to compare: there are only 40 requests since 15:22. 3.1 → 14 of 1,000 requests ended in 400 or 499. The log ends at 15:26:57.',
  ],
  [
    'a time that is not in the log',
    { too_little: 'after', at: '2026-11-29T15:22:00+01:00', after: { begin: null, end: null, requests: 0 } },
    'Too little to compare: there is no request since 29 Nov 15:22. The log ends at 22 Nov 15:26. A time of its last day is written like --compare-at 2026-11-22T15:22.',
  ],
])('%s', ([, more, sentence]) => {
  expect(block(more).replaceAll(/\s+/g, ' ')).toContain(sentence);
});

describe.for([40, 60, 80, 140, 300])('at %d columns', (width) => {
  const hostile = comparison({
    changes: [
      change('all', 'more'),
      ...Array.from({ length: 9 }, () => change('slow-upstream', 'new', { part: `/${EVIL}` })),
    ],
    new_fixes: [{ cause: 'slow-upstream', headline: EVIL, part: `/${EVIL.repeat(9)}` }],
  });

  test.for(['all', 'overview'] as const)('the view %s is no wider, and safe', (view) => {
    const value = report({ comparison: hostile, fixes: [fix(), fix(), fix()] });
    const text = renderTable(value, { ...OPTIONS, width, view });
    for (const line of text.split('\n')) expect(stringWidth(line), line).toBeLessThanOrEqual(Math.min(width, 160));
    expect(text).not.toMatch(/[^\n\x20-\x7e\u00a0-\uffff]/);
    if (view === 'overview' && width >= 80) expect(text.split('\n').length - 1).toBeLessThanOrEqual(OVERVIEW_LINES);
  });

  test('the difference of two logs is no wider, and safe', () => {
    const text = renderDiff({ ...hostile, at: null }, [`${EVIL}.log`, 'b.log'], { ...OPTIONS, width, ascii: true });
    expect(text).toMatch(/^[\n\x20-\x7e]+$/);
    for (const line of text.split('\n')) expect(stringWidth(line), line).toBeLessThanOrEqual(Math.min(width, 160));
  });
});
