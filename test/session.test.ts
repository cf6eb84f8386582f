// A session takes hits from any source that keeps the contract: plain objects and bytes give the same findings and report.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LineParser } from '../src/formats/line-parser.ts';
import { parseLine } from '../src/formats/line.ts';
import { type PlacedEntry, plainObservation } from '../src/hits/plain.ts';
import type { HitSource } from '../src/hits/source.ts';
import type { Finding } from '../src/judge/diagnose.ts';
import type { Report } from '../src/report/report.ts';
import { Session } from '../src/session.ts';
import { LogText } from '../src/sources/log-text.ts';
import { corpora, readCorpusFile } from '../scripts/accuracy/labelled-logs.ts';
import { FedSource } from './fed-source.ts';
import { EntriesSource } from './hits/entries-source.ts';
import { entryOf, placed } from './judge/literal.ts';

interface Told {
  readonly findings: readonly Finding[];
  readonly report: Report;
}

async function run(source: HitSource): Promise<Told> {
  const findings: Finding[] = [];
  const session = new Session(source, { listener: { finding: (finding) => void findings.push(finding) } });
  await session.run(new AbortController().signal);
  return { findings, report: session.report() };
}

/** The entries of a log in which every line is an entry. */
function entriesOf(text: string): PlacedEntry[] {
  let position = 0;
  return text
    .trimEnd()
    .split('\n')
    .map((line, i) => {
      const entry = parseLine(line);
      if (typeof entry === 'string') throw new Error(`line ${i + 1}: ${entry}`);
      const at = position;
      position += line.length + 1;
      return { file: 'text', line: i + 1, position: at, entry };
    });
}

describe('plain objects give the same findings and report as bytes', () => {
  const logs = corpora().flatMap((name) => [
    [`${name}, combined`, readCorpusFile(name, 'access.log')] as const,
    [`${name}, with times`, readCorpusFile(name, 'access.ext.log')] as const,
  ]);

  test.for([['the thread of 2008', readFileSync('fixtures/logs/2008-thread.log', 'latin1')] as const, ...logs])(
    '%s',
    async ([, text]) => {
      const entries = entriesOf(text);
      const [bytes, objects] = [await run(new LogText(text)), await run(new EntriesSource(entries))];
      expect(objects.findings.length).toBeGreaterThan(0);
      expect(objects.findings).toEqual(bytes.findings);
      expect(objects.report).toEqual(bytes.report);
    },
  );
});

describe('the trend of a log in which all traffic ends', () => {
  /** A log of an hour with ten requests a minute, or one in its last quarter. Of ten requests, `share` are hits until a minute. */
  function logUntil(end: number, share: number): HitSource {
    const lines = Array.from({ length: 600 }, (_, index) => ({
      index,
      at: index * 6,
      status: index % 10 < share ? 499 : 200,
    }));
    const kept = lines.filter(({ at, index }) => at < 2700 || index % 9 === 0);
    return new EntriesSource(kept.map(({ at, status }) => placed({ at, status: at < end * 60 ? status : 200 })));
  }

  test('the hits fall with the traffic, and are over only if the traffic goes on without them', async () => {
    const trendOf = async (end: number, share: number): Promise<Report['timeline']['trend']> =>
      (await run(logUntil(end, share))).report.timeline.trend;
    expect(await trendOf(60, 3)).toMatchObject({ word: 'steady', with_traffic: 'falling' });
    expect(await trendOf(30, 3)).toMatchObject({
      word: 'over',
      since: expect.stringMatching(/T15:(29|30):/),
      factor: 0,
    });
    expect(await trendOf(60, 10)).toMatchObject({
      word: 'falling',
      since: expect.stringMatching(/T15:4[45]:/),
    });
  });

  test('filters change the hits, and not the other requests', async () => {
    const other = async (filter: () => boolean): Promise<readonly number[]> => {
      const session = new Session(logUntil(60, 3), { filter });
      await session.run(new AbortController().signal);
      return session.report().timeline.other_requests;
    };
    const all = await other(() => true);
    expect(all.reduce((sum, count) => sum + count)).toBeGreaterThan(300);
    expect(await other(() => false)).toEqual(all);
  });
});

test('a session without lines has an empty report', async () => {
  const { findings, report } = await run(new EntriesSource([]));
  expect(findings).toEqual([]);
  expect(report).toMatchObject({ period: null, totals: { lines: 0, pending: 0 }, causes: [], fixes: [] });
});

