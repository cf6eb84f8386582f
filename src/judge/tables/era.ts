// Which nginx wrote the log: what its lines show of the version, and what that version can have logged.
import { NOT_SENT } from '../../hits/hash.ts';
import type { Observation } from '../../hits/source.ts';

const ADDRESSES_KEPT = 8;
/** A conclusion needs this many clients: one odd line proves nothing. */
export const LEAST_CLIENTS: number = 2;
/** This many aborts with an upstream time show that nginx logs it for aborts; a few may be answers of an inner nginx. */
export const LEAST_ABORTS_WITH_UPSTREAM_TIME: number = 3;

/** Major, minor, patch. */
export type NginxVersion = readonly [number, number, number];

/** Since this version nginx logs no line for a connection without a request (change log of nginx, 26 March 2013). */
const HIDES_EMPTY_CONNECTIONS_SINCE: NginxVersion = [1, 3, 15];
/** Since this version an oversized cookie or header has a page of its own (change log of nginx). */
const HAS_HEADER_PAGE_SINCE: NginxVersion = [0, 9, 4];

/** What the log says of the nginx version, and what shows it. */
export interface EraSummary {
  readonly nginx: string;
  readonly because: string;
}

/** The table as it is kept between runs: hashes of clients with empty connections and with HTTP/2, and counts of times. */
export interface SavedEra {
  readonly emptyFrom: Set<number>;
  readonly http2From: Set<number>;
  readonly times: { abortsWithUpstreamTime: number; abortsWithoutUpstreamTime: number };
  /** Not in states that older versions saved. */
  readonly abortsOverHttp3?: number;
}

/**
 * Whether a line is an abort that nginx does not log as 499. If the client closes an HTTP/3 connection or resets its stream,
 * nginx logs 000 (https://github.com/nginx/nginx/pull/1596).
 */
export function isAbortOverHttp3({ status, isHttp2, entry }: Observation): boolean {
  return status === 0 && isHttp2 && entry.requestLine.protocol === 'HTTP/3.0';
}

/**
 * What lines show of the age of the nginx that wrote a log, or all logs together. A log whose own lines show nothing asks all
 * logs together, unless these show several versions.
 */
export class Era {
  readonly #given: NginxVersion | undefined;
  readonly #emptyFrom: Set<number>;
  readonly #http2From: Set<number>;
  readonly #times: SavedEra['times'];
  #abortsOverHttp3: number;
  // When the last abort without an upstream time was logged, in seconds since the epoch.
  #lastHeld = -1;
  readonly #wider: Era | undefined;

  /**
   * @param given the version the user named; it overrides what the log shows
   * @param saved what {@link save} gave in an earlier run
   * @param wider what all logs together show; undefined if this is all logs
   */
  constructor(given?: NginxVersion, saved: SavedEra = newSavedEra(), wider?: Era) {
    this.#wider = wider;
    this.#given = given;
    this.#emptyFrom = saved.emptyFrom;
    this.#http2From = saved.http2From;
    this.#times = saved.times;
    this.#abortsOverHttp3 = saved.abortsOverHttp3 ?? 0;
  }

  /** Everything it knows, for a later run. */
  save(): SavedEra {
    return {
      emptyFrom: this.#emptyFrom,
      http2From: this.#http2From,
      times: this.#times,
      abortsOverHttp3: this.#abortsOverHttp3,
    };
  }

