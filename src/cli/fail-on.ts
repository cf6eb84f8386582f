// The language of --fail-on, `SUBJECT [MEASURE] OP NUMBER[%]`: one comparison of a count of the report with a number.
import { CATALOGUE, type CauseId, type Family, type Verdict } from '../judge/catalogue.ts';
import { UsageError } from './errors.ts';
import { didYouMean, FAMILIES, similarWords, VERDICTS } from './vocabulary.ts';
import type { Report } from '../report/report.ts';

/** What is counted. `client` is the verdict; distinct clients are a {@link Measure}. */
export type Subject = Verdict | Family | CauseId | '400' | '499' | 'all' | 'unparsed';

/**
 * How it is counted: lines, distinct clients, or a share from 0 to 1: of all hits; for `400`, `499` and `all` of all
 * requests; for `unparsed` of all lines.
 */
export type Measure = 'hits' | 'clients' | 'share';

/** How the count is compared; `==` is read as `=`. */
export type Operator = '>' | '>=' | '<' | '<=' | '=' | '!=';

/** A condition that a report meets or does not. */
export interface Condition {
  readonly subject: Subject;
  readonly measure: Measure;
  readonly operator: Operator;
  /** The number on the right; a share is 0 to 1. */
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
// How the operators are written elsewhere.
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
const SUBJECTS: readonly Subject[] = [
  ...VERDICTS,
  ...FAMILIES,
  ...(Object.keys(CATALOGUE) as CauseId[]),
  '400',
  '499',
  'all',
  'unparsed',
];
const PARTS = /^([^<>=!≤≥≠]*)([<>=!≤≥≠]*)([^]*)$/;
const NUMBER = /^(\d+(?:\.\d+)?|\.\d+)\s*(%?)$/;
const EXAMPLE = 'for example --fail-on "unknown share > 10%"';
const MOST_DECIMALS = 12;

/**
 * Reads a condition.
 * @throws UsageError that names the first wrong word, what may have been meant by it, and an example
 */
export function parseCondition(text: string): Condition {
  const [, left = '', sign = '', right = ''] = PARTS.exec(text) ?? [];
  const words = left
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');
  const { subject, measure } = readLeft(words, text);
  if (sign === '') {
    throw fault(text, `it compares nothing; put > 0 behind it, and quote it all, or the shell takes > for itself`);
  }
  return { subject, measure, operator: readOperator(sign, text), limit: readLimit(right, measure, subject, text) };
}

/**
 * Tells whether a report meets a condition, and the count that was compared. A cause that is not in the report has none.
 * `all` counts the hits that were judged and that the user's filters let through; `400` and `499` count every line.
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
  if (first === undefined) throw fault(text, 'it does not begin with what to count: a verdict, a family, a cause …');
  const subject = readSubject(first, second, words, text);
  if (second === undefined) return { subject, measure: 'hits' };
  const name = MEASURES.find((one) => one === second.toLowerCase());
  if (name === undefined) {
    const hint = didYouMean(similarWords(second, MEASURES), 'count hits, clients or share');
    throw fault(text, `${second} is not a way to count: ${hint}`);
  }
  if (third !== undefined) throw fault(text, `${third} is one word too many before the comparison`);
  if (name === 'clients' && (subject === '400' || subject === '499')) {
    throw fault(
      text,
      `clients are not counted for each status; count all clients, or those of a verdict, a family or a cause`,
    );
  }
  if (name === 'clients' && subject === 'unparsed')
    throw fault(text, 'unparsed lines have no clients; count hits or share');
  return { subject, measure: name };
}

function readSubject(first: string, second: string | undefined, words: readonly string[], text: string): Subject {
  const typed = first.toLowerCase();
  const subject = SUBJECTS.find((one) => one === typed);
  if (subject !== undefined) return subject;
  if (MEASURES.some((one) => one === typed)) {
    const what = SUBJECTS.find((one) => one === second?.toLowerCase()) ?? 'all';
    const verdict =
      typed === 'clients' && second === undefined ? ' (client is a verdict: lines of broken clients)' : '';
    throw fault(text, `${first} says how to count and comes second: did you mean ${what} ${typed}?${verdict}`);
  }
  if (/^[1-5]\d\d$/.test(typed)) throw fault(text, `${first} is not counted: of the statuses only 400 and 499 are`);
  // Ids are joined with -, titles with blanks.
  const phrase = words.filter((word) => !MEASURES.some((one) => one === word.toLowerCase())).join('-');
  const hint = didYouMean(
    similarWords(phrase, SUBJECTS),
    `use ${VERDICTS.join(', ')}, 400, 499, all, unparsed, a family or a cause (logscan causes lists them)`,
  );
  throw fault(text, `nothing is called ${first}: ${hint}`);
}

function readOperator(sign: string, text: string): Operator {
  const operator = OPERATORS.find((one) => one === sign || (one === '=' && sign === '=='));
  if (operator !== undefined) return operator;
  const meant = Object.hasOwn(FOREIGN_OPERATORS, sign) ? FOREIGN_OPERATORS[sign] : undefined;
  throw fault(
    text,
    `${sign} is no comparison: ${didYouMean(meant === undefined ? [] : [meant], `use ${OPERATORS.join(' ')}`)}`,
  );
}

function readLimit(right: string, measure: Measure, subject: Subject, text: string): number {
  const word = right.trim();
  if (word === '') throw fault(text, 'there is no number behind the comparison');
  const [, digits, percent] = NUMBER.exec(word) ?? [];
  if (digits === undefined) {
    const isMore = /[<>=!&|]|\s(?:and|or)\s/i.test(word);
    throw fault(
      text,
      `${word} is no number${isMore ? '; a condition is one comparison' : ', write it like 5 or 2.5%'}`,
    );
  }
  if (measure !== 'share') {
    if (percent === '%') throw fault(text, `${word} is a share: did you mean ${subject} share?`);
    if (!/^\d+$/.test(digits)) throw fault(text, `${word}: ${measure} are whole numbers`);
    return Number(digits);
  }
  // One rounding only, as in the division that makes a share: so that = and >= mean what they say.
  const limit = Number(percent === '%' ? `${digits}e-2` : digits);
  if (percent === '' && limit >= 1) throw fault(text, `a share is below 1 or has a %: did you mean ${digits}%?`);
  if (limit > 1) throw fault(text, `${word} is more than all`);
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

// A count; of lines that are no hits, or all hits, the share is not in the report.
function countOf(subject: Subject, report: Report): { hits: number; clients?: number; share?: number } {
  const { totals, verdicts, families, causes } = report;
  switch (subject) {
    case '400':
    case '499':
      return { hits: totals.by_status[subject] };
    case 'all':
      return {
        hits: Object.values(verdicts).reduce((sum, { hits }) => sum + hits, 0),
        clients: totals.clients,
      };
    case 'unparsed':
      return { hits: totals.unparsed };
    case 'harmless':
    case 'fix':
    case 'client':
    case 'hostile':
    case 'unknown':
      return verdicts[subject];
    default:
      return (
        families.find(({ family }) => family === subject) ??
        causes.find(({ cause }) => cause === subject) ?? { hits: 0, clients: 0, share: 0 }
      );
  }
}

// As few decimals as leave the comparison true or false: 10.04 % is not shown as 10% > 10%.
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

function fault(text: string, why: string): UsageError {
  return new UsageError(`--fail-on ${JSON.stringify(text)}: ${why} (${EXAMPLE})`);
}
