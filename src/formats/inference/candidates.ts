// How well a format fits some lines: whether it reads them, and whether what it reads looks like requests.
import type { Entry } from '../entry.ts';
import { LogFormatError, parseLogFormat } from '../log-format/directive.ts';
import { FormatReader, isEntry, type Mismatch } from '../log-format/format-reader.ts';
import { namesProduct } from './columns.ts';
import { isAgentAsReferer, isSound, skips } from './soundness.ts';

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

/** This share of the user agents must name a product: curl/8.5.0. */
const LEAST_AGENTS = 0.3;
const ABSOLUTE = /^[A-Z]{3,10} https?:\/\//;
/** nginx and Apache escape a quote in a value: text with one is several columns. */
const BARE_QUOTE = /(?:^|[^\\])"/;
const TIME = /\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d |\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/** A format, and how well it fits some lines. */
export interface Judged extends Candidate {
  readonly sound: number;
  /** Where user agents stand, enough of them name a product. */
  readonly areAgents: boolean;
  /** Some line has a user agent. */
  readonly hasAgents: boolean;
  /** Lines with text that the reader did not understand. */
  readonly skipped: number;
  /** Requests with a query. */
  readonly queries: number;
  /** Lines of which it is not sure which text belongs to which value. */
  readonly doubtful: number;
}

/** How well a format fits some lines; undefined if it says too little. */
export function candidateOf(format: string | undefined, lines: readonly string[]): Judged | undefined {
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

/**
 * How well a format fits some lines.
 * @param format undefined for combined
 */
export function judge(
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
  let misplaced = 0;
  let absolute = 0;
  let quoted = 0;
  let queries = 0;
  let doubtful = 0;
  let failure: Candidate['failure'];
  const hasAddress = format === undefined || format.includes('$remote_addr');
  for (const line of lines) {
    const entry = read(line);
    if (typeof entry === 'object' && 'isAmbiguous' in entry) {
      fit++;
      ambiguous++;
      doubtful++;
      continue;
    }
    if (typeof entry === 'string' || !isEntry(entry)) {
      failure ??= typeof entry === 'string' ? { variable: entry, from: 0, line } : { ...entry, line };
      continue;
    }
    fit++;
    if (format === undefined && skips(line, entry)) skipped++;
    if (BARE_QUOTE.test(entry.request) || BARE_QUOTE.test(entry.extra.host ?? '')) quoted++;
    if (entry.request.includes('?')) queries++;
    if (entry.isForgeable === true) doubtful++;
    if (entry.status === 204 || entry.status === 304) {
      bodiless++;
      if ((entry.body_bytes_sent ?? 0) > 0) headed++;
    }
    if (entry.status < 200 || entry.status >= 400) continue;
    answered++;
    if (isSound(entry, hasAddress)) sound++;
    if (ABSOLUTE.test(entry.request)) absolute++;
    if (namesProduct(entry.http_user_agent)) agents++;
    if (isAgentAsReferer(entry)) misplaced++;
    if (entry.http_user_agent !== '-') named++;
  }
  // A few clients send texts with separators. Where many lines can be split in several ways, these are not their columns.
  const fitting = ambiguous > MOST_AMBIGUOUS * lines.length ? fit - ambiguous : fit;
  const share = lines.length === 0 ? 0 : fitting / lines.length;
  const areAgents = misplaced <= answered / 2 && (named === 0 || agents >= LEAST_AGENTS * named);
  // A size with 204 and 304 counts the header, too: it is $bytes_sent.
  const areBodies = headed <= bodiless / 2;
  // Requests with a whole URL are those that nginx put together.
  if (format === undefined && (!areBodies || absolute > LEAST_SOUND * answered)) skipped = fit;
  const isLikely = quoted <= fit / 2 && (format === undefined || (areAgents && areBodies));
  const soundShare = !isLikely ? 0 : answered === 0 ? 1 : sound / answered;
  return { format, share, failure, skipped, queries, doubtful, sound: soundShare, areAgents, hasAgents: named > 0 };
}

/** Whether a format fits. */
export function isGood({ share, sound }: Judged): boolean {
  return share >= LEAST_SHARE && sound >= LEAST_SOUND;
}
