// The flags: what the user may type. The only file that knows commander.
import { availableParallelism } from 'node:os';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { CauseId } from '../judge/catalogue.ts';
import { CAUSE_IDS } from '../judge/causes/index.ts';
import type { Finding } from '../judge/diagnose.ts';
import { UsageError } from './errors.ts';
import { compileFilter } from './filter.ts';
import { isRotationOf } from '../sources/files/bookmark.ts';
import { parseTimeBound, type TimeBound } from './time-bound.ts';
import { similarCauses } from '../render/explain.ts';
import { type NginxVersion, parseNginxVersion } from '../judge/tables/era.ts';
import { type Condition, parseCondition } from './fail-on.ts';
import { type Format, RENDERERS, rendererOfFile } from '../render/index.ts';

/** What the user asked for. */
export interface Options {
  readonly files: readonly string[];
  readonly format: Format;
  /** Where the report goes instead of standard output. */
  readonly output: string | undefined;
  /** Where unparsed lines go. */
  readonly unparsed: string | undefined;
  readonly top: number;
  /** The nginx that wrote the log, as major, minor, patch; undefined to infer it. */
  readonly nginxVersion: NginxVersion | undefined;
  /** False for --no-color; the environment and the terminal decide otherwise. */
  readonly color: boolean;
  readonly ascii: boolean;
  /** Go on as the logs grow. */
  readonly follow: boolean;
  /** Seconds between two reports while following, where there is no terminal. */
  readonly everySeconds: number | undefined;
  /** Where the run before this one ended, and where this one will. */
  readonly state: string | undefined;
  readonly since: TimeBound | undefined;
  readonly until: TimeBound | undefined;
  /** Nothing is printed when nothing is to fix. */
  readonly quiet: boolean;
  readonly progress: boolean;
  /** Threads at most. */
  readonly jobs: number;
  /** Which findings count. */
  readonly filter: (finding: Finding) => boolean;
  /** Any of these makes the exit code 10. */
  readonly failOn: readonly Condition[];
}

/** The outcome of reading the command line: options, or a text to print and be done (--help, --version). */
export type Parsed =
  | { readonly options: Options }
  | { readonly print: string }
  /** `explain CAUSE`, or `causes` when there is none. */
  | { readonly explain: CauseId | undefined };

const FORMATS: readonly Format[] = RENDERERS.map(({ name }) => name);
const ENDINGS: readonly string[] = RENDERERS.flatMap(({ endings }) => endings);
const MOST_JOBS = 64;
const MOST_JOBS_BY_DEFAULT = 8;

const EXAMPLES = `Examples:
  logscan /var/log/nginx/access.log          why every 400 and 499 happened, and what to fix
  logscan access.log access.log.1 old.gz     several files, gzip too, read in this order
  tail -f access.log | logscan               the same, redrawn as lines arrive
  logscan -f access.log                      the same, through log rotation
  logscan access.log --format ndjson         one JSON object for every 400 and 499
  logscan access.log -o report.json          the whole report for a program
  logscan explain balancer-timeout           what a cause means and what to change
  logscan causes                             all causes

`;

const EXIT_CODES = `
Exit codes: 0 read and reported · 1 internal failure · 2 usage · 3 no line could be parsed ·
            4 some input could not be read · 10 a --fail-on condition holds · 130 SIGINT, 143 SIGTERM (after printing what is known)`;

/**
 * Reads the user's words (without node and script).
 * @param nowSeconds the time that `2h` and `yesterday` count from, in seconds since the epoch
 * @throws UsageError for words that make no sense; its message ends with a suggestion where there is one
 */
