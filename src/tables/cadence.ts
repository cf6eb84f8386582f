// How regular a client is: gaps between its empty connections, and between repeats of the same request.
import type { Entry } from '../parse/entry.ts';
import { pushBounded, Recent, type SavedRecent, touch } from './ring.ts';

const ADDRESSES_KEPT = 10_000;
const FINGERPRINTS_KEPT = 16;
const USER_AGENTS_KEPT = 8;
const VALUES_KEPT = 8;

/** What is known of one request (user agent, method, URI) of one address. Times and gaps in seconds, newest last. */
export interface FingerprintCadence {
  last: number;
  wasAborted: boolean;
  readonly gaps: number[];
  seen: number;
}

/** What is known of one address. */
export interface AddressCadence {
  /** Times of its last hits without a request. */
  readonly emptyTimes: number[];
  /** Gaps between two aborts of the same request in a row, whichever it was: a proxy's time limit shows in them. */
  readonly retryGaps: number[];
  /** `$request_time` of its last aborts, in seconds. */
  readonly abortTimes: number[];
  /** Time of its last abort with a `$request_time`. */
  lastAbort: number;
  readonly fingerprints: Map<number, FingerprintCadence>;
  readonly userAgents: Set<string>;
  /** Lines seen of it that were not empty, and how many of them were 499. */
  requests: number;
  aborted: number;
}

/** Regularity of the addresses seen last, from hits, marks and the sample of all traffic. */
export class Cadence {
  readonly #addresses: Recent<AddressCadence>;

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved?: SavedRecent<AddressCadence>) {
    this.#addresses = new Recent(ADDRESSES_KEPT, saved);
  }

  /** Everything it knows, for a later run. */
  save(): SavedRecent<AddressCadence> {
    return this.#addresses.save();
  }

  /** Adds a line: to its client, and to the address it came through where that is another. */
  fold(entry: Entry): void {
    this.#foldInto(entry.client, entry);
    if (entry.remote_addr !== entry.client) this.#foldInto(entry.remote_addr, entry);
  }

  #foldInto(name: string, entry: Entry): void {
    const address = this.#addresses.touch(name, newAddress);
    if (entry.request === '-') {
      if (entry.status === 400) pushBounded(address.emptyTimes, entry.time, VALUES_KEPT);
      return;
    }
    address.requests++;
    if (entry.status === 499) address.aborted++;
    if (address.userAgents.size < USER_AGENTS_KEPT) address.userAgents.add(entry.http_user_agent);
    const print = touch(address.fingerprints, fingerprintOf(entry), FINGERPRINTS_KEPT, newFingerprint);
    if (print.seen > 0) {
      const gap = entry.time - print.last;
      pushBounded(print.gaps, gap, VALUES_KEPT);
      if (print.wasAborted && entry.status === 499) pushBounded(address.retryGaps, gap, VALUES_KEPT);
    }
    print.last = entry.time;
    print.wasAborted = entry.status === 499;
    print.seen++;
    if (entry.status === 499) {
      const { request_time } = entry.extra;
      if (request_time !== undefined) {
        // What was left in one moment was left once.
        if (entry.time > address.lastAbort) pushBounded(address.abortTimes, request_time, VALUES_KEPT);
        address.lastAbort = entry.time;
      }
    }
  }

  /** What is known of a client or an address, if anything still is. */
  of(address: string): AddressCadence | undefined {
    return this.#addresses.get(address);
  }
}

/** The request as the same client would repeat it (user agent, method, URI), as a 53-bit hash: the texts are long and many. */
export function fingerprintOf({ http_user_agent, request }: Entry): number {
  return hash(http_user_agent, 0x811c9dc5) * 0x200000 + (hash(request, 0x01000193) >>> 11);
}

// FNV-1a, 32 bits.
function hash(text: string, seed: number): number {
  let value = seed;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** A steady period found in times or gaps. */
export interface Period {
  /** Median gap in seconds. */
  readonly seconds: number;
  /** How many gaps were looked at. */
  readonly gaps: number;
}

/**
 * Finds a steady period: at least `least` gaps, of which three quarters lie within a share of their median (a tenth, and at
 * least one second, the log's own resolution).
 */
export function findPeriod(gaps: readonly number[], least: number, slackShare = 0.1): Period | undefined {
  if (gaps.length < least) return undefined;
  const sorted = [...gaps].sort((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const slack = Math.max(1, median * slackShare);
  const near = gaps.filter((gap) => Math.abs(gap - median) <= slack).length;
  return near >= 0.75 * gaps.length ? { seconds: median, gaps: gaps.length } : undefined;
}

/**
 * Finds a constant among `$request_time`s: at least `least` of them, three quarters of which lie within 3 % (at least
 * 30 ms, a scheduler's slack) of their median, which is at least 0.2 s. Machines wait so; people do not.
 */
export function findConstant(seconds: readonly number[], least: number): number | undefined {
  if (seconds.length < least) return undefined;
  const median = [...seconds].sort((a, b) => a - b)[Math.floor(seconds.length / 2)] ?? 0;
  if (median < 0.2) return undefined;
  const slack = Math.max(0.03, 0.03 * median);
  return seconds.filter((one) => Math.abs(one - median) <= slack).length >= 0.75 * seconds.length ? median : undefined;
}

/** Gaps between ascending times, in seconds. */
export function gapsOf(times: readonly number[]): number[] {
  return times.slice(1).map((time, index) => time - times[index]!);
}

function newAddress(): AddressCadence {
  return {
    emptyTimes: [],
    retryGaps: [],
    abortTimes: [],
    lastAbort: -Infinity,
    fingerprints: new Map(),
    userAgents: new Set(),
    requests: 0,
    aborted: 0,
  };
}

function newFingerprint(): FingerprintCadence {
  return { last: 0, wasAborted: false, gaps: [], seen: 0 };
}
