// Many people leaving at once: recent aborts and failures by the second, so that one that is part of a crowd can be told from one alone.
import type { Entry } from '../parse/entry.ts';
import { touch } from './ring.ts';

/** Half the width of a crowd, in seconds. */
const CROWD_SECONDS = 8;
const BUCKET_SECONDS = 2 * CROWD_SECONDS + 1;
const SECONDS_KEPT = 256;
const BUCKETS_KEPT = 64;
/** Beyond so many people a second (or bucket) more of them say nothing new. */
const PEOPLE_KEPT = 128;

/** The crowd around one moment. */
export interface Crowd {
  /** Different people who aborted within eight seconds before or behind. */
  readonly clients: number;
  /** What as long a time sees at this log's usual rate, over the last 64 such times. */
  readonly usualClients: number;
  /** The same for the part of the site (path prefix) that was asked about. */
  readonly clientsOnPrefix: number;
  readonly usualOnPrefix: number;
  /** How many such times the usual rate was drawn from. */
  readonly history: number;
  /** Lines 502, 503 and 504 in the same time. */
  readonly failures: number;
}

/** Person → prefix of the path aborted last. */
type People = Map<string, string>;

/** The people of one stretch of time, counted by prefix as well. */
interface Bucket {
  readonly people: People;
  readonly byPrefix: Map<string, number>;
}

interface Second {
  readonly people: People;
  failures: number;
}

/** The table as it is kept between runs. */
export interface SavedIncidents {
  readonly seconds: Map<number, Second>;
  readonly buckets: Map<number, Bucket>;
  /** Time of the first line of the log, in seconds. */
  readonly began: number | undefined;
}

/** Recent aborts and failures of all clients. */
export class Incidents {
  readonly #seconds: Map<number, Second>;
  readonly #buckets: Map<number, Bucket>;
  #began: number | undefined;
  #version = 0;
  #cached: { readonly key: string; readonly version: number; readonly crowd: Crowd } | undefined;

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved: SavedIncidents = { seconds: new Map(), buckets: new Map(), began: undefined }) {
    this.#seconds = saved.seconds;
    this.#buckets = saved.buckets;
    this.#began = saved.began;
  }

  /** Everything it knows, for a later run. */
  save(): SavedIncidents {
    return { seconds: this.#seconds, buckets: this.#buckets, began: this.#began };
  }

  /** Takes note of any line's time: the usual rate is one over all the time there was. */
  see(time: number): void {
    this.#began ??= time;
  }

  /** Adds an abort (by whom, and where on the site), or a failure (502, 503, 504). */
  fold(entry: Entry, person: string, prefix: string): void {
    const isAbort = entry.status === 499;
    if (!isAbort && (entry.status < 502 || entry.status > 504)) return;
    this.#version++;
    const second = touch(this.#seconds, Math.floor(entry.time), SECONDS_KEPT, () => ({
      people: new Map() as People,
      failures: 0,
    }));
    if (!isAbort) {
      second.failures++;
      return;
    }
    if (second.people.size < PEOPLE_KEPT) second.people.set(person, prefix);
    const bucket = touch(this.#buckets, bucketOf(entry.time), BUCKETS_KEPT, newBucket);
    if (bucket.people.size >= PEOPLE_KEPT || bucket.people.has(person)) return;
    bucket.people.set(person, prefix);
    bucket.byPrefix.set(prefix, (bucket.byPrefix.get(prefix) ?? 0) + 1);
  }

  /** The crowd around a time in seconds, and the part of it that wanted one part of the site. */
  around(time: number, prefix: string): Crowd {
    const key = `${time} ${prefix}`;
    const known = this.#cached;
    if (known?.key === key && known.version === this.#version) return known.crowd;
    const near = new Set<string>();
    const onPrefix = new Set<string>();
    let failures = 0;
    for (let at = time - CROWD_SECONDS; at <= time + CROWD_SECONDS; at++) {
      const second = this.#seconds.get(at);
      if (second === undefined) continue;
      failures += second.failures;
      for (const [person, path] of second.people) {
        near.add(person);
        if (path === prefix) onPrefix.add(person);
      }
    }
    const crowd = { clients: near.size, clientsOnPrefix: onPrefix.size, failures, ...this.#usual(time, prefix) };
    this.#cached = { key, version: this.#version, crowd };
    return crowd;
  }

  // Mean number of people in as long a time, those around the moment left out; times in which nobody left count as well.
  #usual(time: number, prefix: string): Pick<Crowd, 'usualClients' | 'usualOnPrefix' | 'history'> {
    const own = bucketOf(time);
    const first = Math.max(bucketOf(this.#began ?? time), own - BUCKETS_KEPT);
    let [sum, sumOnPrefix, newest] = [0, 0, own];
    for (const [bucket, { people, byPrefix }] of this.#buckets) {
      if (bucket < first) continue;
      newest = Math.max(newest, bucket);
      if (Math.abs(bucket - own) <= 1) continue;
      sum += people.size;
      sumOnPrefix += byPrefix.get(prefix) ?? 0;
    }
    const around = Math.min(own + 1, newest) - Math.max(own - 1, first) + 1;
    const history = newest - first + 1 - around;
    const over = Math.max(1, history);
    return { usualClients: sum / over, usualOnPrefix: sumOnPrefix / over, history };
  }
}

function bucketOf(time: number): number {
  return Math.floor(time / BUCKET_SECONDS);
}

function newBucket(): Bucket {
  return { people: new Map(), byPrefix: new Map() };
}
