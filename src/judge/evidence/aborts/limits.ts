// Whether the wait of an aborted request looks like a time limit, or like the moment at which somebody had enough.
import { isLibrary } from '../../../formats/user-agent.ts';
import { hash32 } from '../../../hits/hash.ts';
import type { Tables } from '../../tables/tables.ts';
import { findConstant, IS_LIMIT, looksLikeLimit } from '../rhythm.ts';
import { failedUpstreams } from '../upstream.ts';
import type { HitView } from '../view.ts';
import { keptLimit } from './repeats.ts';
import { waitsOfSender } from './sender.ts';

/** If at least this many waits are not equal, the program has no fixed limit. */
export const LEAST_SCATTERED_WAITS: number = 4;

/** Two waits that differ by at most this are equal: a timer is precise. */
const EQUAL_SECONDS = 0.02;

/** At least this many equal waits of one program on several devices show its limit: two may be equal by chance. */
const LEAST_ON_DEVICES = 3;
/** These waits are compared with all waits of the program that are up to this much shorter or longer. */
const SURROUNDINGS_SECONDS = 1;
/** At a limit, waits are at least this many times as dense as in the surroundings. */
const LEAST_DENSITY = 12;

/** When {@link isScattered} is true: a clause for the texts of causes. */
export const SCATTERED: string = `the client and ${LEAST_SCATTERED_WAITS} or more of its last aborts have $request_time, and their waits are not equal. Or fewer aborts have it, this wait is not ${IS_LIMIT}, no other wait differs from it by ${EQUAL_SECONDS} s or less, and the log does not show this wait ${LEAST_ON_DEVICES} times for this user agent (${LEAST_DENSITY} times as dense as within ${SURROUNDINGS_SECONDS} s of it)`;

/**
 * Whether the wait of an abort shows no time limit. False without `$request_time`. A limit shows as equal waits; if there are too few
 * aborts to see that, it shows as a round number of seconds, or as a wait that comes again.
 */
export function isScattered(hit: HitView, tables: Tables): boolean {
  const { request_time } = hit.entry.extra;
  if (request_time === undefined) return false;
  const waits = waitsOfSender(hit);
  const comesAgain = waits.filter((wait) => Math.abs(wait - request_time) <= EQUAL_SECONDS).length > 1;
  if (waits.length >= LEAST_SCATTERED_WAITS)
    return findConstant(waits, LEAST_SCATTERED_WAITS) === undefined && !(comesAgain && looksLikeLimit(request_time));
  if (keptLimit(hit) !== undefined || comesAgain || looksLikeLimit(request_time)) return false;
  return !isLimitOnDevices(hit, request_time, tables);
}

// The same program leaves after the same wait on several devices, more often than chance explains.
function isLimitOnDevices({ entry }: HitView, own: number, { waits }: Tables): boolean {
  const agentHash = hash32(entry.http_user_agent);
  const nearby = waits.all.filter(
    (one) => one.agentHash === agentHash && Math.abs(one.seconds - own) <= SURROUNDINGS_SECONDS,
  );
  const equal = nearby.filter(({ seconds }) => Math.abs(seconds - own) <= EQUAL_SECONDS).length;
  const byChance = ((nearby.length - equal) * EQUAL_SECONDS) / SURROUNDINGS_SECONDS;
  return equal >= LEAST_ON_DEVICES && equal >= LEAST_DENSITY * byChance;
}

// HTTP libraries of apps: OkHttp on Android, and Dart, in which Flutter apps are written.
const DEVICE_LIBRARY = /^(?:okhttp|dart)\b/i;

// When isOnDevice is true: words for the texts of causes.
const ON_DEVICE =
  'an app, or of a library that mostly apps use (OkHttp, Dart), or of a program with a name of its own (no HTTP library, no browser that a program runs)';

/** When {@link isLeftByUser} is true: a clause for the texts of causes. */
export const LEFT_BY_USER: string = `the user agent is that of ${ON_DEVICE}, no upstream had failed before, and the waits do not look like a time limit: ${SCATTERED}`;

/** Whether somebody who uses an app went on to something else: the app left after any time. */
export function isLeftByUser(hit: HitView, tables: Tables): boolean {
  return isOnDevice(hit) && failedUpstreams(hit.entry) === 0 && isScattered(hit, tables);
}

// A program on a person's device stops when the person does something else.
function isOnDevice({ agent, entry: { http_user_agent } }: HitView): boolean {
  if (agent.kind !== 'program') return agent.kind === 'app';
  return DEVICE_LIBRARY.test(agent.family) || !(isLibrary(http_user_agent) || http_user_agent.startsWith('Mozilla/'));
}
