// Finds out in which format the lines of a log are.
import { isAddress, withoutPort } from '../address.ts';
import { COMBINED } from '../combined-fields.ts';
import type { Entry } from '../entry.ts';
import { parseLine } from '../line.ts';
import { LogFormatError, parseLogFormat, textOf } from '../log-format/directive.ts';
import { FormatReader, isEntry } from '../log-format/format-reader.ts';
import { namesProduct } from './columns.ts';
import { inferFormat } from './infer.ts';

/** A format that fits some lines. */
export interface Candidate {
  /** The log_format, as nginx takes it; undefined for combined and what is like it. */
  readonly format: string | undefined;
  /** How many of the lines fit, 0 to 1. */
  readonly share: number;
  /** The variable at which the first line that does not fit went wrong, and that line. */
  readonly failure: { readonly variable: string; readonly line: string } | undefined;
}

/** This share of the lines must fit. */
const LEAST_SHARE = 0.98;
/** This share of the answered requests must look like requests. */
const LEAST_SOUND = 0.9;

/** Lines on which each preset is tried first. */
const FIRST_TRIED = 20;

/** Combined is looked at again where it skips columns in this share of the lines. */
const LEAST_SKIPPED = 0.5;
/** This share of the user agents must name a product: curl/8.5.0. */
const LEAST_AGENTS = 0.3;
const TIME = /\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d |\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/** What {@link detectFormat} found. */
export interface Detection {
  /** The format to use; undefined if none fits. */
  readonly found: Candidate | undefined;
  /** The format that fits best, if none fits well. */
  readonly nearest: Candidate | undefined;
}

/** Finds the format of some lines of a log. */
export async function detectFormat(sample: readonly string[]): Promise<Detection> {
  const lines = sample.filter((line) => line.trim() !== '');
  const combined = judge(undefined, lines, (line) => parseLine(line));
  const fitsCombined = isGood(combined);
  // Only a log with columns that combined does not know is worth a second look.
  if (fitsCombined && combined.skipped < LEAST_SKIPPED * lines.length) return { found: combined, nearest: undefined };
  const preset = await presetOf(lines);
  const inferred = preset === undefined ? candidateOf(inferFormat(lines), lines) : undefined;
  const other =
    preset ??
    (inferred !== undefined && isGood(inferred) && (knowsMore(inferred) || !combined.areAgents) ? inferred : undefined);
  const isSafe = preset === undefined ? other !== undefined && holdsCombined(other) : !isCombined(preset);
  if (fitsCombined && !isSafe) return { found: combined, nearest: undefined };
  if (other !== undefined) return { found: other, nearest: undefined };
  if (inferred !== undefined && isGood(inferred)) return { found: inferred, nearest: undefined };
  const nearest = inferred !== undefined && inferred.share > combined.share ? inferred : undefined;
  return { found: undefined, nearest };
}

// The preset that fits, and of several the one with most variables.
async function presetOf(lines: readonly string[]): Promise<Candidate | undefined> {
  const { PRESETS } = await import('../presets.ts');
  const few = lines.filter((_, i) => i % Math.ceil(lines.length / FIRST_TRIED) === 0);
  const good = PRESETS.flatMap(({ directive }) => {
    const first = candidateOf(directive, few);
    if (first === undefined || !isGood(first)) return [];
    const candidate = candidateOf(directive, lines);
    return candidate !== undefined && isGood(candidate) ? [candidate] : [];
  });
  return good.toSorted((a, b) => variablesIn(b) - variablesIn(a) || sizesIn(b) - sizesIn(a))[0];
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
  return judge(format, lines, (line) => {
    const read = reader.read(line);
    return isEntry(read) ? read : read.variable;
  });
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

function judge(format: string | undefined, lines: readonly string[], read: (line: string) => Entry | string): Judged {
  let fit = 0;
  let answered = 0;
  let sound = 0;
  let skipped = 0;
  let bodiless = 0;
  let headed = 0;
  let agents = 0;
  let named = 0;
  let failure: Candidate['failure'];
  for (const line of lines) {
    const entry = read(line);
    if (typeof entry === 'string') {
      failure ??= { variable: entry, line };
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
    if (isSound(entry)) sound++;
    if (namesProduct(entry.http_user_agent)) agents++;
    if (entry.http_user_agent !== '-') named++;
  }
  const share = lines.length === 0 ? 0 : fit / lines.length;
  const areAgents = named === 0 || agents >= LEAST_AGENTS * named;
  // A size with 204 and 304 counts the header, too: it is $bytes_sent.
  const areBodies = headed <= bodiless / 2;
  if (format === undefined && !areBodies) skipped = fit;
  const isLikely = format === undefined || (areAgents && areBodies);
  return { format, share, failure, skipped, sound: !isLikely ? 0 : answered === 0 ? 1 : sound / answered, areAgents };
}

function isGood({ share, sound }: Judged): boolean {
  return share >= LEAST_SHARE && sound >= LEAST_SOUND;
}

// A request that was answered looks like one, addresses look like addresses, and a host name has a letter.
function isSound({
  request,
  remote_addr,
  extra: { host = '-', http_x_forwarded_for: forwarded = '-' },
}: Entry): boolean {
  if (!/^[A-Z]{3,10} \S/.test(request) || !isAddress(remote_addr)) return false;
  if (host !== '-' && !/^[^\s/]*[a-z_][^\s/]*$/i.test(host) && !isAddress(withoutPort(host))) return false;
  return forwarded.split(',').every((one) => /^\s*(?:-|unknown)?\s*$/.test(one) || isAddress(one.trim()));
}

// Whether combined left text of a line unread, or read several columns as one: columns before the user agent, columns without a name after it.
function skips(line: string, { request, remote_user, http_user_agent, http_referer, extra }: Entry): boolean {
  if (remote_user.includes(' ')) return true;
  // A user agent further to the right.
  const rest = line.slice(line.indexOf(request) + request.length);
  if (http_user_agent === '-' && /"(?:Mozilla\/|[A-Za-z][\w.-]*\/\d)[^"]*"/.test(rest)) return true;
  const agent = `"${http_user_agent}"`;
  const at = http_user_agent === '-' ? line.lastIndexOf(`"${http_referer}" "-"`) : line.lastIndexOf(agent);
  if (at < 0)
    return /["\d]\s*$/.test(line) && http_user_agent === '-' && http_referer === '-' && /"[^"]*"\s*$/.test(line);
  const end = http_user_agent === '-' ? at + http_referer.length + 6 : at + agent.length;
  const tail = line
    .slice(end)
    .replaceAll(/"[\da-fA-F.:, unkow-]*"/g, '')
    .trim();
  return tail !== '' && Object.keys(extra).length === 0;
}
