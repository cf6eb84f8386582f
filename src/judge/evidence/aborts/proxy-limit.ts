// The time limit of a proxy in front of nginx: a wait at which the requests of several clients end.
import { hash32 } from '../../../hits/hash.ts';
import { forwardedClient } from '../../tables/forwarded.ts';
import { SHARED_ADDRESS_CLAUSE } from '../../tables/shared-addresses.ts';
import type { Tables } from '../../tables/tables.ts';
import type { AbortWait } from '../../tables/waits.ts';
import type { HitView } from '../view.ts';

/** At least this many user agents of one address show many people: one person has at most two. */
export const LEAST_USER_AGENTS: number = 3;
/** At least this many aborts with `$request_time` show a limit: two may be equal by chance. Those who set limits choose whole seconds. */
export const LEAST_WAITS: number = 3;
/** Time limits of proxies are not shorter. Shorter waits are alike because people type and click quickly. */
const SHORTEST_LIMIT_SECONDS = 1;
/** How much sooner than at its limit a proxy may seem to leave: nginx begins to measure later than the proxy. */
const EARLY_SECONDS = 0.01;
/** How much later than at its limit a proxy leaves. Its timer is precise. */
const LATE_SECONDS = 0.03;
/** A busy proxy may now and then be later. */
const LATEST_SECONDS = 0.05;
/** The waits at a limit are compared with all waits up to this much shorter or longer. */
const SURROUNDINGS_SECONDS = 1;
/** At a limit, waits are at least this many times as dense as in the surroundings, where people leave. */
const LEAST_DENSITY = 12;
/** Browsers have no such limit, but programs have: so a limit must end the requests of this many browsers, or of {@link LEAST_PROGRAMS}. */
const LEAST_BROWSERS = 2;
const LEAST_PROGRAMS = 3;
/** A proxy has one limit: at least this share of the aborts that show the commonest wait must show this one. */
const LEAST_SHARE_OF_COMMONEST = 0.5;
/** Defaults of proxies are multiples of this: HAProxy's examples have 30 s, nginx and AWS have 60 s. Few people wait that long. */
const ROUND_STEP_SECONDS = 30;

/** When {@link isThroughProxy} is true: a clause for the texts of causes. */
export const THROUGH_PROXY_CLAUSE: string = `the address shows ${LEAST_USER_AGENTS} or more user agents, or X-Forwarded-For or the realip module names a client behind it, or ${SHARED_ADDRESS_CLAUSE}`;
/** When {@link findProxyLimit} finds a limit: a clause for the texts of causes. */
export const LIMIT_CLAUSE: string = `this abort lasted a whole number of seconds ($request_time, at least ${SHORTEST_LIMIT_SECONDS} s; at most ${EARLY_SECONDS} s less and ${LATEST_SECONDS} s more). ${LEAST_WAITS} or more of the last aborts of the address, or of other addresses of proxies, show the same wait (at most ${LATE_SECONDS} s more), and waits are ${LEAST_DENSITY} times as dense there as within ${SURROUNDINGS_SECONDS} s of it. No other whole number of seconds has more than ${1 / LEAST_SHARE_OF_COMMONEST} times as many. The aborts are those of ${LEAST_BROWSERS} or more requests of browsers, or of ${LEAST_PROGRAMS} different programs and then at least half of all aborts, and at most half of them are those of this program. For the abort of a browser, any of them count`;
/** When {@link isRoundLimit} is true: a clause for the texts of causes. */
export const ROUND_LIMIT_CLAUSE: string = `this abort of a browser lasted a multiple of ${ROUND_STEP_SECONDS} s ($request_time, at most ${EARLY_SECONDS} s less and ${LATE_SECONDS} s more), and no wait of whole seconds was seen ${LEAST_WAITS} times`;

/** Whether a request came through a proxy, or through another address that stands for several people. */
export function isThroughProxy(hit: HitView): boolean {
  if (hit.hasClientOfItsOwn || forwardedClient(hit.entry) !== undefined || hit.isAddressShared) return true;
  return (hit.cadenceOfAddress?.userAgents.length ?? 0) >= LEAST_USER_AGENTS;
}

