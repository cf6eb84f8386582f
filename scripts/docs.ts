// npm run docs: writes what is made from the causes themselves: docs/causes.md and the examples that `logscan explain` shows.
// Tests hold the written files against this.
import { readFileSync, writeFileSync } from 'node:fs';
import { CAUSE_IDS } from '../src/judge/causes/index.ts';

/** Where the examples stand. */
export const EXAMPLES_FILE = 'src/render/examples.ts';

/** The module of examples: the first line of each fixture that shows its cause and is no near miss and no hostile line. */
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
  let comments: string[] = [];
  for (const line of readFileSync(`fixtures/causes/${id}.log`, 'latin1').split('\n')) {
    if (line.startsWith('#')) {
      comments.push(line);
      continue;
    }
    const isMarked = comments.some((comment) => /^# (?:near miss|hostile): /.test(comment));
    if (!isMarked && /^# expect: (\S+)/.exec(comments.at(-1) ?? '')?.[1] === id) return line;
    comments = [];
  }
  throw new Error(`fixtures/causes/${id}.log shows no line of its cause`);
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

if (process.argv[1]?.endsWith('docs.js') === true) {
  const { causesMarkdown } = await import('../src/render/explain.ts');
  writeFileSync(EXAMPLES_FILE, examplesModule());
  writeFileSync('docs/causes.md', causesMarkdown());
}
