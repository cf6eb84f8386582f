// The option --clock: seconds to add to the times of a log, because the clock of its server is wrong.
import { basename } from 'node:path';
import { logNames } from '../../sources/files/log-names.ts';
import { UsageError } from '../errors.ts';
import { oneOf, quoted } from '../vocabulary.ts';
import { DAY_SECONDS } from './duration.ts';

/** One value of --clock. */
export interface Clock {
  /** What the user typed before the sign `=`. */
  readonly name: string;
  /** Whole seconds, because `$time_local` has whole seconds. */
  readonly shiftSeconds: number;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  '': 1,
  ms: 0.001,
  s: 1,
  sec: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: DAY_SECONDS,
};
const MOST_SECONDS = 366 * DAY_SECONDS;
/** Names that an error lists. */
const MOST_NAMES = 5;

/**
 * Reads a value of --clock: `web2=-1.2s`. Fractions of a second are rounded.
 * @throws UsageError if it has another form
 */
export function parseClock(text: string): Clock {
  const at = text.lastIndexOf('=');
  const name = text.slice(0, Math.max(0, at));
  const [, sign, number = '', unit = ''] =
    /^([+-]?)(\d{1,9}(?:\.\d{1,9})?)(|ms|s|sec|m|min|h|d)$/.exec(text.slice(at + 1)) ?? [];
  const seconds = Number(number) * UNIT_SECONDS[unit]!;
  if (name === '' || sign === undefined) {
    throw new UsageError(
      `--clock: invalid value ${quoted(text)}; write the name of an input and the seconds to add to its times, like web2=-1.2s.`,
    );
  }
  if (seconds > MOST_SECONDS) throw new UsageError(`--clock: ${quoted(text)} is more than 366 days.`);
  // Zero without a sign.
  return { name, shiftSeconds: (sign === '-' ? -1 : 1) * Math.round(seconds) || 0 };
}

/**
 * Finds the log that each clock is about. A clock also applies to the rotated files of the log.
 * @param files the inputs of the run
 * @param rotated folders whose files belong to logs in other folders
 * @returns the seconds to add to the times of a log, by its name
 * @throws UsageError if a name is that of no input or of several inputs, or if a log has two clocks
 */
export function shiftsOf(
  clocks: readonly Clock[],
  files: readonly string[],
  rotated: readonly string[],
): ReadonlyMap<string, number> {
  const logOf = logNames(files, rotated);
  const shifts = new Map<string, number>();
  for (const { name, shiftSeconds } of clocks) {
    const log = findLog(name, files, logOf);
    if (shifts.has(log)) throw new UsageError(`--clock: ${quoted(log)} has two clocks; leave out one of them.`);
    shifts.set(log, shiftSeconds);
  }
  return shifts;
}

// The whole name goes before the base name, and the base name before a part.
function findLog(name: string, files: readonly string[], logOf: (file: string) => string): string {
  const logs = [...new Set(files.map(logOf))];
  const matches = [
    (one: string) => one === name,
    (one: string) => basename(one) === name,
    (one: string) => one.includes(name),
  ];
  for (const matchesName of matches) {
    const found = [...new Set(files.filter((file) => matchesName(file) || matchesName(logOf(file))).map(logOf))];
    if (found.length === 1) return found[0]!;
    if (found.length > 1)
      throw new UsageError(
        `--clock: ${quoted(name)} is a part of several names; write more of one of them: ${listed(found)}.`,
      );
  }
  throw new UsageError(`--clock: ${quoted(name)} is the name of no input; use ${listed(logs)}.`);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map(quoted);
  return names.length > MOST_NAMES ? `${shown.join(', ')} or another` : oneOf(shown);
}
