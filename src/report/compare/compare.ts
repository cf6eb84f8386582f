// Compares two sides: two times of a log, or two logs. Rates are hits of all requests, so that busy hours do not count as trouble.
import { formatIso8601 } from '../../formats/time-local.ts';
import { CAUSE_IDS } from '../../judge/catalogue.ts';
import type {
  Change,
  ChangeWord,
  Compared,
  ComparedCount,
  ComparedSide,
  Comparison,
  FixChange,
} from '../shape/comparison.ts';
import type { Fix } from '../shape/fix.ts';
import { isNews } from '../words/comparison-words.ts';
import { chanceOf, isEnough, rateOf, type Span } from './chance.ts';
import { fixChangesOf, fixesNotIn, seenIn } from './fix-parts.ts';
import { onsetOf } from './onset.ts';

/** A side with fewer requests shows nothing. */
const LEAST_REQUESTS = 100;
/** A difference is a change if chance alone makes it at most this often. */
const MOST_CHANCE = 0.01;
/** A change by less than this factor is no news, even if chance does not explain it. */
const LEAST_FACTOR = 1.2;
/** A change that begins less than this from the time that the user asked about begins at this time. */
const NEAR_SECONDS = 60;

/** The best of all times is chosen from about this many that are independent: the longest spans that {@link chanceOf} shuffles. */
const CHOICES = { ofOnset: 16 } as const;

/** A part of the log needs this many lines of the sample, because they show how many requests it has. */
const PART = { sampledLines: 8 } as const;

/** What is compared first: few things, so that their chances are corrected for few comparisons. */
const SUMS: readonly Compared[] = ['all', '400', '499'];

/** The hits of something on one side. */
export interface Series {
  readonly hits: number;
  readonly clients: number | null;
  /** Hits, or clients with a hit, in each span of the side; undefined if they are unknown. */
  readonly events: readonly number[] | undefined;
  /** The part of the site that more than half of its hits are on. */
  readonly part: string | null;
}

/** One side. */
export interface Side extends ComparedSide {
  /** Seconds of a span. */
  readonly spanSeconds: number;
  /** Requests in each span, in the order of time. */
  readonly spanRequests: readonly number[];
  /** How many requests each line of the sample stands for; 1 if requests are known and not estimated. */
  readonly sampleWeight: number;
  readonly series: ReadonlyMap<Compared, Series>;
  readonly fixes: readonly Fix[];
}

const NO_HITS: Series = { hits: 0, clients: 0, events: [], part: null };

/**
 * Compares two sides.
 * @param at the time between them in seconds since the epoch, and how the report writes a time; undefined if they are two logs, which may
 *   have spans of different lengths
 */
export function compare(
  before: Side,
  after: Side,
  at?: { readonly seconds: number; readonly iso: (seconds: number) => string },
): Comparison {
  const least = leastOfPart(before, after);
  const changesOf = (group: readonly Compared[]): Change[] => {
    const found = group.filter((what) => before.series.has(what) || after.series.has(what));
    const tests = found.map((what) => spansOf(what, before, after));
    const chances = corrected(tests.map(([first, second]) => chanceOf(first, second, least)));
    return found.map((what, index) => {
      const sides = tests[index]!;
      const [first, second] = sides;
      const chance = chances[index];
      const onset = onsetOf([...first, ...second], first.length);
      const chanceOfOnset = onset === undefined ? 1 : chanceAt(onset, first, second, least) * found.length;
      const smaller = chance === undefined ? undefined : Math.min(chance, chanceOfOnset);
      const change = changeOf(what, before, after, sides, smaller);
      const seconds = ((onset ?? first.length) - first.length) * Math.max(before.spanSeconds, after.spanSeconds);
      if (!isNews(change) || Math.abs(seconds) < NEAR_SECONDS) return change;
      const began = at === undefined ? timeIn(before, after, seconds) : at.iso(at.seconds + seconds);
      return { ...change, began };
    });
  };
  const sums = changesOf(SUMS);
  const sideOf = ({ begin, end, requests }: Side): ComparedSide => ({ begin, end, requests });
  return {
    at: at?.iso(at.seconds) ?? null,
    before: sideOf(before),
    after: sideOf(after),
    too_little: lackOf(before, after),
    changes: [...sums, ...changesOf(CAUSE_IDS).toSorted((a, b) => weightOf(b) - weightOf(a))],
    new_fixes: fixesOnlyIn(after, before),
    solved_fixes: fixesOnlyIn(before, after),
  };
}

// If the other side has hardly a request, it does not show what was to fix there.
function fixesOnlyIn(side: Side, other: Side): FixChange[] {
  return other.requests < LEAST_REQUESTS ? [] : fixChangesOf(fixesNotIn(side.fixes, seenIn(other.fixes)));
}

// News first, the largest difference first.
function weightOf(change: Change): number {
  const difference = Math.abs(change.after.per_1000 - change.before.per_1000);
  return isNews(change) ? 1000 + difference : difference;
}

function leastOfPart(before: Side, after: Side): number {
  const weight = Math.max(before.sampleWeight, after.sampleWeight);
  return weight > 1 ? weight * PART.sampledLines : 1;
}