export function parseCommandLine(words: readonly string[], version: string, nowSeconds: number): Parsed {
  const [verb, ...rest] = words;
  if (verb === 'causes' && rest.length === 0) return { explain: undefined };
  if (verb === 'explain') return { explain: causeNamed(rest) };
  let printed = '';
  let errors = '';
  const command = new Command('logscan')
    .description(
      'Reads nginx access logs and says why each 400 and 499 happened, whether it matters, and what to change.',
    )
    .argument('[file...]', 'access logs, plain or gzip; - is standard input, which is read when there is no file')
    .addOption(new Option('--format <name>', 'how to print the report').choices(FORMATS).default(RENDERERS[0].name))
    .option('-o, --output <file>', `write the report to a file; its ending says the format (${ENDINGS.join(' ')})`)
    .option('-f, --follow', 'go on as the logs grow, through rotation, until stopped', false)
    .option('--every <time>', 'while following, where there is no terminal: a report every 1m, 30s, 2h', interval)
    .option('--state <file>', 'read only what is new since the run before; the file remembers where that ended')
    .option('--since <time>', 'only from this time on: 2026-11-22T15:04, 2h, yesterday, "22/Nov/2026:15:04:05 +0100"')
    .option('--until <time>', 'only up to this time')
    .option('-q, --quiet', 'print nothing when nothing is to fix', false)
    .option('--status <codes>', 'only hits with these statuses (400, 499); this and the next may be repeated', collect)
    .option('--client <address>', 'only hits of this client: an address or a network such as 192.0.2.0/24', collect)
    .option('--exclude-client <address>', 'no hits of this client or network', collect)
    .option('--user-agent <text>', 'only hits whose user agent holds this text, or matches /this expression/', collect)
    .option('--cause <id>', 'only hits with this cause', collect)
    .option('--verdict <word>', 'only hits with this verdict: harmless, fix, client, hostile, unknown', collect)
    .option(
      '--fail-on <condition>',
      'exit with 10 when it holds: "fix > 0", "unknown share > 10%" (may be repeated)',
      collect,
    )
    .option('--top <n>', 'rows of clients and of user agents', positive, 5)
    .option('-j, --jobs <n>', 'threads at most (default: one a processor, 8 at most)', jobs)
    .option('--unparsed <file>', 'write every line that is not an entry to a file')
    .option('--nginx-version <version>', 'the nginx that wrote the log, where the log does not show it', nginxVersion)
    .option('--no-color', 'no colours (also: NO_COLOR=1)')
    .option('--ascii', 'only ASCII characters', false)
    .option('--no-progress', 'no progress on the terminal')
    .version(version, '-V, --version')
    .helpOption('-h, --help')
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', EXIT_CODES)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => (printed += text),
      writeErr: (text) => (errors += text),
    });
  try {
    command.parse(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { print: printed };
    throw new UsageError(
      (errors || error.message)
        .trim()
        .replace(/^error: /, '')
        .replaceAll('\n', ' '),
    );
  }
  const values = command.opts<{
    format: Format;
    output?: string;
    unparsed?: string;
    top: number;
    nginxVersion?: NginxVersion;
    color: boolean;
    ascii: boolean;
    progress: boolean;
    jobs?: number;
    follow: boolean;
    every?: number;
    state?: string;
    since?: string;
    until?: string;
    quiet: boolean;
    status?: string[];
    client?: string[];
    excludeClient?: string[];
    userAgent?: string[];
    cause?: string[];
    verdict?: string[];
    failOn?: string[];
  }>();
  if (values.unparsed === '-') throw new UsageError('--unparsed needs a file: standard output is for the report');
  if (values.follow) {
    if (command.args.length === 0 || command.args.includes('-')) {
      throw new UsageError('-f needs the names of logs; a pipe is followed without it: tail -f access.log | logscan');
    }
    if (values.state !== undefined)
      throw new UsageError('-f and --state do not go together: one stays, the other comes again');
  } else if (values.every !== undefined) {
    throw new UsageError('--every needs -f: it says how often to report while following');
  }
  if (values.state !== undefined) {
    const stdin = command.args.length === 0 || command.args.includes('-');
    if (stdin) throw new UsageError('--state needs log files: standard input cannot be read again from where it ended');
    const rotated = command.args.find((file) => command.args.some((log) => isRotationOf(file, log)));
    if (rotated !== undefined) {
      throw new UsageError(
        `--state and ${rotated}: name the log alone; what was rotated away from it is found and read by itself`,
      );
    }
    if (values.since !== undefined || values.until !== undefined) {
      throw new UsageError('--state and --since or --until do not go together: the state says where to begin');
    }
  }
  const wasGiven = command.getOptionValueSource('format') === 'cli';
  const byName = values.output === undefined ? undefined : rendererOfFile(values.output)?.name;
  if (values.output !== undefined && byName === undefined && !wasGiven) {
    const endings = `${ENDINGS.slice(0, -1).join(', ')} or ${ENDINGS.at(-1)}`;
    throw new UsageError(`-o ${values.output}: its ending says no format; use ${endings}, or add --format`);
  }
  return {
    options: {
      files: command.args,
      format: wasGiven ? values.format : (byName ?? values.format),
      output: values.output,
      unparsed: values.unparsed,
      top: values.top,
      nginxVersion: values.nginxVersion,
      color: values.color,
      ascii: values.ascii,
      progress: values.progress,
      jobs: values.jobs ?? Math.min(availableParallelism(), MOST_JOBS_BY_DEFAULT),
      follow: values.follow,
      everySeconds: values.every,
      state: values.state,
      since: values.since === undefined ? undefined : parseTimeBound(values.since, nowSeconds),
      until: values.until === undefined ? undefined : parseTimeBound(values.until, nowSeconds),
      quiet: values.quiet,
      filter: compileFilter({
        statuses: values.status,
        clients: values.client,
        excludedClients: values.excludeClient,
        userAgents: values.userAgent,
        causes: values.cause,
        verdicts: values.verdict,
      }),
      failOn: (values.failOn ?? []).map(parseCondition),
    },
  };
}

function causeNamed(words: readonly string[]): CauseId {
  const [name] = words;
  if (name === undefined || words.length > 1)
    throw new UsageError('explain takes one cause; logscan causes lists them');
  const id = CAUSE_IDS.find((one) => one === name.toLowerCase());
  if (id !== undefined) return id;
  const similar = similarCauses(name);
  const hint = similar.length === 0 ? 'logscan causes lists all' : `did you mean ${similar.join(' or ')}?`;
  throw new UsageError(`no cause is called ${name}: ${hint}`);
}

/** The text of --help. */
export function helpText(version: string): string {
  const parsed = parseCommandLine(['--help'], version, 0);
  return 'print' in parsed ? parsed.print : '';
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 10_000)
    throw new InvalidArgumentError('It must be a whole number from 1 to 10000.');
  return value;
}

function jobs(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > MOST_JOBS)
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${MOST_JOBS}.`);
  return value;
}

function nginxVersion(text: string): NginxVersion {
  const parsed = parseNginxVersion(text);
  if (parsed === undefined) throw new InvalidArgumentError('It must look like 1.22.1.');
  return parsed;
}

function interval(text: string): number {
  const match = /^(\d{1,6})(s|m|h)$/.exec(text);
  const seconds = match ? Number(match[1]) * ({ s: 1, m: 60, h: 3600 }[match[2] ?? ''] ?? 0) : 0;
  if (seconds <= 0) throw new InvalidArgumentError('It must look like 30s, 1m or 2h.');
  return seconds;
}

function collect(text: string, before: string[] | undefined): string[] {
  return [...(before ?? []), text];
}
