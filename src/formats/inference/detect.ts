// Finds out in which format the lines of a log are.
import { COMBINED } from '../combined-fields.ts';
import type { Entry } from '../entry.ts';
import { parseLine } from '../line.ts';
import { LogFormatError, parseLogFormat, textOf } from '../log-format/directive.ts';
import { FormatReader, isEntry, type Mismatch } from '../log-format/format-reader.ts';
import { PRESETS } from '../presets.ts';
import { namesProduct } from './columns.ts';
import { type FieldNames, NO_FIELDS } from './column-variables.ts';
import { isSound, skips } from './soundness.ts';
import { hasRivalAddresses, inferFormat, pathsIn } from './infer.ts';

/** A format that fits some lines. */
export interface Candidate {
  /** The log_format, as nginx takes it; undefined for combined and what is like it. */
  readonly format: string | undefined;
  /** The name of the preset; undefined for another format. */
  readonly preset?: string | undefined;
  /** Names of other presets that fit about as many lines. */
  readonly alsoFits?: readonly string[] | undefined;
  /** How many of the lines fit, 0 to 1. */
  readonly share: number;
  /** The values do not show which of several addresses is the client's. */
  readonly isUndecided?: boolean | undefined;
  /** The first line that does not fit, and where its value of a variable went wrong. */
  readonly failure: (Mismatch & { readonly line: string }) | undefined;
}

/** This share of the lines must fit. */
export const LEAST_SHARE: number = 0.98;
/** This share of the answered requests must look like requests. */
const LEAST_SOUND = 0.9;

/** A format may leave open in this share of the lines which text belongs to which value. */
const MOST_AMBIGUOUS = 0.1;

/** Formats fit equally well if their shares of the lines differ by no more than this; then the longer one is taken. */
const EQUAL_SHARE = 0.01;
/** If no format fits, the best one is named when it fits at least this share of the lines. */
const LEAST_NEAR = 0.5;

/** Lines on which each preset is tried first. */
const FIRST_TRIED = 20;

/** Combined is looked at again where it skips columns in this share of the lines. */
const LEAST_SKIPPED = 0.5;
/** This share of the user agents must name a product: curl/8.5.0. */
const LEAST_AGENTS = 0.3;
const ABSOLUTE = /^[A-Z]{3,10} https?:\/\//;
const TIME = /\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d |\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

const HAS_TIME = /\$(?:time_local|time_iso8601|msec)\b/;
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
  const isSafe = preset !== undefined || (other !== undefined && holdsCombined(other));
  if (fitsCombined && !isSafe) return { found: combined, nearest: undefined };
  if (other !== undefined) return { found: other, nearest: undefined };
  if (inferred !== undefined && isGood(inferred)) return { found: inferred, nearest: undefined };
  const near = [inferred, nearPreset].filter((one) => one !== undefined && one.share >= LEAST_NEAR);
  const [nearest] = near.toSorted((a, b) => b!.share - a!.share);
  return { found: undefined, nearest: nearest !== undefined && nearest.share > combined.share ? nearest : undefined };
}

function inferredOf(lines: readonly string[], fields: FieldNames = NO_FIELDS): Judged | undefined {
  const format = inferFormat(lines, fields);
  const escaped = candidateOf(format, lines);
  // Values that hold quotes themselves were not escaped.
  const raw =
    escaped === undefined || escaped.share >= LEAST_SHARE ? undefined : candidateOf(withoutEscape(format), lines);
  const candidate = raw !== undefined && isGood(raw) ? raw : escaped;
  return candidate === undefined ? undefined : { ...candidate, isUndecided: hasRivalAddresses(lines) };
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
function holdsCombined({ format = '' }: Candidate): boolean {
  return ['remote_addr', 'status', 'bytes_sent', 'http_user_agent'].every((name) => format.includes(name));
}

function variablesIn({ format }: Candidate): number {
  return new Set(format?.match(/\$\{?\w+/g)).size;
}

interface Judged extends Candidate {
  readonly sound: number;
  /** Where user agents stand, enough of them name a product. */
  readonly areAgents: boolean;
  /** Lines with text that the reader did not understand. */
  readonly skipped: number;
}

function candidateOf(format: string | undefined, lines: readonly string[]): Judged | undefined {
  if (format === undefined) return undefined;
  const reader = readerOf(format);
  if (reader === undefined) return undefined;
  // The time must not be a part of another value.
  if (reader.hasNoTime && lines.filter((line) => TIME.test(line)).length > lines.length / 2) return undefined;
  return judge(format, lines, (line) => reader.readWhole(line));
}

// Undefined for a format whose lines say too little.
function readerOf(format: string): FormatReader | undefined {
  try {
    return new FormatReader(parseLogFormat(format));
  } catch (error) {
    if (error instanceof LogFormatError) return undefined;
    throw error;
  }
}

function judge(
  format: string | undefined,
  lines: readonly string[],
  read: (line: string) => Entry | Mismatch | string,
): Judged {
  let fit = 0;
  let ambiguous = 0;
  let answered = 0;
  let sound = 0;
  let skipped = 0;
  let bodiless = 0;
  let headed = 0;
  let agents = 0;
  let named = 0;
  let absolute = 0;
  let failure: Candidate['failure'];
  const hasAddress = format === undefined || format.includes('$remote_addr');
  for (const line of lines) {
    const entry = read(line);
    if (typeof entry === 'object' && 'isAmbiguous' in entry) {
      fit++;
      ambiguous++;
      continue;
    }
    if (typeof entry === 'string' || !isEntry(entry)) {
      failure ??= typeof entry === 'string' ? { variable: entry, from: 0, line } : { ...entry, line };
      continue;
    }
    fit++;
    if (format === undefined && skips(line, entry)) skipped++;
    if (entry.status === 204 || entry.status === 304) {
      bodiless++;
      if ((entry.body_bytes_sent ?? 0) > 0) headed++;
    }
    if (entry.status < 200 || entry.status >= 400) continue;
    answered++;
    if (isSound(entry, hasAddress)) sound++;
    if (ABSOLUTE.test(entry.request)) absolute++;
    if (namesProduct(entry.http_user_agent)) agents++;
    if (entry.http_user_agent !== '-') named++;
  }
  // A few clients send texts with separators. Where many lines can be split in several ways, these are not their columns.
  const fitting = ambiguous > MOST_AMBIGUOUS * lines.length ? fit - ambiguous : fit;
  const share = lines.length === 0 ? 0 : fitting / lines.length;
  const areAgents = named === 0 || agents >= LEAST_AGENTS * named;
  // A size with 204 and 304 counts the header, too: it is $bytes_sent.
  const areBodies = headed <= bodiless / 2;
  // Requests with a whole URL are those that nginx put together.
  if (format === undefined && (!areBodies || absolute > LEAST_SOUND * answered)) skipped = fit;
  const isLikely = format === undefined || (areAgents && areBodies);
  return { format, share, failure, skipped, sound: !isLikely ? 0 : answered === 0 ? 1 : sound / answered, areAgents };
}

function isGood({ share, sound }: Judged): boolean {
  return share >= LEAST_SHARE && sound >= LEAST_SOUND;
}
