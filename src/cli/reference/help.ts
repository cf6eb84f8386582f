// The texts of --help, of logscan help TOPIC, and of logscan alone on a terminal, wrapped to a width.
import { WIDEST_PROSE, wrap } from '../../render/flow.ts';
import { textWidth } from '../../render/text-width.ts';
import { type Command, COMMANDS, commandUsageOf } from './commands.ts';
import { EXAMPLES } from './examples.ts';
import { type Flag, type Group, GROUPS, usageOf } from './flag.ts';
import { FLAGS } from './flags.ts';
import { type Terms, type Topic, TOPICS } from './topics.ts';

/** What logscan does, in one sentence. */
export const PURPOSE: string =
  'Reads nginx access logs and says why each 400 and 499 happened, whether it matters, and what to change.';

const FEWEST_COLUMNS = 40;
/** Examples that logscan prints alone on a terminal. */
const FIRST_EXAMPLES = 5;
/** A term that is wider than this share of the line stands on a line of its own. */
const TERM_SHARE = 0.34;
/** The same for a command line, whose meaning is short. */
const EXAMPLE_SHARE = 0.5;

/** The text of --help. */
export function helpText(columns: number): string {
  const width = widthOf(columns);
  const groups = Object.entries(GROUPS) as [Group, string][];
  return join([
    wrap(PURPOSE, width),
    ['Usage:', '  logscan [flag...] [file...]', '  logscan <command> [word]'],
    ['Examples:', ...table(EXAMPLES, width, EXAMPLE_SHARE)],
    [
      'Commands:',
      ...table(
        COMMANDS.map((one) => [commandUsageOf(one), one.says]),
        width,
      ),
    ],
    ...groups.map(([group, title]) => [
      ...wrap(`${title}:`, width),
      ...table(rowsOf(FLAGS.filter((flag) => flag.group === group)), width),
    ]),
    ['Exit codes:', ...table(exitCodes(), width)],
    wrap('More: logscan help <topic>, or man logscan.', width),
  ]);
}

/** What logscan prints on a terminal if it has nothing to read: ten lines at most. */
export function shortHelp(columns: number): string {
  const width = widthOf(columns);
  return join([
    wrap('logscan says why each 400 and 499 of an nginx access log happened.', width),
    table(EXAMPLES.slice(0, FIRST_EXAMPLES), width, EXAMPLE_SHARE),
    wrap('logscan --help lists all flags, and logscan help <topic> says more.', width),
  ]);
}

/** The text of `logscan help WORD` for a topic, a command or a flag; undefined for any other word. */
export function helpOn(word: string, columns: number): string | undefined {
  const width = widthOf(columns);
  const name = word.toLowerCase().replace(/^(?:--|-(?=.$))/, '');
  const topic = TOPICS.find((one) => one.name === name);
  if (topic !== undefined) return topicText(topic, width);
  const command = word.startsWith('-') ? undefined : COMMANDS.find((one) => one.name === name);
  if (command !== undefined) return commandText(command, width);
  const flag = FLAGS.find(({ long, short }) => long === `--${name}` || short === `-${word.replace(/^-/, '')}`);
  return flag === undefined ? undefined : flagText(flag, width);
}

function topicText({ title, body }: Topic, width: number): string {
  return join([
    [title],
    ...body.map((part) => (typeof part === 'string' ? wrap(plain(part), width) : table(part, width))),
  ]);
}

function commandText(command: Command, width: number): string {
  const { says, more = '' } = command;
  return join([[`logscan ${commandUsageOf(command)}`], wrap(`Prints ${plain(`${says}. ${more}`).trimEnd()}`, width)]);
}

function flagText(flag: Flag, width: number): string {
  const { says, more = '', isRepeatable = false, fallback } = flag;
  const notes = [
    ...(isRepeatable ? ['It may be repeated.'] : []),
    ...(fallback === undefined ? [] : [`The default is ${fallback}.`]),
  ];
  const text = plain(`${says}. ${[more, ...notes].join(' ')}`)
    .replaceAll(/ {2,}/g, ' ')
    .trimEnd();
  return join([[usageOf(flag)], wrap(text.charAt(0).toUpperCase() + text.slice(1), width)]);
}

function rowsOf(flags: readonly Flag[]): Terms {
  return flags.map((flag) => {
    const { says, isRepeatable = false, fallback } = flag;
    const notes = [
      ...(isRepeatable ? ['repeatable'] : []),
      ...(fallback === undefined ? [] : [`default: ${fallback}`]),
    ];
    return [usageOf(flag), notes.length === 0 ? says : `${says} (${notes.join('; ')})`];
  });
}

function exitCodes(): Terms {
  const topic = TOPICS.find(({ name }) => name === 'exit-codes');
  return topic?.body.flatMap((part) => (typeof part === 'string' ? [] : part)) ?? [];
}

// Two columns. A wide term has a line of its own, and so has every term if the terminal is narrow.
function table(rows: Terms, width: number, share = TERM_SHARE): string[] {
  const widest = Math.floor(width * share);
  const fitting = rows.map(([term]) => textWidth(term)).filter((one) => one <= widest);
  const column = fitting.length === 0 ? 6 : Math.max(...fitting) + 4;
  return rows.flatMap(([term, says]) => {
    const isBeside = textWidth(term) + 4 <= column;
    const indent = ' '.repeat(isBeside ? column : 6);
    const first = isBeside ? `  ${term}`.padEnd(column) : indent;
    const lines = wrap(plain(says), width, { first, next: indent });
    return isBeside ? lines : [`  ${term}`, ...lines];
  });
}

// Backticks are for the man page and docs/flags.md.
function plain(text: string): string {
  return text.replaceAll('`', '');
}

function widthOf(columns: number): number {
  return Math.min(WIDEST_PROSE, Math.max(FEWEST_COLUMNS, columns));
}

function join(parts: readonly (readonly string[])[]): string {
  return `${parts.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
