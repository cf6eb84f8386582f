// How regularly a client sends: gaps between its empty connections, and between repeats of the same request.
import type { Entry } from '../../formats/entry.ts';
import { hash32 } from '../../hits/hash.ts';
import type { Observation } from '../../hits/source.ts';
import { pushBounded, RecentRows, type SavedRows } from './bounded.ts';
import { forwardedClient, senderHash } from './forwarded.ts';

const ADDRESSES_KEPT = 10_000;
const REQUESTS_KEPT = 16;
const USER_AGENTS_KEPT = 8;
const VALUES_KEPT = 8;
// Many people abort through the address of a proxy, so the limit of the proxy shows only among many aborts.
const ABORTS_KEPT = 48;
// Most lists stay empty: all empty lists share one value.
const NO_VALUES: number[] = [];
const NO_REQUESTS: RequestCadence[] = [];

/** What is known of one request (user agent and `$request`) of a client. Times and gaps in seconds, newest last. */
export interface RequestCadence {
  /** Hashes of `$http_user_agent` and `$request`. */
  readonly agentHash: number;
  readonly requestHash: number;
  last: number;
  wasAborted: boolean;
  gaps: number[];
}

/** What is known of one address. */
export interface AddressCadence {
  /** Times of its last hits without a request. */
  emptyTimes: number[];
  /** Gaps between two consecutive aborts of one request, in one list for all requests. They show the time limit of a proxy. */
  retryGaps: number[];
  /** For each of {@link retryGaps}, the hash of its user agent and request. */
  retryRequests: number[];
  /** `$request_time` of its last aborts, in seconds. */
  abortTimes: number[];
  /** For each of {@link abortTimes}, who sent it ({@link senderHash}): many people may share the address. */
  abortSenders: number[];
  /** Time of its last abort with a `$request_time`. */
  lastAbort: number;
  /** Its most recent distinct requests; the newest is at the end. */
  repeated: RequestCadence[];
  /** Hashes of its first user agents. */
  userAgents: number[];
  /** How many lines with a request it has (a line of the sample counts for all that it stands for), and how many of them were 499. */
  requests: number;
  aborted: number;
}

/** What states of older versions lack. */
type Later = 'retryRequests' | 'abortSenders';
type SavedAddress = Omit<AddressCadence, Later> & Partial<Pick<AddressCadence, Later>>;

/** The table between runs. Columns hold addresses with one line that has a request and no extra fields; `several` holds the rest. */
export interface SavedCadence {
  readonly rows: SavedRows;
  readonly agents: Int32Array;
  readonly requests: Int32Array;
  readonly times: Float64Array;
  readonly aborted: Uint8Array;
  readonly several: readonly (SavedAddress | undefined)[];
}

