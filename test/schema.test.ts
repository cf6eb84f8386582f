// The JSON that logscan writes matches schema/. test/docs.test.ts compares the schemas with the code.
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, test } from 'vitest';
import { GROUP_KEYS } from '../src/report/sums/groups.ts';
import { logscan, type Setting } from './fake-host.ts';

type Schema = Readonly<Record<string, unknown>>;

const readSchema = (name: string): Schema => JSON.parse(readFileSync(`schema/${name}.schema.json`, 'utf8')) as Schema;
const schemas = {
  finding: readSchema('finding'),
  report: readSchema('report'),
  explanation: readSchema('explanation'),
};
const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false });
const validators: Readonly<Record<string, ValidateFunction>> = {
  finding: ajv.compile(schemas.finding),
  report: ajv.compile(schemas.report),
  explanation: ajv.compile(schemas.explanation),
};

/** The errors that ajv finds in a record. */
function faultsOf(schema: keyof typeof schemas, record: unknown): readonly string[] {
  const validate = validators[schema]!;
  if (validate(record)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, data }) => `${instancePath} ${message}: ${JSON.stringify(data)}`,
  );
}

function line(clock: string, rest: string): string {
  return `192.0.2.7 - - [${clock}] ${rest}\n`;
}

const NOW = '22/Nov/2026:15:00:00 +0000';
const huge = '9'.repeat(400);
const inputs: [name: string, words: readonly string[], setting?: Setting][] = [
  ['the thread of 2008', ['fixtures/logs/2008-thread.log']],
  ['a corpus', ['fixtures/corpus/dev-newest/access.log.gz']],
  ['a corpus in an extended format', ['fixtures/corpus/dev-newest/access.ext.log.gz']],
  [
    'a log with its configuration',
    ['--nginx-conf', '-', 'fixtures/logs/2008-thread.log'],
    { stdin: 'http { include x*; server { limit_req zone=a; location / { proxy_pass http://a; } } }' },
  ],
  [
    'sums by each key',
    ['fixtures/corpus/dev-newest/access.ext.log.gz', 'fixtures/logs/2008-thread.log', '--by', GROUP_KEYS.join(',')],
  ],
  ['before and after a time', ['fixtures/logs/2008-thread.log', '--compare-at', '2008-12-15T20:50']],
  ['before and after a time that is not in the log', ['fixtures/logs/2008-thread.log', '--compare-at', '2026-11-22']],
  ['an empty input', ['-']],
  ['garbage', ['-'], { stdin: 'not a line of nginx\n\u0000\u00ff\n\n{"status": 400}\n' }],
  ['an input that does not exist', ['no-such.log', 'fixtures/logs/2008-thread.log']],
  ['lines without a hit', ['-'], { stdin: line(NOW, '"GET / HTTP/1.1" 200 1 "-" "curl/8"') }],
  [
    'statuses at the edges',
    ['-'],
    { stdin: ['000', '400', '499', '999'].map((status) => line(NOW, `"-" ${status} - "-" "-"`)).join('') },
  ],
  [
    'sizes too large for a number',
    ['-'],
    { stdin: line(NOW, `"GET / HTTP/1.1" 400 ${huge} "-" "MSIE 6.0"`).repeat(20) },
  ],
  [
    'times too large for a number',
    ['-'],
    { stdin: line(NOW, `"GET / HTTP/1.1" 499 0 "-" "x" rt=${huge} urt=${huge}`).repeat(20) },
  ],
  [
    'impossible UTC offsets',
    ['-'],
    {
      stdin: ['+9999', '-9959', '+0060']
        .map((zone) => line(`22/Nov/2026:15:00:00 ${zone}`, '"-" 400 0 "-" "-"'))
        .join(''),
    },
  ],
  [
    'years from 0 to 9999',
    ['-'],
    {
      stdin: ['0000', '0069', '1969', '9999']
        .map((year) => line(`31/Dec/${year}:23:59:59 -1200`, '"-" 400 0 "-" "-"'))
        .join(''),
    },
  ],
];

describe.each<(typeof inputs)[number]>(inputs)('%s', (_name, words, setting) => {
  test('the JSON report', async () => {
    const { stdout } = await logscan([...words, '--format', 'json'], setting);
    expect(faultsOf('report', JSON.parse(stdout))).toEqual([]);
    expect(stdout).toMatch(/^\{"schema_version":1,/);
  });

  test('every NDJSON record', async () => {
    const { stdout } = await logscan([...words, '--format', 'ndjson'], setting);
    const records = stdout
      .trimEnd()
      .split('\n')
      .map((record) => JSON.parse(record) as { type: string });
    expect(records.at(-1)?.type).toBe('report');
    for (const record of records)
      expect(faultsOf(record === records.at(-1) ? 'report' : 'finding', record)).toEqual([]);
  });
});

test.each([1, 2, 75, 163])('the explanation of line %d, with the finding of the report', async (place) => {
  const log = 'fixtures/logs/2008-thread.log';
  const { stdout } = await logscan(['explain', `${log}:${place}`, '--format', 'json']);
  const explanation = JSON.parse(stdout) as { finding: unknown; text: string; causes?: unknown[] };
  expect(faultsOf('explanation', explanation)).toEqual([]);
  expect(explanation.text).toBe(readFileSync(log, 'latin1').split('\n')[place - 1]);
  const { stdout: all } = await logscan([log, '--format', 'ndjson']);
  const records = all.trimEnd().split('\n').slice(0, -1);
  const findings = records.map((record) => JSON.parse(record) as { line: number });
  const finding = findings.find((one) => one.line === place) ?? null;
  expect(explanation.finding).toEqual(finding);
  expect(explanation.causes?.length ?? 0).toBeGreaterThan(finding === null ? -1 : 2);
});

describe('the schemas refuse', () => {
  test.each<[string, keyof typeof schemas, Record<string, unknown>]>([
    ['an unknown field', 'finding', { more: 1 }],
    ['a finding with another status', 'finding', { status: 408 }],
    ['an unknown cause', 'finding', { cause: 'gremlins' }],
    ['a case that its cause does not have', 'finding', { case: 'gremlins' }],
    ['evidence that is not a plain value', 'finding', { evidence: { bytes: null } }],
    ['another version', 'report', { schema_version: 2 }],
    ['a report without totals', 'report', { totals: undefined }],
  ])('%s', async (_name, schema, change) => {
    const { stdout } = await logscan(['fixtures/logs/2008-thread.log', '--format', 'ndjson']);
    const records = stdout
      .trimEnd()
      .split('\n')
      .map((record) => JSON.parse(record) as Record<string, unknown>);
    const record = schema === 'finding' ? records[0] : records.at(-1);
    expect(faultsOf(schema, record)).toEqual([]);
    expect(faultsOf(schema, { ...record, ...change })).not.toEqual([]);
  });
});
