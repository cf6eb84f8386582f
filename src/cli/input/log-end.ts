// What stderr says if no line of the logs is in the wanted times: where the logs end or begin, by their own clock.
import { formatIso8601 } from '../../formats/time-local.ts';
import type { Counts } from '../../hits/counts.ts';
import type { TimeRange } from '../../hits/limits.ts';
import type { TerminalOutput } from '../host.ts';
import { type TimeBound, timeRangeOf } from '../values/time-bound.ts';

/** Writes the sentence to stderr if a run with --since or --until found no line in these times. */
export function sayOutOfRange(
  stderr: TerminalOutput,
  { since, until }: { readonly since: TimeBound | undefined; readonly until: TimeBound | undefined },
  counts: Counts,
): void {
  const timeRange = timeRangeOf(since, until);
  const text = timeRange === undefined ? undefined : outOfRange(timeRange, counts);
  if (text !== undefined) stderr.write(`logscan: ${since === undefined ? '--until' : '--since'}: ${text}\n`);
}

// Undefined if some line was wanted, or if none had a time.
function outOfRange(timeRange: TimeRange, counts: Counts): string | undefined {
  const { entries, oldestRead, newestRead, utcOffsetMinutes } = counts;
  if (entries > 0 || Number.isNaN(newestRead)) return undefined;
  const { since, until } = timeRange(utcOffsetMinutes);
  const at = (seconds: number): string => formatIso8601(Math.floor(seconds), utcOffsetMinutes);
  if (newestRead < since) return `no line is from ${at(since)} or later; the log ends at ${at(newestRead)}`;
  if (oldestRead > until) return `no line is from ${at(until)} or earlier; the log begins at ${at(oldestRead)}`;
  if (until < since) return `no line can be from ${at(since)} or later and from ${at(until)} or earlier`;
  return `no line is from ${at(since)} to ${at(until)}`;
}
