// Which values of a line are the same in all ways to split it.
import type { Search } from './search.ts';
import type { Step } from './steps.ts';

/**
 * For each step, whether its value is the same in all ways to split a line. Undefined if there are too many places to try.
 * @param search it has found a way; values must look as usual as it wants
 * @param start where the first value begins
 * @param length the length of the line
 */
export function sameInAllWays(
  search: Search,
  steps: readonly Step[],
  start: number,
  length: number,
): boolean[] | undefined {
  const same = steps.map(() => true);
  const places = new Map<number, number>();
  const known = new Map<number, boolean>();
  // Each call comes along a way that fits so far, so a value that fits with the rest is a value of a whole way.
  const fits = (step: number, from: number): boolean => {
    if (step === steps.length) return from === length;
    const place = step * (length + 1) + from;
    const before = known.get(place);
    if (before !== undefined) return before;
    let isFitting = false;
    for (const end of search.endsOf(step, from)) {
      if (!fits(step + 1, end + steps[step]!.next.length)) continue;
      isFitting = true;
      const value = from * (length + 1) + end;
      if ((places.get(step) ?? value) !== value) same[step] = false;
      places.set(step, value);
    }
    known.set(place, isFitting);
    return isFitting;
  };
  return fits(0, start) && !search.isGivenUp ? same : undefined;
}
