// Decides which inputs are read together, merged by time, and in which order the others are read.
import { COMBINED_PARSER, type LineParser } from '../formats/line-parser.ts';
import { type Period, periodOf } from './files/period.ts';

/** An input, and when its first entry is. */
export interface TimedInput<Input> {
  readonly input: Input;
  /** In seconds since the epoch; -Infinity if it is not known. */
  readonly first: number;
}

/** So many files are looked at together. */
const AT_ONCE = 16;

/**
 * Divides inputs into groups, oldest first. The inputs of a group, in their own order, overlap in time, so they are read together. Inputs of different
 * groups do not overlap. An input without any time is a group, which comes after the group of the input named before it.
 */
export async function groupByTime<Input extends { readonly path: string }>(
  inputs: readonly Input[],
  parser: LineParser = COMBINED_PARSER,
  shiftOf: (input: Input) => number = () => 0,
): Promise<TimedInput<Input>[][]> {
  if (inputs.length < 2) return inputs.map((input) => [{ input, first: -Infinity }]);
  const periods: (Period | undefined)[] = [];
  const shiftedPeriodOf = async (input: Input): Promise<Period | undefined> => {
    const period = await periodOf(input.path, parser);
    const shift = shiftOf(input);
    return period === undefined ? undefined : { first: period.first + shift, last: period.last + shift };
  };
  for (let i = 0; i < inputs.length; i += AT_ONCE)
    periods.push(...(await Promise.all(inputs.slice(i, i + AT_ONCE).map(shiftedPeriodOf))));
  return groupPeriods(periods).map((group) =>
    group.map((i) => ({ input: inputs[i]!, first: periods[i]?.first ?? -Infinity })),
  );
}

/**
 * Divides what is unread of some logs into groups. All logs are one group, so that their lines are merged by time. If a log has several
 * unread files, because it was rotated since the last run, each file is a group: its files must be read one after the other.
 */
export function groupResumed<Input extends { readonly log: string }>(inputs: readonly Input[]): TimedInput<Input>[][] {
  const logs = new Set(inputs.map(({ log }) => log));
  const timed = inputs.map((input) => ({ input, first: -Infinity }));
  return logs.size === inputs.length ? [timed] : timed.map((one) => [one]);
}

/** Divides inputs into groups, as {@link groupByTime} does; takes their periods and returns their indexes. */
export function groupPeriods(periods: readonly (Period | undefined)[]): number[][] {
  let before = -Infinity;
  const order = periods.map((period, index) => ({ index, period, place: (before = period?.first ?? before) }));
  const groups: number[][] = [];
  let group: number[] = [];
  // Groups that come after the current one.
  let untimed: number[][] = [];
  let [first, last] = [NaN, -Infinity];
  const end = (): void => {
    if (group.length > 0) groups.push(group.sort((a, b) => a - b));
    groups.push(...untimed);
    [group, untimed, last] = [[], [], -Infinity];
  };
  for (const { index, period } of order.sort((a, b) => compare(a.place, b.place))) {
    if (period === undefined) {
      untimed.push([index]);
      continue;
    }
    // If one input begins in the second in which another one ends, they are parts of one log.
    if (!(period.first < last || period.first === first)) {
      end();
      ({ first } = period);
    }
    group.push(index);
    last = Math.max(last, period.first, period.last);
  }
  end();
  return groups;
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
