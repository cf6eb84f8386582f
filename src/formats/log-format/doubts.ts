// Where a line of a log_format may be split in more than one way, and what values look like nearly always.
import { type Step, timesIn } from './steps.ts';

/**
 * How sure it is which text of a line belongs to which value: `sure` if there is one way to split the line; `usual` if there is one in
 * which values look as they nearly always do; otherwise `ambiguous`.
 */
export type Certainty = 'sure' | 'usual' | 'ambiguous';

/** The user agent, which may hold any separator. */
export const AGENT = 'http_user_agent';
/** The referer, which may, too. */
export const REFERER = 'http_referer';
const REQUEST = 'request';
const FORWARDED = 'http_x_forwarded_for';
/** Values that may look unusual, pass after pass: programs and broken requests first. */
const UNUSUAL: readonly (readonly string[])[] = [
  [],
  [AGENT],
  [REQUEST],
  [REQUEST, AGENT],
  [REFERER, AGENT],
  [REQUEST, REFERER, AGENT],
  [REQUEST, REFERER, AGENT, FORWARDED],
  [REQUEST, REFERER, AGENT, FORWARDED, 'host', 'http_host', 'server_name'],
];

/** A literal that an unquoted value before it may hold. */
export interface Doubt {
  readonly literal: string;
  /** The first such value. */
  readonly step: number;
  /** How often the literal stands in the literals from there on. */
  readonly times: number;
}

/** The variables whose values must look as usual, pass after pass. */
export function passesOf(steps: readonly Step[]): string[][] {
  const loose = steps.filter(({ usualForm }) => usualForm !== undefined).map(({ variable }) => variable);
  const passes = UNUSUAL.map((unusual) => loose.filter((variable) => !unusual.includes(variable)));
  return passes.filter((pass, i) => pass.join() !== passes[i - 1]?.join());
}

// The values that may end in several places. Text that nginx escapes in values divides a line into segments.
function doubtfulSteps(steps: readonly Step[]): Set<Step> {
  const doubtful = new Set<Step>();
  let segment: Step[] = [];
  for (const step of steps) {
    segment.push(step);
    if (!step.isExact && step !== steps.at(-1)) continue;
    // Where no value of a segment is read, it does not matter which text belongs to which of them.
    if (segment.some(({ isRead }) => isRead) && !isSettled(segment))
      for (const one of segment)
        if ((one.isFree || one.isList) && !one.isExact && one !== steps.at(-1)) doubtful.add(one);
    segment = [];
  }
  return doubtful;
}

// Whether the values of a segment can end in one way only. If one value at most can hold blanks, the number of blanks settles where it
// begins and ends. Blanks divide the other values into runs; a run is settled if one value at most can hold its separators.
function isSettled(segment: readonly Step[]): boolean {
  const texts = segment.filter(({ isText }) => isText).length;
  if (texts > 1 || (texts === 1 && segment.some(({ isList }) => isList))) return false;
  let inRun = 0;
  for (const { isFree, next } of segment) {
    if (isFree && ++inRun > 1) return false;
    if (/\s/.test(next)) inRun = 0;
  }
  return true;
}

/** The literals that unquoted values of a format may hold. */
export function doubtsOf(steps: readonly Step[]): Doubt[] {
  const doubtful = doubtfulSteps(steps);
  const literals = new Set([...doubtful].map(({ next }) => next));
  return [...literals].map((literal) => {
    const step = steps.findIndex((one) => doubtful.has(one) && one.next === literal);
    return { literal, step, times: timesInLiterals(steps, step, literal) };
  });
}

// How often a literal stands in the literals from a step on.
function timesInLiterals(steps: readonly Step[], from: number, literal: string): number {
  return steps.slice(from).reduce((sum, { next }) => sum + timesIn(next, literal, 0, Infinity), 0);
}
