// docs/flags.md: every command and flag, and what `logscan help` says about times, filters, exit codes and other topics.
import { COMMANDS, commandUsageOf } from '../../src/cli/reference/commands.ts';
import { type Flag, type Group, GROUPS, usageOf } from '../../src/cli/reference/flag.ts';
import { FLAGS } from '../../src/cli/reference/flags.ts';
import { type Terms, TOPICS } from '../../src/cli/reference/topics.ts';

/** The place of the page. */
export const FLAGS_PAGE = 'docs/flags.md';

/** Topics that other pages tell about: docs/inputs.md and docs/running.md. */
const ELSEWHERE: ReadonlySet<string> = new Set(['input', 'ignore', 'config']);

/** The page. */
export function flagsPage(): string {
  const groups = Object.entries(GROUPS) as [Group, string][];
  return `${[
    '# Commands, flags and exit codes',
    'Made by `npm run docs` from the text of `logscan --help` and of the man page (`man logscan`). `logscan help WORD` prints what is said here about ' +
      'a command, a flag or a topic.',
    '## Commands',
    table(
      ['command', 'what it prints'],
      COMMANDS.map((command) => [`logscan ${commandUsageOf(command)}`, sentences(`${command.says}.`, command.more)]),
    ),
    '## Flags',
    ...groups.flatMap(([group, title]) => [
      `### ${title}`,
      table(
        ['flag', 'meaning'],
        FLAGS.filter((flag) => flag.group === group).map((flag) => [usageOf(flag), meaningOf(flag)]),
      ),
    ]),
    ...TOPICS.filter(({ name }) => !ELSEWHERE.has(name)).flatMap(({ title, body }) => [
      `## ${title}`,
      ...body.map((part) => (typeof part === 'string' ? part : table([title.toLowerCase(), 'meaning'], part))),
    ]),
  ].join('\n\n')}\n`;
}

// What a user types stands in backticks; a term may be a list of such words.
function table([term, says]: readonly [string, string], rows: Terms): string {
  return [
    `| ${term} | ${says} |`,
    '|---|---|',
    ...rows.map(([typed, means]) => `| \`${cell(typed)}\` | ${cell(means)} |`),
  ].join('\n');
}

function meaningOf({ says, more, isRepeatable, fallback }: Flag): string {
  const notes = [
    ...(isRepeatable === true ? ['repeatable'] : []),
    ...(fallback === undefined ? [] : [`default \`${fallback}\``]),
  ];
  const clause = notes.length === 0 ? says : `${says} (${notes.join(', ')})`;
  return more === undefined ? clause : sentences(`${clause}.`, more);
}

function sentences(first: string, more?: string): string {
  return more === undefined ? first.replace(/\.$/, '') : `${first} ${more}`;
}

// A bar would end the cell, and an angle bracket outside of backticks would begin a tag.
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
