// Reads the rules of accepted hits, as a table [[ignore]] of TOML has them: cause, client, path, until, and a reason.
import { parseRequest } from '../../formats/request.ts';
import { formatIso8601 } from '../../formats/time-local.ts';
import type { Finding } from '../../judge/diagnose.ts';
import type { IgnoreRule } from '../../report/sums/ignored.ts';
import { UsageError } from '../errors.ts';
import { quoted, readCause, unknownWord } from '../vocabulary.ts';
import { compileClients } from './filter.ts';

export type { IgnoreRule } from '../../report/sums/ignored.ts';

const KEYS = ['cause', 'client', 'path', 'until', 'reason'] as const;
const MOST_REASON_CHARACTERS = 200;
const DATE = /^\d{4}-\d\d-\d\d$/;

type Test = (finding: Finding) => boolean;

/**
 * Reads rules. All conditions of a rule must hold; the values of one condition are alternatives.
 * @param tables as the TOML parser returns them
 * @param placeOf `FILE:LINE` of a rule, by its number
 * @throws UsageError for an unknown key, a wrong value, a rule without a condition and one without a reason
 */
export function readIgnoreRules(
  tables: readonly Readonly<Record<string, unknown>>[],
  placeOf: (index: number) => string,
): readonly IgnoreRule[] {
  return tables.map((table, i) => readRule(table, placeOf(i)));
}

function readRule(table: Readonly<Record<string, unknown>>, place: string): IgnoreRule {
  const other = Object.keys(table).find((key) => !KEYS.some((known) => known === key));
  if (other !== undefined) {
    throw new UsageError(`${place}: ${unknownWord('key', other, KEYS, `use ${KEYS.join(', ')}.`)}`);
  }
  const tests = [causeTest(table, place), clientTest(table, place), pathTest(table, place)].flatMap(
    (test) => test ?? [],
  );
  if (tests.length === 0)
    throw new UsageError(`${place}: the rule ignores every hit; add a cause, a client or a path.`);
  const until = untilTest(table, place);
  if (until !== undefined) tests.push(until);
  return { reason: readReason(table['reason'], place), matches: (finding) => tests.every((test) => test(finding)) };
}

function readReason(value: unknown, place: string): string {
  if (typeof value !== 'string' || value.trim() === '') {
    throw new UsageError(`${place}: the rule has no reason; say in one line why these hits are accepted.`);
  }
  const reason = value.trim();
  if (reason.length <= MOST_REASON_CHARACTERS && !reason.includes('\n')) return reason;
  throw new UsageError(`${place}: the reason must be one line of at most ${MOST_REASON_CHARACTERS} characters.`);
}

function causeTest(table: Readonly<Record<string, unknown>>, place: string): Test | undefined {
  const causes = textsOf(table, 'cause', place)?.map((word) => readCause(`${place}: cause`, word));
  return causes === undefined ? undefined : ({ cause }) => causes.includes(cause);
}

function clientTest(table: Readonly<Record<string, unknown>>, place: string): Test | undefined {
  const words = textsOf(table, 'client', place);
  if (words === undefined) return undefined;
  const isListed = compileClients(`${place}: client`, words, false);
  return ({ entry }) => isListed(entry.client);
}

function pathTest(table: Readonly<Record<string, unknown>>, place: string): Test | undefined {
  const words = textsOf(table, 'path', place);
  const wrong = words?.find((word) => !/^[/*]/.test(word) || word.includes('?'));
  if (wrong !== undefined) {
    throw new UsageError(
      `${place}: the path ${quoted(wrong)} must begin with / or * and have no query; write it like /health or /api/*.`,
    );
  }
  const tests = words?.map(compilePath);
  return tests === undefined ? undefined : ({ entry }) => pathMatches(parseRequest(entry.request).path, tests);
}

function pathMatches(path: string, tests: readonly ((path: string) => boolean)[]): boolean {
  return path !== '' && tests.some((test) => test(path));
}

/**
 * Compiles the pattern of a path, in which `*` stands for any text, also with slashes. Every part between two stars is searched for
 * once, from left to right, so a test takes no more than the product of both lengths.
 */
export function compilePath(pattern: string): (path: string) => boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return (path) => path === pattern;
  return (path) => {
    if (!path.startsWith(first)) return false;
    let at = first.length;
    for (const part of rest) {
      const found = path.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return path.length - last.length >= at && path.endsWith(last);
  };
}

// The rule holds to the end of the day, by the clock of the log.
function untilTest(table: Readonly<Record<string, unknown>>, place: string): Test | undefined {
  const value = table['until'];
  if (value === undefined) return undefined;
  // The parser gives a date without a time of day as the text of that date.
  const text = value instanceof Date && DATE.test(value.toISOString()) ? value.toISOString() : value;
  if (typeof text !== 'string' || !isDay(text)) {
    throw new UsageError(`${place}: until needs a date; write it like 2026-12-31.`);
  }
  return ({ entry: { time, utcOffsetMinutes } }) => formatIso8601(time, utcOffsetMinutes).slice(0, 10) <= text;
}

/** True if the text is a day that exists, such as `2026-12-31`; false for `2026-02-30`, which `Date` takes for 2 March. */
export function isDay(text: string): boolean {
  const day = new Date(text);
  return DATE.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function textsOf(table: Readonly<Record<string, unknown>>, key: string, place: string): readonly string[] | undefined {
  const value = table[key];
  if (value === undefined) return undefined;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = list.filter((one) => typeof one === 'string');
  if (texts.length === list.length && list.length > 0) return texts;
  throw new UsageError(`${place}: ${key} needs a text, or a list of texts.`);
}
