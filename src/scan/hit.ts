// The hit: an entry with status 400 or 499 and its neighbours. What a cause may see of the log beside the tables.
import type { Entry, HitStatus } from '../parse/entry.ts';
import type { Neighbour } from './neighbour.ts';

/** Where a line stands. */
export interface Place {
  /** Name of the input as the user gave it (`-` for standard input). */
  readonly file: string;
  /** 1-based line number in that input. */
  readonly line: number;
  /** Byte at which the line starts, counted over all inputs; tells one line from every other. */
  readonly position: number;
}

/**
 * A line that logscan explains, with its neighbours: lines of the same client in the same stretch, from
 * {@link NEIGHBOURS}.secondsBefore before it to secondsAfter behind it, nearest first, in both directions. Good until the next
 * hit is closed; what may be kept of it is its place and `self.whole`.
 */
export interface Hit extends Place {
  /** The line itself, to hold neighbours against. */
  readonly self: Neighbour;
  readonly before: readonly Neighbour[];
  readonly after: readonly Neighbour[];
}

/** A hit's line parsed whole. */
export type HitEntry = Entry & { readonly status: HitStatus };

/** The neighbour contract's numbers (ARCHITECTURE.md, "The neighbour contract"). */
export const NEIGHBOURS: {
  readonly secondsBefore: number;
  readonly secondsAfter: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  readonly linesBefore: number;
  readonly linesAfter: number;
  /** Beyond these, on each side, so many with the hit's own user agent (without one: its request), among the nearest `linesLookedAt` of the client. */
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

/** A little more than the byte bounds, so that the line just beyond them can be seen. */
const SLACK_BYTES = 2 * 1024 * 1024;

/** Bytes of input, counted back from the line read last, whose lines are kept. */
export const KEPT_BYTES: number = NEIGHBOURS.bytesBefore + NEIGHBOURS.bytesAfter + SLACK_BYTES;
