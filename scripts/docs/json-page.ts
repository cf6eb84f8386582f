// The example and the tables of fields in docs/json.md; the rest of the page is written by hand.
import { outputOf } from './output-of.ts';
import { type Json, type Schema, schemaFor, type SCHEMAS } from './schemas.ts';

/** The place of the page. */
export const JSON_PAGE = 'docs/json.md';

/** More than this many words of an enum are not listed: `cause` has them all in the schema. */
const WORDS_LISTED = 8;

/** The objects that have a table, each with its schema and the path to it: `[]` for the items of a list. */
const TABLES: Readonly<
  Record<string, { readonly schema: (typeof SCHEMAS)[number]; readonly path: readonly string[] }>
> = {
  finding: { schema: 'finding', path: [] },
  report: { schema: 'report', path: [] },
  totals: { schema: 'report', path: ['totals'] },
  fixes: { schema: 'report', path: ['fixes', '[]'] },
};

/**
 * The page with a table of fields between each pair of its marks: `<!-- fields: finding -->` and `<!-- /fields -->`.
 * @throws Error if the page has not one place for each table, or if a field has no description
 */
export function withFields(page: string): string {
  const found: string[] = [];
  const result = page.replaceAll(
    /(<!-- fields: (\w+) -->\n)[^]*?(\n<!-- \/fields -->)/g,
    (_, open: string, name: string, close: string) => {
      found.push(name);
      return `${open}\n${tableOf(name)}\n${close}`;
    },
  );
  if (found.join() !== Object.keys(TABLES).join()) throw new Error(`the page has places for: ${found.join(', ')}`);
  return result;
}

/**
 * The page with the first finding of the bundled log that is to fix.
 * @throws Error if the page has no block of JSON
 */
export async function withExample(page: string): Promise<string> {
  const lines = (await outputOf(['fixtures/logs/2008-thread.log', '--format', 'ndjson'])).split('\n');
  const example = lines.find((line) => line.includes('"verdict":"fix"')) ?? '{}';
  const place = /^```json\n[^]*?^```$/m;
  if (!place.test(page)) throw new Error('the page has no place for the example');
  return page.replace(place, () => `\`\`\`json\n${JSON.stringify(JSON.parse(example), null, 2)}\n\`\`\``);
}

function tableOf(name: string): string {
  const { schema, path } = TABLES[name]!;
  const root = schemaFor(schema);
  const object = path.reduce((at, step) => asSchema(step === '[]' ? at['items'] : propertiesOf(at)[step]), root);
  const required = object['required'];
  const rows = Object.entries(propertiesOf(object)).map(([field, value]) => {
    const { description } = asSchema(value);
    if (typeof description !== 'string') throw new Error(`schema/${schema}.schema.json does not describe ${field}`);
    const isAlways = Array.isArray(required) && required.includes(field);
    return `| \`${field}\`${isAlways ? '' : ' (may be missing)'} | ${typeOf(asSchema(value), root)} | ${description} |`;
  });
  return ['| field | type | meaning |', '|---|---|---|', ...rows].join('\n');
}

function typeOf({ type, enum: words, const: only, $ref: reference }: Schema, root: Schema): string {
  if (typeof reference === 'string')
    return typeOf(asSchema(asSchema(root['definitions'])[reference.replace('#/definitions/', '')]), root);
  if (only !== undefined) return `\`${JSON.stringify(only)}\``;
  if (Array.isArray(words))
    return words.length > WORDS_LISTED ? 'an id' : words.map((word) => `\`${String(word)}\``).join(', ');
  return (Array.isArray(type) ? type : [type ?? 'object or null']).join(' or ');
}

function propertiesOf(object: Schema): Schema {
  return asSchema(object['properties']);
}

function asSchema(value: Json | undefined): Schema {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('this is no schema');
  return value as Schema;
}
