// Many clients leaving at once: recent aborts and failures, so that one that is part of a crowd can be told from one alone.
import type { Entry } from '../parse/entry.ts';
import { pushBounded } from './ring.ts';

const EVENTS_KEPT = 4096;
const CROWD_SECONDS = 8;

interface Event {
  readonly time: number;
  readonly remote_addr: string;
  readonly http_user_agent: string;
  readonly prefix: string;
  /** An abort (499), or else a failure (502, 503, 504). */
  readonly isAbort: boolean;
}

/** The crowd around one moment. */
export interface Crowd {
  /** Different addresses that aborted within eight seconds before or behind. */
  readonly clients: number;
  /** What as long a time sees at this log's usual rate, from the aborts kept. */
  readonly usualClients: number;
  /** Lines 502, 503 and 504 in the same time. */
  readonly failures: number;
  /** Clients in the crowd that aborted a path with this prefix. */
  readonly clientsOnPrefix: number;
}

/** Recent aborts and failures of all clients. */
export class Incidents {
  readonly #events: Event[] = [];

  /** Adds a line if it is an abort or a failure. */
  fold(entry: Entry, prefix: string): void {
    const isAbort = entry.status === 499;
    if (!isAbort && (entry.status < 502 || entry.status > 504)) return;
    const { time, remote_addr, http_user_agent } = entry;
    pushBounded(this.#events, { time, remote_addr, http_user_agent, prefix, isAbort }, EVENTS_KEPT);
  }

  /**
   * The crowd around a time.
   * @param counts which aborts count: those of monitors, balancers and the like say nothing about the server
   */
  around(time: number, prefix: string, counts: (remote_addr: string, http_user_agent: string) => boolean): Crowd {
    const near = new Set<string>();
    const onPrefix = new Set<string>();
    let failures = 0;
    let oldest = Infinity;
    let newest = -Infinity;
    const buckets = new Set<string>();
    for (const event of this.#events) {
      const isNear = Math.abs(event.time - time) <= CROWD_SECONDS;
      if (!event.isAbort) {
        if (isNear) failures++;
        continue;
      }
      if (!counts(event.remote_addr, event.http_user_agent)) continue;
      oldest = Math.min(oldest, event.time);
      newest = Math.max(newest, event.time);
      if (isNear) {
        near.add(event.remote_addr);
        if (event.prefix === prefix) onPrefix.add(event.remote_addr);
      } else {
        buckets.add(`${Math.floor(event.time / (2 * CROWD_SECONDS + 1))} ${event.remote_addr}`);
      }
    }
    const span = Math.max(newest - oldest - 2 * CROWD_SECONDS, 120);
    const usualClients = (buckets.size * (2 * CROWD_SECONDS + 1)) / span;
    return { clients: near.size, usualClients, failures, clientsOnPrefix: onPrefix.size };
  }
}
