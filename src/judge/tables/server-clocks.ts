// Whether the clocks of servers differ: a request that failed on one server and was answered by another one was answered later.
import { joinLanes, NOT_SENT } from '../../hits/hash.ts';
import type { Observation } from '../../hits/source.ts';
import { Recent } from './bounded.ts';

/** Two lines of one request belong together if their times differ by at most this many seconds. */
const TOGETHER_SECONDS = 10;
/** A conclusion needs retries of this many persons in each direction, from the server and to it. */
export const LEAST_PERSONS: number = 10;
/** At least this many requests must have been answered before they failed, by about the same time. */
export const LEAST_BACKWARDS: number = 4;
/** At most this share of the retries may be coincidences: a person asked for the same page twice. */
const COINCIDENCE_SHARE = 0.2;
/** At least this share of the retries that go backwards must do so by the same time, give or take a second. Coincidences spread out. */
const PEAK_SHARE = 0.5;

/** Capacity in requests that may still be retried. */
const REQUESTS_KEPT = 8192;
/** Capacity in retries. */
const RETRIES_KEPT = 4096;

/** A request that failed on one server and was answered by another one. */
interface Retry {
  readonly person: number;
  readonly failedOn: string;
  readonly answeredOn: string;
  /** From the failure to the answer, by the clocks of the two servers. */
  readonly seconds: number;
  /** There are more lines of the request, so it is not known which one is the retry. */
  isUnclear: boolean;
}

/** The lines of one request of a person that belong together. */
interface Asked {
  log: string;
  time: number;
  isFailure: boolean;
  /** How many lines there are; the other values are those of the first one. */
  lines: number;
  retry: Retry | undefined;
}

/** A server whose clock is wrong. */
export interface WrongClock {
  readonly log: string;
  /** Another server; the first of them by name. */
  readonly other: string;
  readonly servers: number;
  /** Whole seconds to add to its times; negative if its clock is fast. */
  readonly shiftSeconds: number;
  /** Requests that seem to have been answered before they failed. */
  readonly retries: number;
}

/** Retries from one server to another. They are not kept between runs. */
export class ServerClocks {
  readonly #asked = new Recent<Asked>(REQUESTS_KEPT);
  readonly #retries: Retry[] = [];

  /** Adds a line of a log. */
  observe(line: Observation, log: string): void {
    const { status, clientHash, requestHash, agentHash, time } = line;
    const isFailure = status === 499 || (status >= 502 && status <= 504);
    if (!isFailure && !(status >= 200 && status < 400)) return;
    if (agentHash === NOT_SENT || line.isRequestNone) return;
    const person = joinLanes(clientHash, agentHash);
    const asked = this.#asked.touch(joinLanes(clientHash ^ agentHash, requestHash), newAsked, undefined);
    if (asked.lines === 0 || Math.abs(time - asked.time) > TOGETHER_SECONDS) {
      Object.assign(asked, { log, time, isFailure, lines: 1, retry: undefined });
      return;
    }
    asked.lines++;
    if (asked.retry !== undefined) asked.retry.isUnclear = true;
    if (asked.lines > 2 || asked.log === log || asked.isFailure === isFailure) return;
    if (this.#retries.length >= RETRIES_KEPT) return;
    asked.retry = isFailure
      ? { person, failedOn: log, answeredOn: asked.log, seconds: asked.time - time, isUnclear: false }
      : { person, failedOn: asked.log, answeredOn: log, seconds: time - asked.time, isUnclear: false };
    this.#retries.push(asked.retry);
  }

  /** The server whose clock is wrong most clearly; undefined if the clocks agree, or if there are too few retries to tell. */
  wrongest(): WrongClock | undefined {
    const clear = this.#retries.filter(({ isUnclear }) => !isUnclear);
    const logs = [...new Set(clear.flatMap(({ failedOn, answeredOn }) => [failedOn, answeredOn]))].sort();
    let best: WrongClock | undefined;
    // Of two servers, each of which may be the wrong one, the second one is named.
    for (const log of logs.toReversed()) {
      const to = secondsOf(clear.filter(({ answeredOn }) => answeredOn === log));
      const from = secondsOf(clear.filter(({ failedOn }) => failedOn === log));
      const [slow, fast] = [secondsBehind(to, from), secondsBehind(from, to)];
      if (slow === 0 && fast === 0) continue;
      const retries = (slow > 0 ? to : from).filter((seconds) => seconds < 0).length;
      if (best !== undefined && best.retries >= retries) continue;
      const other = logs.find((one) => one !== log)!;
      best = { log, other, servers: logs.length, shiftSeconds: slow > 0 ? slow : -fast, retries };
    }
    return best;
  }
}

function newAsked(): Asked {
  return { log: '', time: 0, isFailure: false, lines: 0, retry: undefined };
}

// The seconds of the first retry of each person.
function secondsOf(retries: readonly Retry[]): number[] {
  const byPerson = new Map<number, number>();
  for (const { person, seconds } of retries) if (!byPerson.has(person)) byPerson.set(person, seconds);
  return [...byPerson.values()];
}

/**
 * How far a clock is behind, in whole seconds; 0 if that is not clear. A retry takes no time at least. If the clock is some seconds
 * behind, many retries to it take less than no time, by about as much, and no retry from it takes less than these seconds.
 * @param to seconds of the retries that this server answered
 * @param from seconds of the retries of requests that failed on it
 */
function secondsBehind(to: readonly number[], from: readonly number[]): number {
  if (to.length < LEAST_PERSONS || from.length < LEAST_PERSONS) return 0;
  const backwards = to.filter((seconds) => seconds < 0).map((seconds) => Math.round(-seconds));
  const behind = commonest(backwards);
  const alike = backwards.filter((seconds) => Math.abs(seconds - behind) <= 1);
  if (behind === 0 || alike.length < Math.max(LEAST_BACKWARDS, PEAK_SHARE * backwards.length)) return 0;
  const soon = from.filter((seconds) => seconds >= -behind && seconds < behind);
  return soon.length <= COINCIDENCE_SHARE * from.length ? behind : 0;
}

// The most frequent number; the least of several.
function commonest(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const one of numbers) counts.set(one, (counts.get(one) ?? 0) + 1);
  const [most] = [...counts].sort(([a, countA], [b, countB]) => countB - countA || a - b);
  return most?.[0] ?? 0;
}
