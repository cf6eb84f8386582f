// What the lines of each log look like as they were read: a log that is read in a wrong format shows it in most of its lines.
import type { Observation } from '../../hits/source.ts';

/** Logs that are kept apart; all later ones count as one. */
const LOGS_KEPT = 64;
/** Lines of each log whose texts are read. */
const LINES_KEPT = 5000;
/** The name under which the lines of later logs count. */
const OTHERS = '';

/** A request of nginx: a method, a blank and a URI. */
const REQUEST = /^[A-Z][A-Z_-]{0,63} \S/;
/** A user agent names a product and its version at its start: `curl/8.5.0`. */
const PRODUCT = /^(?!HTTP\/)[A-Za-z][\w.+ -]{0,64}\/v?\d/;

/** The lines of one log. Only answered requests (200 to 399) count, unless a field says otherwise. */
export interface Reading {
  /** Answered requests whose texts were read. */
  answered: number;
  /** Those whose request looks like none. */
  strange: number;
  /** Those with a user agent, and those whose user agent names a product. */
  withAgent: number;
  products: number;
  /** Hashes of the first user agent and the first client; undefined before the first line. */
  agent: number | undefined;
  client: number | undefined;
  /** Lines with another user agent, or of another client. */
  otherAgents: number;
  otherClients: number;
  /** Lines with a size, and lines with `-`. */
  sized: number;
  unsized: number;
  /** Answers without a body (204 and 304), and those of them with a size over 0. */
  bodiless: number;
  headed: number;
  /** A part of the requests that no line has. */
  assumed: string | undefined;
  /** A line of any status has a time. */
  hasTime: boolean;
}

/** The table as it is kept between runs. */
export type SavedReadings = Map<string, Reading>;

/** How the lines of each log were read. */
export class Readings {
  readonly #logs: SavedReadings;

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved?: SavedReadings) {
    this.#logs = saved ?? new Map();
  }

  /** Everything it knows, for a later run. */
  save(): SavedReadings {
    return this.#logs;
  }

  /** The lines of a log; undefined if it has none. */
  of(file: string): Reading | undefined {
    return this.#logs.get(file) ?? this.#logs.get(OTHERS);
  }

  /** No line of any log has a time. */
  get haveNoTime(): boolean {
    return this.#logs.size > 0 && [...this.#logs.values()].every(({ hasTime }) => !hasTime);
  }

  /** Adds a line. */
  observe(line: Observation): void {
    const reading = this.#readingOf(line.file);
    if (line.time !== 0) reading.hasTime = true;
    if (line.status < 200 || line.status >= 400 || reading.answered >= LINES_KEPT) return;
    const { request, http_user_agent, assumed } = line.entry;
    reading.answered++;
    reading.assumed ??= assumed;
    if (!REQUEST.test(request)) reading.strange++;
    if (http_user_agent !== '-') reading.withAgent++;
    if (PRODUCT.test(http_user_agent)) reading.products++;
    reading.agent ??= line.agentHash;
    if (line.agentHash !== reading.agent) reading.otherAgents++;
    reading.client ??= line.clientHash;
    if (line.clientHash !== reading.client) reading.otherClients++;
    if (line.bodyBytesSent < 0) reading.unsized++;
    else reading.sized++;
    if (line.status !== 204 && line.status !== 304) return;
    reading.bodiless++;
    if (line.bodyBytesSent > 0) reading.headed++;
  }

  #readingOf(file: string): Reading {
    const name = this.#logs.has(file) || this.#logs.size < LOGS_KEPT ? file : OTHERS;
    let reading = this.#logs.get(name);
    if (reading === undefined) {
      reading = emptyReading();
      this.#logs.set(name, reading);
    }
    return reading;
  }
}

function emptyReading(): Reading {
  return {
    answered: 0,
    strange: 0,
    withAgent: 0,
    products: 0,
    agent: undefined,
    client: undefined,
    otherAgents: 0,
    otherClients: 0,
    sized: 0,
    unsized: 0,
    bodiless: 0,
    headed: 0,
    assumed: undefined,
    hasTime: false,
  };
}
