// A session takes hits from any source that keeps the contract: plain objects and bytes give the same findings and report.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseLine } from '../src/formats/line.ts';
import { type PlacedEntry, plainObservation } from '../src/hits/plain.ts';
import type { HitSource } from '../src/hits/source.ts';
import type { Finding } from '../src/judge/diagnose.ts';
import type { Report } from '../src/report/report.ts';
import { Session } from '../src/session.ts';
import { LogText } from '../src/sources/log-text.ts';
import { corpora, readCorpusFile } from '../scripts/score.ts';
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
