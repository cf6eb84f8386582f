// Which findings are grouped into one fix, and which fixes get a row.
import { expect, test } from 'vitest';
import type { Finding } from '../../../src/judge/diagnose.ts';
import { pair } from '../../judge/pair.ts';
import { directiveLineOf } from '../../../src/report/fixes/directive-line.ts';
import { CAUSE_IDS } from '../../../src/judge/catalogue.ts';
import { actionOf } from '../../../src/report/words/words.ts';
import { findingOf, findingsOf, fixesOf, PERIOD, tallyOf } from '../literal.ts';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';

/** Number of incidents that findings of a stalled backend at these seconds make. */
function incidents(...seconds: readonly number[]): number {
  return fixesOf(
    seconds.flatMap((at) => [1, 2, 3, 4].map((host) => findingOf('slow-upstream', { at, client: `192.0.2.${host}` }))),
  ).length;
}

pair('fix-groups', 'INCIDENT_GAP_SECONDS', {
  inside: () => expect(incidents(0, 60)).toBe(1),
  outside: () => expect(incidents(0, 61)).toBe(2),
});

test('an incident continues until a gap is too long', () => {
  expect(incidents(0, 50, 100, 150)).toBe(1);
  expect(incidents(0, 50, 200, 250)).toBe(2);
});

/** Findings of four clients that lost this share of an hour (or of fewer minutes). */
const lost = (at: number, lost_percent: number, span_minutes = 60): Finding[] =>
  [1, 2, 3, 4].map((host) =>
    findingOf(
      'slow-upstream',
      { at, client: `192.0.2.${host}` },
      { evidence: { part: '/api', span_minutes, lost_percent, usual_percent: 0.1 } },
    ),
  );

test('an outage continues as long as the time that its findings compare', () => {
  expect(fixesOf([...lost(0, 20), ...lost(3600, 20)])).toHaveLength(1);
  expect(fixesOf([...lost(0, 20), ...lost(3601, 20)])).toHaveLength(2);
  expect(fixesOf([...lost(0, 20, 10), ...lost(600, 20, 10)])).toHaveLength(1);
  expect(fixesOf([...lost(0, 20, 10), ...lost(601, 20, 10)])).toHaveLength(2);
});

test('an outage is named by its worst hour and by its first and last line', () => {
  const [fix] = fixesOf([...lost(0, 11), ...lost(1800, 39), ...lost(3600, 12)]);
  expect(fix?.headline).toContain(
    'up to 39 % of the requests to /api were lost between 15:00 and 16:00, usually 0.1 %',
  );
  const hours = Array.from({ length: 14 }, (_, hour) => lost(3600 * hour, 20)).flat();
  expect(fixesOf(hours)[0]?.headline).toContain('between 2026-11-22 15:00 and 2026-11-23 04:00');
});

test('findings are grouped by incident, by client, or all together, as their cause says', () => {
  const clients = ['192.0.2.1', '192.0.2.2', '192.0.2.1', '192.0.2.2', '192.0.2.1'];
  expect(fixesOf(clients.map((client) => findingOf('balancer-timeout', { client })))).toMatchObject([
    { hits: 3, clients: 1 },
    { hits: 2, clients: 1 },
  ]);
  expect(fixesOf(clients.map((client) => findingOf('half-close', { client })))).toMatchObject([
    { hits: 5, clients: 2 },
  ]);
});

test('when there are too many groups, the other clients of a cause share one group', () => {
  const MOST_GROUPS = 2000;
  const fixes = fixesOf(
    findingsOf(2 * (MOST_GROUPS + 3), (twice) => {
      const index = twice >>> 1;
      return findingOf('balancer-timeout', { client: `192.0.${index >>> 8}.${index & 255}` });
    }),
  );
  expect(fixes).toHaveLength(MOST_GROUPS + 1);
  expect(fixes.filter(({ hits }) => hits > 2)).toMatchObject([{ hits: 6, clients: 3 }]);
});

test('an estimate never exceeds the number of lines', () => {
  for (const count of [2100, 2200, 2300, 2400, 2500]) {
    const fixes = fixesOf(
      findingsOf(count, (i) => findingOf('slow-upstream', { client: `198.51.${i >>> 8}.${i & 255}` })),
    );
    expect(fixes).toMatchObject([{ hits: count }]);
    expect(fixes[0]!.clients).toBeLessThanOrEqual(count);
    expect(fixes[0]!.clients).toBeGreaterThan(0.9 * count);
  }
});

test('only findings with the verdict fix make a fix', () => {
  expect(fixesOf([findingOf('stopped'), findingOf('port-scan')])).toEqual([]);
});

pair('urgency', 'LEAST_LINES', {
  inside: () => expect(fixesOf([findingOf('half-close'), findingOf('half-close')])).toHaveLength(1),
  outside: () => expect(fixesOf([findingOf('half-close')])).toEqual([]),
});

