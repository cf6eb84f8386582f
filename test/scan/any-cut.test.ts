// Any way to cut the same bytes gives the same findings: blocks, single lines, shards.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { Diagnosis } from '../../src/diagnosis.ts';
import { LineGuard, readBlocks, readLines } from '../../src/input/lines.ts';
import { findingRecord } from '../../src/reporters/records.ts';
import type { ScanCounts } from '../../src/scan/scanner.ts';
import { replay, scanRange } from '../../src/scan/shard.ts';
import { readCorpusFile } from '../../scripts/score.ts';

interface Outcome {
  readonly findings: readonly string[];
  readonly counts: ScanCounts;
}

function collect(run: (diagnosis: Diagnosis) => void | Promise<void>): Promise<Outcome> {
  const findings: string[] = [];
  const diagnosis = new Diagnosis({
    finding: (finding, isRelated) => void findings.push(JSON.stringify(findingRecord(finding, isRelated))),
  });
  return Promise.resolve(run(diagnosis)).then(() => {
    diagnosis.finish();
    return { findings, counts: diagnosis.scanner.counts };
  });
}

async function* cutAt(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  const edges = [0, ...[...cuts].map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (let i = 1; i < edges.length; i++) if (edges[i]! > edges[i - 1]!) yield bytes.subarray(edges[i - 1], edges[i]);
}

const asBlocks = (bytes: Buffer, cuts: readonly number[]): Promise<Outcome> =>
  collect(async (diagnosis) => {
    const guard = new LineGuard();
    diagnosis.beginInput('log', guard.cuts);
    for await (const block of readBlocks(cutAt(bytes, cuts), guard)) diagnosis.scanner.takeBlock(block);
  });

const asLines = (bytes: Buffer, cuts: readonly number[]): Promise<Outcome> =>
  collect(async (diagnosis) => {
    const guard = new LineGuard();
    diagnosis.beginInput('log', guard.cuts);
    for await (const line of readLines(cutAt(bytes, cuts), guard)) diagnosis.scanner.takeLine(line);
  });

async function asShards(bytes: Buffer, borders: readonly number[]): Promise<readonly string[]> {
  const read = (from: number, to: number): Promise<Buffer> => Promise.resolve(bytes.subarray(from, to));
  const edges = [0, ...borders.map((border) => border % bytes.length).sort((a, b) => a - b), bytes.length];
  const shards = await Promise.all(edges.slice(1).map((end, i) => scanRange('log', read, { start: edges[i]!, end })));
  return (await collect((diagnosis) => replay(shards, diagnosis))).findings;
}

// A corpus, then an hour back (another stretch), lines of all kinds, and an over-long one; no line feed at the end.
function logOfAllKinds(): Buffer {
  const corpus = readCorpusFile('chromium-old-tls', 'access.log');
  const thread = readFileSync('fixtures/logs/2008-thread.log', 'latin1');
  const odd = [
    '',
    '   ',
    'not a line of nginx',
    '\r',
    `192.0.2.1 - - [22/Nov/2026:15:04:05 +0000] "GET /${'x'.repeat(1_100_000)} HTTP/1.1" 400 157 "-" "-"`,
    '192.0.2.1 - - [22/Nov/2026:15:04:06 +0000] "\\x16\\x03\\x01" 400 157 "-" "-"\r',
    'web-1  | 192.0.2.1 - a b [22/Nov/2026:15:04:06 +0000] "GET /caf\u00c3\u00a9 HTTP/1.1" 499 0 "-" "\u00ff\u00fe"',
    '192.0.2.1 - - [22/Nov/2026:15:02:46 +0000] "GET /back HTTP/1.1" 499 0 "-" "curl/8"',
  ].join('\n');
  return Buffer.from(`${corpus}${odd}\n${thread}${corpus}${odd}`, 'latin1');
}

describe('the same findings', () => {
  const bytes = logOfAllKinds();
  let whole: Outcome;
  beforeAll(async () => {
    whole = await asBlocks(bytes, []);
  });

  test('there is something to compare, and every line is counted', () => {
    const { lines, entries, blank, unparsed, cutLines } = whole.counts;
    expect(whole.findings.length).toBeGreaterThan(300);
    expect(lines).toBe(bytes.toString('latin1').split('\n').length);
    expect(lines).toBe(entries + blank + unparsed);
    expect(cutLines).toBe(2);
  });

  const cuts = fc.array(fc.nat({ max: bytes.length }), { maxLength: 40 });

  test('whatever blocks the bytes come in', async () => {
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => void expect(await asBlocks(bytes, at)).toEqual(whole)),
      { numRuns: 15, seed: 7 },
    );
  });

  test('line by line, as from a pipe', async () => {
    await fc.assert(
      fc.asyncProperty(cuts, async (at) => void expect(await asLines(bytes, at)).toEqual(whole)),
      { numRuns: 8, seed: 8 },
    );
  });

  test('in two to five shards, cut anywhere', async () => {
    const borders = fc.array(fc.nat({ max: bytes.length - 1 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(borders, async (at) => void expect(await asShards(bytes, at)).toEqual(whole.findings)),
      { numRuns: 15, seed: 9 },
    );
  });
}, 60_000);
