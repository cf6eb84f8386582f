// How the report is laid out, from the flags, the environment and the terminal.
import type { RenderOptions, View } from '../../render/renderer.ts';
import { explainCommand } from '../arguments/asked-place.ts';
import { readsStdin } from '../arguments/flag-pairs.ts';
import type { Options } from '../arguments/options.ts';
import { commandAgain } from '../arguments/shell-words.ts';
import type { Host } from '../host.ts';

const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

/** The width of an output in columns. A terminal that was not told its size says that it has 0 columns. */
export function columnsOf({ columns = 0 }: { readonly columns?: number }, { env }: Host): number {
  return columns || Number(env['COLUMNS'] ?? 0) || DEFAULT_COLUMNS;
}

/** The width of a terminal in columns, whatever the environment says. */
export function terminalColumns({ columns = 0 }: { readonly columns?: number }): number {
  return columns || DEFAULT_COLUMNS;
}

/** The height of a terminal in lines. It may say 0, as {@link columnsOf} does. */
export function terminalRows({ rows = 0 }: { readonly rows?: number }): number {
  return rows || DEFAULT_ROWS;
}

/**
 * The layout of the report.
 * @param isScreen true if the report is drawn on a terminal
 * @param words what the user typed after `logscan`
 */
export function layoutOf(host: Host, options: Options, isScreen: boolean, words: readonly string[]): RenderOptions {
  const { env, stdout } = host;
  const wantsColor = options.color && (env['NO_COLOR'] ?? '') === '';
  const forced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0';
  const ascii = options.ascii || isAsciiLocale(env);
  return {
    width: isScreen ? terminalColumns(stdout) : columnsOf({}, host),
    color: wantsColor && env['TERM'] !== 'dumb' && (isScreen || (forced && options.output === undefined)),
    top: options.top,
    ascii,
    view: viewOf(options, isScreen),
    allFixes: options.fixes,
    again: commandAgain(words, readsStdin(options), ascii),
    explainLine: explainCommand(words, options.files, ascii),
  };
}

// A terminal shows one screen unless a flag asks for more; anything else gets everything.
function viewOf({ full, fixes, by }: Options, isScreen: boolean): View {
  if (full) return 'all';
  if (fixes) return 'fixes';
  if (!isScreen) return 'all';
  return by.length > 0 ? 'groups' : 'overview';
}

/**
 * True if the user's locale has no other characters than ASCII, or is in a charset other than UTF-8, which is what logscan writes. By
 * POSIX, LC_ALL overrides LC_CTYPE, and LC_CTYPE overrides LANG; empty values count as unset. Without any, nothing is known.
 */
function isAsciiLocale(env: Host['env']): boolean {
  const locale = ['LC_ALL', 'LC_CTYPE', 'LANG'].map((name) => env[name] ?? '').find((value) => value !== '');
  if (locale === undefined) return false;
  const [language = '', charset] = (locale.split('@')[0] ?? '').split('.');
  if (charset !== undefined) return !/^utf-?8$/i.test(charset);
  return language === 'C' || language === 'POSIX';
}
