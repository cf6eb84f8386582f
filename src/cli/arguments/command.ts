// Splits the command line into files and flags; command-line.ts reads their values. Only this module imports commander.
import { Command, CommanderError, Option } from 'commander';
import { UsageError } from '../errors.ts';
import { type Flag, usageOf } from '../reference/flag.ts';
import { FLAGS } from '../reference/flags.ts';
import { quoted, unknownWord } from '../vocabulary.ts';
import type { Configuration } from './config-file.ts';

/** The values of the flags as the user typed them. */
export interface TypedValues {
  /** Undefined if --format was not given. */
  readonly format: string | undefined;
  readonly output?: string;
  readonly unparsed?: string;
  readonly top: string;
  readonly nginxVersion?: string;
  /** False for --no-config. */
  readonly config?: string | false;
  readonly ignore?: readonly string[];
  readonly color: boolean;
  readonly ascii: boolean;
  readonly progress: boolean;
  readonly logFormat?: string;
  readonly field?: readonly string[];
  readonly clientField?: string;
  readonly trustedProxy?: readonly string[];
  readonly nginxConf?: string;
  readonly jobs?: string;
  readonly follow: boolean;
  readonly every?: string;
  readonly state?: string;
  readonly since?: string;
  readonly until?: string;
  readonly compareAt?: string;
  readonly quiet: boolean;
  readonly status?: readonly string[];
  readonly client?: readonly string[];
  readonly excludeClient?: readonly string[];
  readonly rotated?: readonly string[];
  readonly clock?: readonly string[];
  readonly userAgent?: readonly string[];
  readonly cause?: readonly string[];
  readonly verdict?: readonly string[];
  readonly failOn?: readonly string[];
  readonly by?: readonly string[];
  readonly full: boolean;
  readonly fixes: boolean;
  readonly lines: boolean;
  readonly context?: string;
  readonly pager: boolean;
}

/** The flags that print a text, which commander knows by itself. */
const TEXTS: ReadonlySet<string> = new Set(['--help', '--version']);
/** Flags, by the keys that they overrule besides their own: two ways to say the same. The ending of --output selects a format. */
const OVERRULED_BY: Readonly<Record<string, string>> = { field: 'logFormat', 'log-format': 'field', format: 'output' };

/** What the user typed: files and flags, or a request for a text. */
export type Typed =
  | {
      readonly files: readonly string[];
      readonly values: TypedValues;
      /** The long names of the flags that the user typed. */
      readonly typed: readonly string[];
    }
  | { readonly wants: 'help' | 'version' };

/**
 * Splits the command-line arguments into files and flags.
 * @param defaults values of flags that the user did not type, by the names of the flags without dashes
 * @throws UsageError for an unknown flag or a flag without its value
 */
export function readWords(words: readonly string[], defaults: Configuration['values'] = new Map()): Typed {
  const command = declare();
  try {
    command.parse(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { wants: error.code === 'commander.version' ? 'version' : 'help' };
    throw usageErrorOf(error);
  }
  const isTyped = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
  for (const [key, value] of defaults) {
    const isOff = key.startsWith('no-');
    const name = camelCase(isOff ? key.slice(3) : key);
    const overruledBy = OVERRULED_BY[key];
    if (isTyped(name) || (overruledBy !== undefined && isTyped(overruledBy))) continue;
    command.setOptionValueWithSource(name, isOff ? value !== true : value, 'config');
  }
  const values = command.opts<TypedValues>();
  const formatIsGiven = command.getOptionValueSource('format') !== 'default';
  return {
    files: command.args,
    values: { ...values, format: formatIsGiven ? values.format : undefined },
    typed: FLAGS.filter(({ long }) => isTyped(camelCase(long.replace(/^--(?:no-)?/, '')))).map(({ long }) => long),
  };
}

function camelCase(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function declare(): Command {
  const command = new Command('logscan')
    .argument('[file...]')
    .version('', '-V, --version')
    .helpOption('-h, --help')
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .exitOverride();
  for (const flag of FLAGS) if (!TEXTS.has(flag.long)) command.addOption(optionOf(flag));
  return command;
}

function optionOf(flag: Flag): Option {
  const option = new Option(usageOf(flag));
  if (flag.isRepeatable === true) option.argParser(collect);
  if (flag.fallback !== undefined) option.default(flag.fallback);
  else if (flag.value === undefined && !flag.long.startsWith('--no-')) option.default(false);
  return option;
}

// commander names the flag in single quotes: unknown option '--fromat', option '-o, --output <file>' argument missing.
function usageErrorOf({ code, message }: CommanderError): UsageError {
  const flag = /'(.*)'/s.exec(message)?.[1] ?? '';
  switch (code) {
    case 'commander.unknownOption':
      return new UsageError(unknownOption(flag));
    case 'commander.optionMissingArgument': {
      const usage = flag.replace(/^-\w, /, '');
      return new UsageError(`${usage.replace(/ .*/, '')}: the value is missing; write ${usage}.`);
    }
    default:
      return new UsageError(message.replace(/^error: /, '').replaceAll('\n', ' '));
  }
}

function unknownOption(flag: string): string {
  const known = flag.startsWith('--') ? FLAGS.map(({ long }): string => long) : [];
  const [name = ''] = flag.split('=');
  if (known.includes(name)) return `${name} takes no value; leave out ${quoted(flag.slice(name.length))}.`;
  return unknownWord('option', name, known, 'check its spelling.');
}

function collect(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), text];
}
