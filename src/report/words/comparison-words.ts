// The sentences about a comparison: whether more requests fail since a time, or in the second of two logs.
import type { Change, Comparison } from '../shape/comparison.ts';
import { plural, wholeNumber } from './numbers.ts';

/** Chances that have words, smallest first. */
const RARITIES: readonly (readonly [chance: number, times: string])[] = [
  [0.001, '1,000'],
  [0.01, '100'],
];

/** How a comparison names its sides. */
export interface SideWords {
  /** `before 14:30`, `in a.log` */
  readonly before: string;
  /** `since 14:30`, `in b.log` */
  readonly after: string;
  /** A time of the report as text: `13:05`. */
  readonly clock: (iso: string) => string;
}

/** The answer, as sentences. */
export function comparisonAnswer(comparison: Comparison, words: SideWords): string[] {
  const { changes, before, after, too_little } = comparison;
  if (too_little === 'no-times') return ['Nothing can be compared: the log has no times.'];
  const all = changes.find(({ what }) => what === 'all');
  if (too_little !== null) {
    const isFirst = too_little === 'before';
    const { requests } = isFirst ? before : after;
    const count = requests === 0 ? 'no request' : `only ${plural(requests, 'request')}`;
    return [
      `Too little to compare: there ${requests > 1 ? 'are' : 'is'} ${count} ${isFirst ? words.before : words.after}.`,
      ...(all === undefined || requests === 0 ? [] : [`${ratesOf(all)} of 1,000 requests ended in 400 or 499.`]),
    ];
  }
  if (all === undefined) return [`No 400 and no 499, neither ${words.before} nor ${words.after}.`];
  const rates = `${ratesOf(all)} of 1,000 requests ended in 400 or 499`;
  if (isNews(all)) {
    // If some cause changed at this time, the older change of another one is no answer.
    const beganNow = changes.some((change) => isOfCause(change) && isNews(change) && change.began === null);
    const isWorse = all.word === 'more' || all.word === 'new';
    return [
      `${isWorse ? 'More' : 'Fewer'} requests fail ${words.after}: ${rates}.`,
      `${chanceWords(all)}.`,
      ...(all.began === null || beganNow ? [] : [`It began ${onsetWords(all.began, comparison, words)}.`]),
    ];
  }
  const others = changes.filter((change) => isNews(change));
  if (others.length > 0)
    return [
      `${others.some(isOfCause) ? 'The causes' : 'The statuses'} changed ${words.after}.`,
      `All in all, ${rates}, and that may be chance.`,
    ];
  const [was, is] = [rateWords(all.before), rateWords(all.after)];
  if (was === is) return [`No change ${words.after}: ${is} of 1,000 requests ended in 400 or 499, as ${words.before}.`];
  return [`No clear change ${words.after}: ${rates}. This difference may be chance.`];
}

/** True if it changed by more than chance explains. */
export function isNews({ word }: Pick<Change, 'word'>): boolean {
  return word !== 'same' && word !== 'unsure';
}

/** True for a change of a cause, and not of a status or of all hits. */
export function isOfCause({ what }: Change): boolean {
  return what !== 'all' && what !== '400' && what !== '499';
}

/** `3.1 → 14`, `none → 2.4`. */
export function ratesOf({ before, after }: Pick<Change, 'before' | 'after'>): string {
  return `${rateWords(before)} → ${rateWords(after)}`;
}

/** `Chance alone does this less than once in 1,000 times`; empty if the chance is not small. */
export function chanceWords({ chance }: Pick<Change, 'chance'>): string {
  const times = RARITIES.find(([limit]) => chance !== null && chance <= limit)?.[1];
  return times === undefined ? '' : `Chance alone does this less than once in ${times} times`;
}

/** `at 13:05, 85 min before`. */
export function onsetWords(began: string, { at }: Comparison, { clock }: SideWords): string {
  const time = `at ${clock(began).replace(/(\d\d:\d\d):\d\d$/, '$1')}`;
  if (at === null) return time;
  const minutes = (Date.parse(began) - Date.parse(at)) / 60_000;
  const length = Math.abs(minutes);
  const distance = length < 100 ? `${Math.round(length)} min` : `${Math.round(length / 6) / 10} h`;
  return `${time}, ${distance} ${minutes < 0 ? 'before' : 'after'} ${clock(at)}`;
}

function rateWords({ hits, per_1000 }: Change['before']): string {
  if (hits === 0) return 'none';
  return per_1000 < 99.5 ? String(Number(per_1000.toPrecision(2))) : wholeNumber(per_1000);
}
