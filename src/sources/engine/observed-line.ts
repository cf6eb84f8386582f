// An observed line as the sink gets it: numbers, and an entry that is found only when it is requested.
import type { Entry } from '../../formats/entry.ts';
import { peerOf } from '../../formats/extra-fields.ts';
import { CODE, type ColumnBuffers, DETAIL, DETAIL_FLAG } from './columns.ts';
import { hash32, hashPath, joinLanes } from '../../hits/hash.ts';
import type { Observation } from '../../hits/source.ts';
import type { LazyEntry } from './lazy-entry.ts';

/** Bits of {@link DETAIL_FLAG} for a request. */
export function flagsOf(request: string): number {
  let flags = 0;
  if (request === '-') flags |= DETAIL_FLAG.isNone;
  if (request.startsWith('HEAD ')) flags |= DETAIL_FLAG.isHead;
  if (request.endsWith(' HTTP/2.0') || request.endsWith(' HTTP/3.0')) flags |= DETAIL_FLAG.isHttp2;
  return flags;
}

/** Finds the entry of a line by its sequence number in the window. */
export interface EntrySource {
  entry(sequence: number): LazyEntry;
}

/** The flyweight for all observations of a scan, which is re-pointed at each line. */
export class ObservedLine implements Observation {
  file = '-';
  line = 0;
  position = 0;
  time = 0;
  status = 0;
  isHit = false;
  isMark = false;
  sampleWeight = 0;
  bodyBytesSent = 0;
  clientHash = 0;
  addressHash = 0;
  refererHash = 0;
  agentHash = 0;
  requestHash = 0;
  pathHash = 0;
  /** Bits of {@link DETAIL_FLAG}. */
  flags = 0;
  hasExtra = false;
  #entry: LazyEntry | undefined;
  readonly #lines: EntrySource;
  #sequence = 0;

  constructor(lines: EntrySource) {
    this.#lines = lines;
  }

  /** Its sequence number in the window. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Forgets the entry; the caller then sets the numbers of another line. */
  forget(): void {
    this.#entry = undefined;
  }

  get entry(): LazyEntry {
    return (this.#entry ??= this.#lines.entry(this.#sequence));
  }

  get isRequestNone(): boolean {
    return (this.flags & DETAIL_FLAG.isNone) !== 0;
  }

  get isHead(): boolean {
    return (this.flags & DETAIL_FLAG.isHead) !== 0;
  }

  get isHttp2(): boolean {
    return (this.flags & DETAIL_FLAG.isHttp2) !== 0;
  }

  /** Points this at a line of a block. Its record of details begins at index `detail`. */
  fromColumns(sequence: number, columns: ColumnBuffers, line: number, detail: number): void {
    const { details } = columns;
    this.#sequence = sequence;
    this.#entry = undefined;
    this.time = columns.times[line]!;
    this.status = columns.codes[line]! & CODE.what;
    this.bodyBytesSent = details[detail + DETAIL.bodyBytesSent]!;
    this.clientHash = columns.hashes[line]!;
    this.addressHash = details[detail + DETAIL.addressHash]!;
    this.refererHash = details[detail + DETAIL.refererHash]!;
    this.agentHash = details[detail + DETAIL.agentHash]!;
    this.requestHash = details[detail + DETAIL.requestHash]!;
    this.pathHash = joinLanes(details[detail + DETAIL.pathHashA]!, details[detail + DETAIL.pathHashB]!);
    this.flags = details[detail + DETAIL.flags]!;
    this.hasExtra = (this.flags & DETAIL_FLAG.hasExtra) !== 0;
  }

  /** Points this at a line that was parsed. */
  fromEntry(sequence: number, entry: Entry, clientHash: number): void {
    this.#sequence = sequence;
    this.#entry = undefined;
    this.time = entry.time;
    this.status = entry.status;
    this.bodyBytesSent = entry.body_bytes_sent ?? -1;
    this.clientHash = clientHash;
    this.addressHash = peerOf(entry) === entry.client ? clientHash : hash32(peerOf(entry));
    this.refererHash = hash32(entry.http_referer);
    this.agentHash = hash32(entry.http_user_agent);
    this.requestHash = hash32(entry.request);
    const request = Buffer.from(entry.request, 'latin1');
    this.pathHash = hashPath(request, 0, request.length);
    this.hasExtra = Object.keys(entry.extra).length > 0;
    this.flags = flagsOf(entry.request) | (this.hasExtra ? DETAIL_FLAG.hasExtra : 0);
  }
}
