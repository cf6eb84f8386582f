// npm run presets: makes src/formats/presets.ts from the log formats in src/formats/presets/; `npm run docs` does it, too.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Preset } from '../../src/formats/preset.ts';

/** The file of the presets. */
export const PRESETS_FILE = 'src/formats/presets.ts';

const FOLDER = 'src/formats/presets';

/** All presets, in the order of their names. */
export function readPresets(): Preset[] {
  const names = readdirSync(FOLDER).map((file) => basename(file, '.conf'));
  return names.toSorted().map((name) => readPreset(name, readFileSync(join(FOLDER, `${name}.conf`), 'utf8')));
}

/**
 * Reads the text of `NAME.conf`. Its lines are, in this order: a comment with the title, a comment for the source and for each of
 * the two samples (`# source: …`, `# 400: …`, `# 499: …`), and a `log_format` directive, which is kept as it is.
 * @throws Error if the text is anything else
 */
export function readPreset(name: string, text: string): Preset {
  const [title = '', source = '', hit400 = '', hit499 = '', ...directive] = text.trimEnd().split('\n');
  return {
    name,
    title: commentIn(title, '# ', name),
    source: commentIn(source, '# source: ', name),
    samples: { 400: commentIn(hit400, '# 400: ', name), 499: commentIn(hit499, '# 499: ', name) },
    directive: directiveIn(directive.join('\n'), name),
  };
}

/** The text of the module of presets. */
export function presetsModule(presets: readonly Preset[] = readPresets()): string {
  return `// Made by \`npm run presets\` from the files in src/formats/presets; do not edit.
import type { Preset } from './preset.ts';

/** The presets, sorted by name. */
export const PRESETS: readonly Preset[] = [
${presets.map(entryOf).join('\n')}
];
`;
}

function commentIn(line: string, opening: string, name: string): string {
  if (!line.startsWith(opening) || line.trimEnd() === opening.trimEnd()) {
    throw new Error(`${FOLDER}/${name}.conf: a line begins with \`${opening}\`, but this one is: ${line}`);
  }
  return line.slice(opening.length);
}

function directiveIn(text: string, name: string): string {
  if (text.startsWith('log_format ') && text.endsWith(';')) return text;
  throw new Error(
    `${FOLDER}/${name}.conf: after the comments stands one log_format directive, but this stands there: ${text}`,
  );
}

function entryOf({ name, title, source, directive, samples }: Preset): string {
  return `  {
    name: ${quoted(name)},
    title: ${quoted(title)},
    source: ${quoted(source)},
    directive: ${quoted(directive)},
    samples: {
      400: ${quoted(samples[400])},
      499: ${quoted(samples[499])},
    },
  },`;
}

/** A text as a string of TypeScript. */
export function quoted(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return `'${escaped.replaceAll('\n', '\\n').replaceAll('\t', '\\t')}'`;
}

if (process.argv[1]?.endsWith('presets.js') === true) writeFileSync(PRESETS_FILE, presetsModule());
