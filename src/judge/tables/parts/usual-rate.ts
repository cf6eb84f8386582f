// How many people usually abort, on the whole site and on each part of it.
import { touch } from '../bounded.ts';
import { partsOf, type SiteParts, type WideLevel } from './site-parts.ts';

/** A crowd reaches this far to either side of a moment: clients that wait for one stalled backend leave within seconds. */
export const CROWD_SECONDS: number = 8;
/** A bucket of time is as long as a crowd, so that the two can be compared. */
export const BUCKET_SECONDS: number = 2 * CROWD_SECONDS + 1;
const BUCKETS_KEPT = 64;
/** More people than this in one second (or bucket) say nothing new. */
export const PEOPLE_KEPT: number = 128;

/** Person (a hash) → where on the site it aborted. */
export type People = Map<number, SiteParts>;

/** A number for each part of the site, by level. */
type ByPart = Readonly<Record<WideLevel, Map<string, number>>>;

/** The people of one bucket of time, counted by part as well. */
interface Bucket {
  readonly people: People;
  readonly byPart: ByPart;
}

/** How many people abort in a bucket of time, as a mean over the last {@link BUCKETS_KEPT} buckets. */
export interface Usual {
  readonly usualClients: number;
  /** The same for one part of the site. */
  readonly usualOnPart: number;
  /** How many buckets the mean covers. */
  readonly history: number;
}

/** Person (a hash) → page. Older versions saved the first segments of the path here: a page that lies on the same parts of the site. */
export type SavedPeople = ReadonlyMap<number, string>;

/** The buckets as they are kept between runs. */
export type SavedBuckets = ReadonlyMap<number, { readonly people: SavedPeople }>;

/** Aborts by bucket of time. */
export class UsualRate {
  readonly #buckets = new Map<number, Bucket>();
  #began: number | undefined;
  // The sum of the people in all buckets, and the same by part.
  #sum = 0;
  readonly #sums: ByPart = newCounts();
  #oldestBucket = Infinity;
  #newestBucket = -Infinity;

  /**
   * @param saved what {@link save} gave in an earlier run
   * @param began time of the first line of the log, in seconds
   */
  constructor(saved: SavedBuckets = new Map(), began?: number) {
    this.#began = began;
    for (const [key, { people }] of saved) {
      const bucket = newBucket();
      for (const [person, parts] of peopleOf(people)) addPerson(bucket, person, parts);
      this.#buckets.set(key, bucket);
      this.#addBucket(bucket, 1);
    }
    this.#findEnds();
  }

  /** Everything it knows except {@link began}, for a later run. */
  save(): SavedBuckets {
    return new Map([...this.#buckets].map(([key, { people }]) => [key, { people: pagesOf(people) }]));
  }

  /** Time of the first line of the log, in seconds. */
  get began(): number | undefined {
    return this.#began;
  }

  /** Notes the time of any line, to know when the log began. Times without an abort also count in the usual rate. */
  see(time: number): void {
    this.#began ??= time;
  }

  /** Adds an abort: when, by whom (a hash), and where on the site. */
  observe(time: number, person: number, parts: SiteParts): void {
    const key = bucketOf(time);
    const isNew = !this.#buckets.has(key);
    if (isNew && this.#buckets.size >= BUCKETS_KEPT) {
      const oldest = this.#buckets.values().next();
      if (!oldest.done) this.#addBucket(oldest.value, -1);
    }
    const bucket = touch(this.#buckets, key, BUCKETS_KEPT, newBucket);
    if (isNew) this.#findEnds();
    if (bucket.people.size >= PEOPLE_KEPT || bucket.people.has(person)) return;
    addPerson(bucket, person, parts);
    this.#sum++;
    addParts(this.#sums, parts);
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
  #addBucket({ people, byPart }: Bucket, sign: 1 | -1): void {
    this.#sum += sign * people.size;
    for (const level of ['part', 'section'] as const)
      for (const [name, count] of byPart[level]) add(this.#sums[level], name, sign * count);
  }

  /** The usual rate at a time in seconds. Buckets without an abort count; the buckets around the time do not. */
  of(time: number, level: WideLevel, name: string): Usual {
    const own = bucketOf(time);
    const first = Math.max(bucketOf(this.#began ?? time), own - BUCKETS_KEPT);
    let sum = this.#sum;
    let sumOnPart = this.#sums[level].get(name) ?? 0;
    const leaveOut = ({ people, byPart }: Bucket): void => {
      sum -= people.size;
      sumOnPart -= byPart[level].get(name) ?? 0;
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
    return { usualClients: sum / over, usualOnPart: sumOnPart / over, history };
  }
}

function newCounts(): ByPart {
  return { part: new Map(), section: new Map() };
}

function addParts(counts: ByPart, { part, section }: SiteParts): void {
  add(counts.part, part, 1);
  add(counts.section, section, 1);
}

/** People as they were saved. */
export function peopleOf(saved: SavedPeople): People {
  return new Map([...saved].map(([person, page]) => [person, partsOf(page)]));
}

/** People as they are saved. */
export function pagesOf(people: People): SavedPeople {
  return new Map([...people].map(([person, { page }]) => [person, page]));
}

function bucketOf(time: number): number {
  return Math.floor(time / BUCKET_SECONDS);
}

function newBucket(): Bucket {
  return { people: new Map(), byPart: newCounts() };
}

function addPerson({ people, byPart }: Bucket, person: number, parts: SiteParts): void {
  people.set(person, parts);
  addParts(byPart, parts);
}

// Adds to the count of a part; a count of zero is forgotten.
function add(counts: Map<string, number>, name: string, count: number): void {
  const sum = (counts.get(name) ?? 0) + count;
  if (sum === 0) counts.delete(name);
  else counts.set(name, sum);
}
