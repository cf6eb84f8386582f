// Findings → report: bounded counts by cause, client, user agent and time, and the groups that need one action each.
import { CATALOGUE, type CauseId, type Confidence, type Facts, type Family, type Verdict } from '../catalogue.ts';
import { CAUSE_BY_ID, CAUSE_IDS } from '../causes/index.ts';
import type { Finding } from '../diagnose.ts';
import { parseRequest } from '../parse/request.ts';
import { formatIso8601 } from '../parse/time-local.ts';
import { parseUserAgent } from '../parse/user-agent.ts';
import type { Confidences, Count, Fix, Top } from './report.ts';
import { TimeBins } from './timeline.ts';

const CONFIDENCES: readonly Confidence[] = ['certain', 'likely', 'possible'];
const VERDICTS: readonly Verdict[] = ['fix', 'harmless', 'client', 'hostile', 'unknown'];
const TOPS_KEPT = 1000;
/** Clients whose causes are remembered; all are counted. */
const CLIENTS_KEPT = 20_000;
const GROUPS_KEPT = 2000;
/** So many refusals with nothing answered behind them make a client locked out. */
const LOCKED_OUT_AFTER = 3;
const INCIDENT_GAP_SECONDS = 60;
/** Name of the time series of all hits. */
export const ALL_HITS = 'all';

interface Sum {
  hits: number;
  readonly clients: Set<string>;
  readonly confidence: Record<Confidence, number>;
}

interface CauseSum extends Sum {
  readonly verdicts: Partial<Record<Verdict, number>>;
  begin: number;
  end: number;
  related: number;
}

interface Group extends Sum {
  readonly cause: CauseId;
  begin: number;
  end: number;
  readonly uris: Map<string, number>;
  readonly addresses: Map<string, number>;
  readonly agents: Map<string, number>;
  evidence: Facts;
  readonly recovered: Set<string>;
  readonly sentTwice: Set<string>;
  /** Client → how often it was refused since it was answered last. */
  readonly refused: Map<string, number>;
}

/** A client's hits by cause and by user-agent family. */
interface ClientSum {
  hits: number;
  readonly causes: Map<CauseId, number>;
  readonly agents: Map<string, number>;
}

interface AgentSum {
  hits: number;
  attributed: number;
  readonly causes: Map<CauseId, number>;
}

/** Adds findings up. */
export class Tally {
  bins: TimeBins = new TimeBins();
  #all = newSum();
  #verdicts = new Map<Verdict, Sum>();
  #families = new Map<Family, Sum>();
  #causes = new Map<CauseId, CauseSum>();
  #groups = new Map<string, Group>();
  #openIncidents = new Map<CauseId, string>();
  #clients = new Map<string, ClientSum>();
  #agents = new Map<string, AgentSum>();
  #related = 0;

  /** A tally with the same counts, to which more can be added without changing this one. */
  copy(): Tally {
    const copy = new Tally();
    copy.bins = this.bins.copy();
    copy.#all = structuredClone(this.#all);
    copy.#verdicts = structuredClone(this.#verdicts);
    copy.#families = structuredClone(this.#families);
    copy.#causes = structuredClone(this.#causes);
    copy.#groups = structuredClone(this.#groups);
    copy.#openIncidents = structuredClone(this.#openIncidents);
    copy.#clients = structuredClone(this.#clients);
    copy.#agents = structuredClone(this.#agents);
    copy.#related = this.#related;
    return copy;
  }

