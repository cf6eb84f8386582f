// Every flag, in the order of --help.
import { CAUSE_IDS, VERDICTS } from '../../judge/catalogue.ts';
import { MOST_NEIGHBOURS } from '../../judge/hit-lines.ts';
import { RENDERERS } from '../../render/index.ts';
import { GROUP_KEYS } from '../../report/sums/groups.ts';
import type { Flag } from './flag.ts';
import { LINES, MEANING } from './input-flags.ts';

/** Names of the formats; the first is the default. */
export const FORMATS: readonly string[] = RENDERERS.map(({ name }) => name);

/** File endings that select a format. */
export const ENDINGS: readonly string[] = RENDERERS.flatMap(({ endings }) => endings);

const HITS: readonly Flag[] = [
  {
    long: '--status',
    value: 'codes',
    group: 'hits',
    says: 'only hits with this status',
    isRepeatable: true,
    values: ['400', '499'],
  },
  {
    long: '--client',
    value: 'address',
    group: 'hits',
    says: 'only hits of this client: an address or a network such as `192.0.2.0/24`',
    isRepeatable: true,
  },
  {
    long: '--exclude-client',
    value: 'address',
    group: 'hits',
    says: 'leave out hits of this client or network',
    isRepeatable: true,
  },
  {
    long: '--user-agent',
    value: 'text',
    group: 'hits',
    says: 'only hits whose user agent contains this text, or matches `/this regex/`; `-` is for none',
    isRepeatable: true,
  },
  {
    long: '--cause',
    value: 'id',
    group: 'hits',
    says: 'only hits with this cause; `logscan causes` lists all',
    isRepeatable: true,
    values: CAUSE_IDS,
  },
  {
    long: '--verdict',
    value: 'word',
    group: 'hits',
    says: `only hits with this verdict: ${VERDICTS.map((verdict) => `\`${verdict}\``).join(', ')}`,
    isRepeatable: true,
    values: VERDICTS,
  },
  {
    long: '--ignore',
    value: 'file',
    group: 'hits',
    says: 'a list of hits that are known and accepted: they are counted, and not reported',
    more: '`logscan help ignore` says how the list is written.',
    isRepeatable: true,
    values: 'file',
  },
];

const REPORT: readonly Flag[] = [
  {
    long: '--format',
    value: 'name',
    group: 'report',
    says: `how to print the report: ${FORMATS.map((name) => `\`${name}\``).join(', ')}`,
    fallback: FORMATS[0]!,
    values: FORMATS,
  },
  {
    long: '--output',
    short: '-o',
    value: 'file',
    group: 'report',
    isPerRun: true,
    says: `write the report to a file; its ending selects the format (${ENDINGS.map((end) => `\`${end}\``).join(' ')})`,
    more: 'The file is replaced in one step. `--format` overrules the ending.',
    values: 'file',
  },
  {
    long: '--by',
    value: 'key',
    group: 'report',
    says: `also sum up the hits by a key: ${GROUP_KEYS.map((key) => `\`${key}\``).join(', ')}`,
    more: 'A server is a log, and a network is a /24 or a /64.',
    isRepeatable: true,
    values: GROUP_KEYS,
  },
  {
    long: '--compare-at',
    value: 'time',
    group: 'report',
    isPerRun: true,
    says: 'also compare before and after this time: what fails more often since, what is new, what is gone',
    more: 'Takes the times of `--since`. Rates are hits of 1,000 requests, and a change is one that chance makes less than once in 100 times.',
  },
  {
    long: '--full',
    group: 'report',
    says: 'print the whole report; a terminal otherwise shows one screen',
  },
  {
    long: '--fixes',
    group: 'report',
    says: 'print everything there is to fix, with the whole advice',
  },
  {
    long: '--lines',
    group: 'report',
    isPerRun: true,
    says: 'print the log lines of the hits, each with its cause, instead of the report',
    more: 'Filters such as `--cause` choose them.',
  },
  {
    long: '--context',
    short: '-C',
    value: 'n',
    group: 'report',
    isPerRun: true,
    says: `with \`--lines\`: also so many lines of the same client before and after each hit (at most ${MOST_NEIGHBOURS})`,
    more: 'With `logscan explain FILE:LINE`, too.',
  },
  {
    long: '--top',
    value: 'n',
    group: 'report',
    says: 'how many clients and user agents to list',
    fallback: '5',
  },
  {
    long: '--quiet',
    short: '-q',
    group: 'report',
    says: 'print no report when there is nothing to fix',
    more: 'Findings of `ndjson` are printed all the same.',
  },
  {
    long: '--every',
    value: 'time',
    group: 'report',
    isPerRun: true,
    says: 'with `--follow`, without a terminal: print a report this often (`30s`, `15min`, `2h`)',
  },
  {
    long: '--fail-on',
    value: 'condition',
    group: 'report',
    says: 'exit with code 10 if this condition holds: `"fix > 0"`, `"unknown share > 10%"`',
    more: '`"new fix"` holds if something is to fix that was not before: since the time of `--compare-at`, or in earlier runs with `--state`.',
    isRepeatable: true,
  },
  {
    long: '--unparsed',
    value: 'file',
    group: 'report',
    isPerRun: true,
    says: 'write every line that could not be parsed to a file',
    values: 'file',
  },
];

const TERMINAL: readonly Flag[] = [
  {
    long: '--no-color',
    group: 'terminal',
    says: 'use no colours; also with `NO_COLOR=1`',
    more: 'Output that is no terminal has no colours unless `FORCE_COLOR=1`.',
  },
  { long: '--ascii', group: 'terminal', says: 'print only ASCII characters' },
  {
    long: '--no-pager',
    group: 'terminal',
    says: 'do not show long texts with `$PAGER` or `less`',
  },
  { long: '--no-progress', group: 'terminal', says: 'show no progress on the terminal' },
];

const PROGRAM: readonly Flag[] = [
  {
    long: '--jobs',
    short: '-j',
    value: 'n',
    group: 'program',
    says: '1: read and judge in one thread; 2 or more: in two (default: by the number of processors)',
    more: 'The findings are the same.',
    values: ['1', '2'],
  },
  {
    long: '--config',
    value: 'file',
    group: 'program',
    isPerRun: true,
    says: 'read this configuration file and no other',
    more: '`logscan help config` says what may stand in it.',
    values: 'file',
  },
  { long: '--no-config', group: 'program', isPerRun: true, says: 'read no configuration file' },
  { long: '--version', short: '-V', group: 'program', isPerRun: true, says: 'print the version' },
  { long: '--help', short: '-h', group: 'program', isPerRun: true, says: 'print this text' },
];

/** Every flag. Those of a group stand together, in the order of the groups. */
export const FLAGS: readonly Flag[] = [...LINES, ...MEANING, ...HITS, ...REPORT, ...TERMINAL, ...PROGRAM];