test('a hit that is still open is pending, even if a later line was judged before it', async () => {
  // The second hit is 50 s older, so it closes first. Its finding waits for the finding of the first hit.
  const source = new EntriesSource(
    [
      { at: 100, status: 499, client: '192.0.2.1' },
      { at: 50, status: 499, client: '192.0.2.2' },
      { at: 90, client: '192.0.2.3' },
    ].map(placed),
  );
  const pending: number[] = [];
  const session: Session = new Session(source, {
    listener: { progress: () => void pending.push(session.report().totals.pending) },
  });
  await session.run(new AbortController().signal);
  expect([...pending, session.report().totals.pending]).toEqual([1, 2, 1, 0]);
});

test('an aborted run reports what was read', async () => {
  const stop = new AbortController();
  const source = new EntriesSource(
    [
      { at: 0, status: 499 },
      { at: 1, status: 499 },
    ].map(placed),
  );
  const session = new Session(source, { listener: { progress: () => stop.abort() as undefined } });
  await session.run(stop.signal);
  expect(session.report().totals).toMatchObject({ lines: 1, by_status: { '499': 1 }, pending: 0 });
});

test('unreadable inputs are failures, and the report names them', async () => {
  const source: HitSource = {
    counts: { ...new EntriesSource([]).counts },
    run(sink) {
      const input = { file: 'gone.log', counted: 0 };
      sink.beginInput?.(input);
      sink.endInput?.(input, 'no such file');
      return Promise.resolve();
    },
  };
  const session = new Session(source);
  await session.run(new AbortController().signal);
  expect(session.failures).toEqual([{ file: 'gone.log', error: 'no such file' }]);
  expect(session.report().inputs).toMatchObject([{ file: 'gone.log', error: 'no such file' }]);
});

test('a filter leaves findings out of everything but the counts by status', async () => {
  const source = new EntriesSource(
    [
      { status: 499, client: '192.0.2.1' },
      { status: 499, client: '192.0.2.2' },
    ].map(placed),
  );
  const session = new Session(source, { filter: ({ entry }) => entry.client === entryOf({}).client });
  await session.run(new AbortController().signal);
  expect(session.report().totals).toMatchObject({ by_status: { '499': 2 }, filtered_out: 2, clients: 0 });
});

test('an input is summed up when it ends, or when the report is made if it is still open', async () => {
  const [a, b] = ['a.log', 'b.log'].map((file) => ({ file, counted: 0 }));
  const empty = placed({ request: '-', status: 400, body_bytes_sent: 0, http_user_agent: '-', client: '192.0.2.1' });
  const other = placed({ ...empty.entry, client: '192.0.2.2', remote_addr: '192.0.2.2' });
  const eras: (string | undefined)[][] = [];
  const source: HitSource = {
    counts: { ...new EntriesSource([]).counts },
    run(sink) {
      const note = (): void => void eras.push(session.report().inputs.map(({ era }) => era?.nginx));
      sink.beginInput?.(a!);
      sink.beginInput?.(b!);
      for (const line of [empty, other]) sink.observe(plainObservation(line, 1));
      note();
      sink.endInput?.(a!);
      sink.endInput?.(b!);
      note();
      return Promise.resolve();
    },
  };
  const session: Session = new Session(source);
  await session.run(new AbortController().signal);
  expect(eras).toEqual([
    ['< 1.3.15', '< 1.3.15'],
    ['< 1.3.15', '< 1.3.15'],
  ]);
});

test('an error.log gets a remark, and an access log with a few lines of error.log does not', async () => {
  const error = '2024/11/05 10:00:00 [error] 7#7: *1 open() "/x" failed (2: No such file or directory)\n';
  const access = '192.0.2.7 - - [05/Nov/2024:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-"\n';
  const codes = async (text: string): Promise<string[]> =>
    (await run(new LogText(text))).report.remarks.map(({ code }) => code);
  expect(await codes(error.repeat(3) + access.repeat(2))).toEqual(['error-log-given', 'unparsed-lines']);
  expect(await codes(error.repeat(2) + access.repeat(2))).toEqual(['unparsed-lines']);
});

