// Whether the server stalled around an abort: what others on the same part of the site got at that time.
import type { Agent } from '../../../formats/user-agent.ts';
import type { Facts } from '../../catalogue.ts';
import { partsOf, type WideLevel } from '../../tables/parts/site-parts.ts';
import { CROWD_SECONDS } from '../../tables/parts/usual-rate.ts';
import type { Tables } from '../../tables/tables.ts';
import { failedUpstreams } from '../upstream.ts';
import type { HitView } from '../view.ts';
import { crowdAround, type Gathering, LEAST_HISTORY } from './crowd.ts';
import { failuresOnSite, type Moment, MOMENT_SECONDS, momentOf } from './moment.ts';
import { keptLimit, nextPage } from './repeats.ts';
import { MANY_MINUTES, surgeAround } from './surge.ts';

/** A client that leaves earlier than this did not leave because of a slow answer. */
export const SHORTEST_WAIT_SECONDS: number = 0.5;
/** A wait of this length shows a slow answer. What an open page asks for in the background is answered sooner. */
export const LONG_WAIT_SECONDS: number = 3;
/** A long wait is at least this many times as long as the part usually needs: long polls always last long. */
export const LEAST_TIMES_USUAL_WAIT: number = 3;
/** A person who waits for a page asked for something at most this many seconds before the abort; an open page may be forgotten. */
export const LATELY_SECONDS: number = 30;
/** A crowd of this many clients also explains the clients that asked again. */
export const LARGE_CROWD: number = 8;
/** Beside a failure, at least this share (0 to 1) of the requests to the part was lost within {@link CROWD_SECONDS}. */
export const LEAST_LOST_SHARE: number = 0.25;
/** The same beside failures elsewhere on the site. */
export const LEAST_LOST_SHARE_BESIDE_SITE: number = 0.75;
/** The same over the whole site: most of its requests are files, which no backend answers. */
export const LEAST_LOST_SHARE_OF_SITE: number = 0.05;
/** A part is silent if at least this share (0 to 1) of the requests to it was lost within {@link CROWD_SECONDS}. */
export const LEAST_LOST_SHARE_OF_SILENT: number = 0.95;
/** Without a crowd, at least this share (0 to 1) of the requests that were not aborted failed. */
export const LEAST_FAILED_SHARE: number = 0.9;
/** Without a crowd and without a failure of the part, at least this many requests to the site failed within {@link CROWD_SECONDS}. */
export const LEAST_FAILURES_ON_SITE: number = 3;
/** These failures are at least this share (0 to 1) of the requests to the site. */
export const LEAST_FAILED_SHARE_OF_SITE: number = 0.1;

/** At least this many people of a crowd on one part of the site waited far longer than usual, this one included. */
export const LEAST_SLOW_ON_PART: number = 4;
/** The same over the whole site, where the upstreams gave at most as many answers. */
export const LEAST_SLOW_ON_SITE: number = 4;

/** The cases in which a stall shows. */
export type StallCase =
  | 'one-part'
  | 'one-part-at-log-start'
  | 'silent-part'
  | 'whole-site'
  | 'whole-site-at-log-start'
  | 'beside-failures'
  | 'failing-site'
  | 'share-of-an-hour'
  | 'share-of-minutes'
  | 'share-of-new-part'
  | 'slow-for-several'
  | 'slow-everywhere'
  | 'upstream-failed';

/** What shows the stall. */
export interface Stall {
  readonly case: StallCase;
  readonly facts: Facts;
}

const PART_CHARACTERS_KEPT = 80;

