// The limits of the neighbour contract (ARCHITECTURE.md, "The neighbour contract"): how far neighbours may be, and which times are wanted.

/** How far from a hit its neighbours may be, in seconds, bytes and lines. */
export const NEIGHBOURS: {
  readonly secondsBefore: number;
  readonly secondsAfter: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  readonly linesBefore: number;
  readonly linesAfter: number;
  /**
   * How many more lines are taken on each side after the nearest ones: lines with the hit's user agent (or its request, if it
   * has no user agent) among the `linesLookedAt` nearest lines of the client.
   */
  readonly linesAlike: number;
  readonly linesLookedAt: number;
  /** A line this much older than its predecessor, in seconds, starts a new stretch. */
  readonly stretchSeconds: number;
} = {
  secondsBefore: 120,
  secondsAfter: 30,
  bytesBefore: 32 * 1024 * 1024,
  bytesAfter: 8 * 1024 * 1024,
  linesBefore: 16,
  linesAfter: 8,
  linesAlike: 8,
  linesLookedAt: 128,
  stretchSeconds: 120,
};

/**
 * Gives the wanted times: the first and the last second since the epoch, or -Infinity and Infinity if there is no bound. The
 * argument is the offset of the log's clock from UTC in minutes. Lines of other times can be neighbours and close hits, but are
 * neither observed nor counted.
 */
export type TimeRange = (utcOffsetMinutes: number) => { readonly since: number; readonly until: number };
