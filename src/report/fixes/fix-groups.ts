// Groups of findings that one action fixes: all findings of a cause, its findings of one client, or its findings of one incident.
import type { Configuration } from '../../formats/nginx-conf/configuration.ts';
import type { CauseId, Facts } from '../../judge/catalogue.ts';
import { causeOf } from '../../judge/causes/index.ts';
import type { Finding } from '../../judge/diagnose.ts';
import { ABOUT_CAUSE, configuredFacts, quote } from '../configuration.ts';
import { type ClientLedger, DistinctCount } from '../counters/distinct.ts';
import type { Room } from '../counters/room.ts';
import type { Fix } from '../shape/fix.ts';
import { FIX_SUMS, SUMS_OF_FIX } from '../sums/sum-numbers.ts';
import { withQuote } from '../words/quote-words.ts';
import { withLimit } from '../words/quote-words.ts';
import { actionOf, headlineOf } from '../words/words.ts';
import { directiveLineOf, remedyOf } from './directive-line.ts';
import { type AnsweredSince, commonest, FixSum } from './fix-sum.ts';
import { deservesRow, rankOf, urgencyOf } from './urgency.ts';

const GROUPS_KEPT = 2000;
/** Paths, clients and user agents that the report lists for a fix. */
const TOPS_KEPT = 5;
/** A finding at most this long after the last finding of an incident belongs to the incident; longer if its facts name a longer time. */
const INCIDENT_GAP_SECONDS = 60;

/** The time that a log covers, in seconds since the epoch. */
interface FixPeriod {
  readonly begin: number;
  readonly end: number;
  /** Seconds of quiet after trouble with this first and last time. */
  readonly quiet?: (begin: number, last: number) => number;
}

/** The groups to fix. */
export class FixGroups {
  // Counts the clients of the groups that contain all findings of a cause.
  readonly #ledger: ClientLedger;
  readonly #room: Room;
  readonly #configuration: Configuration | undefined;
  #groups = new Map<string, FixSum>();
  // The key of the latest incident of each cause.
  #openIncidents = new Map<CauseId, string>();

