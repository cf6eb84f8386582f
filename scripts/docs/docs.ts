// npm run docs: writes what the repository has of text that is made from the code, from the fixtures of causes and from ACCURACY.md.
//
// These are docs/causes.md, docs/flags.md, a part of docs/json.md, the picture and the table of accuracy in the README, the examples that
// `logscan explain` shows, the words that the schemas allow, the presets, and the files below share/. Tests check that the files in the
// repository are up to date: test/docs.test.ts and test/formats/presets.test.ts.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { CAUSE_IDS } from '../../src/judge/catalogue.ts';
import { COMPLETIONS } from './completions.ts';
import { FLAGS_PAGE, flagsPage } from './flags-page.ts';
import { fixtureLines } from './fixtures.ts';
import { JSON_PAGE, withExample, withFields } from './json-page.ts';
import { MAN_PAGE_FILE, manPage } from './man-page.ts';
import { PICTURE_FILE, picture } from './picture.ts';
import { PRESETS_FILE, presetsModule, quoted } from './presets.ts';
import { withAccuracy } from './readme-accuracy.ts';
import { type Schema, schemaFor, SCHEMAS } from './schemas.ts';

/** The files below share/ and their texts: the man page and the completions of the shells. */
export function sharedFiles(): [file: string, text: string][] {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  return [
    [MAN_PAGE_FILE, manPage(version)],
    ...Object.values(COMPLETIONS).map(({ file, make }): [string, string] => [file, make()]),
  ];
}

/** The file of the examples. */
export const EXAMPLES_FILE = 'src/render/explain/examples.ts';

/**
 * The text of the module of examples: for each cause, the first line of its fixture that shows the cause. Near misses, hostile lines
 * and lines that logscan does not recognise yet are skipped.
 * @throws Error if a fixture has no such line
 */
export function examplesModule(): string {
  const lines = CAUSE_IDS.map((id) => `  ${/^\w+$/.test(id) ? id : `'${id}'`}:\n    ${quoted(exampleOf(id))},`);
  return `// Made by \`npm run docs\` from fixtures/causes; do not edit.
import type { CauseId } from '../../judge/catalogue.ts';

/** A log line of each cause, as nginx writes it. */
export const EXAMPLES: Readonly<Record<CauseId, string>> = {
${lines.join('\n')}
};
`;
}

function exampleOf(id: string): string {
  const example = fixtureLines(`fixtures/causes/${id}.log`).find(
    ({ expectation: is }) => is?.cause === id && !is.isNearMiss && !is.isHostile && !is.isTodo,
  );
  if (example === undefined) throw new Error(`fixtures/causes/${id}.log shows no line of its cause`);
  return example.text;
}

// Puts each item of `allOf` (an `if` and a `then`) on one line. oxfmt keeps an object on one line if it was on one line.
function textOf({ allOf, ...rest }: Schema): string {
  const text = JSON.stringify(rest, null, 2);
  if (!Array.isArray(allOf)) return text;
  return `${text.slice(0, text.lastIndexOf('}'))}, "allOf": [${allOf.map((one) => JSON.stringify(one)).join(',\n')}]}`;
}

if (process.argv[1]?.endsWith('docs.js') === true) {
  const { causesMarkdown } = await import('../../src/render/explain/explain.ts');
  writeFileSync(EXAMPLES_FILE, examplesModule());
  writeFileSync(PRESETS_FILE, presetsModule());
  writeFileSync('docs/causes.md', causesMarkdown());
  writeFileSync(FLAGS_PAGE, flagsPage());
  writeFileSync(JSON_PAGE, await withExample(withFields(readFileSync(JSON_PAGE, 'utf8'))));
  writeFileSync('README.md', withAccuracy(readFileSync('README.md', 'utf8'), readFileSync('ACCURACY.md', 'utf8')));
  writeFileSync(PICTURE_FILE, await picture());
  for (const [file, text] of sharedFiles()) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const paths = SCHEMAS.map((name) => `schema/${name}.schema.json`);
  for (const name of SCHEMAS) writeFileSync(`schema/${name}.schema.json`, textOf(schemaFor(name)));
  execFileSync('npx', ['oxfmt', ...paths], { stdio: 'inherit', shell: process.platform === 'win32' });
}