/** The stall that made the client of an abort leave; undefined if nothing shows one. */
export function stallAround(hit: HitView, tables: Tables): Stall | undefined {
  if (hit.agent.kind === 'monitor' || hit.agent.kind === 'crawler') return undefined;
  const { request_time } = hit.entry.extra;
  if (request_time !== undefined && request_time < SHORTEST_WAIT_SECONDS) return undefined;
  // A program with a time limit of its own leaves at that limit, whatever the crowd does.
  if (keptLimit(hit) !== undefined) return undefined;
  const failed = upstreamFailed(hit);
  if (failed !== undefined) return failed;
  const wentOn = hit.repeats.some((near) => near.isLater) || nextPage(hit, hit.sharesAddress) !== undefined;
  const gathering = crowdAround(hit, tables);
  return (
    (gathering === undefined ? slowAtLogStart(hit, tables) : stallOfCrowd(hit, tables, gathering, wentOn)) ??
    slowEverywhere(hit, tables) ??
    // A client that asked again or went on had its own reason to leave, if no crowd left with it.
    (wentOn ? undefined : (failing(hit, tables) ?? losing(hit, tables)))
  );
}

function stallOfCrowd(hit: HitView, tables: Tables, gathering: Gathering, wentOn: boolean): Stall | undefined {
  const { crowd, part, level, isOnePage, isRateKnown } = gathering;
  const close = momentOf(hit, tables, level, CROWD_SECONDS);
  const isSilent = close.lostShare >= LEAST_LOST_SHARE_OF_SILENT;
  const facts = {
    clients_leaving: part === undefined ? crowd.clients : crowd.clientsOnPart,
    usual_clients: Math.round((part === undefined ? crowd.usualClients : crowd.usualOnPart) * 10) / 10,
    failures_beside: crowd.failures,
    ...(part === undefined ? {} : { part: part.slice(0, PART_CHARACTERS_KEPT) }),
  };
  if (part !== undefined && slowOnPart(hit, tables, level) >= LEAST_SLOW_ON_PART)
    return { case: 'slow-for-several', facts };
  if (part === undefined) {
    if (wentOn || crowd.failures === 0 || !(isSilent || isSiteLosing(hit, tables))) return undefined;
    return { case: isRateKnown ? 'whole-site' : 'whole-site-at-log-start', facts };
  }
  // In a small crowd, a client that asked again or went on had its own reason to leave.
  if (wentOn && crowd.clientsOnPart < LARGE_CROWD && crowd.failures === 0) return undefined;
  const sure: Stall = { case: isRateKnown ? 'one-part' : 'one-part-at-log-start', facts };
  if (momentOf(hit, tables, level).failures > 0 && close.lostShare >= LEAST_LOST_SHARE) return sure;
  // The copies of a program may leave at one moment for reasons of their own.
  if (isProgram(hit.agent)) return undefined;
  const isMostlyLost = close.lostShare >= LEAST_LOST_SHARE_BESIDE_SITE;
  if (isMostlyLost && failuresOnSite(hit, tables, CROWD_SECONDS) > 0) return sure;
  // The part goes on answering others.
  if (!isSilent) return undefined;
  // People who all leave when something ends leave one page, and do not wait long.
  if (hit.entry.extra.request_time === undefined) return isOnePage ? undefined : { case: 'silent-part', facts };
  return isLongWait(hit, tables, close) && (!isOnePage || askedLately(hit)) ? sure : undefined;
}

// The first upstream failed, and the client left while nginx asked the next one.
function upstreamFailed(hit: HitView): Stall | undefined {
  return failedUpstreams(hit.entry) === 0 ? undefined : { case: 'upstream-failed', facts: {} };
}

// How many people left this part of the site after a wait that was far longer than usual; 0 if this client did not wait so long.
function slowOnPart({ agent, entry, request }: HitView, { partShares }: Tables, level: WideLevel): number {
  const { request_time = 0 } = entry.extra;
  if (isProgram(agent) || !partShares.isSlow(request.path, request_time)) return 0;
  return partShares.of(level, partsOf(request.path)[level])?.slowLeaversNear(entry.time, CROWD_SECONDS) ?? 0;
}

// The log is too short to show how many people usually leave, but what they waited for is usually answered far sooner.
function slowAtLogStart(hit: HitView, tables: Tables): Stall | undefined {
  const { part } = partsOf(hit.request.path);
  if (tables.incidents.around(hit.entry.time, 'part', part).history >= LEAST_HISTORY) return undefined;
  const people = slowOnPart(hit, tables, 'part');
  if (people < LEAST_SLOW_ON_PART) return undefined;
  return { case: 'slow-for-several', facts: { clients_leaving: people, part: part.slice(0, PART_CHARACTERS_KEPT) } };
}

