// The language of --fail-on, `SUBJECT [MEASURE] OPERATOR NUMBER[%]`: it compares one count of the report with a number.
import { CAUSE_IDS, FAMILIES, VERDICTS } from '../../judge/catalogue.ts';
import type { Report } from '../../report/report.ts';
import { UsageError } from '../errors.ts';
import { didYouMean, oneOf, quoted, similarWords } from '../vocabulary.ts';
import { countOf, type Subject } from './subject-counts.ts';

/**
 * What is compared: a number of lines, a number of distinct clients, or a share from 0 to 1. Most shares are shares of all hits.
 * The shares of `400`, `499` and `all` are shares of all requests, and that of `unparsed` is a share of all lines.
 */
export type Measure = 'hits' | 'clients' | 'share';

/** How the count is compared with the number; `==` is read as `=`. */
export type Operator = '>' | '>=' | '<' | '<=' | '=' | '!=';

/** A condition that holds for a report or does not. */
export interface Condition {
  readonly subject: Subject;
  readonly measure: Measure;
  readonly operator: Operator;
  /** The number on the right of the operator; for a share, from 0 to 1. */
  readonly limit: number;
}

const COMPARE: Readonly<Record<Operator, (actual: number, limit: number) => boolean>> = {
  '>': (actual, limit) => actual > limit,
  '>=': (actual, limit) => actual >= limit,
  '<': (actual, limit) => actual < limit,
  '<=': (actual, limit) => actual <= limit,
  '=': (actual, limit) => actual === limit,
  '!=': (actual, limit) => actual !== limit,
};
const OPERATORS = Object.keys(COMPARE) as Operator[];
// Other spellings of the operators.
const FOREIGN_OPERATORS: Readonly<Record<string, Operator>> = {
  '=>': '>=',
  '=<': '<=',
  '<>': '!=',
  '===': '=',
  '!==': '!=',
  '>>': '>',
  '<<': '<',
  '≥': '>=',
  '≤': '<=',
  '≠': '!=',
};
const MEASURES: readonly Measure[] = ['hits', 'clients', 'share'];
const SUBJECTS: readonly Subject[] = [...VERDICTS, ...FAMILIES, ...CAUSE_IDS, '400', '499', 'all', 'unparsed'];
const PARTS = /^([^<>=!≤≥≠]*)([<>=!≤≥≠]*)([^]*)$/;
const NUMBER = /^(\d+(?:\.\d+)?|\.\d+)\s*(%?)$/;
const EXAMPLE = 'Example: --fail-on "unknown share > 10%"';
const NUMBER_FORMS = 'write it like 5 or 2.5%.';
const MOST_DECIMALS = 12;

/** True for the condition `new fix`, which compares with an earlier run, time or log. */
export function isNewFix(text: string): boolean {
  return /^\s*new[\s-]fix\s*$/i.test(text);
}

/**
 * Reads a condition.
 * @throws UsageError for the first wrong word
 */
export function parseCondition(text: string): Condition {
  const [, left = '', sign = '', right = ''] = PARTS.exec(text) ?? [];
  const words = left
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
  const { subject, measure } = readLeft(words, text);
  if (sign === '') {
    throw fault(
      text,
      'no comparison',
      'add one like > 0, and put the condition in quotes, because > redirects output in a shell.',
    );
  }
  return {
    subject,
    measure,
    operator: readOperator(sign, text),
    limit: readLimit(right, sign, measure, subject, text),
  };
}

/**
 * Whether a condition holds for a report, and the count that was compared. A cause that is not in the report counts as 0.
 * `all` counts the classified hits that pass the user's filters; `400` and `499` count every line.
 */
export function holds(condition: Condition, report: Report): { readonly holds: boolean; readonly actual: number } {
  const actual = countIn(report, condition);
  return { holds: COMPARE[condition.operator](actual, condition.limit), actual };
}

/** A condition with the count that was compared: `fix hits 12 > 0`, `unknown share 12.5% > 10%`. */
export function describeCondition(condition: Condition, actual: number): string {
  const { subject, measure, operator, limit } = condition;
  if (measure !== 'share') return `${subject} ${measure} ${actual} ${operator} ${limit}`;
  return `${subject} share ${actualPercent(actual, condition)}% ${operator} ${exactPercent(limit)}%`;
}

function readLeft(words: readonly string[], text: string): { subject: Subject; measure: Measure } {
  const [first, second, third] = words;
  if (first === undefined) {
    throw fault(
      text,
      'nothing to count',
      'begin with a verdict, a family, a cause, 400, 499, all or unparsed, or write "new fix".',
    );
  }
  const subject = readSubject(first, second, words, text);
  if (second === undefined) return { subject, measure: 'hits' };
  const measure = MEASURES.find((one) => one === second.toLowerCase());
  if (measure === undefined) {
    const advice = didYouMean(similarWords(second, MEASURES), `use ${oneOf(MEASURES)}.`);
    throw fault(text, `unknown measure ${quoted(second)}`, advice);
  }
  if (third !== undefined) throw fault(text, `extra word ${quoted(third)}`, 'leave it out.');
  if (measure === 'clients' && (subject === '400' || subject === '499')) {
    const advice = 'count all clients, or the clients of a verdict, a family or a cause.';
    throw fault(text, `clients cannot be counted by status`, advice);
  }
  if (measure === 'clients' && subject === 'unparsed') {
    throw fault(text, 'clients of unparsed lines cannot be counted', 'use hits or share.');
  }
  return { subject, measure };
}