  /**
   * @param ledger the clients of all sums
   * @param room the memory budget that all lists of the report share
   * @param configuration the configuration that the actions quote
   */
  constructor(ledger: ClientLedger, room: Room, configuration?: Configuration) {
    this.#ledger = ledger;
    this.#room = room;
    this.#configuration = configuration;
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
    group.add(finding, client, this.#configuration?.blocksOf(finding.file, finding.entry.extra));
    if (group.clients === undefined) this.#ledger.add(client, SUMS_OF_FIX[cause]);
  }

  /**
   * The fixes that deserve a row, most pressing first.
   * @param period the log; without its `quiet`, time alone counts
   * @param iso a time as the report writes it; null in a log without times
   * @param answeredSince what the whole log shows of a client; by default only the lines near its refusals count
   */
  fixes(period: FixPeriod, iso: (time: number) => string | null, answeredSince: AnsweredSince = () => false): Fix[] {
    const span = Math.max(1, period.end - period.begin);
    const { quiet = (_begin, last): number => period.end - last } = period;
    return [...this.#groups.values()]
      .map((group) => ({ group, clients: this.#clientsOf(group) }))
      .filter(({ group, clients }) => deservesRow(group, clients))
      .map((one) => ({ ...one, lockedOut: one.group.lockedOut(answeredSince) }))
      .map((one) => ({
        ...one,
        rank: rankOf(one.group, one.lockedOut, quiet(one.group.begin, one.group.end)),
        urgency: urgencyOf(one.group, one.clients),
      }))
      .sort(
        (a, b) =>
          a.rank - b.rank || b.urgency - a.urgency || b.group.hits - a.group.hits || a.group.begin - b.group.begin,
      )
      .map(({ group, clients, lockedOut }) => ({
        cause: group.cause,
        headline: headlineOf(group.cause, {
          hits: group.hits,
          related: group.related,
          clients,
          seconds: group.end - group.begin,
          ...clocksOf(iso(group.begin), iso(group.end)),
          facts: group.evidence,
        }),
        ...this.#actionOf(group),
        hits: group.hits,
        related: group.related,
        clients,
        recovered: Math.min(clients, group.recovered.size),
        sent_twice: Math.min(clients, group.sentTwice.size),
        locked_out: lockedOut,
        locked_out_clients: group.lockedOutNames(answeredSince),
        begin: iso(group.begin),
        end: iso(group.end),
        constant: group.isConstant(span),
        confidence: commonest(group.confidence),
        verdict_confidence: commonest(group.verdictConfidence),
        top_uris: group.uris.most(TOPS_KEPT),
        top_clients: group.addresses.most(TOPS_KEPT),
        top_user_agents: group.userAgents.most(TOPS_KEPT),
        ...(group.sample === undefined ? {} : { sample: group.sample.sample }),
        evidence: group.evidence,
      }));
  }

  /**
   * A copy that changes independently.
   * @param ledger the copy of the clients of all sums
   * @param room the memory budget of the copies
   */
  copy(ledger: ClientLedger, room: Room): FixGroups {
    const copy = new FixGroups(ledger, room, this.#configuration);
    for (const [key, group] of this.#groups) copy.#groups.set(key, group.copy(room));
    copy.#openIncidents = new Map(this.#openIncidents);
    return copy;
  }

  #actionOf({ cause, evidence, blocks }: FixSum): Pick<Fix, 'action' | 'directive' | 'remedy' | 'configuration'> {
    const quoted = this.#configuration === undefined ? [] : quote(ABOUT_CAUSE[cause], blocks, this.#configuration);
    const facts = { ...evidence, ...configuredFacts(quoted) };
    const advice = actionOf(cause, facts);
    const line = directiveLineOf(cause, facts);
    const lines = { ...(line === undefined ? {} : { directive: line }), remedy: remedyOf(cause, facts) };
    if (quoted.length === 0) return { action: advice, ...lines };
    const action = withLimit(advice, cause, quoted);
    return { action: withQuote(action, quoted), ...lines, configuration: quoted };
  }

  // An estimate may be too high, but there are never more clients than lines.
  #clientsOf({ cause, clients, hits, related }: FixSum): number {
    return Math.min(hits + related, clients?.size ?? this.#ledger.count([FIX_SUMS[cause]]));
  }

  // When there are too many groups, a finding goes to the latest incident or to the group of its whole cause.
  #keyOf({ entry, cause, evidence }: Finding): string {
    const by = causeOf(cause).fixedBy ?? 'cause';
    if (by === 'client') {
      const ofClient = `${cause} ${entry.client}`;
      if (this.#groups.size < GROUPS_KEPT || this.#groups.has(ofClient)) return ofClient;
    }
    if (by !== 'incident') return cause;
    const open = this.#openIncidents.get(cause);
    const group = open === undefined ? undefined : this.#groups.get(open);
    const isSame = group !== undefined && Math.abs(entry.time - group.end) <= gapOf(evidence);
    if (open !== undefined && (isSame || this.#groups.size >= GROUPS_KEPT)) return open;
    const key = `${cause} at ${entry.time}`;
    this.#openIncidents.set(cause, key);
    return key;
  }
}

// A share of minutes or of an hour belongs to the findings of that time.
function gapOf({ span_minutes }: Facts): number {
  return typeof span_minutes === 'number' ? Math.max(INCIDENT_GAP_SECONDS, span_minutes * 60) : INCIDENT_GAP_SECONDS;
}

// `2026-11-22T14:10:00+00:00` → `14:10`, with the date if the days differ; empty in a log without times.
function clocksOf(begin: string | null, end: string | null): { readonly from: string; readonly to: string } {
  if (begin === null || end === null) return { from: '', to: '' };
  const isSameDay = begin.slice(0, 10) === end.slice(0, 10);
  const clock = (iso: string): string => (isSameDay ? iso.slice(11, 16) : iso.slice(0, 16).replace('T', ' '));
  return { from: clock(begin), to: clock(end) };
}
