// Hits and observations as plain objects, made from entries: for sources that have no log text, and for tests.
import type { Entry } from '../formats/entry.ts';
import { peerOf } from '../formats/extra-fields.ts';
import { isHitStatus, isMarkStatus } from './statuses.ts';
import { parseRequest } from '../formats/request.ts';
import { hash32, hashPath } from './hash.ts';
import type { Hit, HitEntry, LineView, NearbyLine, Place } from './hit.ts';
import type { Observation } from './source.ts';

/** An entry at its place. */
export interface PlacedEntry extends Place {
  readonly entry: Entry;
}

function plainView(entry: Entry): LineView {
  return { ...entry, requestLine: parseRequest(entry.request), isRequestNone: entry.request === '-', whole: entry };
}

/**
 * A hit with its neighbours, which the caller gives nearest first on each side. It may be kept.
 * @throws Error when its status is neither 400 nor 499
 */
export function plainHit(
  { file, line, position, entry }: PlacedEntry,
  before: readonly PlacedEntry[],
  after: readonly PlacedEntry[],
): Hit {
  if (!isHitStatus(entry.status)) throw new Error(`status ${entry.status} makes no hit`);
  const near =
    (isLater: boolean) =>
    (other: PlacedEntry): NearbyLine => ({
      ...plainView(other.entry),
      position: other.position,
      secondsAfter: other.entry.time - entry.time,
      isLater,
      hasUserAgentOfHit: other.entry.http_user_agent === entry.http_user_agent,
      hasRequestOfHit: other.entry.request === entry.request,
    });
  return {
    file,
    line,
    position,
    entry: entry as HitEntry,
    before: before.map(near(false)),
    after: after.map(near(true)),
  };
}

/**
 * A line for the hit tables. It may be kept.
 * @param sampleWeight see {@link Observation.sampleWeight}
 */
export function plainObservation({ file, line, position, entry }: PlacedEntry, sampleWeight: number): Observation {
  const { status, request } = entry;
  const bytes = Buffer.from(request, 'latin1');
  const clientHash = hash32(entry.client);
  return {
    file,
    line,
    position,
    time: entry.time,
    status,
    isHit: isHitStatus(status),
    isMark: isMarkStatus(status),
    sampleWeight,
    bodyBytesSent: entry.body_bytes_sent ?? -1,
    clientHash,
    addressHash: peerOf(entry) === entry.client ? clientHash : hash32(peerOf(entry)),
    refererHash: hash32(entry.http_referer),
    agentHash: hash32(entry.http_user_agent),
    requestHash: hash32(request),
    pathHash: hashPath(bytes, 0, bytes.length),
    isRequestNone: request === '-',
    isHead: request.startsWith('HEAD '),
    isHttp2: / HTTP\/[23]\.0$/.test(request),
    hasExtra: Object.keys(entry.extra).length > 0,
    entry: plainView(entry),
  };
}
