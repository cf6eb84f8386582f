// The line of `logscan explain FILE:LINE`: which file and line the user means, and the flags that go with it.
import { STDIN_NAME } from '../../sources/files/open.ts';
import { UsageError } from '../errors.ts';
import { FLAGS } from '../reference/flags.ts';
import { quoted } from '../vocabulary.ts';
import { shellQuoted } from './shell-words.ts';
import { endOfFlags, flagOf, takesNextWord, wantsHelp } from './typed-words.ts';

/** A line of a log. */
export interface AskedPlace {
  /** The name of the file as the user typed it, or `-` for standard input. */
  readonly file: string;
  /** Number of the line in it, from 1. */
  readonly line: number;
}

/** The whole log is read and one line is shown. So of the flags about lines, hits and the report, only these have something to do. */
const USEFUL: ReadonlySet<string> = new Set(['--rotated', '--clock', '--context', '--format']);
const WITHOUT_USE: ReadonlySet<string> = new Set(
  FLAGS.filter(({ group, long }) => ['lines', 'hits', 'report'].includes(group) && !USEFUL.has(long)).map(
    ({ long }): string => long,
  ),
);

/**
 * Reads `explain FILE:LINE`; undefined if the words are another command. The name of the file may have colons.
 * @returns the place, and the other words, without the command
 * @throws UsageError for line 0
 */
export function readAskedPlace(
  words: readonly string[],
): { readonly place: AskedPlace; readonly rest: readonly string[] } | undefined {
  if (words[0] !== 'explain' || wantsHelp(words)) return undefined;
  const at = words.findIndex((word, index) => index > 0 && isPlace(word) && !takesNextWord(words[index - 1]!));
  const word = words[at];
  if (word === undefined) return undefined;
  const colon = word.lastIndexOf(':');
  const line = Number(word.slice(colon + 1));
  if (line === 0) throw new UsageError(`explain: ${quoted(word)} names no line; lines are counted from 1.`);
  return { place: { file: word.slice(0, colon), line }, rest: words.filter((_, index) => index !== 0 && index !== at) };
}

/**
 * Checks the flags that were typed with `explain FILE:LINE`.
 * @throws UsageError for a flag that has nothing to do there
 */
export function checkAsked(typed: readonly string[]): void {
  const useless = typed.find((flag) => WITHOUT_USE.has(flag));
  if (useless === undefined) return;
  throw new UsageError(
    `explain FILE:LINE reads the whole log and shows one line, so ${useless} has nothing to do; leave it out.`,
  );
}

/**
 * Returns a function that writes the command for a line of the logs of a run.
 * @param typed what the user typed after `logscan`
 * @param ascii true if the result must be printable ASCII
 */
export function explainCommand(
  typed: readonly string[],
  files: readonly string[],
  ascii: boolean,
): (file: string, line: number) => string | undefined {
  const flags = usefulFlags(typed);
  return (file, line) => {
    // A log in a pipe is gone.
    if (file === STDIN_NAME || files.length === 0) return undefined;
    const words = [`${file}:${line}`, ...flags, ...files.filter((other) => other !== file)];
    return `logscan explain ${words.map((word) => shellQuoted(word, ascii)).join(' ')}`;
  };
}

// The flags, with their values, that have something to do with `explain FILE:LINE`.
function usefulFlags(typed: readonly string[]): string[] {
  const end = endOfFlags(typed);
  const flags: string[] = [];
  for (let at = 0; at < end; at++) {
    const word = typed[at]!;
    const name = flagOf(word)?.long;
    const value = takesNextWord(word) ? typed.slice(at + 1, at + 2) : [];
    if (name !== undefined && name !== '--format' && !WITHOUT_USE.has(name)) flags.push(word, ...value);
    at += value.length;
  }
  return flags;
}

function isPlace(word: string): boolean {
  return /^(?:-|[^-].*):\d+$/s.test(word);
}
