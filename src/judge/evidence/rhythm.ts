// Statistics of times: is there a steady period in gaps, or a constant among waits?

/** Gaps and waits are steady when at least this share of them lies near their median: one or two may be odd. */
const LEAST_NEAR_SHARE = 0.75;
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

/** When {@link findPeriod} finds a period: a sentence for the texts of causes. */
export const STEADY_INTERVALS: string = `Intervals are steady if at least ${LEAST_NEAR_SHARE * 100} % of them lie within ${PERIOD_SLACK_SHARE * 100} % or ${PERIOD_LEAST_SLACK_SECONDS} s of their median.`;
/** When {@link findConstant} finds a constant: a sentence for the texts of causes. */
export const EQUAL_WAITS: string = `Waits ($request_time) are equal if at least ${LEAST_NEAR_SHARE * 100} % of them lie within ${CONSTANT_SLACK_SHARE * 100} % or ${CONSTANT_LEAST_SLACK_SECONDS} s of their median, and this median is at least ${SHORTEST_CONSTANT_SECONDS} s.`;

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
 */
export function findPeriod(
  gaps: readonly number[],
  least: number,
  slackShare: number = PERIOD_SLACK_SHARE,
): Period | undefined {
  if (gaps.length < least) return undefined;
  const median = medianOf(gaps);
  const slack = Math.max(PERIOD_LEAST_SLACK_SECONDS, median * slackShare);
  return areMostNear(gaps, median, slack) ? { seconds: median, gaps: gaps.length } : undefined;
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

/** Gaps between ascending times, in seconds. */
export function gapsOf(times: readonly number[]): number[] {
  return times.slice(1).map((time, index) => time - times[index]!);
}

function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function areMostNear(values: readonly number[], median: number, slack: number): boolean {
  return values.filter((value) => Math.abs(value - median) <= slack).length >= LEAST_NEAR_SHARE * values.length;
}
