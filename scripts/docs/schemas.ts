// Takes the words that fields of the schemas may hold from the code; the rest of schema/ is written by hand.
import { readFileSync } from 'node:fs';
import type { HitStatus } from '../../src/hits/statuses.ts';
import { CAUSE_IDS, CONFIDENCES, FAMILIES, VERDICTS } from '../../src/judge/catalogue.ts';
import { causeOf } from '../../src/judge/causes/index.ts';
import { CLIENT_KINDS } from '../../src/judge/clients/who.ts';
import { GROUP_KEYS } from '../../src/report/sums/groups.ts';
import type { RemarkCode } from '../../src/report/report.ts';

/** A value of JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** A JSON Schema. */
export type Schema = Readonly<Record<string, Json>>;

/** Names of the schemas: schema/NAME.schema.json. */
export const SCHEMAS = ['finding', 'comparison', 'report'] as const;

// The compiler reports a new word that is missing here.
const STATUSES = { 400: 0, 499: 0 } satisfies Record<HitStatus, 0>;
const REMARKS = {
  'apache-log': 0,
  'apache-input': 0,
  'error-log-given': 0,
  'format-undecided': 0,
  'only-hits': 0,
  'unparsed-lines': 0,
  'ambiguous-lines': 0,
  'forgeable-lines': 0,
  'requests-strange': 0,
  'user-agents-strange': 0,
  'sizes-missing': 0,
  'sizes-with-header': 0,
  'request-assumed': 0,
  'no-times': 0,
  'cut-lines': 0,
  'input-error': 0,
  'not-in-log-empty-connections': 0,
  'not-in-log-resets': 0,
  'page-size-unknown': 0,
  'page-size-not-logged': 0,
  'one-page-for-all': 0,
  'few-addresses': 0,
  'windows-cut': 0,
  'clients-estimated': 0,
  'add-log-fields': 0,
  'error-log-at-info': 0,
  'nearly-all-unsure': 0,
  'lines-lost': 0,
  'aborts-over-http3': 0,
  'filtered-out': 0,
  'ignored-hits': 0,
  'clock-differs': 0,
  'same-lines': 0,
} satisfies Record<RemarkCode, 0>;

/** The allowed words of each property, by its name. */
const WORDS: Readonly<Record<string, readonly Json[]>> = {
  cause: CAUSE_IDS,
  what: ['all', '400', '499', ...CAUSE_IDS],
  main_cause: CAUSE_IDS,
  family: FAMILIES,
  verdict: VERDICTS,
  from: VERDICTS,
  to: VERDICTS,
  verdict_confidence: CONFIDENCES,
  confidence: CONFIDENCES,
  client_kind: CLIENT_KINDS,
  code: Object.keys(REMARKS),
  key: GROUP_KEYS,
  status: Object.keys(STATUSES).map(Number),
};

/** The schema in schema/, with the words that the code has now. */
export function schemaFor(name: (typeof SCHEMAS)[number]): Schema {
  const written = JSON.parse(readFileSync(`schema/${name}.schema.json`, 'utf8')) as Schema;
  const schema = withWords(written) as Schema;
  if (name === 'finding') return { ...schema, allOf: casesByCause() };
  if (name !== 'report') return schema;
  // A report may have the comparison that diff prints alone.
  const { comparison } = schemaFor('comparison')['properties'] as Schema;
  return { ...schema, properties: { ...(schema['properties'] as Schema), comparison: comparison! } };
}

// Replaces each `enum` of a property in WORDS by the words of the code.
function withWords(value: Json, property = ''): Json {
  if (Array.isArray(value)) return value.map((one: Json) => withWords(one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'enum' ? (WORDS[property] ?? inner) : withWords(inner, key),
    ]),
  );
}

// For each cause, the ids of its cases.
function casesByCause(): Json[] {
  return CAUSE_IDS.map((id) => ({
    if: { properties: { cause: { const: id } } },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    then: { properties: { case: { enum: Object.keys(causeOf(id).cases) } } },
  }));
}
