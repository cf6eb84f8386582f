// Fuzz target: whole runs. Runs logscan on a text and checks NDJSON, JSON and the report for people.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { EXIT } from '../../src/cli/errors.ts';
import { main } from '../../src/cli/main.ts';
import { parseLine } from '../../src/formats/line.ts';
import { FakeHost, type Ran } from '../../test/fake-host.ts';
import { Choices } from './choices.ts';

interface Report {
  readonly inputs: readonly { readonly log_format?: { readonly found_by: string } }[];
  readonly totals: {
    readonly lines: number;
    readonly entries: number;
    readonly blank: number;
    readonly unparsed: number;
    readonly by_status: Readonly<Record<string, number>>;
  };
}

interface Sum {
  lines: number;
  entries: number;
  400: number;
  499: number;
}

const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false });
const validate = { finding: validatorOf('finding'), report: validatorOf('report') };
const PRINTABLE = /^[\n\x20-\x7e]*$/;
// Controls, direction changes and invisible characters: text for people must not contain them.
const HARMFUL = /[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

const REMARKS = /^(?:logscan: [\x20-\x7e]+\n)*$/;
/** First bytes of packed files and of UTF-16. */
const PACKED: readonly string[] = ['\x1f\x8b', '\xfd7zXZ\0', '\x28\xb5\x2f\xfd', 'BZh', 'PK\x03\x04', '\xff\xfe'];

function validatorOf(name: string): ValidateFunction {
  return ajv.compile(JSON.parse(readFileSync(`schema/${name}.schema.json`, 'utf8')) as object);
}

/** Runs logscan on a text in each format, once in one piece and twice in small pieces. */
export async function fuzz(data: Buffer): Promise<void> {
  const choices = new Choices(data);
  const size = 1 + choices.below(256);
  const text = choices.rest();
  if (isPacked(text)) return await checkPacked(text, size);
  const sum = sumOf(text.toString('latin1'));
  const records = checkRecords(await logscan('ndjson', text, text.length + 1, sum), sum);
  const json = await logscan('json', text, size, sum);
  assert.match(json, PRINTABLE);
  const report: unknown = JSON.parse(json);
  checkSchema('report', report);
  const { type, ...inRecords } = records as { type: string };
  assert.deepEqual([type, inRecords], ['report', report], 'both formats give the same report');
  const lines = (await logscan('table', text, size, sum)).split('\n');
  for (const line of lines) assert.ok(!HARMFUL.test(line), `text for people is escaped: ${JSON.stringify(line)}`);
}

// The counts that every report of this text must have.
function sumOf(text: string): Sum {
  const sum: Sum = { lines: 0, entries: 0, 400: 0, 499: 0 };
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (const line of lines) {
    sum.lines++;
    const entry = parseLine(line);
    if (typeof entry === 'string') continue;
    sum.entries++;
    if (entry.status === 400 || entry.status === 499) sum[entry.status]++;
  }
  return sum;
}

async function logscan(format: string, text: Buffer, size: number, sum: Sum): Promise<string> {
  const { code, stdout, stderr } = await runOn(format, text, size);
  // A nearest format is proposed in a line of its own.
  for (const line of stderr.split('\n')) assert.ok(!HARMFUL.test(line), `remarks are escaped: ${JSON.stringify(line)}`);
  assert.ok(code === EXIT.ok || (code === EXIT.unparsed && sum.entries === 0), `exit code ${code}`);
  return stdout;
}

async function runOn(format: string, text: Buffer, size: number): Promise<Ran> {
  const pieces: Buffer[] = [];
  for (let at = 0; at < text.length; at += size) pieces.push(Buffer.from(text.subarray(at, at + size)));
  const words = ['-', '--format', format];
  const host = new FakeHost(words, { stdin: pieces });
  const code = await main(host, words, '0');
  return { code, stdout: host.stdout.text, stderr: host.stderr.text };
}

function isPacked(text: Buffer): boolean {
  const head = text.toString('latin1', 0, 6);
  return PACKED.some((magic) => head.startsWith(magic));
}

// Bytes that look packed are unpacked, or refused on stderr. A report is printed if anything was read.
async function checkPacked(text: Buffer, size: number): Promise<void> {
  const { code, stdout, stderr } = await runOn('json', text, size);
  assert.ok(code === EXIT.ok || code === EXIT.unparsed || code === EXIT.unreadable, `exit code ${code}`);
  assert.match(stderr, REMARKS);
  if (code === EXIT.unreadable) {
    assert.notEqual(stderr, '', 'an input that cannot be read is named');
    if (stdout === '') return;
  }
  assert.match(stdout, PRINTABLE);
  checkSchema('report', JSON.parse(stdout));
}

function checkRecords(ndjson: string, sum: Sum): unknown {
  assert.match(ndjson, PRINTABLE);
  const records = ndjson
    .trimEnd()
    .split('\n')
    .map((record) => JSON.parse(record) as { type: string; line: number });
  const report = records.pop() as unknown;
  let [line, findings] = [0, 0];
  for (const record of records) {
    checkSchema('finding', record);
    assert.ok(record.line >= line, 'findings leave in line order');
    line = record.line;
    if (record.type === 'finding') findings++;
  }
  checkSchema('report', report);
  const { inputs, totals } = report as Report;
  const { lines, entries, blank, unparsed, by_status } = totals;
  const counted = { lines, entries, 400: by_status['400'], 499: by_status['499'] };
  // The lines may show another format than combined, which the sum does not know.
  const isCombined = inputs.every(({ log_format: format }) => format === undefined || format.found_by === 'combined');
  if (isCombined) assert.deepEqual(counted, sum, 'all lines are counted');
  else assert.equal(lines, sum.lines, 'all lines are counted');
  assert.equal(entries + blank + unparsed, lines);
  assert.equal(findings, (counted[400] ?? 0) + (counted[499] ?? 0), 'each 400 and 499 has its finding');
  return report;
}

function checkSchema(name: keyof typeof validate, record: unknown): void {
  const check = validate[name];
  if (!check(record)) assert.fail(`schema violation (${name}): ${ajv.errorsText(check.errors)}`);
}
