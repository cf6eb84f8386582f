// Finds out in which format the lines of a log are.
import { isAddress } from '../address.ts';
import type { Entry } from '../entry.ts';
import { parseLine } from '../line.ts';
import { parseLogFormat } from '../log-format/directive.ts';
import { FormatReader, isEntry } from '../log-format/format-reader.ts';
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

/** What {@link detectFormat} found. */
export interface Detection {
  /** The format to use; undefined if none fits. */
  readonly found: Candidate | undefined;
  /** The format that fits best, if none fits well. */
  readonly nearest: Candidate | undefined;
}

/** Finds the format of some lines of a log. */
export function detectFormat(sample: readonly string[]): Detection {
  const lines = sample.filter((line) => line.trim() !== '');
  const combined = judge(undefined, lines, (line) => parseLine(line));
  if (isGood(combined) && combined.skipped === 0) return { found: combined, nearest: undefined };
  const inferred = candidateOf(inferFormat(lines), lines);
  if (inferred !== undefined && isGood(inferred)) return { found: inferred, nearest: undefined };
  if (isGood(combined)) return { found: combined, nearest: undefined };
  const nearest = inferred !== undefined && inferred.share > combined.share ? inferred : undefined;
  return { found: undefined, nearest };
}

interface Judged extends Candidate {
  readonly sound: number;
  /** Lines with text that the reader did not understand. */
  readonly skipped: number;
}

function candidateOf(format: string | undefined, lines: readonly string[]): Judged | undefined {
  if (format === undefined) return undefined;
  const reader = new FormatReader(parseLogFormat(format));
  return judge(format, lines, (line) => {
    const read = reader.read(line);
    return isEntry(read) ? read : read.variable;
  });
}

function judge(format: string | undefined, lines: readonly string[], read: (line: string) => Entry | string): Judged {
  let fit = 0;
  let answered = 0;
  let sound = 0;
  let skipped = 0;
  let failure: Candidate['failure'];
  for (const line of lines) {
    const entry = read(line);
    if (typeof entry === 'string') {
      failure ??= { variable: entry, line };
      continue;
    }
    fit++;
    if (format === undefined && skips(line, entry)) skipped++;
    if (entry.status < 200 || entry.status >= 400) continue;
    answered++;
    if (/^\S+ \S/.test(entry.request) && isAddress(entry.remote_addr)) sound++;
  }
  const share = lines.length === 0 ? 0 : fit / lines.length;
  return { format, share, failure, skipped, sound: answered === 0 ? 1 : sound / answered };
}

function isGood({ share, sound }: Judged): boolean {
  return share >= LEAST_SHARE && sound >= LEAST_SOUND;
}

// Whether combined left text of a line unread: columns before the user agent, or columns without a name after it.
function skips(line: string, { http_user_agent, http_referer, extra }: Entry): boolean {
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
