// Who asked again: the same request of the same client, a newer query of the same script, the next page.
import { findConstant, findPeriod, gapsOf, type Period, repeatsOfRequest } from '../tables/cadence.ts';
import type { NearbyLine } from '../../hits/hit.ts';
import { type HitView, isAssetPath } from './view.ts';

/** Paths of health checks. Their lines end at uneven times, because some checks are answered and some run out. */
const HEALTH_PATH = /health|ready|alive|\blive\b|liveness|ping|status|heartbeat|monitor|\bup\b|check/i;

/** In fewer gaps between repeats near by no pace is seen, nor in fewer of those that are remembered. */
const LEAST_GAPS = 4;
const LEAST_REMEMBERED = 3;

/** A steady period at which this very request is repeated, answered or not: by the neighbours, else by the last repeats. */
export function steadyRepeat(hit: HitView): Period | undefined {
  const { repeats } = hit;
  if (repeats.length >= LEAST_GAPS) {
    const own = -(hit.entry.extra.request_time ?? 0);
    const starts = [own, ...repeats.map(startGap)].sort((a, b) => a - b);
    const near = findPeriod(gapsOf(starts), LEAST_GAPS, HEALTH_PATH.test(hit.request.path) ? 0.5 : 0.1);
    if (near !== undefined && near.seconds >= 1) return near;
  }
  const known = repeatsOfRequest(hit.cadence, hit.entry, LEAST_REMEMBERED);
  const period = known === undefined ? undefined : findPeriod(known.gaps, LEAST_REMEMBERED);
  return period !== undefined && period.seconds >= 1 ? period : undefined;
}

/** A steady pace, to the second, at which this very request was aborted five times and more. */
export function steadyAborts(hit: HitView): Period | undefined {
  if (hit.repeats.length < LEAST_GAPS) return undefined;
  const aborts = hit.repeats.filter((near) => near.status === 499);
  const gaps = gapsOf([0, ...aborts.map((near) => near.secondsAfter)].sort((a, b) => a - b));
  const period = findPeriod(gaps, LEAST_GAPS, 0);
  return period !== undefined && period.seconds >= 2 && gaps.every((gap) => gap === period.seconds)
    ? period
    : undefined;
}

/** How near to a client's usual time limit an abort must lie, in seconds, to be one by that limit. */
const LIMIT_SLACK_SECONDS = 0.05;

/** The constant time, in seconds, after which this client gives up, if this abort came just then; needs `$request_time`. */
export function keptLimit(hit: HitView): number | undefined {
  const { request_time } = hit.entry.extra;
  if (request_time === undefined) return undefined;
  const limit = findConstant(hit.cadence?.abortTimes ?? [], 3);
  if (limit === undefined) return undefined;
  return Math.abs(request_time - limit) <= LIMIT_SLACK_SECONDS ? limit : undefined;
}

/** When the neighbour's request began, in seconds from the hit's end; needs `$request_time`, else its end. */
export function startGap(near: NearbyLine): number {
  return near.secondsAfter - (near.extra.request_time ?? 0);
}

const SCRIPT_PATH = /api|ajax|search|suggest|complete|query|graphql|rpc|xhr|json|filter|lookup|typeahead/i;

/**
 * The newer request of the same script that replaced an aborted one: same method and path, another query, at most three
 * seconds on. A query that grew or shrank says so by itself; one that differs in a value is a script's when its path is
 * named like one or it is one of a burst. A page (one that others name as their referer) replaces nothing.
 */
export function supersededBy(hit: HitView): NearbyLine | undefined {
  if (hit.request.query === '' && !SCRIPT_PATH.test(hit.request.path)) return undefined;
  const isNewer = ({ requestLine }: NearbyLine): boolean =>
    requestLine.method === hit.request.method && requestLine.uri !== hit.request.uri;
  const sameScript = (near: NearbyLine): boolean =>
    isNewer(near) && (grewFrom(near, hit) || isSameScript(near, hit)) && !isPage(near, hit);
  const newer = hit.afterOfAgent.filter((near) => startGap(near) <= 3 && sameScript(near));
  // The last of a burst may itself be left: its elders show the script.
  const elders = hit.beforeOfAgent.filter((near) => near.secondsAfter >= -3 && near.status === 499 && sameScript(near));
  const first = newer[0] ?? (elders.length >= 2 ? elders[0] : undefined);
  if (first === undefined) return undefined;
  const isBurst = newer.length + elders.length >= 2;
  return grewFrom(first, hit) || SCRIPT_PATH.test(hit.request.path) || isBurst ? first : undefined;
}

// What is typed grows by a few characters, in the query or at the end of the path: `?q=um` → `?q=umb`, `/suggest/um` → `/suggest/umb`.
function grewFrom(near: NearbyLine, hit: HitView): boolean {
  const [a, b] = [near.requestLine, hit.request];
  if (a.path === b.path) return b.query !== '' && isPrefix(a.query, b.query);
  return SCRIPT_PATH.test(b.path) && isPrefix(a.path, b.path) && Math.abs(a.path.length - b.path.length) <= 4;
}

function isSameScript(near: NearbyLine, hit: HitView): boolean {
  const [a, b] = [near.requestLine, hit.request];
  return a.path === b.path && b.query !== '' && isRelated(a.query, b.query);
}

/** Two queries of one script: one begins with the other, or they have the same names and differ in one value. */
function isRelated(a: string, b: string): boolean {
  const [left, right] = [a.split('&'), b.split('&')];
  if (left.length !== right.length) return false;
  const name = (pair: string): string => pair.split('=', 1)[0] ?? '';
  return left.every((pair, i) => name(pair) === name(right[i] ?? ''));
}

function isPrefix(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}

// A page shows by what it loads: later requests of the same client name it as their referer.
function isPage(near: NearbyLine, hit: HitView): boolean {
  return hit.after.some((other) => other !== near && other.http_referer.endsWith(near.requestLine.uri));
}

/**
 * The page that a person went to instead: another page of the same browser, begun at the abort or a moment later. Where
 * lines have no `$request_time` only a page's end is known, and slow pages end later than they begin.
 */
export function nextPage(hit: HitView, isSharedAddress: boolean): NearbyLine | undefined {
  return hit.afterOfAgent.find((near) => {
    const { requestLine: request, status } = near;
    if (request.method !== 'GET' || request.shape !== 'whole' || isAssetPath(request.path)) return false;
    if (request.uri === hit.request.uri || status === 400) return false;
    if (request.path === hit.request.path && !isPage(near, hit)) return false;
    // What was left in the same moment is a part of the same page, not the way out of it.
    if (status === 499 && near.secondsAfter < 1) return false;
    if (isSharedAddress && !isSamePerson(near, hit)) return false;
    if (near.extra.request_time === undefined) return near.secondsAfter <= 3;
    const start = startGap(near);
    return start >= -1 && start <= 1.5;
  });
}

// Behind a shared address the same user agent may be another person's; the page both came from tells.
function isSamePerson(near: NearbyLine, hit: HitView): boolean {
  const from = near.http_referer;
  return from === hit.entry.http_referer || from.endsWith(hit.request.uri);
}
