// The generated files in the repository are those that `npm run docs` writes.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EXAMPLES_FILE, examplesModule } from '../scripts/docs.ts';
import { schemaFor, SCHEMAS } from '../scripts/schemas.ts';
import { causesMarkdown } from '../src/render/explain.ts';

test('docs/causes.md is what npm run docs writes', () => {
  expect(readFileSync('docs/causes.md', 'utf8')).toBe(causesMarkdown());
});

test(`${EXAMPLES_FILE} is what npm run docs writes`, () => {
  expect(readFileSync(EXAMPLES_FILE, 'utf8')).toBe(examplesModule());
});

test.each(SCHEMAS)('schema/%s.schema.json allows the words of the code, in the same order', (name) => {
  const written: unknown = JSON.parse(readFileSync(`schema/${name}.schema.json`, 'utf8'));
  expect(JSON.stringify(written, null, 2)).toBe(JSON.stringify(schemaFor(name), null, 2));
});
