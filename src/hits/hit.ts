// A hit: an entry with status 400 or 499 and its neighbours. A cause sees only its hit and the tables, nothing else of the log.
import type { Entry } from '../formats/entry.ts';
import type { HitStatus } from './statuses.ts';
import type { RequestLine } from '../formats/request.ts';

/** Where a line is. */
export interface Place {
  /** Name of the input as the user gave it (`-` for standard input). */
  readonly file: string;
  /** 1-based line number in that input. */
  readonly line: number;
  /** Byte at which the line starts, counted over all inputs; no two lines of a run share it. */
  readonly position: number;
}

/**
 * An entry that may parse its fields lazily. It may be a flyweight that the source re-points at another line later: keep its
 * {@link whole}, never the object.
 */
export interface LineView extends Entry {
  /** The parts of `$request`. */
  readonly requestLine: RequestLine;
  /** `$request` is `-`: not one byte of a request was read. */
  readonly isRequestNone: boolean;
  /** The whole entry, parsed; may be kept. */
  readonly whole: Entry;
  /**
   * The line as it is in the log (hostile), without its line feed. A line longer than the maximum is cut. Undefined if the source has no
   * text.
   */
  readonly text?: string | undefined;
}

/** A neighbour: a line of the hit's client, near it. */
export interface NearbyLine extends LineView {
  /** Byte at which the line starts, counted over all inputs. */
  readonly position: number;
  /** Seconds from the end of the hit to the end of this line; negative for an earlier time. */
  readonly secondsAfter: number;
  /** The line comes after the hit in the log. */
  readonly isLater: boolean;
  /** The line has the hit's `$http_user_agent`. */
  readonly hasUserAgentOfHit: boolean;
  /** The line has the hit's `$request`. */
  readonly hasRequestOfHit: boolean;
}

/** A hit's line, parsed whole. */
export type HitEntry = Entry & { readonly status: HitStatus };

/** A line that somebody asks about: a source closes it as a hit, whatever its status is. */
export type AskedPlace = Pick<Place, 'file' | 'line'>;

/**
 * A line that logscan explains, with its neighbours: lines of the same client in the same stretch, within `NEIGHBOURS` of
 * limits.ts, nearest first on both sides. Valid only while it is handed over; its place and its entry may be kept.
 */
export interface Hit extends Place {
  readonly entry: HitEntry;
  /** See {@link LineView.text}. */
  readonly text?: string | undefined;
  readonly before: readonly NearbyLine[];
  readonly after: readonly NearbyLine[];
}