/** Number of rows for an incident with this many people. */
function rowsOfIncident(people: number): number {
  return fixesOf(findingsOf(people, (index) => findingOf('slow-upstream', { client: `192.0.2.${index}` }))).length;
}

pair('urgency', 'LEAST_PEOPLE_OF_INCIDENT', {
  inside: () => expect(rowsOfIncident(4)).toBe(1),
  outside: () => expect(rowsOfIncident(3)).toBe(0),
});

/** True if the incident counts as over: it ended this many seconds before the log did, and people who are hurt now come first. */
function isOver(seconds: number): boolean {
  const incident = findingsOf(9, (index) =>
    findingOf('slow-upstream', { client: `192.0.2.${index}`, at: 1000 - seconds }),
  );
  const hurt = findingsOf(2, () => findingOf('half-close', { http_user_agent: BROWSER }));
  return fixesOf([...incident, ...hurt])[0]?.cause === 'half-close';
}

pair('quiet', 'OVER_AFTER_SECONDS', {
  inside: () => expect(isOver(300)).toBe(false),
  outside: () => expect(isOver(301)).toBe(true),
});

test('a possible cause or an unsure verdict gets no row', () => {
  expect(fixesOf(findingsOf(9, () => findingOf('half-close', {}, { confidence: 'possible' })))).toEqual([]);
  expect(fixesOf(findingsOf(9, () => findingOf('half-close', {}, { verdictConfidence: 'possible' })))).toEqual([]);
});

test('people who are locked out come before an incident, and programs come last', () => {
  const refused = { evidence: { answered_after: 0 } };
  const rows = fixesOf([
    ...findingsOf(9, () => findingOf('half-close', { http_user_agent: 'curl/8.5.0' })),
    ...findingsOf(9, (index) => findingOf('slow-upstream', { client: `192.0.2.${index}`, http_user_agent: BROWSER })),
    ...findingsOf(3, () => findingOf('cookie-or-header-too-large', { status: 400, http_user_agent: BROWSER }, refused)),
  ]);
  expect(rows.map(({ cause }) => cause)).toEqual(['cookie-or-header-too-large', 'slow-upstream', 'half-close']);
});

test('related lines that hurt people make a row, and say how nginx logs them', () => {
  const line = { status: 0, request: '-', http_user_agent: BROWSER };
  const facts = { evidence: { logged_status: '000' } };
  const [fix] = fixesOf(
    findingsOf(4, (index) =>
      findingOf('cookie-or-header-too-large', { ...line, client: `192.0.2.${index % 2}` }, facts),
    ),
  );
  expect(fix).toMatchObject({ hits: 0, related: 4, clients: 2 });
  expect(fix?.headline).toBe('2 clients are refused over HTTP/2: nginx logs this as 000 (4 lines)');
});

test('names the clients that are locked out, those with the most lines first', () => {
  const refused = (client: string, times: number): ReturnType<typeof findingOf>[] =>
    findingsOf(times, (at) =>
      findingOf('cookie-or-header-too-large', { client, at, status: 400 }, { evidence: { answered_after: 0 } }),
    );
  const findings = [
    ...refused('192.0.2.1', 3),
    ...refused('192.0.2.2', 2),
    ...refused('192.0.2.3', 4),
    ...[4, 5, 6, 7].flatMap((host) => refused(`192.0.2.${host}`, 3)),
  ];
  expect(fixesOf(findings)[0]).toMatchObject({
    locked_out: 6,
    locked_out_clients: ['192.0.2.3', '192.0.2.1', '192.0.2.4', '192.0.2.5', '192.0.2.6'],
  });
});

test('a fix of a log without times has none', () => {
  const findings = findingsOf(3, () => findingOf('half-close'));
  expect(tallyOf(findings).fixes(PERIOD, () => null)[0]).toMatchObject({ begin: null, end: null, hits: 3 });
});

test('the line to paste is a directive of the advice', () => {
  const withLine = CAUSE_IDS.filter((cause) => directiveLineOf(cause, {}) !== undefined);
  expect(withLine).toContain('cookie-or-header-too-large');
  for (const cause of withLine) {
    const { context, text } = directiveLineOf(cause, {})!;
    const advice = actionOf(cause, {});
    expect(text).toMatch(/^\w+ [^;]+;$/);
    expect(advice).toContain(text.slice(0, text.indexOf(' ')));
    expect(advice).toContain(context);
  }
  expect(directiveLineOf('cookie-or-header-too-large', { raised_buffers: '8 32k' })?.text).toContain(' 8 32k;');
  expect(fixesOf(findingsOf(3, () => findingOf('half-close')))[0]?.directive).toEqual({
    context: 'location',
    text: 'proxy_ignore_client_abort on;',
  });
});
