// Recent aborts and failures, counted by second. They show whether an abort is one of a crowd or stands alone.
import { detached } from '../../formats/detached.ts';
import { type Listed, listPeople, PeopleCount } from './people-count.ts';
import { touch } from './ring.ts';

/** A crowd reaches this far to either side of a moment: clients that wait for one stalled backend leave within seconds. */
export const CROWD_SECONDS: number = 8;
/** A bucket of time is as long as a crowd, so that the two can be compared. */
export const BUCKET_SECONDS: number = 2 * CROWD_SECONDS + 1;
const SECONDS_KEPT = 256;
const BUCKETS_KEPT = 64;
/** More people than this in one second (or bucket) say nothing new. */
const PEOPLE_KEPT = 128;

/** The crowd around one moment. */
export interface Crowd {
  /** Different people who aborted at most {@link CROWD_SECONDS} before or after. */
  readonly clients: number;
  /** The usual rate: how many people abort in a bucket, as a mean over the last {@link BUCKETS_KEPT} buckets. */
  readonly usualClients: number;
  /** The same two numbers for one part of the site (a path prefix). */
  readonly clientsOnPrefix: number;
  readonly usualOnPrefix: number;
  /** How many buckets that mean covers. */
  readonly history: number;
  /** Lines with status 502, 503 or 504 in the time of the crowd. */
  readonly failures: number;
}

/** Person (a hash) → prefix of the path aborted last. */
type People = Map<number, string>;

/** The people of one bucket of time, counted by prefix as well. */
interface Bucket {
  readonly people: People;
  readonly byPrefix: Map<string, number>;
}

