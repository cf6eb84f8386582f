// The man page logscan.1 in roff (man macros), made from the definition of flags, commands and topics.
import { COMMANDS, commandUsageOf } from '../../src/cli/reference/commands.ts';
import { EXAMPLES } from '../../src/cli/reference/examples.ts';
import { type Flag, type Group, GROUPS } from '../../src/cli/reference/flag.ts';
import { FLAGS } from '../../src/cli/reference/flags.ts';
import { PURPOSE } from '../../src/cli/reference/help.ts';
import { type Terms, TOPICS } from '../../src/cli/reference/topics.ts';
import { wrap } from '../../src/render/flow.ts';

/** roff's own rule for the lines of its input. */
const MOST_COLUMNS = 80;

/** The place of the man page. Below share/ everything stands as below /usr/share. */
export const MAN_PAGE_FILE = 'share/man/man1/logscan.1';

/**
 * The man page.
 * @param version logscan's own version
 */
export function manPage(version: string): string {
  const groups = Object.entries(GROUPS) as [Group, string][];
  return `${[
    '.\\" Made by npm run docs; do not edit.',
    `.TH LOGSCAN 1 "" "logscan ${version}" "User Commands"`,
    '.SH NAME',
    'logscan \\- explain the 400s and 499s of nginx access logs',
    '.SH SYNOPSIS',
    '.B logscan',
    '.RI [ flag ...]',
    '.RI [ file ...]',
    '.br',
    '.B logscan',
    '.I command',
    '.RI [ word ]',
    '.SH DESCRIPTION',
    text(PURPOSE),
    '.SH COMMANDS',
    ...COMMANDS.flatMap((command) => {
      const { says, more } = command;
      return item(roff(commandUsageOf(command)), `Prints ${says}.${more === undefined ? '' : ` ${more}`}`);
    }),
    '.SH OPTIONS',
    ...groups.flatMap(([group, title]) => [
      `.SS ${roff(title)}`,
      ...FLAGS.filter((flag) => flag.group === group).flatMap((flag) => item(termOf(flag), meaningOf(flag))),
    ]),
    ...TOPICS.flatMap(({ title, body }) => [
      `.SH ${roff(title.toUpperCase())}`,
      // A heading begins a paragraph by itself.
      ...body.flatMap((part, i) =>
        typeof part === 'string' ? [...(i === 0 ? [] : ['.PP']), text(part)] : table(part),
      ),
    ]),
    '.SH EXAMPLES',
    ...table(EXAMPLES),
    '.SH SEE ALSO',
    text('nginx(8), error_log and log_format in the documentation of nginx: https://nginx.org/en/docs/'),
  ].join('\n')}\n`;
}

function termOf({ long, short, value }: Flag): string {
  const names = [short, long].flatMap((name) => (name === undefined ? [] : [`\\fB${roff(name)}\\fR`]));
  return `${names.join(', ')}${value === undefined ? '' : ` \\fI${roff(value)}\\fR`}`;
}

function meaningOf({ says, more, isRepeatable, fallback }: Flag): string {
  return [
    `${says.charAt(0).toUpperCase()}${says.slice(1)}.`,
    ...(more === undefined ? [] : [more]),
    ...(isRepeatable === true ? ['May be repeated.'] : []),
    ...(fallback === undefined ? [] : [`The default is \`${fallback}\`.`]),
  ].join(' ');
}

function table(rows: Terms): string[] {
  return rows.flatMap(([term, says]) => item(`\\fB${roff(term)}\\fR`, says));
}

function item(term: string, says: string): string[] {
  return ['.TP', term, text(says)];
}

// A paragraph. What stands in backticks is bold.
function text(words: string): string {
  const parts = words.split('`').map((part, i) => (i % 2 === 1 ? `\\fB${roff(part)}\\fR` : roff(part)));
  // A line that begins with a full stop or an apostrophe would be a request.
  return wrap(parts.join(''), MOST_COLUMNS)
    .map((line) => line.replace(/^(?=[.'])/, '\\&'))
    .join('\n');
}

// Text in which no sign means anything to roff. A bare hyphen may become another character, which nobody can paste.
function roff(words: string): string {
  return words.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll("'", '\\(aq').replaceAll('"', '\\(dq');
}
