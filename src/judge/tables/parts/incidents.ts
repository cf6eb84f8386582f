// Recent aborts and failures, counted by second. They show whether an abort is one of a crowd or stands alone.
import { touch } from '../bounded.ts';
import { type Listed, listOn, listPeople, DistinctPeople } from './distinct-people.ts';
import { type Level, partsOf, type WideLevel } from './site-parts.ts';
import {
  BUCKET_SECONDS,
  CROWD_SECONDS,
  pagesOf,
  type People,
  PEOPLE_KEPT,
  peopleOf,
  type SavedBuckets,
  type SavedPeople,
  type Usual,
  UsualRate,
} from './usual-rate.ts';

const SECONDS_KEPT = 256;

/** The crowd around one moment, and the usual rate to compare it with. */
export interface Crowd extends Usual {
  /** Different people who aborted at most {@link CROWD_SECONDS} before or after. */
  readonly clients: number;
  /** The same for one part of the site. */
  readonly clientsOnPart: number;
  /** Lines with status 502, 503 or 504 in the time of the crowd. */
  readonly failures: number;
}

/** The people around one second; valid until one of the seconds around it changes. */
interface Around {
  readonly time: number;
  readonly clients: number;
  /** Number of people by part, each computed when it is first asked for. */
  readonly byPart: Readonly<Record<Level, Map<string, number>>>;
  readonly failures: number;
}

interface Second {
  readonly people: People;
  failures: number;
}

/** The table as it is kept between runs. */
export interface SavedIncidents {
  readonly seconds: ReadonlyMap<number, { readonly people: SavedPeople; readonly failures: number }>;
  readonly buckets: SavedBuckets;
  /** Time of the first line of the log, in seconds. */
  readonly began: number | undefined;
}

/** Recent aborts and failures of all clients. */
export class Incidents {
  readonly #seconds = new Map<number, Second>();
  readonly #usual: UsualRate;
  #around: Around | undefined;
  // A cache of lists by second; a list is dropped when its second changes.
  readonly #listed = new Map<number, Listed>();
  readonly #count = new DistinctPeople(BUCKET_SECONDS * PEOPLE_KEPT);
  // The second that was used last. While it stays the same, it need not be looked up again.
  #lastSecond: { readonly at: number; readonly second: Second } | undefined;

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved?: SavedIncidents) {
    for (const [at, { people, failures }] of saved?.seconds ?? [])
      this.#seconds.set(at, { people: peopleOf(people), failures });
    this.#usual = new UsualRate(saved?.buckets, saved?.began);
  }

  /** Everything it knows, for a later run. */
  save(): SavedIncidents {
    const seconds = [...this.#seconds].map(
      ([at, { people, failures }]) => [at, { people: pagesOf(people), failures }] as const,
    );
    return { seconds: new Map(seconds), buckets: this.#usual.save(), began: this.#usual.began };
  }

  /** Notes the time of any line; see {@link UsualRate.see}. */
  see(time: number): void {
    this.#usual.see(time);
  }

  /** Adds a failure (502, 503, 504) at a time in seconds. */
  observeFailure(time: number): void {
    this.#secondOf(time).failures++;
    this.#change(Math.floor(time));
  }

  /** Adds an abort: when, by whom (a hash), and of which path. */
  observeAbort(time: number, person: number, path: string): void {
    const { people } = this.#secondOf(time);
    const parts = partsOf(path);
    if (people.size < PEOPLE_KEPT && people.get(person)?.page !== parts.page) {
      people.set(person, parts);
      this.#change(Math.floor(time));
    }
    this.#usual.observe(time, person, parts);
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

  /**
   * The crowd around a time in seconds, and the people in it that left one part of the site.
   * @param name the name of the part, as {@link partsOf} gives it
   */
  around(time: number, level: WideLevel, name: string): Crowd {
    const { clients, failures } = this.#aroundOf(time);
    return {
      clients,
      failures,
      clientsOnPart: this.clientsOn(time, level, name),
      ...this.#usual.of(time, level, name),
    };
  }

  /** How many different people left a page or a part of the site, at most {@link CROWD_SECONDS} before or after a time. */
  clientsOn(time: number, level: Level, name: string): number {
    const { byPart } = this.#aroundOf(time);
    let clients = byPart[level].get(name);
    if (clients === undefined) {
      clients = this.#countAround(time, (listed) => listOn(listed, level, name));
      byPart[level].set(name, clients);
    }
    return clients;
  }

  #aroundOf(time: number): Around {
    if (this.#around?.time !== time) this.#around = this.#gather(time);
    return this.#around;
  }

  #gather(time: number): Around {
    let failures = 0;
    for (let at = time - CROWD_SECONDS; at <= time + CROWD_SECONDS; at++)
      failures += this.#seconds.get(at)?.failures ?? 0;
    return {
      time,
      clients: this.#countAround(time, ({ people }) => people),
      byPart: { page: new Map(), part: new Map(), section: new Map() },
      failures,
    };
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
}

function newSecond(): Second {
  return { people: new Map(), failures: 0 };
}
