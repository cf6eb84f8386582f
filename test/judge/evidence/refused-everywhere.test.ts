// The bounds of a browser that is refused on all its paths.
import { expect, test } from 'vitest';
import { refusedEverywhere } from '../../../src/judge/evidence/refused-everywhere.ts';
import { HitView } from '../../../src/judge/evidence/view.ts';
import { hitOf, type Line, observed, tablesOf } from '../literal.ts';
import { pair } from '../pair.ts';

const get = (path: string): string => `GET ${path} HTTP/1.1`;
const page = (path: string, line: Line = {}): Line => ({
  request: get(path),
  status: 400,
  body_bytes_sent: 4379,
  ...line,
});
/** The person was answered before, and others are answered on these paths. */
const answered = (paths: readonly string[]): Line[] => [
  { request: get('/start'), at: -600 },
  ...paths.map((path) => ({ request: get(path), client: '198.51.100.9', at: -300 })),
];

function judge(
  others: readonly Line[],
  { line = {}, seen = ['/news', '/shop', '/help'] }: { readonly line?: Line; readonly seen?: readonly string[] } = {},
): ReturnType<typeof refusedEverywhere> {
  const tables = tablesOf(answered(seen));
  return refusedEverywhere(new HitView(hitOf(page('/news', line), others), tables), tables);
}

pair('refused-everywhere', 'LEAST_PATHS', {
  inside: () => expect(judge([page('/shop'), page('/help')])).toEqual({ others_refused: 2, refused_paths: 3 }),
  outside: () => expect(judge([page('/shop'), page('/news'), page('/news')])).toBeUndefined(),
});

pair('refused-everywhere', 'LEAST_PATHS_OF_SITE', {
  inside: () => expect(judge([page('/a1'), page('/shop')], { seen: ['/news', '/shop'] })).toBeDefined(),
  outside: () => expect(judge([page('/a1'), page('/shop')], { seen: ['/shop'] })).toBeUndefined(),
});

test('the same page everywhere, and nothing else since then', () => {
  const others = [page('/shop'), page('/help')];
  expect(judge([page('/shop'), page('/help', { body_bytes_sent: 4380 })])).toBeUndefined();
  expect(judge([page('/shop'), page('/help', { request: 'POST /help HTTP/1.1' })])).toBeUndefined();
  expect(judge([page('/shop'), page('/help', { status: 404 })])).toBeUndefined();
  const tables = tablesOf(answered(['/news', '/shop', '/help']));
  const before = hitOf(page('/news'), others);
  const after = hitOf(page('/news'), others, [{ at: 5, request: get('/shop') }]);
  expect(refusedEverywhere(new HitView(before, tables), tables)).toBeDefined();
  expect(refusedEverywhere(new HitView(after, tables), tables)).toBeUndefined();
});

test.each<[string, Line]>([
  ['a program', { http_user_agent: 'curl/8.5.0' }],
  ['a form', { request: 'POST /news HTTP/1.1' }],
  ['an answer of the application', { extra: { upstream_status: '400' } }],
  ['an attack', { request: get('/news?id=1%27%20OR%201=1') }],
  ['an empty answer', { body_bytes_sent: 0 }],
  ['a page of nginx', { body_bytes_sent: 150 }],
  ['a person who was never answered', { client: '203.0.113.77' }],
])('%s is no sign', (_, line) => {
  expect(judge([page('/shop', line), page('/help', line)], { line })).toBeUndefined();
});

test('what a part of the site answered counts after a restart, too', () => {
  const tables = tablesOf();
  tables.observe(observed({ request: get('/news') }));
  expect(tables.partShares.of('part', '/news')?.hasAnswers).toBe(true);
  const row = tables.partShares.save().part.find(([name]) => name === '/news')?.[1];
  expect(row?.hasAnswers).toBe(true);
});
