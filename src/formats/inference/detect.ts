// Finds out in which format the lines of a log are.
import { COMBINED } from '../combined-fields.ts';
import { parseLine } from '../line.ts';
import { parseLogFormat, textOf } from '../log-format/directive.ts';
import { PRESETS } from '../presets.ts';
import { type Candidate, candidateOf, isGood, judge, type Judged, LEAST_SHARE } from './candidates.ts';
import { type FieldNames, NO_FIELDS } from './column-variables.ts';
import { hasRivalAddresses, inferFormat, pathsIn } from './infer.ts';

/** Formats fit equally well if their shares of the lines differ by no more than this; then the longer one is taken. */
const EQUAL_SHARE = 0.01;
/** If no format fits, the best one is named when it fits at least this share of the lines. */
const LEAST_NEAR = 0.5;

/** Lines on which each preset is tried first. */
const FIRST_TRIED = 20;

/** If so many lines have a path, some of them would have a query. */
const LEAST_PATHS = 20;
/** Combined is looked at again where it skips columns in this share of the lines. */
const LEAST_SKIPPED = 0.5;
const HAS_TIME = /\$(?:time_local|time_iso8601(?:_ms)?|msec)\b/;
/** An inferred format without a time must show itself on this many lines. */
const LEAST_LINES_WITHOUT_TIME = 3;

/** What {@link detectFormat} found. */
export interface Detection {
  /** The format to use; undefined if none fits. */
  readonly found: Candidate | undefined;
  /** The format that fits best, if none fits well. */
  readonly nearest: Candidate | undefined;
}

/** Whether some lines are combined, with nothing in them that combined does not know. */
export function areCombined(lines: readonly string[]): boolean {
  const { share, skipped } = judge(undefined, lines, (line) => parseLine(line));
  return share === 1 && skipped === 0;
}

/**
 * Finds the format of some lines of a log.
 * @param fields variables that the user gave; if the lines have one of these names, their format is inferred with them
 */
export function detectFormat(sample: readonly string[], fields: FieldNames = NO_FIELDS): Detection {
  const lines = sample.filter((line) => line.trim() !== '');
  if (fields.size > 0) {
    const paths = pathsIn(lines);
    if (paths.some((path) => fields.has(path))) {
      const inferred = inferredOf(lines, fields);
      const isFound = inferred !== undefined && inferred.share >= LEAST_SHARE;
      return { found: isFound ? inferred : undefined, nearest: isFound ? undefined : inferred };
    }
  }
  const combined = judge(undefined, lines, (line) => parseLine(line));
  const fitsCombined = isGood(combined);
  // Only a log with columns that combined does not know is worth a second look.
  if (fitsCombined && combined.skipped < LEAST_SKIPPED * lines.length) return { found: combined, nearest: undefined };
  const { preset: fitting, nearPreset } = presetOf(lines);
  const preset = fitting === undefined || isCombined(fitting) ? undefined : fitting;
  const shown = preset === undefined ? inferredOf(lines) : undefined;
  // A broken line of another format may look like a line of a format without a time.
  const isShown = shown === undefined || lines.length >= LEAST_LINES_WITHOUT_TIME || HAS_TIME.test(shown.format ?? '');
  const inferred = isShown ? shown : undefined;
  const other =
    preset ??
    (inferred !== undefined && isGood(inferred) && (knowsMore(inferred) || !combined.areAgents) ? inferred : undefined);
  const isSafe = preset !== undefined || (other !== undefined && holdsCombined(other, combined.hasAgents));
  if (fitsCombined && !isSafe) return { found: combined, nearest: undefined };
  if (other !== undefined) return { found: other, nearest: undefined };
  if (inferred !== undefined && isGood(inferred)) return { found: inferred, nearest: undefined };
  const near = [inferred, nearPreset].filter((one) => one !== undefined && one.share >= LEAST_NEAR);
  const [nearest] = near.toSorted((a, b) => b!.share - a!.share);
  return { found: undefined, nearest: nearest !== undefined && nearest.share > combined.share ? nearest : undefined };
}