  /** Adds a finding. */
  add(finding: Finding): void {
    const { entry, cause, family, verdict } = finding;
    this.bins.add(ALL_HITS, entry.time);
    this.bins.add(`cause ${cause}`, entry.time);
    this.bins.add(`family ${family}`, entry.time);
    addTo(this.#all, finding);
    addTo(getOr(this.#verdicts, verdict, newSum), finding);
    addTo(getOr(this.#families, family, newSum), finding);
    const sum = getOr(this.#causes, cause, newCauseSum);
    addTo(sum, finding);
    sum.verdicts[verdict] = (sum.verdicts[verdict] ?? 0) + 1;
    sum.begin = Math.min(sum.begin, entry.time);
    sum.end = Math.max(sum.end, entry.time);
    if (verdict === 'fix') this.#group(finding);
    this.#who(finding);
  }

  /** Adds a line that is no hit but hides the same trouble. */
  addRelated(finding: Finding): void {
    this.#related++;
    getOr(this.#causes, finding.cause, newCauseSum).related++;
  }

  /** Lines added by {@link addRelated}. */
  get related(): number {
    return this.#related;
  }

  /** Findings added. */
  get hits(): number {
    return this.#all.hits;
  }

  /** Distinct clients among the findings. */
  get clients(): number {
    return this.#all.clients.size;
  }

  /** Findings that are certain. */
  get certain(): number {
    return this.#all.confidence.certain;
  }

  /** Findings that are only possible. */
  get possible(): number {
    return this.#all.confidence.possible;
  }

  /** Hits of one cause. */
  hitsOf(cause: CauseId): number {
    return this.#causes.get(cause)?.hits ?? 0;
  }

  /** Counts by verdict, every verdict present. */
  verdicts(): Record<Verdict, Count> {
    return Object.fromEntries(
      VERDICTS.map((verdict) => [verdict, this.#count(this.#verdicts.get(verdict) ?? newSum())]),
    ) as Record<Verdict, Count>;
  }

  /** Sums by family, most hits first. */
  families(): (Count & { family: Family; confidence: Confidences })[] {
    return byHits(
      [...this.#families].map(([family, sum]) => ({ family, ...this.#count(sum), confidence: sum.confidence })),
    );
  }

  /** Sums by cause, most hits first, in the catalogue's order where equal. */
  causes(): (Count & { cause: CauseId; sum: CauseSum })[] {
    const known = CAUSE_IDS.flatMap((cause) => {
      const sum = this.#causes.get(cause);
      return sum === undefined ? [] : [{ cause, ...this.#count(sum), sum }];
    });
    return byHits(known);
  }

  /** Groups to fix, most pressing first: more people, then more lines. */
  fixes(period: { begin: number; end: number; utcOffsetMinutes: number }): Fix[] {
    const iso = (time: number): string => formatIso8601(time, period.utcOffsetMinutes);
    const span = Math.max(1, period.end - period.begin);
    return [...this.#groups.values()]
      .sort((a, b) => urgency(b) - urgency(a) || b.hits - a.hits || a.begin - b.begin)
      .map((group) => {
        const cause = CAUSE_BY_ID.get(group.cause);
        const facts = {
          hits: group.hits,
          clients: group.clients.size,
          seconds: group.end - group.begin,
          facts: group.evidence,
        };
        return {
          cause: group.cause,
          headline: cause?.headline?.(facts) ?? capitalise(cause?.title ?? group.cause),
          action: cause?.advice(group.evidence) ?? '',
          hits: group.hits,
          clients: group.clients.size,
          recovered: group.recovered.size,
          sent_twice: group.sentTwice.size,
          locked_out: [...group.refused.values()].filter((times) => times >= LOCKED_OUT_AFTER).length,
          begin: iso(group.begin),
          end: iso(group.end),
          constant: group.end - group.begin >= 0.6 * span && group.hits >= 3,
          confidence: strongest(group.confidence),
          top_uris: top(group.uris, 5),
          top_clients: top(group.addresses, 5),
          top_user_agents: top(group.agents, 5),
          evidence: group.evidence,
        };
      });
  }

  /** Clients with most hits. */
  topClients(
    count: number,
  ): { client: string; hits: number; main_cause: CauseId; main_cause_hits: number; user_agent: string }[] {
    return byHits([...this.#clients].map(([client, sum]) => ({ client, hits: sum.hits, sum })))
      .slice(0, count)
      .map(({ client, hits, sum }) => {
        const [main_cause, main_cause_hits] = most(sum.causes) ?? (['unexplained', 0] as const);
        const named = most(new Map([...sum.agents].filter(([name]) => name !== '-')));
        return { client, hits, main_cause, main_cause_hits, user_agent: named?.[0] ?? '-' };
      });
  }

  /** User-agent families with most hits. */
  topAgents(count: number): { user_agent: string; hits: number; attributed: number; main_cause: CauseId }[] {
    return byHits([...this.#agents].map(([user_agent, sum]) => ({ user_agent, hits: sum.hits, sum })))
      .slice(0, count)
      .map(({ user_agent, hits, sum }) => ({
        user_agent,
        hits,
        attributed: sum.attributed,
        main_cause: most(sum.causes)?.[0] ?? 'unexplained',
      }));
  }

  #count(sum: Sum): Count {
    return { hits: sum.hits, share: this.#all.hits === 0 ? 0 : sum.hits / this.#all.hits, clients: sum.clients.size };
  }

  #who({ entry, cause, evidence }: Finding): void {
    const lent = evidence['neighbour_family'];
    const isAttributed = typeof lent === 'string' && entry.http_user_agent === '-';
    const family = isAttributed ? lent : parseUserAgent(entry.http_user_agent).family;
    if (this.#clients.size >= CLIENTS_KEPT) this.#forgetRareClients();
    const client = getOr(this.#clients, entry.client, () => ({ hits: 0, causes: new Map(), agents: new Map() }));
    client.hits++;
    bump(client.causes, cause);
    bump(client.agents, family);
    const agent = getOr(this.#agents, family, () => ({ hits: 0, attributed: 0, causes: new Map() }));
    agent.hits++;
    if (isAttributed) agent.attributed++;
    bump(agent.causes, cause);
  }

  // The list of clients is for those with most hits: who has fewest goes first. How many there were is counted elsewhere.
  #forgetRareClients(): void {
    const hits = [...this.#clients.values()].map((client) => client.hits).sort((a, b) => a - b);
    const median = hits[Math.floor(hits.length / 2)] ?? 0;
    for (const [name, client] of this.#clients) if (client.hits <= median) this.#clients.delete(name);
  }

  #group(finding: Finding): void {
    const { entry, cause } = finding;
    const group = getOr(this.#groups, this.#groupKey(finding), () => ({
      ...newSum(),
      cause,
      begin: entry.time,
      end: entry.time,
      uris: new Map<string, number>(),
      addresses: new Map<string, number>(),
      agents: new Map<string, number>(),
      evidence: finding.evidence,
      recovered: new Set<string>(),
      sentTwice: new Set<string>(),
      refused: new Map<string, number>(),
    }));
    addTo(group, finding);
    group.begin = Math.min(group.begin, entry.time);
    group.end = Math.max(group.end, entry.time);
    group.evidence = finding.evidence;
    if (finding.evidence['recovered_after_seconds'] !== undefined) group.recovered.add(entry.client);
    if (finding.evidence['sent_twice'] === true) group.sentTwice.add(entry.client);
    const { answered_after } = finding.evidence;
    if (typeof answered_after === 'number')
      group.refused.set(entry.client, answered_after > 0 ? 0 : (group.refused.get(entry.client) ?? 0) + 1);
    const { path } = parseRequest(entry.request);
    if (path !== '') bump(group.uris, path.slice(0, 200));
    bump(group.addresses, entry.client);
    bump(group.agents, parseUserAgent(entry.http_user_agent).family);
  }

  #groupKey({ entry, cause }: Finding): string {
    const by = CAUSE_BY_ID.get(cause)?.fixedBy ?? 'cause';
    if (by === 'client' && this.#groups.size < GROUPS_KEPT) return `${cause} ${entry.client}`;
    if (by === 'incident') {
      const open = this.#openIncidents.get(cause);
      const group = open === undefined ? undefined : this.#groups.get(open);
      const isSame = group !== undefined && Math.abs(entry.time - group.end) <= INCIDENT_GAP_SECONDS;
      if (open !== undefined && (isSame || this.#groups.size >= GROUPS_KEPT)) return open;
      const key = `${cause} at ${entry.time}`;
      this.#openIncidents.set(cause, key);
      return key;
    }
    return cause;
  }
}

// A thing that hits more people is more pressing; one incident of many people beats a steady trickle.
function urgency(group: Group): number {
  const weight = group.confidence.certain + group.confidence.likely > 0 ? 1 : 0.3;
  return weight * (group.clients.size * 3 + Math.sqrt(group.hits) * 2);
}

function strongest(confidence: Record<Confidence, number>): Confidence {
  return CONFIDENCES.reduce((best, one) => (confidence[one] > confidence[best] ? one : best));
}

function addTo(sum: Sum, finding: Finding): void {
  sum.hits++;
  sum.clients.add(finding.entry.client);
  sum.confidence[finding.confidence]++;
}

function newSum(): Sum {
  return { hits: 0, clients: new Set(), confidence: { certain: 0, likely: 0, possible: 0 } };
}

function newCauseSum(): CauseSum {
  return { ...newSum(), verdicts: {}, begin: Infinity, end: -Infinity, related: 0 };
}

function getOr<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

function bump<K>(map: Map<K, number>, key: K): void {
  if (map.size < TOPS_KEPT || map.has(key)) map.set(key, (map.get(key) ?? 0) + 1);
}

function byHits<T extends { readonly hits: number }>(list: T[]): T[] {
  return list.sort((a, b) => b.hits - a.hits);
}

function most<K>(map: ReadonlyMap<K, number>): [K, number] | undefined {
  let best: [K, number] | undefined;
  for (const pair of map) if (best === undefined || pair[1] > best[1]) best = pair;
  return best;
}

function top(map: ReadonlyMap<string, number>, count: number): Top[] {
  return byHits([...map].map(([value, hits]) => ({ value, hits }))).slice(0, count);
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Family and title of a cause. */
export function describe(cause: CauseId): { family: Family; title: string } {
  return { family: CATALOGUE[cause].family, title: CAUSE_BY_ID.get(cause)?.title ?? cause };
}
