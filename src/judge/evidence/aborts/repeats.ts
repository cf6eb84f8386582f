// What the client asked for after an abort: the same request again, a newer query of the same script, the next page.
import { beginsWith, endsWith } from '../../../formats/long-texts.ts';
import { isAssetPath } from '../../../formats/paths.ts';
import { namesOf } from '../../../formats/query.ts';
import type { NearbyLine } from '../../../hits/hit.ts';
import { repeatsOfRequest } from '../../tables/cadence.ts';
import { findConstant, findPeriod, gapsOf, LEAST_NEAR_SHARE, type Period, PERIOD_SLACK_SHARE } from '../rhythm.ts';
import type { HitView } from '../view.ts';
import { waitsOfSender } from './sender.ts';

/** Paths of health checks. Their lines end at uneven times, because some checks are answered and some time out. */
const HEALTH_PATH = /health|ready|alive|\blive\b|liveness|ping|status|heartbeat|monitor|\bup\b|check/i;
/** How far from the median an interval of a health check may lie, as a share of it. */
export const HEALTH_SLACK_SHARE: number = 0.5;
/** At least this share (0 to 1) of the intervals of a health check must lie that near: each check that times out moves two of them. */
export const HEALTH_NEAR_SHARE: number = 0.5;

/** A steady pace needs at least this many intervals between repeats near by. Fewer may be steady by chance. */
export const LEAST_GAPS: number = 4;
/** The same bound for intervals that the tables remember. These come only from lines of this request. */
const LEAST_REMEMBERED = 3;
/** A monitor may ask for two pages in turn, by chance or one after the other. */
const PAGES_IN_TURN = 2;
/** The log writes whole seconds, so it cannot show a faster pace. */
const SHORTEST_PACE_SECONDS = 1;
/** An impatient person may reload every second. Equal intervals of at least this length come from a program. */
export const SHORTEST_ABORT_PACE_SECONDS: number = 2;

/** The steady period at which this request is repeated, answered or not. The neighbours show it, otherwise the tables. */
export function steadyRepeat(hit: HitView): Period | undefined {
  const { repeats } = hit;
  if (repeats.length >= LEAST_GAPS) {
    const own = -(hit.entry.extra.request_time ?? 0);
    const starts = [own, ...repeats.map(startGap)].sort((a, b) => a - b);
    const near = findPeriod(gapsOf(starts), LEAST_GAPS, slackOf(hit.request.path), nearShareOf(hit.request.path));
    if (near !== undefined && near.seconds >= SHORTEST_PACE_SECONDS) return near;
  }
  // A monitor of two pages asks for them in turn.
  const { cadence } = hit;
  if (cadence?.repeated.length === PAGES_IN_TURN) {
    const ends = [hit.beforeOfAgent, hit.afterOfAgent].flatMap((side) => side.map(startGap));
    const starts = [-(hit.entry.extra.request_time ?? 0), ...ends].sort((a, b) => a - b);
    const inTurn = findPeriod(gapsOf(starts), LEAST_GAPS);
    if (inTurn !== undefined && inTurn.seconds >= SHORTEST_PACE_SECONDS) return inTurn;
  }
  const known = repeatsOfRequest(hit.cadence, hit.entry, LEAST_REMEMBERED);
  const period =
    known === undefined
      ? undefined
      : findPeriod(known.gaps, LEAST_REMEMBERED, slackOf(hit.request.path), nearShareOf(hit.request.path));
  return period !== undefined && period.seconds >= SHORTEST_PACE_SECONDS ? period : undefined;
}

function slackOf(path: string): number {
  return HEALTH_PATH.test(path) ? HEALTH_SLACK_SHARE : PERIOD_SLACK_SHARE;
}

function nearShareOf(path: string): number {
  return HEALTH_PATH.test(path) ? HEALTH_NEAR_SHARE : LEAST_NEAR_SHARE;
}

/** The pace at which this request was aborted, if {@link LEAST_GAPS} or more intervals are equal to the second. */
export function steadyAborts(hit: HitView): Period | undefined {
  if (hit.repeats.length < LEAST_GAPS) return undefined;
  const aborts = hit.repeats.filter((near) => near.status === 499);
  const gaps = gapsOf([0, ...aborts.map((near) => near.secondsAfter)].sort((a, b) => a - b));
  const period = findPeriod(gaps, LEAST_GAPS, 0);
  return period !== undefined &&
    period.seconds >= SHORTEST_ABORT_PACE_SECONDS &&
    gaps.every((gap) => gap === period.seconds)
    ? period
    : undefined;
}

