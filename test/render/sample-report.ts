// Reports for tests of renderers: with every part, of an empty log, and full of hostile text.
import type { CauseReport, Confidences, Count, Report } from '../../src/report/report.ts';
import type { Fix } from '../../src/report/shape/fix.ts';

/** Hits in each bin of the timeline. */
export const BINS: readonly number[] = Array.from({ length: 48 }, (_, bin) => bin % 7);
/** Characters that harm a terminal. */
export const EVIL: string = '\u001b[2J\u009b31m\r\n\u00e2\u0080\u00ae\u00d0\u00b6\u0007';

/** A count. */
export function count(hits: number, clients = 1, share = 0): Count {
  return { hits, share, clients };
}

/** Hits by confidence. */
export function sure(certain: number, likely = 0, possible = 0): Confidences {
  return { certain, likely, possible };
}

/** The sum of a cause. */
export function cause(
  id: CauseReport['cause'],
  family: CauseReport['family'],
  hits: number,
  more: Partial<CauseReport> = {},
): CauseReport {
  return {
    cause: id,
    family,
    title: `what ${id} means`,
    ...count(hits, 2, hits / 100),
    verdicts: { fix: hits },
    confidence: sure(hits),
    related: 0,
    clients_with_related: 2,
    begin: '2026-11-22T15:20:00+01:00',
    end: '2026-11-22T15:26:00+01:00',
    bins: BINS,
    ...more,
  };
}

/** A fix. */
export function fix(more: Partial<Fix> = {}): Fix {
  return {
    cause: 'slow-upstream',
    headline: 'The backend stalled: 33 requests of 28 clients were abandoned',
    action: 'See what was slow just then. proxy_read_timeout is not the cure, for it ends only what waits even longer.',
    hits: 33,
    related: 0,
    clients: 28,
    recovered: 0,
    sent_twice: 0,
    locked_out: 0,
    locked_out_clients: [],
    begin: '2026-11-22T15:22:32+01:00',
    end: '2026-11-22T15:22:56+01:00',
    constant: false,
    confidence: 'likely',
    verdict_confidence: 'likely',
    top_uris: [
      { value: '/app/report', hits: 20 },
      { value: '/app/export', hits: 13 },
    ],
    top_clients: [{ value: '203.0.113.7', hits: 3 }],
    top_user_agents: [{ value: 'Chrome', hits: 33 }],
    sample: {
      file: 'logs/access.log',
      line: 1204,
      text: '203.0.113.7 "GET /app/report HTTP/1.1" 499 "Mozilla/5.0"',
    },
    evidence: {},
    ...more,
  };
}