  /** Adds a line. */
  observe(line: Observation): void {
    const { status } = line;
    if (isAbortOverHttp3(line)) this.#abortsOverHttp3++;
    if (line.isHttp2 && status < 400 && this.#http2From.size < ADDRESSES_KEPT) this.#http2From.add(line.clientHash);
    if (status === 400 && line.isRequestNone && line.bodyBytesSent === 0 && line.agentHash === NOT_SENT) {
      if (this.#emptyFrom.size < ADDRESSES_KEPT) this.#emptyFrom.add(line.clientHash);
    }
    if (!line.hasExtra) return;
    if (status !== 499) return;
    const { upstream_response_time } = line.entry.extra;
    if (upstream_response_time === undefined) return;
    if (upstream_response_time !== '-') this.#times.abortsWithUpstreamTime++;
    // nginx may hold many requests of a page; a client that leaves drops them at one moment, and they count as one.
    else if (line.time !== this.#lastHeld) {
      this.#times.abortsWithoutUpstreamTime++;
      this.#lastHeld = line.time;
    }
  }

  /** What the log says of the nginx version, for the report. */
  describe(): EraSummary | null {
    if (this.#given !== undefined) return { nginx: this.#given.join('.'), because: 'it was given' };
    const [isOld, isNew] = [this.logsEmptyConnections, this.speaksHttp2];
    if (isOld && isNew)
      return { nginx: 'several versions', because: 'it has connections without a request and HTTP/2 answers' };
    if (isOld) return { nginx: '< 1.3.15', because: 'it logs connections without a request' };
    if (isNew) return { nginx: '>= 1.9.5', because: 'it answers HTTP/2' };
    return null;
  }

  /** Empty connections are logged: nginx before 1.3.15. */
  get logsEmptyConnections(): boolean {
    return this.#given === undefined
      ? this.#informed.#showsEmptyConnections
      : isBefore(this.#given, HIDES_EMPTY_CONNECTIONS_SINCE);
  }

  /** This nginx logs no unused connections, so a line without a request and with 0 bytes is something else. */
  get hidesEmptyConnections(): boolean {
    return this.#given === undefined
      ? this.speaksHttp2 && !this.logsEmptyConnections
      : !isBefore(this.#given, HIDES_EMPTY_CONNECTIONS_SINCE);
  }

  /** A refused cookie or header may have got the plain page, because nginx may be older than 0.9.4. */
  get mayLackHeaderPage(): boolean {
    return this.#given === undefined
      ? this.logsEmptyConnections && !this.speaksHttp2
      : isBefore(this.#given, HAS_HEADER_PAGE_SINCE);
  }

  /** How many lines are aborts over HTTP/3 ({@link isAbortOverHttp3}). */
  get abortsOverHttp3(): number {
    return this.#abortsOverHttp3;
  }

  /** HTTP/2 answers are in the log: nginx 1.9.5 or newer. */
  get speaksHttp2(): boolean {
    return this.#informed.#showsHttp2;
  }

  /** The log has the upstream time of aborted requests, as newer nginx writes it (1.2.9 writes `-`). */
  get timesAbortedUpstreams(): boolean {
    const { abortsWithUpstreamTime: yes, abortsWithoutUpstreamTime: without } = this.#times;
    if (this.#wider !== undefined && yes + without < LEAST_ABORTS_WITH_UPSTREAM_TIME)
      return this.#wider.timesAbortedUpstreams;
    return yes >= LEAST_ABORTS_WITH_UPSTREAM_TIME && yes >= without;
  }

  // What knows the version: this log, or all logs together if only they show one.
  get #informed(): Era {
    if (this.#wider === undefined || this.#showsEmptyConnections || this.#showsHttp2) return this;
    return this.#wider.#showsEmptyConnections && this.#wider.#showsHttp2 ? this : this.#wider;
  }

  get #showsEmptyConnections(): boolean {
    return this.#emptyFrom.size >= LEAST_CLIENTS;
  }

  get #showsHttp2(): boolean {
    return this.#http2From.size >= LEAST_CLIENTS;
  }
}

function newSavedEra(): SavedEra {
  return {
    emptyFrom: new Set(),
    http2From: new Set(),
    times: { abortsWithUpstreamTime: 0, abortsWithoutUpstreamTime: 0 },
  };
}

/** Parses `1.22.1` (also `nginx/1.22.1`); undefined when it is not a version. */
export function parseNginxVersion(text: string): NginxVersion | undefined {
  const match = /^(?:nginx\/)?(\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?$/.exec(text);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : undefined;
}

/** Whether a version is older than another one. */
export function isBefore(version: NginxVersion, other: NginxVersion): boolean {
  const at = version.findIndex((part, i) => part !== other[i]);
  return at >= 0 && version[at]! < other[at]!;
}
