// The user's command as text that a shell reads as the same words.
import { FLAGS } from '../reference/flags.ts';
import { endOfFlags } from './typed-words.ts';

/** Words that a shell takes as they are. */
const PLAIN = /^[\w@%+=:,./-]+$/;
/** Text that is safe within single quotes, and on a terminal: letters and digits of any script, and the signs of ASCII. */
const PRINTABLE = /^[\x20-\x7E\p{L}\p{N}]*$/u;

/**
 * A word quoted for a POSIX shell. A word with characters that are not plainly visible is written as `$'…'` with the bytes of their
 * UTF-8, which bash, zsh, ksh and busybox know.
 * @param ascii true if the result must be printable ASCII
 */
export function shellQuoted(word: string, ascii = false): string {
  if (PLAIN.test(word)) return word;
  if (PRINTABLE.test(word) && !(ascii && /[^\x20-\x7E]/.test(word)))
    return `'${word.replaceAll("'", String.raw`'\''`)}'`;
  const bytes = Array.from(Buffer.from(word, 'utf8'), (byte) => {
    const char = String.fromCharCode(byte);
    if (char === "'" || char === '\\') return `\\${char}`;
    // Octal, because a hexadecimal escape would take the digits after it.
    return byte >= 0x20 && byte < 0x7f ? char : `\\${byte.toString(8).padStart(3, '0')}`;
  });
  return `$'${bytes.join('')}'`;
}

/** Letters of flags without a value, which may stand together after one dash: `-qf`. */
const SWITCHES = FLAGS.flatMap(({ short, value }) =>
  short === undefined || value !== undefined ? [] : short.slice(1),
);
/** A word with such letters, and a flag with its value after them. */
const TOGETHER = new RegExp(`^-([${SWITCHES.join('')}]+)(.*)$`, 's');

/**
 * The command that runs logscan with the same words and some more flags, which come before `--` if the words have it. It reads the logs
 * once, so --follow and --every are left out.
 * @param typed what the user typed after `logscan`
 * @param readsStdin true if a log comes through a pipe, which the user must write again
 */
export function commandAgain(typed: readonly string[], readsStdin: boolean, ascii: boolean): (flags: string) => string {
  const end = endOfFlags(typed);
  const isKept = (word: string, index: number): boolean =>
    !/^(?:--follow|--every(?:=.*)?)$/s.test(word) && typed[index - 1] !== '--every';
  const quote = (words: readonly string[]): string => words.map((word) => ` ${shellQuoted(word, ascii)}`).join('');
  const pipe = readsStdin ? `${ascii ? '...' : '…'} | ` : '';
  const before = `${pipe}logscan${quote(typed.slice(0, end).filter(isKept).flatMap(withoutFollow))}`;
  const after = quote(typed.slice(end));
  return (flags) => `${before} ${flags}${after}`;
}

// `-f` is left out; `-qf` becomes `-q`. After letters without a value one flag with its value may follow: `-qfo.txt` is `-q -f -o .txt`.
function withoutFollow(word: string): string[] {
  const [, switches, rest = ''] = TOGETHER.exec(word) ?? [];
  if (switches === undefined) return [word];
  const left = switches.replaceAll('f', '') + rest;
  return left === '' ? [] : [`-${left}`];
}
