// Reads a report that an earlier run wrote as JSON or NDJSON. It comes from a file, so every part of it is checked.
import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { CAUSE_IDS } from '../../judge/catalogue.ts';
import type { ComparableReport } from '../../report/compare/report-side.ts';
import { describeFileError } from '../../sources/files/file-error.ts';
import { READ_AT_ONCE } from '../../sources/files/positions.ts';
import { UsageError } from '../errors.ts';
import { quoted } from '../vocabulary.ts';

/** A report has some hundred KiB; the findings of NDJSON before it may be many. */
const MOST_BYTES = 2 ** 28;
/** Reports have 48. */
const MOST_BINS = 4096;
const HEAD_BYTES = 256;
/** What a report or a finding of logscan begins with. */
const BEGINNING = /^\s*\{\s*"(?:schema_version"\s*:\s*\d|type"\s*:\s*"(?:report|finding|related)")/;
const VERSION = 1;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/;

type Fields = Readonly<Record<string, unknown>>;

/** True if a file is a report or the findings of an earlier run, by its first bytes. A pipe is a log, because it can be read only once. */
export function isReportFile(path: string): boolean {
  try {
    if (!statSync(path).isFile()) return false;
    const file = openSync(path, READ_AT_ONCE);
    try {
      const head = Buffer.alloc(HEAD_BYTES);
      return BEGINNING.test(head.toString('latin1', 0, readSync(file, head, 0, HEAD_BYTES, 0)));
    } finally {
      closeSync(file);
    }
  } catch {
    // The run that reads it as a log says what is wrong.
    return false;
  }
}

/**
 * Reads the report of a file.
 * @throws UsageError if it cannot be read, is of another version, or is no report
 */
export function readReport(path: string): ComparableReport {
  const text = textOf(path).trim();
  // In NDJSON the report is the last line.
  const isLines = /^\{\s*"type"/.test(text);
  let value: unknown;
  try {
    value = JSON.parse(isLines ? text.slice(text.lastIndexOf('\n') + 1) : text);
  } catch {
    throw refused(path, isLines ? 'its last line is no whole record' : 'it is no whole JSON value');
  }
  const fault = faultOf(value);
  if (fault !== undefined) throw refused(path, fault);
  return value as ComparableReport;
}

function textOf(path: string): string {
  try {
    const file = openSync(path, READ_AT_ONCE);
    try {
      if (fstatSync(file).size > MOST_BYTES) throw refused(path, 'it has more than 256 MiB');
      return readFileSync(file, 'utf8');
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`diff: cannot read ${quoted(path)}: ${describeFileError(error)}.`);
  }
}

function refused(path: string, why: string): UsageError {
  return new UsageError(
    `diff: ${quoted(path)} begins like a report of logscan, but ${why}; write it again with --format json.`,
  );
}

// What is wrong with a value that should be a report; undefined if nothing is.
function faultOf(value: unknown): string | undefined {
  if (!isObject(value)) return 'it is no object';
  if (isObject(value['comparison']) && value['totals'] === undefined) return 'it is a comparison';
  if (value['schema_version'] !== VERSION)
    return `it has schema_version ${JSON.stringify(value['schema_version']) ?? 'none'} and this logscan reads ${VERSION}`;
  const checks: Readonly<Record<string, (part: unknown) => boolean>> = {
    period: (part) => part === null || (isObject(part) && isTime(part['begin']) && isTime(part['end'])),
    totals: (part) =>
      isObject(part) &&
      ['entries', 'clients', 'filtered_out'].every((name) => isCount(part[name])) &&
      isByStatus(part['by_status']),
    timeline: (part) => isObject(part) && isCount(part['bin_seconds']) && isBins(part['bins']),
    causes: (part) => isListOf(part, isCause),
    fixes: (part) => isListOf(part, isFix),
    ignored: (part) => part === undefined || isListOf(part, (one) => isObject(one) && isByStatus(one['by_status'])),
  };
  const wrong = Object.entries(checks).find(([name, isRight]) => !isRight(value[name]))?.[0];
  if (wrong !== undefined) return `${wrong} ${value[wrong] === undefined ? 'is missing' : 'has another form'}`;
  const { bins } = value['timeline'] as { bins: unknown[] };
  const causes = value['causes'] as readonly { bins: readonly unknown[] }[];
  return causes.every((cause) => cause.bins.length === bins.length) ? undefined : 'its bins have different lengths';
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && TIME.test(value) && !Number.isNaN(Date.parse(value));
}

function isListOf(value: unknown, isOne: (one: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne);
}

function isBins(value: unknown): boolean {
  return isListOf(value, isCount) && (value as unknown[]).length <= MOST_BINS;
}

function isByStatus(value: unknown): boolean {
  return isObject(value) && isCount(value['400']) && isCount(value['499']);
}

function isKnown(cause: unknown): boolean {
  return CAUSE_IDS.some((id) => id === cause);
}

function isCause(value: unknown): boolean {
  return (
    isObject(value) &&
    isKnown(value['cause']) &&
    isCount(value['hits']) &&
    isCount(value['clients']) &&
    isBins(value['bins'])
  );
}

function isFix(value: unknown): boolean {
  if (!isObject(value) || !isKnown(value['cause']) || typeof value['headline'] !== 'string') return false;
  return isListOf(
    value['top_uris'],
    (one) => isObject(one) && typeof one['value'] === 'string' && isCount(one['hits']),
  );
}