function readSubject(first: string, second: string | undefined, words: readonly string[], text: string): Subject {
  const typed = first.toLowerCase();
  const subject = SUBJECTS.find((one) => one === typed);
  if (subject !== undefined) return subject;
  if (MEASURES.some((one) => one === typed)) {
    const what = SUBJECTS.find((one) => one === second?.toLowerCase()) ?? 'all';
    const note =
      typed === 'clients' && second === undefined ? ' The verdict client counts the lines of broken clients.' : '';
    throw fault(
      text,
      `the measure ${quoted(first)} comes before the subject`,
      didYouMean([`${what} ${typed}`], '') + note,
    );
  }
  if (/^[1-5]\d\d$/.test(typed)) throw fault(text, `unknown status ${quoted(first)}`, 'use 400 or 499.');
  // Ids are joined with -, and people type titles with spaces.
  const phrase = words.filter((word) => !MEASURES.some((one) => one === word.toLowerCase())).join('-');
  const advice = didYouMean(
    similarWords(phrase, SUBJECTS),
    `use ${VERDICTS.join(', ')}, 400, 499, all, unparsed, a family or a cause (logscan causes lists them).`,
  );
  throw fault(text, `unknown subject ${quoted(first)}`, advice);
}

function readOperator(sign: string, text: string): Operator {
  const operator = OPERATORS.find((one) => one === sign || (one === '=' && sign === '=='));
  if (operator !== undefined) return operator;
  const meant = Object.hasOwn(FOREIGN_OPERATORS, sign) ? FOREIGN_OPERATORS[sign] : undefined;
  const advice = didYouMean(meant === undefined ? [] : [meant], `use ${oneOf(OPERATORS)}.`);
  throw fault(text, `unknown comparison ${quoted(sign)}`, advice);
}

function readLimit(right: string, sign: string, measure: Measure, subject: Subject, text: string): number {
  const word = right.trim();
  if (word === '') throw fault(text, `no number after ${quoted(sign)}`, NUMBER_FORMS);
  const [, digits, percent] = NUMBER.exec(word) ?? [];
  if (digits === undefined) {
    if (/[<>=!&|]|\s(?:and|or)\s/i.test(word)) {
      throw fault(text, `more than one comparison`, 'give --fail-on once for each comparison.');
    }
    throw fault(text, `invalid number ${quoted(word)}`, NUMBER_FORMS);
  }
  if (measure !== 'share') {
    if (percent === '%') {
      throw fault(
        text,
        `the share ${quoted(word)} is compared with a number of ${measure}`,
        didYouMean([`${subject} share`], ''),
      );
    }
    if (!/^\d+$/.test(digits)) throw fault(text, `invalid number of ${measure} ${quoted(word)}`, 'use a whole number.');
    return Number(digits);
  }
  // Number() rounds once, like the division that makes a share. A second rounding would make = and >= inexact.
  const limit = Number(percent === '%' ? `${digits}e-2` : digits);
  if (percent === '' && limit >= 1) {
    throw fault(text, `the share ${quoted(word)} has no % and is not below 1`, didYouMean([`${digits}%`], ''));
  }
  if (limit > 1) throw fault(text, `the share ${quoted(word)} is more than 100%`, 'use 0% to 100%.');
  return limit;
}

function countIn(report: Report, { subject, measure }: Condition): number {
  const { totals } = report;
  const count = countOf(subject, report);
  if (measure !== 'share') return count[measure] ?? 0;
  if (count.share !== undefined) return count.share;
  const whole = subject === 'unparsed' ? totals.lines : totals.entries;
  return whole === 0 ? 0 : count.hits / whole;
}

// Uses as few decimals as possible, but the printed comparison must be true exactly when the real one is: not 10% > 10%.
function actualPercent(actual: number, { operator, limit }: Condition): string {
  const compare = COMPARE[operator];
  for (let decimals = 1; decimals < MOST_DECIMALS; decimals++) {
    const shown = Number((actual * 100).toFixed(decimals));
    if (compare(shown, exactPercent(limit)) === compare(actual, limit)) return String(shown);
  }
  return String(actual * 100);
}

// 0.07 × 100 is 7.000000000000001.
function exactPercent(share: number): number {
  return Number((share * 100).toPrecision(MOST_DECIMALS));
}

function fault(text: string, problem: string, advice: string): UsageError {
  return new UsageError(`--fail-on: ${problem} in ${quoted(text)}; ${advice} ${EXAMPLE}.`);
}
