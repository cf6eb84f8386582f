// Which thing to fix comes first: the one that hits most people, and of those the one with most hits.
import type { FixSum } from './fix-sum.ts';

/** How much a client weighs, beside the square root of the hits. */
const CLIENT_WEIGHT = 3;
/** How much the square root of the hits weighs. One incident of many people comes before a steady trickle of one client. */
const HITS_WEIGHT = 2;
/** What is left of the weight of a fix that is only possible. */
const POSSIBLE_WEIGHT = 0.3;

/**
 * How pressing a fix is; the highest comes first.
 * @param clients distinct clients of its findings
 */
export function urgencyOf({ hits, confidence, evidence }: FixSum, clients: number): number {
  const weight = confidence.certain + confidence.likely > 0 ? 1 : POSSIBLE_WEIGHT;
  // An address stands for at least as many people as it has user agents.
  const { user_agents } = evidence;
  const people = typeof user_agents === 'number' ? Math.max(clients, user_agents) : clients;
  return weight * (people * CLIENT_WEIGHT + Math.sqrt(hits) * HITS_WEIGHT);
}
