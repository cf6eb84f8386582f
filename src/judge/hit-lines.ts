// The lines of the log that belong to a finding: the line itself, and the nearest lines of the same client.
import type { Hit, NearbyLine } from '../hits/hit.ts';
import { NEIGHBOURS } from '../hits/limits.ts';

/** A neighbour as a reader needs it. */
export interface NearLine {
  /** Seconds from the end of the hit to the end of this line; negative for an earlier time. */
  readonly secondsAfter: number;
  readonly status: number;
  /** `$request` (hostile). */
  readonly request: string;
  /** The line has the hit's `$http_user_agent`. */
  readonly hasUserAgentOfHit: boolean;
}

/** The lines of a finding. */
export interface HitLines {
  /** The line as it is in the log (hostile), without its line feed; undefined if the source has no text. */
  readonly text: string | undefined;
  /** The nearest lines of the same client before and after it, each in the order of the log. */
  readonly before: readonly NearLine[];
  readonly after: readonly NearLine[];
}

/** The most neighbours that can be asked for on one side: the lines nearest to a hit that the judge sees. */
export const MOST_NEIGHBOURS: number = NEIGHBOURS.linesBefore;

/**
 * The lines of a hit. They may be kept.
 * @param most how many neighbours on each side. After the hit there are {@link NEIGHBOURS}`.linesAfter` at most, because lines beyond them
 *   are only those like the hit
 */
export function linesOfHit({ text, before, after }: Pick<Hit, 'text' | 'before' | 'after'>, most: number): HitLines {
  return {
    text,
    before: before.slice(0, Math.min(most, NEIGHBOURS.linesBefore)).map(nearLineOf).toReversed(),
    after: after.slice(0, Math.min(most, NEIGHBOURS.linesAfter)).map(nearLineOf),
  };
}

/** The finding as it is kept: without its lines. */
export function withoutLines<Kept extends { readonly lines?: HitLines | undefined }>(finding: Kept): Kept {
  return finding.lines === undefined ? finding : { ...finding, lines: undefined };
}

function nearLineOf({ secondsAfter, status, request, hasUserAgentOfHit }: NearbyLine): NearLine {
  return { secondsAfter, status, request, hasUserAgentOfHit };
}
