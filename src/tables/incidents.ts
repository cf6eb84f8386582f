// Many clients leaving at once: recent aborts and failures by the second, so that one that is part of a crowd can be told from one alone.
import type { Entry } from '../parse/entry.ts';
import { touch } from './ring.ts';

/** Half the width of a crowd, in seconds. */
const CROWD_SECONDS = 8;
const BUCKET_SECONDS = 2 * CROWD_SECONDS + 1;
const SECONDS_KEPT = 256;
const BUCKETS_KEPT = 64;
/** Beyond so many addresses a second (or bucket) more of them say nothing new. */
const ADDRESSES_KEPT = 128;

/** The crowd around one moment. */
export interface Crowd {
  /** Different addresses that aborted within eight seconds before or behind. */
  readonly clients: number;
  /** What as long a time sees at this log's usual rate, over the last 64 such times that saw any. */
  readonly usualClients: number;
  /** Lines 502, 503 and 504 in the same time. */
  readonly failures: number;
  /** Of the clients, those that aborted a path with the asked prefix. */
  readonly clientsOnPrefix: number;
}

interface Second {
  /** Address → prefix of the path it aborted last. */
  readonly addresses: Map<string, string>;
  failures: number;
}

/** The table as it is kept between runs. */
export interface SavedIncidents {
  readonly seconds: Map<number, Second>;
  readonly buckets: Map<number, Set<string>>;
}

/** Recent aborts and failures of all clients. */
export class Incidents {
  readonly #seconds: Map<number, Second>;
  readonly #buckets: Map<number, Set<string>>;
  #version = 0;
  #cached:
    | { readonly time: number; readonly prefix: string; readonly version: number; readonly crowd: Crowd }
    | undefined;

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved: SavedIncidents = { seconds: new Map(), buckets: new Map() }) {
    this.#seconds = saved.seconds;
    this.#buckets = saved.buckets;
  }

  /** Everything it knows, for a later run. */
  save(): SavedIncidents {
    return { seconds: this.#seconds, buckets: this.#buckets };
  }

  /** Adds an abort, or a failure (502, 503, 504). */
  fold(entry: Entry, prefix: string): void {
    const isAbort = entry.status === 499;
    if (!isAbort && (entry.status < 502 || entry.status > 504)) return;
    this.#version++;
    const second = touch(this.#seconds, Math.floor(entry.time), SECONDS_KEPT, () => ({
      addresses: new Map<string, string>(),
      failures: 0,
    }));
    if (!isAbort) {
      second.failures++;
      return;
    }
    if (second.addresses.size < ADDRESSES_KEPT) second.addresses.set(entry.client, prefix);
    const bucket = touch(this.#buckets, Math.floor(entry.time / BUCKET_SECONDS), BUCKETS_KEPT, () => new Set<string>());
    if (bucket.size < ADDRESSES_KEPT) bucket.add(entry.client);
  }

  /** The crowd around a time in seconds. */
  around(time: number, prefix: string): Crowd {
    const known = this.#cached;
    if (known?.time === time && known.prefix === prefix && known.version === this.#version) return known.crowd;
    const near = new Set<string>();
    const onPrefix = new Set<string>();
    let failures = 0;
    for (let at = time - CROWD_SECONDS; at <= time + CROWD_SECONDS; at++) {
      const second = this.#seconds.get(at);
      if (second === undefined) continue;
      failures += second.failures;
      for (const [address, path] of second.addresses) {
        near.add(address);
        if (path === prefix) onPrefix.add(address);
      }
    }
    const crowd = { clients: near.size, usualClients: this.#usual(time), failures, clientsOnPrefix: onPrefix.size };
    this.#cached = { time, prefix, version: this.#version, crowd };
    return crowd;
  }

  // Mean number of addresses in a bucket, those around the time left out; empty buckets in between count as none.
  #usual(time: number): number {
    const own = Math.floor(time / BUCKET_SECONDS);
    let [sum, oldest, newest] = [0, Infinity, -Infinity];
    for (const [bucket, addresses] of this.#buckets) {
      oldest = Math.min(oldest, bucket);
      newest = Math.max(newest, bucket);
      if (Math.abs(bucket - own) > 1) sum += addresses.size;
    }
    const others = Math.max(7, newest - oldest + 1 - 3);
    return sum / others;
  }
}