/** This many aborts of one client are needed to show a time limit in `$request_time`: two may be equal by chance. */
export const LEAST_WAITS: number = 3;
/** How far from the client's time limit an abort may lie and still count as caused by it. */
export const LIMIT_SLACK_SECONDS: number = 0.05;
/** Equal waits of at least this length are a time limit; shorter waits may be the pace of typing. */
export const SHORTEST_LIMIT_SECONDS: number = 2;

/** The client's time limit in seconds, if it has one and this abort came at that time; undefined without `$request_time`. */
export function keptLimit(hit: HitView): number | undefined {
  const { request_time } = hit.entry.extra;
  if (request_time === undefined) return undefined;
  const limit = findConstant(waitsOfSender(hit), LEAST_WAITS);
  if (limit === undefined) return undefined;
  return Math.abs(request_time - limit) <= LIMIT_SLACK_SECONDS ? limit : undefined;
}

/** When the neighbour's request began, in seconds from the hit's end; without `$request_time`, when it ended. */
export function startGap(near: NearbyLine): number {
  return near.secondsAfter - (near.extra.request_time ?? 0);
}

/** Paths that are named like those of scripts. */
export const SCRIPT_PATH: RegExp =
  /api|ajax|search|suggest|complete|query|graphql|rpc|xhr|json|filter|lookup|typeahead/i;

/** Two requests of a script follow each other within this time. */
export const SCRIPT_SECONDS: number = 3;
/** A burst has at least this many requests besides the aborted one. */
export const LEAST_OF_BURST: number = 2;
/** Between two requests, a person types at most this many characters at the end of a path. */
export const MOST_TYPED_CHARACTERS: number = 4;

/** A request of the same script that shows that the aborted request was replaced. */
export interface Replacement {
  readonly line: NearbyLine;
  /**
   * What shows the script. `typed`: one text begins with the other. `script-path`: the path is named like a script's.
   * `burst`: several of its requests follow each other. `burst-end`: the aborted request is the last of a burst, and `line`
   * is the abort before it.
   */
  readonly by: 'typed' | 'script-path' | 'burst' | 'burst-end';
}

/**
 * The newer request of the same script that replaced an aborted request: same method and path, another query, at most
 * {@link SCRIPT_SECONDS} later. A page (later lines of the client name it as their referer) replaces nothing.
 */
export function supersededBy(hit: HitView): Replacement | undefined {
  if (hit.request.query === '' && !SCRIPT_PATH.test(hit.request.path)) return typedInPath(hit);
  const isNewer = ({ requestLine }: NearbyLine): boolean =>
    requestLine.method === hit.request.method && requestLine.uri !== hit.request.uri;
  // A script replaces requests of its own page: the same script on the next page replaces nothing. A script may change the address of its
  // page to that of the request, and typed text changes it, too. On a shared address another person may use the script on another page.
  const isOfScript = (near: NearbyLine): boolean => {
    const isSamePage = near.http_referer === hit.entry.http_referer;
    if (!isSamePage && hit.sharesAddress) return false;
    const isOfPage = isSamePage || endsWith(near.http_referer, near.requestLine.uri);
    return grewFrom(near, hit) || (isOfPage && isSameScript(near, hit));
  };
  const sameScript = (near: NearbyLine): boolean => isNewer(near) && isOfScript(near) && !isPage(near, hit);
  const newer = hit.afterOfAgent.filter((near) => startGap(near) <= SCRIPT_SECONDS && sameScript(near));
  // The last request of a burst may itself be aborted: the aborts before it show the script.
  const earlier = hit.beforeOfAgent.filter(
    (near) => near.secondsAfter >= -SCRIPT_SECONDS && near.status === 499 && sameScript(near),
  );
  // Requests that end at one moment were dropped together: a newer request outlives the one that it replaces.
  if ([...newer, ...earlier].every((near) => endedWith(near))) return undefined;
  const first = newer[0];
  if (first === undefined) {
    return earlier.length >= LEAST_OF_BURST ? { line: earlier[0]!, by: 'burst-end' } : undefined;
  }
  if (grewFrom(first, hit)) return { line: first, by: 'typed' };
  if (SCRIPT_PATH.test(hit.request.path)) return { line: first, by: 'script-path' };
  return newer.length + earlier.length >= LEAST_OF_BURST ? { line: first, by: 'burst' } : undefined;
}

function endedWith({ status, secondsAfter }: NearbyLine): boolean {
  return status === 499 && Math.abs(secondsAfter) < SAME_MOMENT_SECONDS;
}

