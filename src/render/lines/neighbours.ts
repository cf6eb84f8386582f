// The neighbours of a hit on a small time axis: when, status and request, one a line.
import { type Entry, statusText } from '../../formats/entry.ts';
import { NEIGHBOURS } from '../../hits/limits.ts';
import type { Finding } from '../../judge/diagnose.ts';
import type { HitLines, NearLine } from '../../judge/hit-lines.ts';
import { wholeNumber } from '../../report/words/numbers.ts';
import type { Screen } from '../table/screen.ts';

/** A longer request of a neighbour is cut, with a sign. */
const WIDEST_REQUEST = 300;
/** Width of a time: `-119.4 s`. */
const TIME_WIDTH = 8;

/** What the axis shows of a hit. */
interface Judged {
  readonly entry: Pick<Entry, 'isTimeless'>;
  readonly circumstances: Pick<Finding['circumstances'], 'sharesAddress'>;
}

/** What stands before and after a hit. */
export interface Neighbours {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * The neighbours as lines. If there are fewer than wanted, a note says why.
 * @param wanted how many were asked for on each side
 */
export function neighbourLines(
  { before, after }: HitLines,
  { entry, circumstances }: Judged,
  wanted: number,
  screen: Screen,
): Neighbours {
  const isTimeless = entry.isTimeless === true;
  const { sharesAddress } = circumstances;
  const line = (near: NearLine): string => {
    const time = isTimeless ? '' : secondsText(near.secondsAfter).padStart(TIME_WIDTH);
    const other = sharesAddress && !near.hasUserAgentOfHit ? '  (other user agent)' : '';
    return screen.dim(`${time}  ${statusText(near.status)}  ${screen.log(near.request, WIDEST_REQUEST)}${other}`);
  };
  const note = (text: string): string => screen.dim(`${' '.repeat(TIME_WIDTH)}  (${text})`);
  const shared = sharesAddress ? [note('many clients share this address: these lines may be of other people')] : [];
  const { secondsBefore, secondsAfter, linesBefore, linesAfter } = NEIGHBOURS;
  const more = (count: number, most: number, within: string): string[] => {
    if (count >= wanted) return [];
    if (count >= most) return [note(`logscan looks at no more than ${most} lines here`)];
    const none = count === 0 ? 'no line' : 'no further line';
    return [note(`${none} of this client was found ${isTimeless ? 'near it' : within}`)];
  };
  return {
    before: [
      ...shared,
      ...more(before.length, linesBefore, `in the ${secondsBefore} s before`),
      ...before.map((near) => line(near)),
    ],
    after: [...after.map((near) => line(near)), ...more(after.length, linesAfter, `in the ${secondsAfter} s after`)],
  };
}

/** The hit itself on the axis, with the mark that stands in front of it. */
export function ownLineOnAxis({ status, request, isTimeless }: Entry, mark: string, screen: Screen): string {
  const time = isTimeless === true ? '' : '+0 s'.padStart(TIME_WIDTH - 1);
  return `${mark}${time}  ${statusText(status)}  ${screen.log(request, WIDEST_REQUEST)}`;
}

// `-2.1 s`, `+0 s`: as exact as the log is.
function secondsText(seconds: number): string {
  const digits = Number.isInteger(seconds) ? wholeNumber(Math.abs(seconds)) : Math.abs(seconds).toFixed(1);
  return `${seconds < 0 ? '-' : '+'}${digits} s`;
}
