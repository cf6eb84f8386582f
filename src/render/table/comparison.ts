// The block of a comparison: the answer, both sides, what changed, and what is new to fix or solved.
import type { Report } from '../../report/report.ts';
import type { Change, Comparison, FixChange } from '../../report/shape/comparison.ts';
import {
  comparisonAnswer,
  isNews,
  isOfCause,
  onsetWords,
  ratesOf,
  type SideWords,
} from '../../report/words/comparison-words.ts';
import { plural, wholeNumber } from '../../report/words/numbers.ts';
import { flow, wrap } from '../flow.ts';
import { hasSeveralDays, moment } from '../quantities.ts';
import { textWidth } from '../text-width.ts';
import { widest } from './grid.ts';
import type { Screen } from './screen.ts';

const INDENT = '  ';
/** Changes and fixes that are named, and lines of the block on the first screen. */
const ROWS = { fixes: 3, whole: 50, ofScreen: 8 } as const;
/** Columns for what stands beside the name of a change. */
const LEAST_BESIDE = 30;

/** The section of a report; empty without a comparison. */
export function renderComparisonOf({ comparison, period }: Report, screen: Screen, isBrief: boolean): string[] {
  if (comparison === undefined) return [];
  const { at, before, after } = comparison;
  const isOutside = at !== null && period !== null && (at < period.begin || at > period.end);
  const withDay = isOutside || hasSeveralDays(period);
  const clock = (iso: string): string => moment(iso, withDay).replace(/(\d\d:\d\d):00$/, '$1');
  const time = at === null ? 'this time' : clock(at);
  const words = { before: `before ${time}`, after: `since ${time}`, clock };
  const ends = period === null ? '' : outside(comparison, period, clock);
  const counts = `${plural(before.requests, 'request')} ${words.before}, ${wholeNumber(after.requests)} since`;
  return renderComparison(comparison, words, comparison.too_little === null ? counts : ends, screen, isBrief);
}

/**
 * The block.
 * @param about what is compared, in a line; empty for no line
 */
export function renderComparison(
  comparison: Comparison,
  words: SideWords,
  about: string,
  screen: Screen,
  isBrief: boolean,
): string[] {
  const say = (text: string): string => screen.say(text.replaceAll('→', screen.glyphs.arrow));
  const answer = wrap(say(comparisonAnswer(comparison, words).join(' ')), screen.width).map((line) =>
    screen.bold(line),
  );
  const head = about === '' ? answer : [...answer, ...wrap(say(about), screen.width, { first: INDENT })];
  if (comparison.too_little !== null) return head;
  const details = { comparison, words, screen, isBrief };
  if (!isBrief) return [...head, ...changeLines(ROWS.whole, details), ...unsureLines(details), ...fixesOf(details)];
  // On the first screen, the block has as many changes as fit into its few lines.
  const tries = [3, 2, 1].map((rows) => [...head, ...changeLines(rows, details), ...fixesOf(details)]);
  return tries.find(({ length }) => length <= ROWS.ofScreen) ?? [...head, ...changeLines(1, details)];
}

/** What the rows are made of. */
interface Details {
  readonly comparison: Comparison;
  readonly words: SideWords;
  readonly screen: Screen;
  readonly isBrief: boolean;
}

// The rows of changes. The first screen has those of causes, or those of statuses if no cause changed.
function changeLines(most: number, { comparison, words, screen, isBrief }: Details): string[] {
  const all = comparison.changes.filter((change) => change.what !== 'all' && isNews(change));
  const news = all.filter((change) => !isBrief || !all.some(isOfCause) || isOfCause(change));
  const rest = news.length - most;
  const says = `${plural(rest, 'more change')}: `;
  return [
    ...changeRows(news.slice(0, most), comparison, words, screen),
    ...(rest > 0 ? [INDENT + says + screen.again('--full', screen.width - INDENT.length - says.length)] : []),
  ];
}

function fixesOf({ comparison: { new_fixes, solved_fixes }, screen, isBrief }: Details): string[] {
  return [
    ...fixLines('new to fix', new_fixes, screen, isBrief),
    ...fixLines('no longer to fix', solved_fixes, screen, isBrief),
  ];
}

// `more   slow-upstream  0.2 → 11 of 1,000, 31 clients, on /api`, with what does not fit below.
function changeRows(rows: readonly Change[], comparison: Comparison, words: SideWords, screen: Screen): string[] {
  const name = widest(rows.map(({ what }) => what)) + 2;
  return rows.flatMap((change) => {
    const rates = `${screen.say(ratesOf(change).replace('→', screen.glyphs.arrow))} of 1,000`;
    const first = `${INDENT}${change.word.padEnd(6)} ${change.what.padEnd(name)}`;
    // On a narrow screen the name has a line of its own.
    const isBeside = textWidth(first) + LEAST_BESIDE <= screen.width;
    const indent = isBeside ? ' '.repeat(textWidth(first)) : INDENT.repeat(2);
    const room = screen.width - indent.length;
    const { clients } = change.word === 'gone' || change.word === 'fewer' ? change.before : change.after;
    const parts = [
      rates,
      ...(clients === null ? [] : [plural(clients, 'client')]),
      ...(change.part === null ? [] : [`mostly ${screen.log(change.part, Math.min(30, room - 8))}`]),
      ...(change.began === null ? [] : [`began ${onsetWords(change.began, comparison, words)}`]),
    ];
    const lines = flow(parts, ', ', room).flatMap((line) => wrap(line, room));
    if (!isBeside) return [first.trimEnd(), ...lines.map((line) => indent + line)];
    return lines.map((line, at) => (at === 0 ? first : indent) + line);
  });
}

function unsureLines({ comparison, words: { before, after }, screen }: Details): string[] {
  const unsure = comparison.changes.filter((change) => change.word === 'unsure' && isOfCause(change));
  return [
    { where: after, found: unsure.filter((change) => change.before.hits === 0) },
    { where: before, found: unsure.filter((change) => change.after.hits === 0) },
  ].flatMap(({ where, found }) => {
    const names = found.map((change) => `${change.what} ${wholeNumber(change.before.hits + change.after.hits)}`);
    const text = `only ${where}, perhaps by chance: ${names.join(', ')}`;
    return names.length === 0 ? [] : wrap(screen.say(text), screen.width, { first: INDENT, next: INDENT.repeat(2) });
  });
}

function fixLines(label: string, fixes: readonly FixChange[], screen: Screen, isBrief: boolean): string[] {
  if (fixes.length === 0) return [];
  const most = isBrief ? ROWS.fixes : ROWS.whole;
  const names = fixes
    .slice(0, most)
    .map(({ cause, part }) => (part === null ? cause : `${cause} on ${screen.log(part, 40)}`));
  const more = fixes.length > most ? [`${wholeNumber(fixes.length - most)} more`] : [];
  return wrap(`${label}: ${[...names, ...more].join(', ')}`, screen.width, { first: INDENT, next: INDENT.repeat(2) });
}

// Where the log ends if that is why there is too little, and how to write a time on its last day.
function outside(
  { at, before, after, too_little }: Comparison,
  { begin, end }: { readonly begin: string; readonly end: string },
  clock: SideWords['clock'],
): string {
  if (at === null || too_little === 'no-times') return '';
  const where = too_little === 'before' ? `The log begins at ${clock(begin)}.` : `The log ends at ${clock(end)}.`;
  if (before.requests > 0 && after.requests > 0) return where;
  return `${where} A time of its last day is written like --compare-at ${end.slice(0, 10)}T${at.slice(11, 16)}.`;
}
