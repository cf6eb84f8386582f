// Which fixes deserve a row, and their order. Fixes for people who are locked out come first, then fixes for other people, for
// incidents that are over, and for programs. Within each of these groups, the most urgent fix comes first.
import type { Fact, Facts } from '../../judge/catalogue.ts';
import { causeOf } from '../../judge/causes/index.ts';
import { OVER_AFTER_SECONDS } from '../timeline/quiet.ts';
import { commonest, type FixSum } from './fix-sum.ts';

/** A single line is no reason to act: a row needs at least this many lines whose verdict is certain or likely. */
export const LEAST_LINES: number = 2;
/** An incident needs at least this many people to get a row. */
export const LEAST_PEOPLE_OF_INCIDENT: number = 4;
/** Weight of each client. */
const CLIENT_WEIGHT = 3;
/** Weight of the square root of the hits. The root puts an incident with many people before one client with steady hits. */
const HITS_WEIGHT = 2;

/**
 * How urgent a fix is; the highest number comes first.
 * @param clients distinct clients of its findings
 */
export function urgencyOf({ hits, related, evidence }: FixSum, clients: number): number {
  return peopleOf(evidence, clients) * CLIENT_WEIGHT + Math.sqrt(hits + related) * HITS_WEIGHT;
}

/** True if a fix deserves a row: enough lines have a sure verdict, and the cause is not only possible. An incident needs enough people. */
export function deservesRow(group: FixSum, clients: number): boolean {
  if (group.sure < LEAST_LINES || commonest(group.confidence) === 'possible') return false;
  return !isIncident(group) || peopleOf(group.evidence, clients) >= LEAST_PEOPLE_OF_INCIDENT;
}

/**
 * Who is hurt, as a rank: 0 people who are locked out, 1 people, 2 an incident that is over, 3 programs.
 * @param lockedOut how many clients are locked out
 * @param quiet seconds of quiet after its last line
 */
export function rankOf(group: FixSum, lockedOut: number, quiet: number): number {
  if (lockedOut > 0) return 0;
  if (isIncident(group) && quiet > OVER_AFTER_SECONDS) return 2;
  return group.ofPeople > 0 ? 1 : 3;
}

function isIncident({ cause }: FixSum): boolean {
  return causeOf(cause).fixedBy === 'incident';
}

// One address may serve many people: it counts for at least as many as it has user agents. An incident counts for at least as many as
// the clients that left together.
function peopleOf({ user_agents, clients_leaving }: Facts, clients: number): number {
  return Math.max(clients, asNumber(user_agents), asNumber(clients_leaving));
}

function asNumber(fact: Fact | undefined): number {
  return typeof fact === 'number' ? fact : 0;
}