// Several people waited far longer than usual, each for something else, while hardly anybody was answered.
function slowEverywhere({ entry, request }: HitView, { partShares }: Tables): Stall | undefined {
  const { request_time = 0 } = entry.extra;
  if (!partShares.isSlow(request.path, request_time)) return undefined;
  const people = partShares.site.slowLeaversNear(entry.time, CROWD_SECONDS);
  if (people < LEAST_SLOW_ON_SITE || partShares.backend.near(entry.time, CROWD_SECONDS).answers > people)
    return undefined;
  return { case: 'slow-everywhere', facts: { clients_leaving: people } };
}

function isSiteLosing({ entry }: HitView, { partShares }: Tables): boolean {
  const { answers, aborts, failures } = partShares.site.near(entry.time, CROWD_SECONDS);
  const lost = aborts + failures;
  return lost > 0 && lost >= LEAST_LOST_SHARE_OF_SITE * (lost + answers);
}

function askedLately(hit: HitView): boolean {
  const own = hit.sharesAddress ? hit.beforeOfAgent : hit.before;
  return own.some((near) => near.secondsAfter >= -LATELY_SECONDS);
}

function isLongWait({ entry }: HitView, { partShares }: Tables, { part }: Moment): boolean {
  const { request_time = 0 } = entry.extra;
  const usual = partShares.of('part', part)?.usualWait ?? 0;
  return request_time >= LONG_WAIT_SECONDS && request_time >= LEAST_TIMES_USUAL_WAIT * usual;
}

// Few people saw it, but the others got failures.
function failing(hit: HitView, tables: Tables): Stall | undefined {
  // Nothing failed anywhere, as nearly always.
  if (tables.partShares.site.near(hit.entry.time, MOMENT_SECONDS).failures === 0) return undefined;
  for (const level of ['part', 'section'] as const) {
    const { part, failures, failedShare } = momentOf(hit, tables, level);
    if (failedShare < LEAST_FAILED_SHARE) continue;
    return { case: 'beside-failures', facts: { failures_beside: failures, part: part.slice(0, PART_CHARACTERS_KEPT) } };
  }
  if (momentOf(hit, tables, 'part').answers > 0) return undefined;
  const failures = failuresOnSite(hit, tables, CROWD_SECONDS);
  const { answers, aborts } = tables.partShares.site.near(hit.entry.time, CROWD_SECONDS);
  const isFailing = failures >= LEAST_FAILED_SHARE_OF_SITE * (failures + answers + aborts);
  if (failures < LEAST_FAILURES_ON_SITE || !isFailing) return undefined;
  return { case: 'failing-site', facts: { failures_beside: failures } };
}

// Nobody leaves in a crowd, but for minutes or hours far more requests are lost than usual.
function losing(hit: HitView, tables: Tables): Stall | undefined {
  const surge = surgeAround(hit, tables);
  if (surge === undefined) return undefined;
  const { part, minutes, share, usualShare, span, people, isNew } = surge;
  // Many copies of a program or an app may begin to call at one hour.
  if (hit.agent.kind !== 'browser' && (isNew || !surge.isFarAboveUsual)) return undefined;
  return {
    case: isNew ? 'share-of-new-part' : minutes === MANY_MINUTES ? 'share-of-an-hour' : 'share-of-minutes',
    facts: {
      part: part.slice(0, PART_CHARACTERS_KEPT),
      span_minutes: minutes,
      lost_percent: inPercent(share),
      usual_percent: inPercent(usualShare),
      clients_leaving: people,
      failures_beside: span.failures,
    },
  };
}

function inPercent(share: number): number {
  return Math.round(share * 100 * 10) / 10;
}

function isProgram({ kind }: Agent): boolean {
  return kind === 'program' || kind === 'none';
}
