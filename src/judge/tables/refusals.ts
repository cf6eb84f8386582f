// Which places (host and path) of a site answer 400 to every client: the sign of a `return 400` in the configuration.
import type { Entry } from '../../formats/entry.ts';
import { parseUserAgent } from '../../formats/user-agent.ts';
import { hashText } from '../../hits/hash.ts';
import type { Observation } from '../../hits/source.ts';
import { Recent, type SavedRecent } from './bounded.ts';

/** A place refuses every client if it refused at least this many requests and answered none. */
export const LEAST_REFUSED: number = 3;
/** At least this many browsers or crawlers must be refused there: the bad header of one client would be refused at every place. */
export const LEAST_CLIENTS: number = 2;

const PATHS_KEPT = 1024;
const CLIENTS_KEPT = 4;

interface Place {
  refused: number;
  answered: number;
  /** Clients (hashes) with the user agent of a browser or crawler: these send every header that nginx requires. */
  readonly clients: Set<number>;
}

/** The table as it is kept between runs: host and path → what was answered there. */
export type SavedRefusals = SavedRecent<Place>;

/** Answers by host and path, from hits, marks and the sample of all traffic. */
export class Refusals {
  readonly #places: Recent<Place>;

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved?: SavedRefusals) {
    this.#places = new Recent(PATHS_KEPT, saved);
  }

  /** Everything it knows, for a later run. */
  save(): SavedRefusals {
    return this.#places.save();
  }

  /**
   * Adds a line with a whole request line.
   * @param isPlainPage it got nginx's own plain 400 page
   */
  observe(line: Observation, isPlainPage: boolean): void {
    const key = keyOf(line.hasExtra ? line.entry.extra.host : undefined, line.pathHash);
    if (!isPlainPage) {
      const known = this.#places.get(key);
      if (known !== undefined && line.status !== 499) known.answered++;
      return;
    }
    const place = this.#places.touch(key, newPlace, undefined);
    place.refused++;
    const { kind } = parseUserAgent(line.entry.http_user_agent);
    if ((kind === 'browser' || kind === 'crawler') && place.clients.size < CLIENTS_KEPT)
      place.clients.add(line.clientHash);
  }

  /**
   * How many requests this place refused. Undefined if it answered one, or if it refused fewer than {@link LEAST_REFUSED} requests
   * or {@link LEAST_CLIENTS} browsers and crawlers.
   */
  always(entry: Entry, path: string): number | undefined {
    const place = this.#places.get(keyOf(entry.extra.host, hashText(path)));
    if (place === undefined || place.answered > 0 || place.refused < LEAST_REFUSED) return undefined;
    return place.clients.size < LEAST_CLIENTS ? undefined : place.refused;
  }
}

function keyOf(host: string | undefined, pathHash: number): number {
  return host === undefined ? pathHash : hashText(`${host} ${pathHash}`);
}

function newPlace(): Place {
  return { refused: 0, answered: 0, clients: new Set() };
}