function inferredOf(lines: readonly string[], fields: FieldNames = NO_FIELDS): Judged | undefined {
  const format = inferFormat(lines, fields);
  const escaped = withoutQueries(candidateOf(format, lines), lines);
  // Values that hold quotes themselves were not escaped.
  const raw =
    escaped === undefined || escaped.share >= LEAST_SHARE ? undefined : candidateOf(withoutEscape(format), lines);
  const candidate = raw !== undefined && isGood(raw) ? raw : escaped;
  return candidate === undefined ? undefined : { ...candidate, isUndecided: hasRivalAddresses(lines) };
}

// A column of paths in which no request has a query is $uri: nginx decodes it, so that it may have blanks.
function withoutQueries(candidate: Judged | undefined, lines: readonly string[]): Judged | undefined {
  if (candidate === undefined || candidate.queries > 0 || lines.length < LEAST_PATHS) return candidate;
  const format = candidate.format?.replace(/(?<!\$host)\$request_uri\b/, '$uri');
  if (format === candidate.format || /\$uri\b.*\$uri\b/.test(format ?? '')) return candidate;
  const other = candidateOf(format, lines);
  const isLikely = other !== undefined && other.share >= candidate.share && other.doubtful <= candidate.doubtful;
  return isLikely ? other : candidate;
}

function withoutEscape(format: string | undefined): string | undefined {
  return format?.replace(/^log_format inferred (?:escape=json )?/, 'log_format inferred escape=none ');
}

// The preset that fits, and of several that fit equally well the one with most variables; otherwise the preset that fits best.
function presetOf(lines: readonly string[]): { preset?: Candidate; nearPreset?: Candidate } {
  const few = lines.filter((_, i) => i % Math.ceil(lines.length / FIRST_TRIED) === 0);
  const tried = PRESETS.flatMap(({ name, directive }) => {
    const first = candidateOf(directive, few);
    return first === undefined || first.share < LEAST_NEAR ? [] : [{ ...first, preset: name }];
  });
  const judged = (some: readonly Judged[]): Judged[] =>
    some.map((one) => ({ ...candidateOf(one.format, lines)!, preset: one.preset }));
  const good = judged(tried.filter(isGood)).filter(isGood);
  if (good.length === 0) {
    const [best] = tried.toSorted((a, b) => b.share - a.share);
    return best === undefined ? {} : { nearPreset: judged([best])[0]! };
  }
  const most = Math.max(...good.map(({ share }) => share));
  const equal = good.filter(({ share }) => share >= most - EQUAL_SHARE);
  const [preset, ...others] = equal.toSorted((a, b) => variablesIn(b) - variablesIn(a) || sizesIn(b) - sizesIn(a));
  return { preset: { ...preset!, alsoFits: others.map((other) => other.preset!) } };
}

// Whether a format has a field that combined lacks.
function knowsMore({ format = '' }: Candidate): boolean {
  const variables = format.match(/\$\{?\w+/g) ?? [];
  return variables.some((one) => !one.includes('unknown_') && !COMBINED.includes(one.replace('{', '')));
}

// The kernel reads such lines.
function isCombined({ format }: Candidate): boolean {
  return format !== undefined && textOf(parseLogFormat(format)) === COMBINED;
}

function sizesIn({ format }: Candidate): number {
  return format?.includes('$body_bytes_sent') === true ? 1 : 0;
}

// Whether a format has the fields of combined that every diagnosis needs.
function holdsCombined({ format = '' }: Candidate, hasAgents: boolean): boolean {
  const needed = ['remote_addr', 'status', 'bytes_sent', ...(hasAgents ? ['http_user_agent'] : [])];
  return needed.every((name) => format.includes(name));
}

function variablesIn({ format }: Candidate): number {
  return new Set(format?.match(/\$\{?\w+/g)).size;
}
