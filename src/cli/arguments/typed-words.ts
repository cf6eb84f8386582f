// What the words of a command line are: flags, values of flags, or files. For texts about a command; command.ts reads the words of a run.
import type { Flag } from '../reference/flag.ts';
import { FLAGS } from '../reference/flags.ts';

/** The index of `--`, after which every word is a file; without it, the number of words. */
export function endOfFlags(words: readonly string[]): number {
  const at = words.indexOf('--');
  return at < 0 ? words.length : at;
}

/** The flag that a word names: `--since`, `-o` or `--since=2h`; undefined for any other word. */
export function flagOf(word: string): Flag | undefined {
  return FLAGS.find(({ long, short }) => word === long || word === short || word.startsWith(`${long}=`));
}

/** True if a word is a flag whose value is the next word. */
export function takesNextWord(word: string): boolean {
  return flagOf(word)?.value !== undefined && !word.includes('=');
}

/** True if `--help` is among the words. */
export function wantsHelp(words: readonly string[]): boolean {
  return words.includes('--help') || words.includes('-h');
}
