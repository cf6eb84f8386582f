// How long it was quiet after some trouble. Quiet counts only while there is traffic: without requests, nothing can fail.
import type { Bins } from '../shape/timeline-report.ts';
import { hasTraffic, LEAST_OTHERS } from './other-requests.ts';
import { sumOf } from './timeline.ts';

/** Trouble is over if it was quiet after its last line for more than this many seconds. */
export const OVER_AFTER_SECONDS: number = 300;

/** A log, and the requests in it that are no hits. */
export interface QuietLog {
  /** First and last time, in seconds since the epoch. */
  readonly begin: number;
  readonly end: number;
  /** These requests in equal bins between both times; empty if they are not known. */
  readonly others: Bins;
}

/**
 * Seconds of quiet from the last line of some trouble to the end of the log. If requests became fewer, fewer seconds count: those in which
 * as many requests came during the trouble as came since then, or in the whole log if too few came during the trouble. In a log with
 * nearly nothing but hits, time alone counts.
 * @param begin first time of the trouble, in seconds since the epoch
 * @param last its last time
 */
export function quietAfter(begin: number, last: number, { begin: oldest, end: newest, others }: QuietLog): number {
  const seconds = newest - last;
  if (seconds <= 0 || !hasTraffic(others)) return seconds;
  const width = (newest - oldest + 1) / others.length;
  const binOf = (time: number): number => Math.min(others.length - 1, Math.max(0, Math.floor((time - oldest) / width)));
  const [from, to] = [binOf(begin), binOf(last)];
  const during = sumOf(others, from, to + 1);
  const rate = (during < LEAST_OTHERS ? sumOf(others) / others.length : during / (to + 1 - from)) / width;
  // The requests of the bin in which the trouble ends are taken to come evenly.
  const rest = Math.min(1, Math.max(0, to + 1 - (last + 1 - oldest) / width));
  const after = sumOf(others, to + 1) + rest * (others[to] ?? 0);
  return Math.min(seconds, after / rate);
}
