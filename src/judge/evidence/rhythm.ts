// Statistics of times: is there a steady period in gaps, or a constant among waits?

/** Gaps and waits are steady when at least this share of them lies near their median: one or two may be odd. */
export const LEAST_NEAR_SHARE: number = 0.75;
/** How far from the median a gap may lie, as a share of it. */
export const PERIOD_SLACK_SHARE: number = 0.1;
/** The log writes whole seconds, so a gap may always be off by this much. */
const PERIOD_LEAST_SLACK_SECONDS = 1;
/** How far from the median a wait may lie, as a share of it. */
const CONSTANT_SLACK_SHARE = 0.03;
/** The scheduler of a busy machine may always delay a timer by this much. */
const CONSTANT_LEAST_SLACK_SECONDS = 0.03;
/** Shorter waits show no time limit: the network makes them, and they are alike for every client. */
const SHORTEST_CONSTANT_SECONDS = 0.2;

/** A mode is compared with its surroundings. They are this many times as wide as the mode. */
const MODE_SURROUNDINGS = 8;
/** A mode is at least this many times as dense as its surroundings. Values that chance scatters are about as dense everywhere. */
const MODE_DENSITY = 4;

/** Programmers choose time limits that are multiples of this. */
const LIMIT_STEP_SECONDS = 0.5;
/** How much sooner than at its limit a program may seem to leave: nginx begins to measure later than the program. */
const EARLY_SECONDS = 0.005;
/** How much later than at its limit a program may leave: its timer and the network need a moment. */
const LATE_SECONDS = 0.02;

/** When {@link looksLikeLimit} is true: words for the texts of causes. */
export const IS_LIMIT: string = `a multiple of ${LIMIT_STEP_SECONDS} s (at most ${EARLY_SECONDS} s less and ${LATE_SECONDS} s more)`;

/** When {@link findPeriod} finds a period: a sentence for the texts of causes. */
export const STEADY_INTERVALS: string = `Intervals are steady if at least ${LEAST_NEAR_SHARE * 100} % of them lie within ${PERIOD_SLACK_SHARE * 100} % or ${PERIOD_LEAST_SLACK_SECONDS} s of their median.`;
/** When {@link findConstant} finds a constant: a sentence for the texts of causes. */
export const EQUAL_WAITS: string = `Waits ($request_time) are equal if at least ${LEAST_NEAR_SHARE * 100} % of them lie within ${CONSTANT_SLACK_SHARE * 100} % or ${CONSTANT_LEAST_SLACK_SECONDS} s of their median, and this median is at least ${SHORTEST_CONSTANT_SECONDS} s.`;
/** When {@link findMode} finds a mode: a sentence for the texts of causes. */
export const COMMONEST: string = `A wait or an interval is common if ${MODE_DENSITY} times as many lie there as in the range beside it. This range is ${MODE_SURROUNDINGS} times as wide.`;

/** A steady period found in times or gaps. */
export interface Period {
  /** Median gap in seconds. */
  readonly seconds: number;
  /** How many gaps were looked at. */
  readonly gaps: number;
}

/**
 * Finds a steady period: at least `least` gaps, most of which lie near their median.
 * @param gaps in seconds
 * @param slackShare how far from the median a gap may lie, as a share of it; one second is always allowed
 * @param nearShare the least share of the gaps (0 to 1) that must lie that near
 */
export function findPeriod(
  gaps: readonly number[],
  least: number,
  slackShare: number = PERIOD_SLACK_SHARE,
  nearShare: number = LEAST_NEAR_SHARE,
): Period | undefined {
  if (gaps.length < least) return undefined;
  const median = medianOf(gaps);
  const slack = Math.max(PERIOD_LEAST_SLACK_SECONDS, median * slackShare);
  return areMostNear(gaps, median, slack, nearShare) ? { seconds: median, gaps: gaps.length } : undefined;
}

/**
 * Finds a constant among `$request_time`s, in seconds: at least `least` of them, most of which lie near their median.
 * Machines wait equally long; people do not.
 */
export function findConstant(seconds: readonly number[], least: number): number | undefined {
  if (seconds.length < least) return undefined;
  const median = medianOf(seconds);
  if (median < SHORTEST_CONSTANT_SECONDS) return undefined;
  const slack = Math.max(CONSTANT_LEAST_SLACK_SECONDS, CONSTANT_SLACK_SHARE * median);
  return areMostNear(seconds, median, slack) ? median : undefined;
}

/** A value near which far more values lie than chance explains. */
export interface Mode {
  /** In seconds. */
  readonly seconds: number;
  /** How many values lie near it. */
  readonly values: number;
}

/**
 * Finds the commonest of some times, even if most of them are scattered. At least `least` values lie near it, and they are
 * {@link MODE_DENSITY} times as dense there as in the surroundings.
 * @param seconds times in seconds
 * @param slackOf how far another value may lie from a value and still count as equal, in seconds
 */
export function findMode(
  seconds: readonly number[],
  least: number,
  slackOf: (value: number) => number,
): Mode | undefined {
  if (seconds.length < least) return undefined;
  const sorted = seconds.toSorted((a, b) => a - b);
  let best: Mode | undefined;
  for (const value of sorted) {
    const slack = slackOf(value);
    const values = countNear(sorted, value, slack);
    if (values < least || values <= (best?.values ?? 0)) continue;
    const beside = (countNear(sorted, value, MODE_SURROUNDINGS * slack) - values) / (MODE_SURROUNDINGS - 1);
    if (values >= MODE_DENSITY * beside) best = { seconds: value, values };
  }
  return best;
}

function countNear(values: readonly number[], center: number, slack: number): number {
  let count = 0;
  for (const value of values) if (Math.abs(value - center) <= slack) count++;
  return count;
}

/** Gaps between ascending times, in seconds. */
export function gapsOf(times: readonly number[]): number[] {
  return times.slice(1).map((time, index) => time - times[index]!);
}

function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function areMostNear(values: readonly number[], median: number, slack: number, share = LEAST_NEAR_SHARE): boolean {
  return values.filter((value) => Math.abs(value - median) <= slack).length >= share * values.length;
}

/** Whether a wait in seconds looks like a time limit: it is a round number of seconds. People leave at any moment. */
export function looksLikeLimit(seconds: number): boolean {
  const steps = Math.max(1, Math.round(seconds / LIMIT_STEP_SECONDS));
  // Differences of decimal fractions are not exact; single precision drops their error.
  const late = Math.fround(seconds - steps * LIMIT_STEP_SECONDS);
  return late >= Math.fround(-EARLY_SECONDS) && late <= Math.fround(LATE_SECONDS);
}
