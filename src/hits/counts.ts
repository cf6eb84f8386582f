// Counts of what a source has read.

/** Counts of what was read. lines = entries + blank + unparsed, always. */
export interface Counts {
  readonly lines: number;
  readonly entries: number;
  readonly blank: number;
  readonly unparsed: number;
  readonly status400: number;
  readonly status499: number;
  /** Hits for which a byte bound may have hidden a neighbour. */
  readonly windowsCut: number;
  /** Lines longer than the maximum: only their beginning was read. */
  readonly cutLines: number;
  /** Oldest and newest time of all entries, in seconds since the epoch; NaN before the first. */
  readonly oldest: number;
  readonly newest: number;
  /** Offset of the log's clock from UTC at the newest entry, or before that at the last entry that was read, in minutes. */
  readonly utcOffsetMinutes: number;
  /** If only some times are wanted: oldest and newest time of all entries that were read, wanted or not; otherwise NaN. */
  readonly oldestRead: number;
  readonly newestRead: number;
}

/** {@link Counts} that a source adds to. */
export type GrowingCounts = { -readonly [Key in keyof Counts]: Counts[Key] };

/** The counts before the first line. */
export function noCounts(): GrowingCounts {
  return {
    lines: 0,
    entries: 0,
    blank: 0,
    unparsed: 0,
    status400: 0,
    status499: 0,
    windowsCut: 0,
    cutLines: 0,
    oldest: NaN,
    newest: NaN,
    utcOffsetMinutes: 0,
    oldestRead: NaN,
    newestRead: NaN,
  };
}
