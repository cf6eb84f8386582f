// Takes the words that fields of the schemas may hold from the code; the rest of schema/ is written by hand.
import { readFileSync } from 'node:fs';
import type { HitStatus } from '../../src/hits/statuses.ts';
import { CAUSE_IDS, CONFIDENCES, FAMILIES, VERDICTS } from '../../src/judge/catalogue.ts';
import { causeOf } from '../../src/judge/causes/index.ts';
import { CLIENT_KINDS } from '../../src/judge/clients/who.ts';
import { GROUP_KEYS } from '../../src/report/sums/groups.ts';
import { REMARK_CODES } from '../../src/report/words/remark-words.ts';

/** A value of JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** A JSON Schema. */
export type Schema = Readonly<Record<string, Json>>;

/** Names of the schemas: schema/NAME.schema.json. */
export const SCHEMAS = ['finding', 'comparison', 'report'] as const;

// The compiler reports a status that is missing here.
const STATUSES = { 400: 0, 499: 0 } satisfies Record<HitStatus, 0>;

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
  code: REMARK_CODES,
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
