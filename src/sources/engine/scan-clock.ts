// The clock of a scan: the time of the log, and whether it is within the time range that the user wants.
import { NEIGHBOURS, type TimeRange } from '../../hits/limits.ts';
import type { GrowingCounts } from '../../hits/counts.ts';

/** Follows the times of entries. */
export class ScanClock {
  /** Time of the last entry, in seconds since the epoch; -Infinity before the first. */
  lastTime: number = -Infinity;
  /** Whether the last entry is within the time range. A blank or unparsed line counts if the entry before it does. */
  isInTime: boolean;
  readonly #timeRange: TimeRange | undefined;
  #wanted: { readonly since: number; readonly until: number } | undefined;
  readonly #counts: GrowingCounts;

  /**
   * @param counts keeps the oldest and the newest time
   * @param timeRange lines of other times only serve as neighbours and are not counted
   */
  constructor(counts: GrowingCounts, timeRange: TimeRange | undefined) {
    this.#counts = counts;
    this.#timeRange = timeRange;
    this.isInTime = timeRange === undefined;
  }

  /** Whether an entry with this time (seconds since the epoch) starts a new stretch. */
  startsStretch(time: number): boolean {
    return time < this.lastTime - NEIGHBOURS.stretchSeconds;
  }

  /** Moves to the time of the next entry. */
  advance(time: number, utcOffsetMinutes: number): void {
    const counts = this.#counts;
    this.lastTime = time;
    this.isInTime = this.#isWanted(time, utcOffsetMinutes);
    if (!this.isInTime) return;
    if (!(time >= counts.oldest)) counts.oldest = time;
    if (!(time <= counts.newest)) {
      counts.newest = time;
      counts.utcOffsetMinutes = utcOffsetMinutes;
    }
  }

  #isWanted(time: number, utcOffsetMinutes: number): boolean {
    if (this.#timeRange === undefined) return true;
    this.#wanted ??= this.#timeRange(utcOffsetMinutes);
    const counts = this.#counts;
    if (!(time >= counts.oldestRead)) counts.oldestRead = time;
    if (!(time <= counts.newestRead)) {
      counts.newestRead = time;
      if (Number.isNaN(counts.newest)) counts.utcOffsetMinutes = utcOffsetMinutes;
    }
    return time >= this.#wanted.since && time <= this.#wanted.until;
  }
}