/** A report with every part. */
export function report(more: Partial<Report> = {}): Report {
  return {
    schema_version: 1,
    inputs: [
      {
        file: '/var/log/nginx/access.log',
        lines: 5579,
        page_size: null,
        era: { nginx: '< 1.3.15', because: 'it logs connections without a request' },
      },
    ],
    verdict_changes: [],
    period: { begin: '2026-11-22T15:19:59+01:00', end: '2026-11-22T15:26:57+01:00' },
    totals: {
      lines: 5579,
      entries: 5570,
      blank: 2,
      unparsed: 7,
      cut_lines: 0,
      by_status: { '400': 60, '499': 40 },
      share: 0.018,
      clients: 24,
      related: 3,
      windows_cut: 0,
      pending: 0,
      filtered_out: 0,
    },
    verdicts: { fix: count(30), harmless: count(60), client: count(4), hostile: count(5), unknown: count(1) },
    families: [
      { family: 'preconnect-and-close', ...count(60, 20, 0.6), confidence: sure(0, 52, 8), bins: BINS },
      { family: 'slow-server', ...count(30, 28, 0.3), confidence: sure(0, 30), bins: BINS },
      { family: 'malformed-request', ...count(4, 2, 0.04), confidence: sure(2, 2), bins: BINS },
      { family: 'probe', ...count(5, 5, 0.05), confidence: sure(5), bins: BINS },
      { family: 'unexplained', ...count(1, 1, 0.01), confidence: sure(0, 0, 1), bins: BINS },
    ],
    causes: [
      cause('unused-connection', 'preconnect-and-close', 52, { verdicts: { harmless: 52 }, related: 3 }),
      cause('slow-upstream', 'slow-server', 30, { confidence: sure(0, 30) }),
      cause('spare-closed-after-error', 'preconnect-and-close', 8, { verdicts: { harmless: 8 } }),
      cause('foreign-protocol', 'probe', 5, { verdicts: { hostile: 5 } }),
      cause('invalid-header', 'malformed-request', 4, { verdicts: { client: 4 }, confidence: sure(2, 2) }),
      cause('unexplained', 'unexplained', 1, { verdicts: { unknown: 1 } }),
    ],
    fixes: [fix()],
    clients: [
      {
        client: '203.0.113.7',
        hits: 12,
        main_cause: 'unused-connection',
        main_cause_hits: 9,
        user_agent: 'Firefox',
      },
      {
        client: '2001:db8:85a3::8a2e:370:7334',
        hits: 3,
        main_cause: 'slow-upstream',
        main_cause_hits: 3,
        user_agent: '-',
      },
    ],
    user_agents: [
      {
        user_agent: 'Firefox',
        hits: 50,
        attributed: 48,
        share_of_hits: 0.5,
        share_of_traffic: 0.33,
        main_cause: 'unused-connection',
      },
      {
        user_agent: '-',
        hits: 20,
        attributed: 0,
        share_of_hits: 0.2,
        share_of_traffic: 0,
        main_cause: 'foreign-protocol',
      },
    ],
    timeline: {
      begin: '2026-11-22T15:19:59+01:00',
      bin_seconds: 8.7,
      bins: BINS,
      other_requests: [],
      trend: { word: 'rising', since: '2026-11-22T15:22:19+01:00', factor: 3.2 },
    },
    unparsed: [{ file: 'access.log', line: 17, reason: 'no time', text: `GET ${EVIL}` }],
    remarks: [
      { code: 'unparsed-lines', facts: { lines: 7 } },
      { code: 'not-in-log-resets', facts: {} },
      { code: 'add-log-fields', facts: { hits: 41, fields: '$request_time $upstream_status' } },
    ],
    ...more,
  };
}

/** The report of an empty log. */
export const EMPTY: Report = report({
  inputs: [{ file: '-', lines: 0, page_size: null, era: null }],
  period: null,
  totals: {
    ...report().totals,
    lines: 0,
    entries: 0,
    blank: 0,
    unparsed: 0,
    by_status: { '400': 0, '499': 0 },
    share: 0,
    clients: 0,
    related: 0,
  },
  verdicts: { fix: count(0), harmless: count(0), client: count(0), hostile: count(0), unknown: count(0) },
  families: [],
  causes: [],
  fixes: [],
  clients: [],
  user_agents: [],
  timeline: {
    begin: null,
    bin_seconds: 0,
    bins: [],
    other_requests: [],
    trend: { word: 'unknown', since: null, factor: null },
  },
  unparsed: [],
  remarks: [],
});

/** A report in which every text from the log is hostile and long. */
export function hostile(): Report {
  const evil = EVIL + 'x'.repeat(300);
  const top = [
    { value: evil, hits: 9 },
    { value: `/${evil}`, hits: 3 },
  ];
  const plain = report();
  return report({
    inputs: [{ file: evil, lines: 1, page_size: null, era: null, error: evil }],
    fixes: [1, 28].map((clients) =>
      fix({
        clients,
        headline: evil,
        action: evil,
        top_uris: top,
        top_clients: top,
        top_user_agents: top,
        locked_out: 2,
        locked_out_clients: [evil, evil],
        directive: { context: 'http', text: evil },
        sample: { file: evil, line: 7, text: evil },
      }),
    ),
    clients: plain.clients.map((client) => ({ ...client, client: evil, user_agent: evil })),
    user_agents: plain.user_agents.map((agent) => ({ ...agent, user_agent: evil })),
    unparsed: [{ file: evil, line: 1, reason: evil, text: evil }],
    remarks: [...plain.remarks, { code: 'input-error', facts: { file: evil, error: evil } }],
  });
}
