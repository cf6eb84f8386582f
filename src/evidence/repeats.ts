// Who asked again: the same request of the same client, a newer query of the same script, the next page.
import { fingerprintOf, findPeriod, type Period } from '../tables/cadence.ts';
import type { Tables } from '../tables/tables.ts';
import { type HitView, isAssetPath, type Neighbour, ofSameAgent } from './view.ts';

/** A neighbour and whether its line stands behind the hit's. */
export interface Repeat extends Neighbour {
  readonly isLater: boolean;
}

/** The same request (user agent, method, URI) of the same client, before and behind, nearest first on each side. */
export function repeatsOf(hit: HitView): Repeat[] {
  const same = (near: Neighbour): boolean => near.entry.request === hit.entry.request;
  return [
    ...ofSameAgent(hit, hit.after).filter(same).map((near) => ({ ...near, isLater: true })),
    ...ofSameAgent(hit, hit.before).filter(same).map((near) => ({ ...near, isLater: false })),
  ];
}

/** A steady period at which this very request is repeated, answered or not. */
export function steadyRepeat(hit: HitView, tables: Tables): Period | undefined {
  const print = tables.cadence.of(hit.entry.remote_addr)?.fingerprints.get(fingerprintOf(hit.entry));
  const period = print === undefined ? undefined : findPeriod(print.gaps, 3);
  return period !== undefined && period.seconds >= 1 ? period : undefined;
}

/** When the neighbour's request began, in seconds from the hit's end; needs `$request_time`, else its end. */
export function startGap(near: Neighbour): number {
  return near.gap - (near.entry.extra.request_time ?? 0);
}

/**
 * The newer request of the same script that replaced an aborted one: same method and path, another query, at most three
 * seconds on; the query grew, shrank by a few characters or differs in one value.
 */
export function supersededBy(hit: HitView): Neighbour | undefined {
  if (hit.request.query === '') return undefined;
  const sameScript = (near: Neighbour): boolean =>
    near.request.method === hit.request.method &&
    near.request.path === hit.request.path &&
    near.request.query !== hit.request.query &&
    isRelated(near.request.query, hit.request.query);
  const newer = ofSameAgent(hit, hit.after).find((near) => startGap(near) <= 3 && sameScript(near));
  if (newer !== undefined) return newer;
  // The last of a burst may itself be left: its elders show the script.
  const elders = ofSameAgent(hit, hit.before).filter((near) => near.gap >= -3 && near.entry.status === 499 && sameScript(near));
  return elders.length >= 2 ? elders[0] : undefined;
}

/** Two queries of one script: one begins with the other, or they have the same names and differ in one value. */
function isRelated(a: string, b: string): boolean {
  if (a.startsWith(b) || b.startsWith(a)) return true;
  const [left, right] = [a.split('&'), b.split('&')];
  if (left.length !== right.length) return false;
  const name = (pair: string): string => pair.split('=', 1)[0] ?? '';
  return left.every((pair, i) => name(pair) === name(right[i] ?? ''));
}

/** The page that a person went to instead: another page of the same browser, begun at the abort or within two seconds. */
export function nextPage(hit: HitView): Neighbour | undefined {
  return ofSameAgent(hit, hit.after).find((near) => {
    const { request, entry } = near;
    if (request.method !== 'GET' || request.shape !== 'whole' || isAssetPath(request.path)) return false;
    if (request.path === hit.request.path || entry.status === 400) return false;
    const start = startGap(near);
    return start >= -1 && start <= 2;
  });
}
