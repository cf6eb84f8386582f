// The requests to one part of the site, counted by second and by minute.
import { pushBounded } from '../bounded.ts';
import {
  lostShareOf,
  NO_REQUESTS,
  type Requests,
  type RequestKind,
  sumOf,
  TimeCounts,
  totalOf,
} from './time-counts.ts';

const SECONDS_KEPT = 128;
const MINUTES_KEPT = 64;
const LEAVERS_KEPT = 48;
// Seconds of a minute.
const SECONDS = 60 as const;
const UNUSUAL_MINUTES_KEPT = 2880;

/** A minute is unusual if at least this share (0 to 1) of the requests of the hour that it begins was lost … */
const UNUSUAL_SHARE = 0.1;
/** … and the usual share is at most this much of it. */
const MOST_USUAL = 0.2;
/** The usual share is known after this many requests. */
const LEAST_REQUESTS = 20;
/** An answer counts for at most this many times the mean wait before it, … */
const MOST_TIMES_MEAN = 4;
/** … once there are so many answers, … */
const LEAST_TO_BOUND = 3;
/** … and at least for this many seconds, if it took so long. */
const LEAST_BOUND_SECONDS = 0.1;
/** Minutes of an hour. */
export const HOUR_MINUTES: number = 60;

/** Requests in some minutes. */
export interface Span extends Requests {
  /** How many of these minutes had an abort or a failure. */
  readonly minutesWithLoss: number;
  /** The most aborts and failures that one of these minutes had. */
  readonly mostInMinute: number;
}

/** The row as it is kept between runs. */
export interface SavedPartRow {
  readonly seconds: readonly Float64Array[];
  readonly minutes: readonly Float64Array[];
  readonly usual: Requests;
  readonly unusual: Requests;
  readonly unusualMinutes: number;
  readonly leavers: readonly Leaver[];
  /** Not in states that older versions saved. */
  readonly slowLeavers?: readonly Leaver[];
  readonly waits: number;
  readonly waited: number;
  readonly hasAnswers: boolean;
}

/** An abort: its time in seconds, and a hash of who left. */
type Leaver = readonly [time: number, person: number];

