// npm run docs: writes what follows from the causes: docs/causes.md, the examples that `logscan explain` shows, and the words that the
// schemas allow. test/docs.test.ts holds the written files against this.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { CAUSE_IDS } from '../src/judge/catalogue.ts';
import { fixtureLines } from './fixtures.ts';
import { type Schema, schemaFor, SCHEMAS } from './schemas.ts';

/** Where the examples stand. */
export const EXAMPLES_FILE = 'src/render/examples.ts';

/** The module of examples: the first line of each fixture that shows its cause. Near misses, hostile lines and lines that logscan does not recognise yet do not count. */
export function examplesModule(): string {
  const lines = CAUSE_IDS.map((id) => `  ${/^\w+$/.test(id) ? id : `'${id}'`}:\n    ${quoted(exampleOf(id))},`);
  return `// Made by \`npm run docs\` from fixtures/causes; do not edit.
import type { CauseId } from '../judge/catalogue.ts';

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

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

// The formatter leaves an object on one line where it finds it so: one line for each `if` and each `then`.
function textOf({ allOf, ...rest }: Schema): string {
  const text = JSON.stringify(rest, null, 2);
  if (!Array.isArray(allOf)) return text;
  return `${text.slice(0, text.lastIndexOf('}'))}, "allOf": [${allOf.map((one) => JSON.stringify(one)).join(',\n')}]}`;
}

if (process.argv[1]?.endsWith('docs.js') === true) {
  const { causesMarkdown } = await import('../src/render/explain.ts');
  writeFileSync(EXAMPLES_FILE, examplesModule());
  writeFileSync('docs/causes.md', causesMarkdown());
  const paths = SCHEMAS.map((name) => `schema/${name}.schema.json`);
  for (const name of SCHEMAS) writeFileSync(`schema/${name}.schema.json`, textOf(schemaFor(name)));
  execFileSync('npx', ['oxfmt', ...paths], { stdio: 'inherit', shell: process.platform === 'win32' });
}