/** The limit in seconds at which a proxy ended this request, if the waits of the last aborts show one. */
export function findProxyLimit(hit: HitView, tables: Tables): number | undefined {
  const { request_time: own } = hit.entry.extra;
  if (own === undefined) return undefined;
  const limit = Math.round(own);
  if (limit < SHORTEST_LIMIT_SECONDS || !isBetween(own, limit - EARLY_SECONDS, limit + LATEST_SECONDS))
    return undefined;
  const ofProxies = waitsAtProxies(hit, tables);
  const whole = ofProxies.filter(isWhole);
  const equal = whole.filter(({ seconds }) => Math.round(seconds) === limit);
  if (equal.length < LEAST_WAITS || equal.length < LEAST_SHARE_OF_COMMONEST * countOfCommonest(whole)) return undefined;
  const beside = ofProxies.filter(({ seconds }) => Math.abs(seconds - limit) <= SURROUNDINGS_SECONDS).length;
  const byChance = ((beside - equal.length) * (EARLY_SECONDS + LATE_SECONDS)) / (2 * SURROUNDINGS_SECONDS);
  if (equal.length < LEAST_DENSITY * byChance) return undefined;
  if (hit.agent.kind === 'browser') return limit;
  // A program that leaves after this wait more often than all others has the limit itself.
  const ownHash = hash32(hit.agent.family);
  const ofProgram = equal.filter(({ programHash }) => programHash === ownHash).length;
  if (2 * ofProgram > equal.length) return undefined;
  const browsers = equal.filter(({ programHash }) => programHash === 0).length;
  const programs = new Set(equal.map(({ programHash }) => programHash));
  if (browsers >= LEAST_BROWSERS) return limit;
  // Several programs may have chosen the same limit. That of a proxy ends most requests.
  return programs.size >= LEAST_PROGRAMS && 2 * equal.length >= ofProxies.length ? limit : undefined;
}

/** Whether a browser left after a wait that is a usual time limit. People do not wait that precisely. */
export function isRoundLimit(hit: HitView, tables: Tables): boolean {
  const { request_time } = hit.entry.extra;
  if (hit.agent.kind !== 'browser' || request_time === undefined) return false;
  const limit = Math.max(1, Math.round(request_time / ROUND_STEP_SECONDS)) * ROUND_STEP_SECONDS;
  if (!isBetween(request_time, limit - EARLY_SECONDS, limit + LATE_SECONDS)) return false;
  // A proxy has one limit, and the log may show another one.
  return countOfCommonest(waitsAtProxies(hit, tables).filter(isWhole)) < LEAST_WAITS;
}

// The aborts of the hit's address, and those that came through proxies.
function waitsAtProxies({ addressHash }: HitView, { waits, sharedAddresses }: Tables): AbortWait[] {
  return waits.all.filter(
    (one) => one.addressHash === addressHash || one.isForwarded || sharedAddresses.isShared(one.addressHash),
  );
}

function isWhole({ seconds }: AbortWait): boolean {
  const whole = Math.round(seconds);
  return isBetween(seconds, whole - EARLY_SECONDS, whole + LATE_SECONDS);
}

// How many of some waits, all of them whole seconds, are the commonest wait of browsers. Programs have limits of their own.
function countOfCommonest(waits: readonly AbortWait[]): number {
  const counts = new Map<number, number>();
  for (const { seconds, programHash } of waits) {
    if (programHash !== 0) continue;
    const whole = Math.round(seconds);
    if (whole >= SHORTEST_LIMIT_SECONDS) counts.set(whole, (counts.get(whole) ?? 0) + 1);
  }
  return Math.max(0, ...counts.values());
}

// Sums of decimal fractions are not exact; single precision drops their error.
function isBetween(seconds: number, least: number, most: number): boolean {
  return Math.fround(seconds) >= Math.fround(least) && Math.fround(seconds) <= Math.fround(most);
}