/** How regularly the most recent addresses send, from hits, marks and the sample of all traffic. */
export class Cadence {
  readonly #rows: RecentRows;
  // Most addresses have one line, and columns by row are enough for it; the others have an object.
  readonly #agents: Int32Array;
  readonly #requests: Int32Array;
  readonly #times: Float64Array;
  readonly #aborted: Uint8Array;
  readonly #several: (AddressCadence | undefined)[];

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved?: SavedCadence) {
    this.#rows = new RecentRows(ADDRESSES_KEPT, saved?.rows);
    const rows = ADDRESSES_KEPT + 1;
    this.#agents = saved?.agents ?? new Int32Array(rows);
    this.#requests = saved?.requests ?? new Int32Array(rows);
    this.#times = saved?.times ?? new Float64Array(rows);
    this.#aborted = saved?.aborted ?? new Uint8Array(rows);
    this.#several = Array.from({ length: rows }, (_, row) => addressOf(saved?.several[row]));
  }

  /** Everything it knows, for a later run. */
  save(): SavedCadence {
    return {
      rows: this.#rows.save(),
      agents: this.#agents,
      requests: this.#requests,
      times: this.#times,
      aborted: this.#aborted,
      several: this.#several,
    };
  }

  /** Adds a line to its client, and to its address if that has another hash. */
  observe(line: Observation): void {
    this.#observeInto(line.clientHash, line);
    if (line.addressHash !== line.clientHash) this.#observeInto(line.addressHash, line);
  }

  #observeInto(hash: number, line: Observation): void {
    const row = this.#rows.touch(hash);
    const isSimple = !line.isRequestNone && !line.hasExtra && weightOf(line) === 1;
    if (this.#rows.isNew) {
      this.#several[row] = undefined;
      if (isSimple) {
        this.#agents[row] = line.agentHash;
        this.#requests[row] = line.requestHash;
        this.#times[row] = line.time;
        this.#aborted[row] = line.status === 499 ? 1 : 0;
        return;
      }
      this.#several[row] = newAddress();
    }
    addLine((this.#several[row] ??= this.#fromColumns(row)), line);
  }

  /** What is known of a client or an address, by its hash; undefined if it is unknown or forgotten. */
  of(hash: number): AddressCadence | undefined {
    const row = this.#rows.find(hash);
    return row < 0 ? undefined : (this.#several[row] ?? this.#fromColumns(row));
  }

  #fromColumns(row: number): AddressCadence {
    const request = newRequest(this.#agents[row]!, this.#requests[row]!);
    request.last = this.#times[row]!;
    request.wasAborted = this.#aborted[row] === 1;
    return {
      ...newAddress(),
      repeated: [request],
      userAgents: [this.#agents[row]!],
      requests: 1,
      aborted: this.#aborted[row]!,
    };
  }
}

// Gaps without their requests show no pace, and waits without their senders no limit, so they are forgotten.
function addressOf(saved: SavedAddress | undefined): AddressCadence | undefined {
  if (saved === undefined) return undefined;
  const { retryRequests, abortSenders } = saved;
  if (retryRequests !== undefined && abortSenders !== undefined) return { ...saved, retryRequests, abortSenders };
  return { ...saved, retryGaps: NO_VALUES, retryRequests: NO_VALUES, abortTimes: NO_VALUES, abortSenders: NO_VALUES };
}

function addLine(address: AddressCadence, line: Observation): void {
  const { time, status } = line;
  if (line.isRequestNone) {
    if (status === 400) address.emptyTimes = added(address.emptyTimes, time);
    return;
  }
  address.requests += weightOf(line);
  if (status === 499) address.aborted++;
  const { userAgents } = address;
  if (userAgents.length === 0) address.userAgents = [line.agentHash];
  else if (userAgents.length < USER_AGENTS_KEPT && !userAgents.includes(line.agentHash))
    userAgents.push(line.agentHash);
  const known = findRequest(address, line.agentHash, line.requestHash);
  const request = known ?? newRequest(line.agentHash, line.requestHash);
  if (known === undefined) {
    if (address.repeated.length === 0) address.repeated = [request];
    else pushBounded(address.repeated, request, REQUESTS_KEPT);
  } else {
    moveToEnd(address.repeated, known);
    const gap = time - request.last;
    request.gaps = added(request.gaps, gap);
    if (request.wasAborted && status === 499) {
      address.retryGaps = added(address.retryGaps, gap, ABORTS_KEPT);
      address.retryRequests = added(address.retryRequests, requestOfPerson(line), ABORTS_KEPT);
    }
  }
  request.last = time;
  request.wasAborted = status === 499;
  if (status !== 499 || !line.hasExtra) return;
  const { request_time } = line.entry.extra;
  if (request_time === undefined) return;
  // Requests that a client drops in one moment count as one abort.
  if (time > address.lastAbort) {
    address.abortTimes = added(address.abortTimes, request_time, ABORTS_KEPT);
    const sender = senderHash(line.agentHash, forwardedClient(line.entry));
    address.abortSenders = added(address.abortSenders, sender, ABORTS_KEPT);
  }
  address.lastAbort = time;
}

// A line of the sample stands for all lines like it; hits and marks are all observed.
function weightOf(line: Observation): number {
  return line.isHit || line.isMark ? 1 : line.sampleWeight;
}

// Several people ask for the same page through one address.
function requestOfPerson({ agentHash, requestHash }: Observation): number {
  return requestHash ^ Math.imul(agentHash, 0x9e3779b1);
}

/**
 * How an address repeated the request (user agent, method, URI) of a line. Undefined if the address did not send this request, or
 * if none of its requests has `least` gaps.
 * @param least the fewest gaps that one request of the address must have
 */
export function repeatsOfRequest(
  address: AddressCadence | undefined,
  { http_user_agent, request }: Entry,
  least: number,
): RequestCadence | undefined {
  if (address?.repeated.some(({ gaps }) => gaps.length >= least) !== true) return undefined;
  return findRequest(address, hash32(http_user_agent), hash32(request));
}

function findRequest({ repeated }: AddressCadence, agentHash: number, requestHash: number): RequestCadence | undefined {
  for (let i = repeated.length - 1; i >= 0; i--) {
    const one = repeated[i]!;
    if (one.requestHash === requestHash && one.agentHash === agentHash) return one;
  }
  return undefined;
}

function moveToEnd<T>(list: T[], value: T): void {
  if (list.at(-1) === value) return;
  list.splice(list.indexOf(value), 1);
  list.push(value);
}

function added(list: number[], value: number, most = VALUES_KEPT): number[] {
  if (list.length === 0) return [value];
  pushBounded(list, value, most);
  return list;
}

function newAddress(): AddressCadence {
  return {
    emptyTimes: NO_VALUES,
    retryGaps: NO_VALUES,
    retryRequests: NO_VALUES,
    abortTimes: NO_VALUES,
    abortSenders: NO_VALUES,
    lastAbort: -Infinity,
    repeated: NO_REQUESTS,
    userAgents: NO_VALUES,
    requests: 0,
    aborted: 0,
  };
}

function newRequest(agentHash: number, requestHash: number): RequestCadence {
  return { agentHash, requestHash, last: 0, wasAborted: false, gaps: NO_VALUES };
}
