// Which things to fix deserve a row, and which comes first: people who are locked out now, people who are hurt, incidents that are
// over, programs; and among these the one with most people.
import type { Fact, Facts } from '../judge/catalogue.ts';
import { causeOf } from '../judge/causes/index.ts';
import { commonest, type FixSum } from './fix-sum.ts';

/** One line alone is no reason to act: a row needs this many lines of its own whose verdict is sure. */
export const LEAST_LINES: number = 2;
/** An incident needs this many people. */
export const LEAST_PEOPLE_OF_INCIDENT: number = 4;
/** An incident whose last line is this much older than the end of the log is over, in seconds. */
export const OVER_AFTER_SECONDS: number = 300;

/** How much a client weighs, beside the square root of the hits. */
const CLIENT_WEIGHT = 3;
/** How much the square root of the hits weighs. One incident of many people comes before a steady trickle of one client. */
const HITS_WEIGHT = 2;

/**
 * How pressing a fix is; the highest comes first.
 * @param clients distinct clients of its findings
 */
export function urgencyOf({ hits, related, evidence }: FixSum, clients: number): number {
  return peopleOf(evidence, clients) * CLIENT_WEIGHT + Math.sqrt(hits + related) * HITS_WEIGHT;
}

/** Tells whether a fix deserves a row: it has lines enough, its cause is at least likely, and its verdict is sure. */
export function deservesRow(group: FixSum, clients: number): boolean {
  if (group.sure < LEAST_LINES || commonest(group.confidence) === 'possible') return false;
  return !isIncident(group) || peopleOf(group.evidence, clients) >= LEAST_PEOPLE_OF_INCIDENT;
}

/**
 * Who is hurt, as a rank: 0 people who are locked out, 1 people, 2 an incident that is over, 3 programs.
 * @param end last time of the log, in seconds since the epoch
 */
export function rankOf(group: FixSum, end: number): number {
  if (group.lockedOut > 0) return 0;
  if (isIncident(group) && end - group.end > OVER_AFTER_SECONDS) return 2;
  return group.ofPeople > 0 ? 1 : 3;
}

function isIncident({ cause }: FixSum): boolean {
  return causeOf(cause).fixedBy === 'incident';
}

// An address stands for at least as many people as it has user agents; an incident for those who left together.
function peopleOf({ user_agents, clients_leaving }: Facts, clients: number): number {
  return Math.max(clients, asNumber(user_agents), asNumber(clients_leaving));
}

function asNumber(fact: Fact | undefined): number {
  return typeof fact === 'number' ? fact : 0;
}