/** The counts of one part. */
export class PartRow {
  readonly #seconds: TimeCounts;
  readonly #minutes: TimeCounts;
  // The minutes that are no longer kept one by one. An outage of hours must not become the usual share, so unusual minutes are counted
  // apart. If they last for days, they are the usual ones.
  #usual: Requests;
  #unusual: Requests;
  #unusualMinutes: number;
  readonly #leavers: Leaver[];
  // The aborts after a wait that was far longer than usual.
  readonly #slowLeavers: Leaver[];
  // How many answers had $request_time, and its sum in seconds.
  #waits: number;
  #waited: number;
  #hasAnswers: boolean;

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved?: SavedPartRow) {
    this.#seconds = new TimeCounts(SECONDS_KEPT, saved?.seconds);
    this.#minutes = new TimeCounts(MINUTES_KEPT, saved?.minutes);
    this.#usual = saved?.usual ?? NO_REQUESTS;
    this.#unusual = saved?.unusual ?? NO_REQUESTS;
    this.#unusualMinutes = saved?.unusualMinutes ?? 0;
    this.#leavers = [...(saved?.leavers ?? [])];
    this.#slowLeavers = [...(saved?.slowLeavers ?? [])];
    this.#waits = saved?.waits ?? 0;
    this.#waited = saved?.waited ?? 0;
    this.#hasAnswers = saved?.hasAnswers ?? false;
  }

  /** Everything it knows, for a later run. */
  save(): SavedPartRow {
    return {
      seconds: this.#seconds.columns,
      minutes: this.#minutes.columns,
      usual: this.#usual,
      unusual: this.#unusual,
      unusualMinutes: this.#unusualMinutes,
      leavers: [...this.#leavers],
      slowLeavers: [...this.#slowLeavers],
      waits: this.#waits,
      waited: this.#waited,
      hasAnswers: this.#hasAnswers,
    };
  }

  /** Adds an answer that stands for `weight` answers, and its `$request_time` if the line has it. */
  addAnswer(time: number, weight: number, wait: number | undefined): void {
    this.#hasAnswers = true;
    this.#add(time, 'answers', weight);
    if (wait === undefined) return;
    // A few answers during a stall must not become the usual wait.
    const most = this.#waits < LEAST_TO_BOUND ? Infinity : (MOST_TIMES_MEAN * this.#waited) / this.#waits;
    this.#waits += weight;
    this.#waited += weight * Math.min(wait, Math.max(most, LEAST_BOUND_SECONDS));
  }

  /** Adds a 502, 503 or 504. */
  addFailure(time: number): void {
    this.#add(time, 'failures', 1);
  }

  /**
   * Adds an abort of a person (a hash).
   * @param isSlow it came after a wait that was far longer than usual
   */
  addAbort(time: number, person: number, isSlow = false): void {
    this.#add(time, 'aborts', 1);
    pushBounded(this.#leavers, [time, person], LEAVERS_KEPT);
    if (isSlow) pushBounded(this.#slowLeavers, [time, person], LEAVERS_KEPT);
  }

  /** The mean `$request_time` of its answers, in seconds; undefined if no line has it. */
  get usualWait(): number | undefined {
    return this.#waits === 0 ? undefined : this.#waited / this.#waits;
  }

  /** How many of its answers have `$request_time`. */
  get timedAnswers(): number {
    return this.#waits;
  }

  /** Whether anybody ever got an answer, as far as the sample shows it. */
  get hasAnswers(): boolean {
    return this.#hasAnswers;
  }

  /** The requests that ended at most this many seconds before or after a time. */
  near(time: number, seconds: number): Requests {
    return this.#seconds.sum(Math.floor(time) - seconds, Math.floor(time) + seconds);
  }

  /** The requests in a number of minutes, up to the minute of a time in seconds. */
  lately(time: number, minutes: number): Span {
    const last = Math.floor(time / SECONDS);
    const first = last - minutes + 1;
    const { answers, aborts, failures } = this.#minutes.sum(first, last);
    const { minutesWithLoss, mostInMinute } = this.#minutes.lossesIn(first, last);
    return { answers, aborts, failures, minutesWithLoss, mostInMinute };
  }

  /** How many different people aborted in these minutes; no more than the last {@link LEAVERS_KEPT} aborts can show. */
  leaversLately(time: number, minutes: number): number {
    const last = Math.floor(time / SECONDS);
    const first = last - minutes + 1;
    return peopleAmong(this.#leavers, (at) => Math.floor(at / SECONDS) >= first && Math.floor(at / SECONDS) <= last);
  }

  /** How many different people left after a wait that was far longer than usual, at most this many seconds before or after a time. */
  slowLeaversNear(time: number, seconds: number): number {
    return peopleAmong(this.#slowLeavers, (at) => Math.abs(at - time) <= seconds);
  }

  /** The requests before those minutes, without those of minutes that were unusual. */
  before(time: number, minutes: number): Requests {
    return sumOf(this.#usual, this.#minutes.sumUntil(Math.floor(time / SECONDS) - minutes));
  }

  #add(time: number, kind: RequestKind, weight: number): void {
    this.#seconds.add(Math.floor(time), kind, weight);
    const minute = Math.floor(time / SECONDS);
    const isUnusual = this.#isUnusual(this.#minutes.inPlaceOf(minute));
    const dropped = this.#minutes.add(minute, kind, weight);
    if (dropped === undefined) return;
    if (!isUnusual) {
      this.#usual = sumOf(this.#usual, dropped);
      return;
    }
    this.#unusual = sumOf(this.#unusual, dropped);
    this.#unusualMinutes++;
    if (this.#unusualMinutes < UNUSUAL_MINUTES_KEPT) return;
    this.#usual = this.#unusual;
    this.#unusual = NO_REQUESTS;
    this.#unusualMinutes = 0;
  }

  // Whether the hour from a minute on lost far more than usual. Asked while the minute is still kept.
  #isUnusual(minute: number | undefined): boolean {
    if (minute === undefined || totalOf(this.#usual) < LEAST_REQUESTS) return false;
    const share = lostShareOf(this.#minutes.sum(minute, minute + HOUR_MINUTES - 1));
    return share >= UNUSUAL_SHARE && lostShareOf(this.#usual) <= MOST_USUAL * share;
  }
}

// The different people whose aborts came at some time.
function peopleAmong(leavers: readonly Leaver[], isThen: (time: number) => boolean): number {
  const people = new Set<number>();
  for (const [at, person] of leavers) if (isThen(at)) people.add(person);
  return people.size;
}
