// The mailing-list thread that logscan answers: "Recently seeing a bunch of 400s" (nginx mailing list, 15 December 2008).
// fixtures/logs/2008-thread.log was written for this test, as nginx 0.7 would log it. A cookie error has the plain page of 173
// bytes. The 404 page has 169 bytes, and 360 more for MSIE. error_log is at level info. Otherwise nginx before 0.8.16 would
// log `-` for a request line that it refuses.
import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import type { CauseId } from '../src/judge/catalogue.ts';
import { diagnose, type Finding } from '../src/judge/diagnose.ts';
import { HitView } from '../src/judge/evidence/view.ts';
import { Scanner } from '../src/sources/engine/scanner.ts';
import { Tables } from '../src/judge/tables/tables.ts';

interface Row {
  readonly cause: CauseId;
  /** `$remote_addr` */
  readonly client: string;
  readonly request: string | RegExp;
  /** How many lines of the log belong to this row. */
  readonly lines: number;
  /** Time of day, `HH:MM:SS`: the row has only lines from this time on, or only lines before it. */
  readonly from?: string;
  readonly until?: string;
}

const raw = String.raw;

/** Every 400 and 499 of the log belongs to exactly one row. */
const STORY: readonly Row[] = [
  // The hosting provider's balancer checks every ten seconds whether the port answers.
  { cause: 'tcp-health-check', client: '192.0.2.10', request: '-', lines: 121 },

  // Browsers that closed spare connections, 5 to 55 s after a page.
  { cause: 'unused-connection', client: '203.0.113.24', request: '-', lines: 2 },
  { cause: 'unused-connection', client: '198.51.100.77', request: '-', lines: 1 },
  { cause: 'unused-connection', client: '203.0.113.71', request: '-', lines: 3 },
  { cause: 'unused-connection', client: '203.0.113.140', request: '-', until: '20:49:00', lines: 2 },
  { cause: 'unused-connection', client: '198.51.100.88', request: '-', lines: 2 },
  { cause: 'unused-connection', client: '198.51.100.142', request: '-', lines: 1 },
  { cause: 'unused-connection', client: '203.0.113.12', request: '-', lines: 3 },
  { cause: 'unused-connection', client: '203.0.113.203', request: '-', lines: 1 },

  // A collector. His cookie of recently seen typewriters is larger than the buffer until he clears it. Even the contact page is refused.
  { cause: 'cookie-or-header-too-large', client: '198.51.100.31', request: '/shop/typewriter.php?id=31', lines: 2 },
  { cause: 'cookie-or-header-too-large', client: '198.51.100.31', request: '/', lines: 2 },
  { cause: 'cookie-or-header-too-large', client: '198.51.100.31', request: '/shop/', lines: 1 },
  { cause: 'cookie-or-header-too-large', client: '198.51.100.31', request: '/contact.php', lines: 1 },
  { cause: 'spare-closed-after-error', client: '198.51.100.31', request: '-', lines: 9 },
  // A regular visitor of the forum. The forum keeps the topics that she has read in a cookie. Her answer to a topic is lost.
  {
    cause: 'cookie-or-header-too-large',
    client: '203.0.113.140',
    request: 'POST /forum/posting.php?t=296 HTTP/1.1',
    lines: 2,
  },
  { cause: 'cookie-or-header-too-large', client: '203.0.113.140', request: /^GET \/forum\//, lines: 3 },
  { cause: 'spare-closed-after-error', client: '203.0.113.140', request: '-', from: '20:49:00', lines: 6 },
  // A customer whose wish list got too long.
  { cause: 'cookie-or-header-too-large', client: '192.0.2.119', request: /^GET /, lines: 4 },
  { cause: 'spare-closed-after-error', client: '192.0.2.119', request: '-', lines: 6 },

  // "The clients appear to be aborting the connection and then momentarily later retrying it."
  { cause: 'retried', client: '192.0.2.201', request: '/shop/checkout.php', lines: 1 },
  { cause: 'retried', client: '203.0.113.90', request: '/forum/topic.php?t=240', lines: 2 },
  { cause: 'stopped', client: '203.0.113.58', request: '/forum/search.php?q=sticky+keys', lines: 1 },
  { cause: 'stopped', client: '198.51.100.203', request: '/shop/search.php?q=underwood+for+under+100', lines: 1 },
  { cause: 'navigated-away', client: '198.51.100.142', request: '/shop/typewriter.php?id=40', lines: 1 },
  { cause: 'navigated-away', client: '198.51.100.190', request: '/forum/search.php?q=escapement', lines: 1 },
  // The client went to another topic of the same script. The pictures after it have the new topic as referer, so it is a page.
  { cause: 'navigated-away', client: '192.0.2.57', request: '/forum/topic.php?t=240', lines: 1 },

  // The shop's search hangs: 502 and 504, and six people who leave within five seconds.
  { cause: 'slow-upstream', client: '203.0.113.24', request: '/shop/search.php?q=ribbon', lines: 1 },
  { cause: 'slow-upstream', client: '198.51.100.164', request: '/shop/search.php?q=olivetti+valentine', lines: 1 },
  { cause: 'slow-upstream', client: '192.0.2.148', request: '/shop/search.php?q=royal+quiet+de+luxe', lines: 1 },
  { cause: 'slow-upstream', client: '192.0.2.201', request: '/shop/search.php?q=carbon+paper', lines: 1 },
  { cause: 'slow-upstream', client: '203.0.113.166', request: '/shop/search.php?q=lettera', lines: 1 },
  { cause: 'slow-upstream', client: '198.51.100.12', request: '/shop/search.php?q=gift+under+50', lines: 1 },

  // Scanners. The empty connection of the second scanner has neighbours, but only its own probes. Its ClientHello contains its
  // time (0x49470A.., 20:53 to 20:57), and nginx ends the request line at its byte 0A, a line feed.
  { cause: 'port-scan', client: '203.0.113.222', request: '-', lines: 1 },
  { cause: 'port-scan', client: '198.51.100.9', request: '-', lines: 1 },
  {
    cause: 'tls-to-plain-port',
    client: '198.51.100.9',
    request: raw`\x16\x03\x01\x00S\x01\x00\x00O\x03\x01IG`,
    lines: 1,
  },
  { cause: 'path-traversal', client: '198.51.100.9', request: 'GET /../../../../etc/passwd HTTP/1.0', lines: 1 },
  { cause: 'foreign-protocol', client: '203.0.113.199', request: raw`\x05\x01\x00`, lines: 1 },
  { cause: 'open-proxy-probe', client: '203.0.113.199', request: /^CONNECT /, lines: 2 },
  { cause: 'foreign-protocol', client: '192.0.2.77', request: 'SSH-2.0-libssh-0.1', lines: 1 },
];

const LOG = new URL('../fixtures/logs/2008-thread.log', import.meta.url);
const text = readFileSync(LOG, 'latin1');

/** The 400 and 499 lines, found without logscan's parser. */
const hits = text.split('\n').flatMap((line, index) => {
  const [, client = '', clock = '', request = '', status = ''] =
    /^(\S+) - - \[15\/Dec\/2008:(\S+) -0500\] "(.*?)" (400|499) \d+ ".*?" ".*?"$/.exec(line) ?? [];
  return status === '' ? [] : [{ number: index + 1, client, clock, request, status }];
});

function rowsOf({ client, clock, request }: (typeof hits)[number]): Row[] {
  return STORY.filter(
    (row) =>
      row.client === client &&
      (row.from === undefined || clock >= row.from) &&
      (row.until === undefined || clock < row.until) &&
      (typeof row.request === 'string'
        ? request === row.request || request === `GET ${row.request} HTTP/1.1`
        : row.request.test(request)),
  );
}

function readLog(): { findings: Finding[]; scanner: Scanner; unparsed: string[] } {
  const findings: Finding[] = [];
  const unparsed: string[] = [];
  const tables = new Tables();
  const scanner = new Scanner({
    observe: (line) => tables.observe(line),
    close: (hit) => void findings.push(diagnose(new HitView(hit, tables), tables)),
    unparsed: ({ text: line }) => void unparsed.push(line),
  });
  scanner.beginInput('2008-thread.log');
  scanner.takeBytes(Buffer.from(text, 'latin1'));
  scanner.finish();
  return { findings, scanner, unparsed };
}

const { findings, scanner, unparsed } = readLog();

test('nginx could have written the log: every line is an entry, and no line goes back in time', () => {
  expect(unparsed).toEqual([]);
  const lines = text.trimEnd().split('\n');
  expect(scanner.counts).toMatchObject({
    lines: lines.length,
    entries: lines.length,
    blank: 0,
    unparsed: 0,
    windowsCut: 0,
  });
  const clocks = lines.map((line) => /\[15\/Dec\/2008:(\d\d:\d\d:\d\d) -0500\]/.exec(line)?.[1]);
  expect(clocks.filter((clock, i) => clock === undefined || clock < (clocks[i - 1] ?? ''))).toEqual([]);
});

test('the story has every 400 and 499 exactly once', () => {
  for (const hit of hits) expect(rowsOf(hit), `line ${hit.number}: ${hit.client} "${hit.request}"`).toHaveLength(1);
  const told = STORY.map((row) => ({ ...row, lines: hits.filter((hit) => rowsOf(hit)[0] === row).length }));
  expect(told).toEqual(STORY);
});

test('every 400 and every 499 is found', () => {
  const count = (status: string): number => hits.filter((hit) => hit.status === status).length;
  expect(scanner.counts).toMatchObject({ status400: count('400'), status499: count('499') });
  expect(findings.map((finding) => finding.line).toSorted((a, b) => a - b)).toEqual(hits.map((hit) => hit.number));
});

test('every 400 and 499 gets the right cause', () => {
  const causes = new Map(findings.map((finding) => [finding.line, finding.cause]));
  const name = (hit: (typeof hits)[number]): string => `${hit.number} ${hit.clock} ${hit.client} "${hit.request}"`;
  const said = Object.fromEntries(hits.map((hit) => [name(hit), causes.get(hit.number)]));
  const meant = Object.fromEntries(hits.map((hit) => [name(hit), rowsOf(hit)[0]?.cause]));
  expect(said).toEqual(meant);
  expect(findings.filter((finding) => finding.cause === 'unexplained')).toEqual([]);
});