/** The people around one second; valid until one of the seconds around it changes. */
interface Around {
  readonly time: number;
  readonly clients: number;
  /** Number of people by prefix, each computed when it is first asked for. */
  readonly byPrefix: Map<string, number>;
  readonly failures: number;
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
  // The sum of the people in all buckets, and the same by prefix.
  #sum = 0;
  readonly #sumByPrefix = new Map<string, number>();
  #oldestBucket = Infinity;
  #newestBucket = -Infinity;
  #around: Around | undefined;
  // A cache of lists by second; a list is dropped when its second changes.
  readonly #listed = new Map<number, Listed>();
  readonly #count = new PeopleCount(BUCKET_SECONDS * PEOPLE_KEPT);
  // The second that was used last. While it stays the same, it need not be looked up again.
  #lastSecond: { readonly at: number; readonly second: Second } | undefined;

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved: SavedIncidents = { seconds: new Map(), buckets: new Map(), began: undefined }) {
    this.#seconds = saved.seconds;
    this.#buckets = saved.buckets;
    this.#began = saved.began;
    for (const bucket of this.#buckets.values()) this.#addBucket(bucket, 1);
    this.#findEnds();
  }

  /** Everything it knows, for a later run. */
  save(): SavedIncidents {
    return { seconds: this.#seconds, buckets: this.#buckets, began: this.#began };
  }

  /** Notes the time of any line, to know when the log began. Times without an abort also count in the usual rate. */
  see(time: number): void {
    this.#began ??= time;
  }

  /** Adds a failure (502, 503, 504) at a time in seconds. */
  observeFailure(time: number): void {
    this.#secondOf(time).failures++;
    this.#change(Math.floor(time));
  }

  /** Adds an abort: when, by whom (a hash), and where on the site. */
  observeAbort(time: number, person: number, prefix: string): void {
    const { people } = this.#secondOf(time);
    if (people.size < PEOPLE_KEPT && people.get(person) !== prefix) {
      // A slice of a line would keep the whole line in memory.
      people.set(person, detached(prefix));
      this.#change(Math.floor(time));
    }
    const key = bucketOf(time);
    const isNew = !this.#buckets.has(key);
    if (isNew && this.#buckets.size >= BUCKETS_KEPT) {
      const oldest = this.#buckets.values().next();
      if (!oldest.done) this.#addBucket(oldest.value, -1);
    }
    const bucket = touch(this.#buckets, key, BUCKETS_KEPT, newBucket);
    if (isNew) this.#findEnds();
    if (bucket.people.size >= PEOPLE_KEPT || bucket.people.has(person)) return;
    const own = detached(prefix);
    bucket.people.set(person, own);
    bucket.byPrefix.set(own, (bucket.byPrefix.get(own) ?? 0) + 1);
    this.#sum++;
    this.#sumByPrefix.set(own, (this.#sumByPrefix.get(own) ?? 0) + 1);
  }

  #secondOf(time: number): Second {
    const at = Math.floor(time);
    if (at === this.#lastSecond?.at) return this.#lastSecond.second;
    if (!this.#seconds.has(at) && this.#seconds.size >= SECONDS_KEPT) {
      const oldest = this.#seconds.keys().next();
      if (!oldest.done) this.#change(oldest.value);
    }
    const second = touch(this.#seconds, at, SECONDS_KEPT, newSecond);
    this.#lastSecond = { at, second };
    return second;
  }

  // A list and a gathered crowd are stale once one of their seconds changes.
  #change(second: number): void {
    this.#listed.delete(second);
    if (this.#around !== undefined && Math.abs(second - this.#around.time) <= CROWD_SECONDS) this.#around = undefined;
  }

  #findEnds(): void {
    this.#oldestBucket = Infinity;
    this.#newestBucket = -Infinity;
    for (const key of this.#buckets.keys()) {
      this.#oldestBucket = Math.min(this.#oldestBucket, key);
      this.#newestBucket = Math.max(this.#newestBucket, key);
    }
  }

  // Adds a bucket to the sums, or subtracts it.
  #addBucket({ people, byPrefix }: Bucket, sign: 1 | -1): void {
    this.#sum += sign * people.size;
    for (const [prefix, count] of byPrefix) {
      const sum = (this.#sumByPrefix.get(prefix) ?? 0) + sign * count;
      if (sum === 0) this.#sumByPrefix.delete(prefix);
      else this.#sumByPrefix.set(prefix, sum);
    }
  }

  /** The crowd around a time in seconds, and the part of it that wanted one part of the site. */
  around(time: number, prefix: string): Crowd {
    if (this.#around?.time !== time) this.#around = this.#gather(time);
    const { clients, byPrefix, failures } = this.#around;
    const { usualClients, usualOnPrefix, history } = this.#usual(time, prefix);
    let clientsOnPrefix = byPrefix.get(prefix);
    if (clientsOnPrefix === undefined) {
      clientsOnPrefix = this.#countAround(time, (listed) => listed.byPrefix.get(prefix));
      byPrefix.set(prefix, clientsOnPrefix);
    }
    return { clients, usualClients, clientsOnPrefix, usualOnPrefix, history, failures };
  }

  #gather(time: number): Around {
    let failures = 0;
    for (let at = time - CROWD_SECONDS; at <= time + CROWD_SECONDS; at++)
      failures += this.#seconds.get(at)?.failures ?? 0;
    return { time, clients: this.#countAround(time, ({ people }) => people), byPrefix: new Map(), failures };
  }

  // Counts the distinct people in the lists that `listOf` picks from the seconds around a time.
  #countAround(time: number, listOf: (listed: Listed) => readonly number[] | undefined): number {
    this.#count.clear();
    for (let at = time - CROWD_SECONDS; at <= time + CROWD_SECONDS; at++) {
      const second = this.#seconds.get(at);
      if (second === undefined || second.people.size === 0) continue;
      let listed = this.#listed.get(at);
      if (listed === undefined) this.#listed.set(at, (listed = listPeople(second.people)));
      const list = listOf(listed);
      if (list !== undefined) this.#count.add(list);
    }
    return this.#count.size;
  }

  // Mean number of people in a bucket. Buckets without an abort count; the buckets around the moment do not.
  #usual(time: number, prefix: string): Pick<Crowd, 'usualClients' | 'usualOnPrefix' | 'history'> {
    const own = bucketOf(time);
    const first = Math.max(bucketOf(this.#began ?? time), own - BUCKETS_KEPT);
    let sum = this.#sum;
    let sumOnPrefix = this.#sumByPrefix.get(prefix) ?? 0;
    const leaveOut = ({ people, byPrefix }: Bucket): void => {
      sum -= people.size;
      sumOnPrefix -= byPrefix.get(prefix) ?? 0;
    };
    let newest = own;
    if (this.#oldestBucket >= first) {
      newest = Math.max(newest, this.#newestBucket);
      for (let key = own - 1; key <= own + 1; key++) {
        const bucket = this.#buckets.get(key);
        if (bucket !== undefined) leaveOut(bucket);
      }
    } else {
      for (const [key, bucket] of this.#buckets) {
        if (key >= first) newest = Math.max(newest, key);
        if (key < first || Math.abs(key - own) <= 1) leaveOut(bucket);
      }
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

function newSecond(): Second {
  return { people: new Map(), failures: 0 };
}