function lackOf(before: Side, after: Side): Comparison['too_little'] {
  if ([before, after].some(({ requests, begin }) => requests > 0 && begin === null)) return 'no-times';
  if (before.requests < LEAST_REQUESTS) return 'before';
  if (after.requests < LEAST_REQUESTS) return 'after';
  const [first, second] = spansOf('all', before, after);
  if (isEnough(first, second, leastOfPart(before, after))) return null;
  return before.requests < after.requests ? 'before' : 'after';
}

function changeOf(
  what: Compared,
  before: Side,
  after: Side,
  spans: readonly [Span[], Span[]],
  smallest: number | undefined,
): Change {
  const [first, second] = [before.series.get(what) ?? NO_HITS, after.series.get(what) ?? NO_HITS];
  const [was, is] = [countOf(first, before), countOf(second, after)];
  const chance = smallest !== undefined && isByFew(spans, was, is) ? 1 : smallest;
  const hasEnough = before.requests >= LEAST_REQUESTS && after.requests >= LEAST_REQUESTS;
  const word = hasEnough ? wordOf(was, is, chance) : 'unsure';
  const part = word === 'gone' || word === 'fewer' ? first.part : second.part;
  return { what, word, before: was, after: is, chance: hasEnough ? (chance ?? null) : null, began: null, part };
}

/** The word for a change that has a chance, from 0 to 1; undefined if there are too few to say. */
export function wordOf(before: ComparedCount, after: ComparedCount, chance: number | undefined): ChangeWord {
  const isOneSided = before.hits === 0 || after.hits === 0;
  if (chance === undefined || (isOneSided && chance > MOST_CHANCE)) return 'unsure';
  if (chance > MOST_CHANCE) return 'same';
  if (isOneSided) return before.hits === 0 ? 'new' : 'gone';
  const factor = after.per_1000 / before.per_1000;
  if (factor >= LEAST_FACTOR) return 'more';
  return factor <= 1 / LEAST_FACTOR ? 'fewer' : 'same';
}

function countOf({ hits, clients }: Series, { requests }: Side): ComparedCount {
  return { hits, clients, per_1000: requests === 0 ? 0 : (1000 * hits) / requests };
}

// The spans of both sides; none if what happened in them is unknown.
function spansOf(what: Compared, before: Side, after: Side): [Span[], Span[]] {
  const seconds = Math.max(before.spanSeconds, after.spanSeconds);
  const of = (side: Side): Span[] => {
    const { events } = side.series.get(what) ?? NO_HITS;
    if (events === undefined) return [];
    const [requests, hits] = [side.spanRequests, side.spanRequests.map((_, index) => events[index] ?? 0)].map(
      (counts) => longer(counts, side.spanSeconds, seconds),
    ) as [number[], number[]];
    return requests.map((count, index) => ({ requests: Math.max(count, hits[index]!), events: hits[index]! }));
  };
  const [first, second] = [of(before), of(after)];
  return first.length === 0 || second.length === 0 ? [[], []] : [first, second];
}

// The chance of a change at another time than the user asked about, which was chosen as the best of all times.
function chanceAt(onset: number, first: readonly Span[], second: readonly Span[], least: number): number {
  const all = [...first, ...second];
  return Math.min(1, (chanceOf(all.slice(0, onset), all.slice(onset), least) ?? 1) * CHOICES.ofOnset);
}

// If the hits rise and the clients fall, or the other way round, a few clients make the difference.
function isByFew([first, second]: readonly [Span[], Span[]], was: ComparedCount, is: ComparedCount): boolean {
  return (rateOf(second) - rateOf(first)) * (is.per_1000 - was.per_1000) < 0;
}

// A time in one of two logs, in seconds after the end of the first or, if negative, before it; null in a log without times.
function timeIn(before: Side, after: Side, seconds: number): string | null {
  const side = seconds < 0 ? before : after;
  if (side.begin === null) return null;
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(side.begin) ?? [];
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  const length = before.spanRequests.length * before.spanSeconds;
  return formatIso8601(Date.parse(side.begin) / 1000 + (seconds < 0 ? length + seconds : seconds), offset);
}

// Counts of longer spans. A span belongs to the longer one that has its middle.
function longer(counts: readonly number[], seconds: number, wanted: number): number[] {
  if (wanted === seconds) return [...counts];
  const sums = new Array<number>(Math.ceil((counts.length * seconds) / wanted)).fill(0);
  for (const [index, count] of counts.entries()) sums[Math.floor(((index + 0.5) * seconds) / wanted)]! += count;
  return sums;
}

// Chances of several comparisons, corrected so that one false alarm among all of them is as rare as each of them says (Holm, A Simple
// Sequentially Rejective Multiple Test Procedure, 1979).
function corrected(chances: readonly (number | undefined)[]): (number | undefined)[] {
  const order = chances
    .flatMap((chance, index) => (chance === undefined ? [] : [{ chance, index }]))
    .toSorted((a, b) => a.chance - b.chance);
  const result = chances.map((): number | undefined => undefined);
  let least = 0;
  for (const [rank, { chance, index }] of order.entries()) {
    least = Math.max(least, Math.min(1, chance * (order.length - rank)));
    result[index] = least;
  }
  return result;
}
