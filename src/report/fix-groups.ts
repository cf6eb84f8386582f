// Groups of findings that one action fixes: all findings of a cause, its findings of one client, or its findings of one incident.
import type { CauseId } from '../judge/catalogue.ts';
import { causeOf } from '../judge/causes/index.ts';
import type { Finding } from '../judge/diagnose.ts';
import { formatIso8601 } from '../formats/time-local.ts';
import { type ClientLedger, DistinctCount } from './distinct.ts';
import { commonest, FixSum } from './fix-sum.ts';
import type { Fix } from './report.ts';
import type { Room } from './room.ts';
import { FIX_SUMS, SUMS_OF_FIX } from './sum-numbers.ts';
import { deservesRow, rankOf, urgencyOf } from './urgency.ts';
import { actionOf, headlineOf } from './words.ts';

const GROUPS_KEPT = 2000;
/** Paths, clients and user agents that the report lists for a fix. */
const TOPS_KEPT = 5;
/** A finding at most this long after the last finding of an incident belongs to the incident. */
const INCIDENT_GAP_SECONDS = 60;

/** The groups to fix. */
export class FixGroups {
  // Counts the clients of the groups that contain all findings of a cause.
  readonly #ledger: ClientLedger;
  readonly #room: Room;
  #groups = new Map<string, FixSum>();
  // The key of the latest incident of each cause.
  #openIncidents = new Map<CauseId, string>();

  /**
   * @param ledger the clients of all sums
   * @param room the memory budget that all lists of the report share
   */
  constructor(ledger: ClientLedger, room: Room) {
    this.#ledger = ledger;
    this.#room = room;
  }

  /**
   * Adds a finding to its group.
   * @param client hash of its client, 53 bits
   */
  add(finding: Finding, client: number): void {
    const { cause } = finding;
    const key = this.#keyOf(finding);
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = new FixSum(cause, key === cause ? undefined : new DistinctCount(this.#room), this.#room);
      this.#groups.set(key, group);
    }
    group.add(finding, client);
    if (group.clients === undefined) this.#ledger.add(client, SUMS_OF_FIX[cause]);
  }

  /**
   * The fixes that deserve a row, most pressing first.
   * @param period first and last time of the log in seconds since the epoch, and the offset of its clock from UTC
   */
  fixes(period: { readonly begin: number; readonly end: number; readonly utcOffsetMinutes: number }): Fix[] {
    const span = Math.max(1, period.end - period.begin);
    const iso = (time: number): string => formatIso8601(time, period.utcOffsetMinutes);
    return [...this.#groups.values()]
      .map((group) => ({ group, clients: this.#clientsOf(group) }))
      .filter(({ group, clients }) => deservesRow(group, clients))
      .map((one) => ({
        ...one,
        rank: rankOf(one.group, period.end),
        urgency: urgencyOf(one.group, one.clients),
      }))
      .sort(
        (a, b) =>
          a.rank - b.rank || b.urgency - a.urgency || b.group.hits - a.group.hits || a.group.begin - b.group.begin,
      )
      .map(({ group, clients }) => ({
        cause: group.cause,
        headline: headlineOf(group.cause, {
          hits: group.hits,
          related: group.related,
          clients,
          seconds: group.end - group.begin,
          facts: group.evidence,
        }),
        action: actionOf(group.cause, group.evidence),
        hits: group.hits,
        related: group.related,
        clients,
        recovered: Math.min(clients, group.recovered.size),
        sent_twice: Math.min(clients, group.sentTwice.size),
        locked_out: group.lockedOut,
        begin: iso(group.begin),
        end: iso(group.end),
        constant: group.isConstant(span),
        confidence: commonest(group.confidence),
        verdict_confidence: commonest(group.verdictConfidence),
        top_uris: group.uris.most(TOPS_KEPT),
        top_clients: group.addresses.most(TOPS_KEPT),
        top_user_agents: group.userAgents.most(TOPS_KEPT),
        evidence: group.evidence,
      }));
  }

  /**
   * A copy that changes independently.
   * @param ledger the copy of the clients of all sums
   * @param room the memory budget of the copies
   */
  copy(ledger: ClientLedger, room: Room): FixGroups {
    const copy = new FixGroups(ledger, room);
    for (const [key, group] of this.#groups) copy.#groups.set(key, group.copy(room));
    copy.#openIncidents = new Map(this.#openIncidents);
    return copy;
  }

  // An estimate may be too high, but there are never more clients than lines.
  #clientsOf({ cause, clients, hits, related }: FixSum): number {
    return Math.min(hits + related, clients?.size ?? this.#ledger.count([FIX_SUMS[cause]]));
  }

  // When there are too many groups, a finding goes to the latest incident or to the group of its whole cause.
  #keyOf({ entry, cause }: Finding): string {
    const by = causeOf(cause).fixedBy ?? 'cause';
    if (by === 'client') {
      const ofClient = `${cause} ${entry.client}`;
      if (this.#groups.size < GROUPS_KEPT || this.#groups.has(ofClient)) return ofClient;
    }
    if (by !== 'incident') return cause;
    const open = this.#openIncidents.get(cause);
    const group = open === undefined ? undefined : this.#groups.get(open);
    const isSame = group !== undefined && Math.abs(entry.time - group.end) <= INCIDENT_GAP_SECONDS;
    if (open !== undefined && (isSame || this.#groups.size >= GROUPS_KEPT)) return open;
    const key = `${cause} at ${entry.time}`;
    this.#openIncidents.set(cause, key);
    return key;
  }
}