describe('what clients can forge', () => {
  /** A log in which one client writes a line of another into its user agent. */
  function logOf(escape: string): { text: string; format: string } {
    const format = `log_format f escape=${escape} '$remote_addr [$time_local] "$request" $status $body_bytes_sent "$http_user_agent"';`;
    const line = (client: string, second: string, agent: string, status = 400): string =>
      `${client} [29/Nov/2026:12:00:${second} +0000] "\\x16\\x03\\x01" ${status} 157 "${agent}"`;
    const forged = line('192.0.2.99', '01', '-');
    const agent = escape === 'none' ? `-"\n${forged}` : '-';
    return { text: `${line('192.0.2.1', '00', agent)}\n${line('192.0.2.1', '02', '-')}\n`, format };
  }

  test('is never certain with escape=none, and the report says why', async () => {
    const { text, format } = logOf('none');
    const { findings, report } = await run(new LogText(text, 'text', { parser: new LineParser([format]) }));
    expect(findings.map(({ entry }) => entry.remote_addr)).toContain('192.0.2.99');
    for (const { confidence, verdictConfidence } of findings)
      expect([confidence, verdictConfidence]).not.toContain('certain');
    expect(report.remarks).toContainEqual({ code: 'forgeable-lines', facts: { hits: findings.length } });
  });

  test('is nothing with the escaping of nginx', async () => {
    const { text, format } = logOf('default');
    const { findings, report } = await run(new LogText(text, 'text', { parser: new LineParser([format]) }));
    expect(findings.map(({ confidence }) => confidence)).toContain('certain');
    expect(report.remarks.map(({ code }) => code)).not.toContain('forgeable-lines');
  });

  test('a line with two readings is counted and said', async () => {
    const format = '$remote_addr|$time_iso8601|$status|$request|$http_referer|$http_user_agent';
    const start = '192.0.2.1|2026-11-29T12:00:00+00:00|400|GET / HTTP/1.1|http://a.example/';
    const { report } = await run(
      new LogText(`${start}|curl/8\n${start}|b|curl\n`, 'text', { parser: new LineParser([format]) }),
    );
    expect(report.totals).toMatchObject({ entries: 1, unparsed: 1 });
    expect(report.remarks).toContainEqual({ code: 'ambiguous-lines', facts: { lines: 1 } });
  });

  test('a line whose user agent holds separators is a hit, and the report says that it may be forged', async () => {
    const format = '$remote_addr|$time_iso8601|$status|$request|$http_user_agent|$http_referer';
    const start = '192.0.2.1|2026-11-29T12:00:00+00:00|400|GET / HTTP/1.1';
    const { findings, report } = await run(
      new LogText(`${start}|curl/8|-\n${start}|b|curl|-\n`, 'text', { parser: new LineParser([format]) }),
    );
    expect(report.totals).toMatchObject({ entries: 2, unparsed: 0 });
    expect(findings.map(({ entry }) => entry.http_user_agent)).toEqual(['curl/8', 'b|curl']);
    expect(report.remarks).toContainEqual({ code: 'forgeable-lines', facts: { hits: 1 } });
    expect(report.remarks.map(({ code }) => code)).not.toContain('ambiguous-lines');
  });
});

test('a log without times has no period, and nothing in it is certain', async () => {
  const parser = new LineParser(['$remote_addr "$request" $status $body_bytes_sent "$http_user_agent"']);
  const line = (request: string, status: number): string => `192.0.2.1 "${request}" ${status} 157 "-"`;
  const lines = [
    line('GET / HTTP/1.1', 200),
    line('\\x16\\x03\\x01', 400),
    line('GET /a HTTP/1.1', 499),
    line('-', 400),
  ];
  const { findings, report } = await run(new LogText(`${lines.join('\n')}\n`, 'text', { parser }));
  expect(findings.map(({ confidence }) => confidence)).toEqual(['likely', 'possible', 'possible']);
  expect(findings.map(({ verdictConfidence }) => verdictConfidence)).not.toContain('certain');
  expect(report.period).toBeNull();
  expect(report.remarks).toContainEqual({ code: 'no-times', facts: {} });
});

test('a preview counts the hits that are still open, and changes nothing', async () => {
  const told: Finding[] = [];
  const source = new FedSource();
  const rejects = (finding: Finding): boolean => finding.entry.request.includes('/rejected');
  const session = new Session(source, {
    filter: (finding) => !rejects(finding),
    listener: { finding: (finding) => void told.push(finding) },
  });
  await session.run(new AbortController().signal);
  source.begin('log');
  const line = (second: number, status: number, path: string): string =>
    `192.0.2.7 - - [22/Nov/2026:15:00:${second} +0000] "GET ${path} HTTP/1.1" ${status} 0 "-" "curl/8.5.0"\n`;
  source.scanner.takeBytes(Buffer.from(line(10, 499, '/a') + line(11, 400, '/b') + line(12, 499, '/rejected')));
  const { report, provisional } = session.preview();
  expect(provisional.map(({ entry }) => entry.request)).toEqual(['GET /a HTTP/1.1', 'GET /b HTTP/1.1']);
  expect(report.causes.reduce((sum, { hits }) => sum + hits, 0)).toBe(2);
  expect(report.totals.pending).toBe(0);
  expect(told).toEqual([]);
  expect(session.report().totals.pending).toBe(3);
  source.scanner.finish();
  expect(told.map(({ line: number }) => number)).toEqual([1, 2]);
  expect(session.preview().provisional).toEqual([]);
});
