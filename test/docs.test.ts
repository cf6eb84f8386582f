// The generated files in the repository are those that `npm run docs` writes.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EXAMPLES_FILE, examplesModule, sharedFiles } from '../scripts/docs/docs.ts';
import { FLAGS_PAGE, flagsPage } from '../scripts/docs/flags-page.ts';
import { JSON_PAGE, withExample, withFields } from '../scripts/docs/json-page.ts';
import { withAccuracy } from '../scripts/docs/readme-accuracy.ts';
import { schemaFor, SCHEMAS } from '../scripts/docs/schemas.ts';
import { causesMarkdown } from '../src/render/explain/explain.ts';

test('docs/causes.md is what npm run docs writes', () => {
  expect(readFileSync('docs/causes.md', 'utf8')).toBe(causesMarkdown());
});

test.each(sharedFiles())('%s is what npm run docs writes', (file, text) => {
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test(`${FLAGS_PAGE} is what npm run docs writes`, () => {
  expect(readFileSync(FLAGS_PAGE, 'utf8')).toBe(flagsPage());
});

test(`${EXAMPLES_FILE} is what npm run docs writes`, () => {
  expect(readFileSync(EXAMPLES_FILE, 'utf8')).toBe(examplesModule());
});

test.each(SCHEMAS)('schema/%s.schema.json allows the words of the code, in the same order', (name) => {
  const written: unknown = JSON.parse(readFileSync(`schema/${name}.schema.json`, 'utf8'));
  expect(JSON.stringify(written, null, 2)).toBe(JSON.stringify(schemaFor(name), null, 2));
});

test("the README's table of accuracy is what npm run docs writes", () => {
  const [readme, accuracy] = [readFileSync('README.md', 'utf8'), readFileSync('ACCURACY.md', 'utf8')];
  expect(withAccuracy(readme, accuracy)).toBe(readme);
  expect(readme).toMatch(/^\| 31 logs that real nginx servers wrote \| \d{4} \| 0\.9\d\d \| 0\.8\d\d \| 0\.9\d\d \|$/m);
  expect(() => withAccuracy('a page', accuracy)).toThrow(/no place/);
  expect(() => withAccuracy(readme, 'nothing')).toThrow(/nothing like/);
});

test(`the example of ${JSON_PAGE} is what npm run docs writes`, async () => {
  const page = readFileSync(JSON_PAGE, 'utf8');
  expect(await withExample(page)).toBe(page);
  await expect(withExample('a page')).rejects.toThrow(/no place/);
});

test(`the tables of ${JSON_PAGE} are what npm run docs writes`, () => {
  const page = readFileSync(JSON_PAGE, 'utf8');
  expect(withFields(page)).toBe(page);
  expect(page).toContain('| `fixes` | array | What to fix, most pressing first. |');
  expect(() => withFields('a page')).toThrow(/places for/);
});
