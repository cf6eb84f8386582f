// Reads the command line: checks each value, and whether the flags can be used together.
import { availableParallelism } from 'node:os';
import { MOST_NEIGHBOURS } from '../../judge/hit-lines.ts';
import { type NginxVersion, parseNginxVersion } from '../../judge/tables/era.ts';
import { type Renderer, RENDERERS, rendererNamed, rendererOfFile } from '../../render/index.ts';
import { UsageError } from '../errors.ts';
import { ENDINGS, FORMATS } from '../reference/flags.ts';
import { helpText } from '../reference/help.ts';
import { parseClock } from '../values/clocks.ts';
import { readDuration } from '../values/duration.ts';
import { isNewFix, parseCondition } from '../values/fail-on.ts';
import { compileFilter } from '../values/filter.ts';
import { readClientRule, readFields, readLogFormat } from '../values/log-format.ts';
import { parseTimeBound, type TimeBound } from '../values/time-bound.ts';
import { oneOf, quoted, readGroupKeys, unknownWord } from '../vocabulary.ts';
import { type AskedPlace, checkAsked, readAskedPlace } from './asked-place.ts';
import { readWords, type Typed, type TypedValues } from './command.ts';
import { type Configuration, NO_CONFIGURATION } from './config-file.ts';
import { checkDiff, checkLines, checkNewFix, checkTogether } from './flag-pairs.ts';
import type { Options } from './options.ts';
import { type Printed, readCommand } from './subcommands.ts';

/** What the command line asks for: a report, or a text to print. */
export type Parsed = { readonly options: Options; readonly isDiff: boolean } | Printed;

const MOST_ROWS = 10_000;
const MOST_JOBS = 64;
/** A longer interval does not fit the timer of Node, which counts 31 bits of milliseconds. */
const MOST_INTERVAL_SECONDS = 2_147_483;

/**
 * Reads the command-line arguments (without `node` and the script).
 * @param version logscan's own version, for --version
 * @param nowSeconds the current time, in seconds since the epoch; `2h` and `yesterday` count back from it
 * @param configuration what the configuration files set
 * @throws UsageError for an invalid command line, and for a wrong value of a configuration file
 */
export function parseCommandLine(
  words: readonly string[],
  version: string,
  nowSeconds: number,
  configuration: Configuration = NO_CONFIGURATION,
): Parsed {
  const asked = readAskedPlace(words);
  const command = asked === undefined ? readCommand(words, version) : undefined;
  if (command !== undefined) return command;
  const isDiff = words[0] === 'diff';
  const typed = readWords(isDiff ? words.slice(1) : (asked?.rest ?? words), configuration.values);
  if ('wants' in typed) return { print: typed.wants === 'help' ? helpText : (): string => `${version}\n` };
  if (asked !== undefined) checkAsked(typed.typed);
  const options = optionsOf(typed, nowSeconds, asked?.place);
  if (isDiff) return { options: checkDiff(options, typed.typed), isDiff };
  if (typed.typed.includes('--fail-on')) checkNewFix(options);
  checkTogether(options);
  if (asked === undefined) checkLines(options, typed.typed);
  return { options, isDiff };
}

function optionsOf(
  { files, values, typed }: Exclude<Typed, { wants: unknown }>,
  nowSeconds: number,
  asked?: AskedPlace,
): Options {
  const renderer = readFormat(values);
  const readTime = (flag: string, text: string | undefined): TimeBound | undefined =>
    text === undefined ? undefined : parseTimeBound(flag, text, nowSeconds);
  const rule = readClientRule(values.clientField, values.trustedProxy);
  return {
    files: asked === undefined ? files : [asked.file, ...files],
    asked,
    renderer,
    output: values.output,
    unparsed: values.unparsed,
    top: readCount('--top', values.top, MOST_ROWS),
    nginxVersion: readNginxVersion(values.nginxVersion),
    color: values.color,
    ascii: values.ascii,
    progress: values.progress,
    jobs:
      values.jobs === undefined
        ? Math.min(availableParallelism(), MOST_JOBS)
        : readCount('--jobs', values.jobs, MOST_JOBS),
    parser: values.logFormat === undefined ? undefined : readLogFormat(values.logFormat, rule),
    rule,
    fields: readFields(values.field ?? []),
    nginxConf: values.nginxConf,
    // In a configuration file it only says what lines mean. It must not take the place of standard input.
    readsConfigured: typed.includes('--nginx-conf'),
    ignoreFiles: values.ignore ?? [],
    follow: values.follow,
    everySeconds: readInterval(values.every),
    state: values.state,
    rotated: values.rotated ?? [],
    clocks: (values.clock ?? []).map(parseClock),
    since: readTime('--since', values.since),
    until: readTime('--until', values.until),
    compareAt: readTime('--compare-at', values.compareAt),
    quiet: values.quiet,
    filter: compileFilter(
      {
        statuses: values.status,
        clients: values.client,
        excludedClients: values.excludeClient,
        userAgents: values.userAgent,
        causes: values.cause,
        verdicts: values.verdict,
      },
      values.clientField !== undefined,
    ),
    failOn: (values.failOn ?? []).filter((text) => !isNewFix(text)).map(parseCondition),
    failsOnNewFix: (values.failOn ?? []).some(isNewFix),
    by: readGroupKeys('--by', values.by ?? []),
    full: values.full,
    fixes: values.fixes,
    lines: values.lines,
    context: values.context === undefined ? undefined : readCount('--context', values.context, MOST_NEIGHBOURS),
    pager: values.pager,
  };
}

// --format decides; otherwise the ending of the file does.
function readFormat({ format: typed, output }: TypedValues): Renderer {
  if (typed !== undefined) {
    const renderer = rendererNamed(typed);
    if (renderer !== undefined) return renderer;
    throw new UsageError(`--format: ${unknownWord('format', typed, FORMATS, `use ${oneOf(FORMATS)}.`)}`);
  }
  if (output === undefined) return RENDERERS[0];
  const renderer = rendererOfFile(output);
  if (renderer !== undefined) return renderer;
  const ending = `the ending of ${quoted(output)} does not select a format`;
  throw new UsageError(`--output: ${ending}; use ${oneOf(ENDINGS)}, or add --format.`);
}

function readCount(flag: string, text: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new UsageError(`${flag}: invalid number ${quoted(text)}; use a whole number from 1 to ${most}.`);
}

function readNginxVersion(text: string | undefined): NginxVersion | undefined {
  if (text === undefined) return undefined;
  const version = parseNginxVersion(text);
  if (version !== undefined) return version;
  throw new UsageError(`--nginx-version: invalid version ${quoted(text)}; write it like 1.22.1.`);
}

function readInterval(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = readDuration(text) ?? 0;
  if (seconds > 0 && seconds <= MOST_INTERVAL_SECONDS) return seconds;
  throw new UsageError(`--every: invalid interval ${quoted(text)}; write it like 30s, 15min or 2h.`);
}