// Text that is typed at the end of a path without a telling name: one page sends several requests that grow letter by letter.
function typedInPath(hit: HitView): Replacement | undefined {
  const { http_referer } = hit.entry;
  if (hit.agent.kind !== 'browser') return undefined;
  const isTyped = (near: NearbyLine): boolean =>
    near.http_referer === http_referer &&
    near.requestLine.method === hit.request.method &&
    near.requestLine.query === '' &&
    isTypedOn(near.requestLine.path, hit.request.path);
  const newer = hit.afterOfAgent.filter((near) => startGap(near) <= SCRIPT_SECONDS && isTyped(near));
  const earlier = hit.beforeOfAgent.filter(
    (near) => near.secondsAfter >= -SCRIPT_SECONDS && near.status === 499 && isTyped(near),
  );
  const [first] = newer;
  if (newer.length + earlier.length < LEAST_OF_BURST) return undefined;
  return first === undefined ? { line: earlier[0]!, by: 'burst-end' } : { line: first, by: 'typed' };
}

// Whether one path is the other with more text at the end of its last segment.
function isTypedOn(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  const typed = long.length - short.length;
  return typed > 0 && !short.endsWith('/') && beginsWith(long, short) && !long.slice(-typed).includes('/');
}

// Typed text grows by a few characters, in the query or at the end of the path: `?q=um` → `?q=umb`, `/suggest/um` → `/suggest/umb`.
function grewFrom(near: NearbyLine, hit: HitView): boolean {
  const [a, b] = [near.requestLine, hit.request];
  if (a.path === b.path) return b.query !== '' && isPrefix(a.query, b.query);
  return (
    Math.abs(a.path.length - b.path.length) <= MOST_TYPED_CHARACTERS &&
    isPrefix(a.path, b.path) &&
    SCRIPT_PATH.test(b.path)
  );
}

function isSameScript(near: NearbyLine, hit: HitView): boolean {
  const [a, b] = [near.requestLine, hit.request];
  return a.path === b.path && b.query !== '' && namesOf(a.query) === namesOf(b.query);
}

function isPrefix(a: string, b: string): boolean {
  return a.length < b.length ? beginsWith(b, a) : beginsWith(a, b);
}

// A request is a page if later requests of the same client name it as their referer.
function isPage(near: NearbyLine, hit: HitView): boolean {
  const { uri } = near.requestLine;
  return hit.referersAfter.some((referer, i) => hit.after[i] !== near && endsWith(referer, uri));
}

/** A path that a client asks for this often near an abort is no page that a person opened: an open page asks for it by itself. */
export const LEAST_HEARTBEATS: number = 3;
/** A request that was aborted less than this after the hit is a part of the same page. The client left both at once. */
export const SAME_MOMENT_SECONDS: number = 1;
/** Where lines have no `$request_time`, the next page ends at most this long after the abort. */
export const NEXT_PAGE_SECONDS: number = 3;
/** Where lines have `$request_time`, the next page begins at the abort. Rounding may make that look a second earlier. */
export const NEXT_PAGE_EARLIEST_SECONDS: number = -1;
/** Where lines have `$request_time`, the next page begins at most this long after the abort. */
export const NEXT_PAGE_LATEST_SECONDS: number = 1.5;

/**
 * The page that a person went to instead: another page of the same browser, begun at the abort or a moment later. Without
 * `$request_time` only the end of a page is known, and slow pages end long after they begin.
 */
export function nextPage(hit: HitView, isSharedAddress: boolean): NearbyLine | undefined {
  return hit.afterOfAgent.find((near) => {
    const { requestLine: request, status } = near;
    if (request.method !== 'GET' || request.shape !== 'whole' || isAssetPath(request.path)) return false;
    if (request.uri === hit.request.uri || status === 400) return false;
    if (request.path === hit.request.path && !isPage(near, hit)) return false;
    if (status === 499 && near.secondsAfter < SAME_MOMENT_SECONDS) return false;
    if (isSharedAddress && !isSamePerson(near, hit)) return false;
    return beginsAtAbort(near, NEXT_PAGE_SECONDS) && !isHeartbeat(near, hit);
  });
}

/** Whether a request began at the abort or a moment later. Without `$request_time`, whether it ended within `untimed` seconds. */
export function beginsAtAbort(near: NearbyLine, untimed: number): boolean {
  if (near.extra.request_time === undefined) return near.secondsAfter <= untimed;
  const start = startGap(near);
  return start >= NEXT_PAGE_EARLIEST_SECONDS && start <= NEXT_PAGE_LATEST_SECONDS;
}

// The path of the line is the heartbeat of an open page.
function isHeartbeat({ requestLine: { path } }: NearbyLine, hit: HitView): boolean {
  const asked = (side: readonly NearbyLine[]): number => side.filter((one) => one.requestLine.path === path).length;
  return asked(hit.beforeOfAgent) + asked(hit.afterOfAgent) >= LEAST_HEARTBEATS;
}

// On a shared address the same user agent may be another person's, so the referers must connect the two requests.
function isSamePerson(near: NearbyLine, hit: HitView): boolean {
  const from = near.http_referer;
  return from === hit.entry.http_referer || from.endsWith(hit.request.uri);
}
