// Declares the flags; options.ts reads their values. Only this module imports commander.
import { Command, CommanderError, Option } from 'commander';
import { RENDERERS } from '../render/index.ts';
import { UsageError } from './errors.ts';
import { EXAMPLES, EXIT_CODES } from './help.ts';
import { quoted, unknownWord } from './vocabulary.ts';

/** The values of the flags as the user typed them. */
export interface TypedValues {
  /** Undefined if --format was not given. */
  readonly format: string | undefined;
  readonly output?: string;
  readonly unparsed?: string;
  readonly top: string;
  readonly nginxVersion?: string;
  readonly color: boolean;
  readonly ascii: boolean;
  readonly progress: boolean;
  readonly logFormat?: string;
  readonly jobs?: string;
  readonly follow: boolean;
  readonly every?: string;
  readonly state?: string;
  readonly since?: string;
  readonly until?: string;
  readonly quiet: boolean;
  readonly status?: readonly string[];
  readonly client?: readonly string[];
  readonly excludeClient?: readonly string[];
  readonly rotated?: readonly string[];
  readonly userAgent?: readonly string[];
  readonly cause?: readonly string[];
  readonly verdict?: readonly string[];
  readonly failOn?: readonly string[];
}

/** Names of the formats; the first is the default. */
export const FORMATS: readonly string[] = RENDERERS.map(({ name }) => name);

/** File endings that select a format. */
export const ENDINGS: readonly string[] = RENDERERS.flatMap(({ endings }) => endings);

/** What the user typed: files and flags, or a request for a text (--help, --version). */
export type Typed =
  | { readonly files: readonly string[]; readonly values: TypedValues }
  /** The text to print. */
  | { readonly print: string };

/**
 * Splits the command-line arguments into files and flags.
 * @param version logscan's own version, for --version
 * @throws UsageError for an unknown flag or a flag without its value
 */
export function readWords(words: readonly string[], version: string): Typed {
  let printed = '';
  const command = declare(version).configureOutput({
    writeOut: (text) => (printed += text),
    writeErr: () => {},
  });
  try {
    command.parse(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { print: printed };
    throw usageErrorOf(error, command);
  }
  const values = command.opts<TypedValues>();
  const isFormatGiven = command.getOptionValueSource('format') === 'cli';
  return { files: command.args, values: { ...values, format: isFormatGiven ? values.format : undefined } };
}

function declare(version: string): Command {
  return new Command('logscan')
    .description(
      'Reads nginx access logs and says why each 400 and 499 happened, whether it matters, and what to change.',
    )
    .argument('[file...]', 'access logs, plain, gzip or zstd, or folders with logs; - is standard input (the default)')
    .addOption(
      new Option('--format <name>', 'how to print the report').choices(FORMATS).default(FORMATS[0]).argParser(asTyped),
    )
    .option('-o, --output <file>', `write the report to a file; its ending selects the format (${ENDINGS.join(' ')})`)
    .option('-f, --follow', 'keep reading as the logs grow, through rotation, until stopped', false)
    .option('--every <time>', 'with --follow, without a terminal: print a report this often (30s, 1m, 2h)')
    .option('--state <file>', 'read only what is new since the last run; the file remembers where that run ended')
    .option('--rotated <folder>', 'also read the rotated files of the logs in this folder (may be repeated)', collect)
    .option(
      '--since <time>',
      'only lines from this time on: 2026-11-22T15:04, 2h, yesterday, "22/Nov/2026:15:04:05 +0100"',
    )
    .option('--until <time>', 'only lines up to this time')
    .option('-q, --quiet', 'print no report when there is nothing to fix', false)
    .option(
      '--status <codes>',
      'only hits with this status (a hit is a 400 or 499); may be repeated, like the next five options',
      collect,
    )
    .option('--client <address>', 'only hits of this client: an address or a network such as 192.0.2.0/24', collect)
    .option('--exclude-client <address>', 'leave out hits of this client or network', collect)
    .option('--user-agent <text>', 'only hits whose user agent contains this text, or matches /this regex/', collect)
    .option('--cause <id>', 'only hits with this cause', collect)
    .option('--verdict <word>', 'only hits with this verdict: harmless, fix, client, hostile, unknown', collect)
    .option(
      '--fail-on <condition>',
      'exit with code 10 if this condition holds: "fix > 0", "unknown share > 10%" (may be repeated)',
      collect,
    )
    .addOption(new Option('--top <n>', 'how many clients and user agents to list').default('5', '5'))
    .option(
      '-j, --jobs <n>',
      '1: read and judge in one thread; 2 or more: in two (default: by the number of processors)',
    )
    .option('--unparsed <file>', 'write every line that could not be parsed to a file')
    .option('--log-format <format>', 'the log_format of the logs, as it stands in nginx.conf')
    .option('--nginx-version <version>', 'the version of nginx that wrote the log, if the log does not show it')
    .option('--no-color', 'use no colours (also: NO_COLOR=1)')
    .option('--ascii', 'print only ASCII characters', false)
    .option('--no-progress', 'show no progress on the terminal')
    .version(version, '-V, --version')
    .helpOption('-h, --help')
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', EXIT_CODES)
    .exitOverride();
}

// commander names the flag in single quotes: unknown option '--fromat', option '-o, --output <file>' argument missing.
function usageErrorOf({ code, message }: CommanderError, command: Command): UsageError {
  const flag = /'(.*)'/s.exec(message)?.[1] ?? '';
  switch (code) {
    case 'commander.unknownOption':
      return new UsageError(unknownOption(flag, command));
    case 'commander.optionMissingArgument': {
      const usage = flag.replace(/^-\w, /, '');
      return new UsageError(`${usage.replace(/ .*/, '')}: the value is missing; write ${usage}.`);
    }
    default:
      return new UsageError(message.replace(/^error: /, '').replaceAll('\n', ' '));
  }
}

function unknownOption(flag: string, command: Command): string {
  const known = flag.startsWith('--') ? command.options.flatMap(({ long }) => long ?? []) : [];
  const [name = ''] = flag.split('=');
  if (known.includes(name)) return `${name} takes no value; leave out ${quoted(flag.slice(name.length))}.`;
  return unknownWord('option', name, known, 'check its spelling.');
}

// Replaces commander's own check of the choices, which words its message differently.
function asTyped(text: string): string {
  return text;
}

function collect(text: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), text];
}
