// The commands besides the report: explain, causes, formats, help, version; and words that are nearly a command.
import { existsSync } from 'node:fs';
import { CAUSE_IDS, FAMILIES, VERDICTS } from '../../judge/catalogue.ts';
import { LISTED_STATUSES, listFamily, listStatus, listVerdict } from '../../render/explain/cause-lists.ts';
import { explainCause, listCauses } from '../../render/explain/explain.ts';
import { WIDEST_PROSE } from '../../render/flow.ts';
import { UsageError } from '../errors.ts';
import { COMMANDS, type CommandName } from '../reference/commands.ts';
import { helpOn, helpText } from '../reference/help.ts';
import { TOPICS } from '../reference/topics.ts';
import { describeFormats } from '../values/log-format.ts';
import { closestWords, didYouMean, quoted, similarWords, unknownWord } from '../vocabulary.ts';
import { wantsHelp } from './typed-words.ts';

/** A text to print. */
export interface Printed {
  /** Makes the text for a width in columns. */
  readonly print: (columns: number) => string;
}

const NAMES: readonly CommandName[] = COMMANDS.map(({ name }) => name);

/** True if the first word is a command. */
export function isCommand([first]: readonly string[]): boolean {
  return NAMES.some((name) => name === first);
}

/**
 * Reads a command and its word; undefined if the first word is no command, or one that reads logs.
 * @param version logscan's own version
 * @throws UsageError for a word that the command does not know, and for too many or too few words
 */
export function readCommand(words: readonly string[], version: string): Printed | undefined {
  const name = NAMES.find((one) => one === words[0]);
  if (name === undefined) return undefined;
  // Every command may be shown with the pager; main.ts looks for this flag.
  const rest = words.slice(1).filter((word) => word !== '--no-pager');
  if (wantsHelp(rest)) return helpAbout(name);
  const [word] = rest;
  switch (name) {
    case 'explain':
      return explain(rest);
    case 'causes':
      takesNone(name, word, 'logscan explain CAUSE explains one of them');
      return { print: listCauses };
    case 'diff':
      return undefined;
    case 'formats': {
      const text = describeFormats(rest);
      return { print: () => text };
    }
    case 'help':
      return help(rest);
    case 'version':
      takesNone(name, word, 'leave the others out');
      return { print: () => `${version}\n` };
  }
}

/**
 * Refuses a first file that is no file, but a command in the wrong place, nearly a command, or a cause.
 * @throws UsageError that names the command
 */
export function refuseMisspelt([first = '', second = '']: readonly string[]): void {
  if (!/^[a-z0-9-]{2,40}$/i.test(first) || existsSync(first)) return;
  const typed = first.toLowerCase();
  const isCause = (word: string): boolean => CAUSE_IDS.some((id) => id === word.toLowerCase());
  if (isCause(typed)) {
    throw new UsageError(`${quoted(first)} is a cause and no file; logscan explain ${typed} explains it.`);
  }
  const name = NAMES.find((one) => one === typed);
  if (name !== undefined) {
    throw new UsageError(`the command ${quoted(first)} must be the first word, in lower case: logscan ${name} …`);
  }
  const near = closestWords(typed, NAMES);
  if (near.length === 0) return;
  const meant = isCause(second) && near.includes('causes') ? [`explain ${second}`] : near;
  const advice = didYouMean(
    meant.map((one) => `logscan ${one}`),
    '',
  );
  throw new UsageError(`unknown command ${quoted(first)}; ${advice} To read a file of this name, write ./${first}.`);
}

function explain(words: readonly string[]): Printed {
  const [word] = words;
  if (word === undefined || words.length > 1) {
    throw new UsageError(
      'explain needs one cause, family, status, verdict or FILE:LINE; logscan causes lists all causes.',
    );
  }
  const typed = word.toLowerCase();
  const wrapped = (text: (width: number) => string): Printed => ({
    print: (columns) => text(Math.min(WIDEST_PROSE, columns)),
  });
  const cause = CAUSE_IDS.find((one) => one === typed);
  if (cause !== undefined) return wrapped((width) => explainCause(cause, width));
  const family = FAMILIES.find((one) => one === typed);
  if (family !== undefined) return wrapped((width) => listFamily(family, width));
  const status = LISTED_STATUSES.find((one) => one === typed);
  if (status !== undefined) return wrapped((width) => listStatus(status, width));
  const verdict = VERDICTS.find((one) => one === typed);
  if (verdict !== undefined) return wrapped((width) => listVerdict(verdict, width));
  const known = [...new Set<string>([...CAUSE_IDS, ...FAMILIES, ...VERDICTS])];
  if (existsSync(word)) {
    throw new UsageError(
      `explain: ${quoted(word)} is a file; add the number of a line, as in logscan explain ${word}:1.`,
    );
  }
  throw new UsageError(`explain: ${unknownWord('cause', word, known, 'logscan causes lists all causes.')}`);
}

function help(words: readonly string[]): Printed {
  const [word] = words;
  if (word === undefined) return { print: helpText };
  if (words.length > 1) throw new UsageError('help takes one word; logscan help lists all topics.');
  if (helpOn(word, WIDEST_PROSE) !== undefined) return helpAbout(word);
  if (CAUSE_IDS.some((id) => id === word.toLowerCase())) return explain([word]);
  const known = COMMANDS.find(({ name }) => name === 'help')?.words ?? [];
  const topics = TOPICS.map(({ name }) => name).join(', ');
  const advice = didYouMean(similarWords(word.replace(/^--/, ''), known), `the topics are ${topics}.`);
  throw new UsageError(`help: unknown topic ${quoted(word)}; ${advice}`);
}

function helpAbout(word: string): Printed {
  return { print: (columns) => helpOn(word, columns) ?? '' };
}

function takesNone(name: CommandName, word: string | undefined, advice: string): void {
  if (word !== undefined) throw new UsageError(`${name} takes no word such as ${quoted(word)}; ${advice}.`);
}
