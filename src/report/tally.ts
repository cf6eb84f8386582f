// Findings → report: bounded counts by cause, client, user agent and time, and the groups that need one action each.
import { CATALOGUE, type CauseId, type Confidence, type Facts, type Family, type Verdict } from '../judge/catalogue.ts';
import { CAUSE_BY_ID, CAUSE_IDS } from '../judge/causes/index.ts';
import type { Finding } from '../judge/diagnose.ts';
import { parseRequest } from '../formats/request.ts';
import { formatIso8601 } from '../formats/time-local.ts';
import { parseUserAgent } from '../formats/user-agent.ts';
import { hashText } from '../hits/hash.ts';
import { detached } from '../formats/detached.ts';
import { ClientLedger, DistinctCount } from './distinct.ts';
import type { Confidences, Count, Fix, Top } from './report.ts';
import { TimeBins } from './timeline.ts';
import { type TopClient, TopClients } from './top-clients.ts';

const CONFIDENCES: readonly Confidence[] = ['certain', 'likely', 'possible'];
const VERDICTS: readonly Verdict[] = ['fix', 'harmless', 'client', 'hostile', 'unknown'];
const FAMILIES: readonly Family[] = [...new Set(Object.values(CATALOGUE).map(({ family }) => family))];
const TOPS_KEPT = 1000;
/** Clients and user agents whose causes are remembered; all are counted. */
const CLIENTS_KEPT = 20_000;
const AGENTS_KEPT = 5000;
const GROUPS_KEPT = 2000;
/** Clients of a group of which is known whether they are locked out. */
const REFUSED_KEPT = 50_000;
/** So many refusals with nothing answered behind them make a client locked out. */
const LOCKED_OUT_AFTER = 3;
const INCIDENT_GAP_SECONDS = 60;

// Clients are kept by cause, by verdict, and by cause where it is to fix; each of these has a number. Bins are kept by cause.
// All else (a family, all hits) is the sum of some causes.
const CAUSE_SUMS = numbered(CAUSE_IDS, 0);
const VERDICT_SUMS = numbered(VERDICTS, CAUSE_IDS.length);
/** What is to fix of one cause, whoever has it. */
const FIX_SUMS = numbered(CAUSE_IDS, CAUSE_IDS.length + VERDICTS.length);
const SUMS = 2 * CAUSE_IDS.length + VERDICTS.length;
/** The sums of a finding. */
const SUMS_OF = byName(CAUSE_IDS, (cause) => byName(VERDICTS, (verdict) => [CAUSE_SUMS[cause], VERDICT_SUMS[verdict]]));
const FIX_SUM_OF = byName(CAUSE_IDS, (cause) => [FIX_SUMS[cause]]);

const ALL_CAUSES: readonly number[] = Object.values(CAUSE_SUMS);
const CAUSES_OF_FAMILY = byName(FAMILIES, (family) =>
  CAUSE_IDS.filter((cause) => CATALOGUE[cause].family === family).map((cause) => CAUSE_SUMS[cause]),
);

function numbered<T extends string>(names: readonly T[], first: number): Readonly<Record<T, number>> {
  return byName(names, (_, i) => first + i);
}

function byName<T extends string, V>(names: readonly T[], value: (name: T, i: number) => V): Readonly<Record<T, V>> {
  return Object.fromEntries(names.map((name, i) => [name, value(name, i)])) as Record<T, V>;
}

interface Sum {
  hits: number;
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
  /** Undefined for all that is to fix of a cause: those clients are in the ledger. */
  readonly clients: DistinctCount | undefined;
  begin: number;
  end: number;
  readonly uris: Map<string, number>;
  readonly addresses: Map<string, number>;
  readonly agents: Map<string, number>;
  evidence: Facts;
  readonly recovered: DistinctCount;
  readonly sentTwice: DistinctCount;
  /** Client (a hash) → how often it was refused since it was answered last. */
  readonly refused: Map<number, number>;
}

interface AgentSum {
  hits: number;
  attributed: number;
  readonly causes: Map<CauseId, number>;
}

/** Adds findings up. */
export class Tally {
  #bins = new TimeBins();
  #ledger = new ClientLedger(SUMS);
  #hits = 0;
  #causes = new Map<CauseId, CauseSum>();
  // In the order in which they were seen, which decides where hits are equal.
  #families = new Set<Family>();
  #groups = new Map<string, Group>();
  #openIncidents = new Map<CauseId, string>();
  #clients = new TopClients(CLIENTS_KEPT);
  #agents = new Map<string, AgentSum>();
  #related = 0;

  /** A tally with the same counts, to which more can be added without changing this one. */
  copy(): Tally {
    const copy = new Tally();
    copy.#bins = this.#bins.copy();
    copy.#ledger = this.#ledger.copy();
    copy.#hits = this.#hits;
    copy.#causes = structuredClone(this.#causes);
    copy.#families = new Set(this.#families);
    copy.#groups = mapped(this.#groups, copyGroup);
    copy.#openIncidents = new Map(this.#openIncidents);
    copy.#clients = this.#clients.copy();
    copy.#agents = mapped(this.#agents, (sum) => ({ ...sum, causes: new Map(sum.causes) }));
    copy.#related = this.#related;
    return copy;
  }

  /** Adds a finding. */
  add(finding: Finding): void {
    const { entry, cause, family, verdict } = finding;
    const client = hashText(entry.client);
    const number = CAUSE_SUMS[cause];
    this.#hits++;
    this.#bins.add(entry.time, number);
    this.#ledger.add(client, SUMS_OF[cause][verdict]);
    const sum = getOr(this.#causes, cause, newCauseSum);
    if (sum.hits === 0) this.#families.add(family);
    addTo(sum, finding);
    sum.verdicts[verdict] = (sum.verdicts[verdict] ?? 0) + 1;
    sum.begin = Math.min(sum.begin, entry.time);
    sum.end = Math.max(sum.end, entry.time);
    if (verdict === 'fix') this.#group(finding, client);
    this.#who(finding, client);
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
    return this.#hits;
  }

  /** Distinct clients among the findings. */
  get clients(): number {
    return this.#ledger.count(ALL_CAUSES);
  }

  /** There were so many clients that their numbers are estimates. */
  get isEstimate(): boolean {
    return this.#ledger.isEstimate;
  }

  /** Hits over time: all, of a family, or of a cause; cut into equal bins between two times in seconds. */
  binsOf(what: 'all' | Family | CauseId, begin: number, end: number, count: number): number[] {
    const series = what === 'all' ? ALL_CAUSES : isFamily(what) ? CAUSES_OF_FAMILY[what] : [CAUSE_SUMS[what]];
    return this.#bins.cut(series, begin, end, count);
  }

  /** Findings that are certain. */
  get certain(): number {
    return this.#sumOf(CAUSE_IDS).confidence.certain;
  }

  /** Findings that are only possible. */
  get possible(): number {
    return this.#sumOf(CAUSE_IDS).confidence.possible;
  }

  /** Hits of one cause. */
  hitsOf(cause: CauseId): number {
    return this.#causes.get(cause)?.hits ?? 0;
  }

  /** Counts by verdict, every verdict present. */
  verdicts(): Record<Verdict, Count> {
    const hitsOf = (verdict: Verdict): number =>
      [...this.#causes.values()].reduce((hits, { verdicts }) => hits + (verdicts[verdict] ?? 0), 0);
    return byName(VERDICTS, (verdict) => this.#count(hitsOf(verdict), [VERDICT_SUMS[verdict]]));
  }

  /** Sums by family, most hits first. */
  families(): (Count & { family: Family; confidence: Confidences })[] {
    return byHits(
      [...this.#families].map((family) => {
        const { hits, confidence } = this.#sumOf(CAUSE_IDS.filter((cause) => CATALOGUE[cause].family === family));
        return { family, ...this.#count(hits, CAUSES_OF_FAMILY[family]), confidence };
      }),
    );
  }

  /** Sums by cause, most hits first, in the catalogue's order where equal. */
  causes(): (Count & { cause: CauseId; sum: CauseSum })[] {
    const known = CAUSE_IDS.flatMap((cause) => {
      const sum = this.#causes.get(cause);
      return sum === undefined ? [] : [{ cause, ...this.#count(sum.hits, [CAUSE_SUMS[cause]]), sum }];
    });
    return byHits(known);
  }

  /** Groups to fix, most pressing first: more people, then more lines. */
  fixes(period: { begin: number; end: number; utcOffsetMinutes: number }): Fix[] {
    const iso = (time: number): string => formatIso8601(time, period.utcOffsetMinutes);
    const span = Math.max(1, period.end - period.begin);
    return [...this.#groups.values()]
      .map((group) => ({ group, clients: group.clients?.size ?? this.#ledger.count([FIX_SUMS[group.cause]]) }))
      .map((one) => ({ ...one, urgency: urgency(one.group, one.clients) }))
      .sort((a, b) => b.urgency - a.urgency || b.group.hits - a.group.hits || a.group.begin - b.group.begin)
      .map(({ group, clients }) => {
        const cause = CAUSE_BY_ID.get(group.cause);
        const facts = {
          hits: group.hits,
          clients,
          seconds: group.end - group.begin,
          facts: group.evidence,
        };
        return {
          cause: group.cause,
          headline: cause?.headline?.(facts) ?? capitalise(cause?.title ?? group.cause),
          action: cause?.advice(group.evidence) ?? '',
          hits: group.hits,
          clients,
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
  topClients(count: number): TopClient[] {
    return this.#clients.list(count);
  }

  /** User-agent families with most hits. */
  topAgents(count: number): { user_agent: string; hits: number; attributed: number; main_cause: CauseId }[] {
    return byHits([...this.#agents].map(([user_agent, sum]) => ({ user_agent, hits: sum.hits, sum })))
      .slice(0, count)
      .map(({ user_agent, hits, sum }) => ({
        user_agent,
        hits,
        attributed: sum.attributed,
        main_cause:
          byHits([...sum.causes].map(([cause, times]) => ({ cause, hits: times })))[0]?.cause ?? 'unexplained',
      }));
  }

  #count(hits: number, sums: readonly number[]): Count {
    const share = this.#hits === 0 ? 0 : hits / this.#hits;
    return { hits, share, clients: this.#ledger.count(sums) };
  }

  // The sum of some causes.
  #sumOf(causes: readonly CauseId[]): Sum {
    const total = newSum();
    for (const cause of causes) {
      const sum = this.#causes.get(cause);
      if (sum === undefined) continue;
      total.hits += sum.hits;
      for (const confidence of CONFIDENCES) total.confidence[confidence] += sum.confidence[confidence];
    }
    return total;
  }

  #who({ entry, cause, evidence }: Finding, client: number): void {
    const lent = evidence['neighbour_family'];
    const isAttributed = typeof lent === 'string' && entry.http_user_agent === '-';
    const family = isAttributed ? lent : parseUserAgent(entry.http_user_agent).family;
    this.#clients.add(client, entry.client, cause, family);
    let agent = this.#agents.get(family);
    if (agent === undefined) {
      if (this.#agents.size >= AGENTS_KEPT) forgetRare(this.#agents);
      agent = { hits: 0, attributed: 0, causes: new Map<CauseId, number>() };
      this.#agents.set(family, agent);
    }
    agent.hits++;
    if (isAttributed) agent.attributed++;
    agent.causes.set(cause, (agent.causes.get(cause) ?? 0) + 1);
  }

  #group(finding: Finding, client: number): void {
    const { entry, cause } = finding;
    const key = this.#groupKey(finding);
    const group = getOr(this.#groups, key, () => newGroup(finding, key === cause ? undefined : new DistinctCount()));
    addTo(group, finding);
    if (group.clients === undefined) this.#ledger.add(client, FIX_SUM_OF[cause]);
    else group.clients.add(client);
    group.begin = Math.min(group.begin, entry.time);
    group.end = Math.max(group.end, entry.time);
    group.evidence = finding.evidence;
    if (finding.evidence['recovered_after_seconds'] !== undefined) group.recovered.add(client);
    if (finding.evidence['sent_twice'] === true) group.sentTwice.add(client);
    const { answered_after } = finding.evidence;
    if (typeof answered_after === 'number' && (group.refused.size < REFUSED_KEPT || group.refused.has(client)))
      group.refused.set(client, answered_after > 0 ? 0 : (group.refused.get(client) ?? 0) + 1);
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
function urgency(group: Group, clients: number): number {
  const weight = group.confidence.certain + group.confidence.likely > 0 ? 1 : 0.3;
  // Behind one address there are at least as many people as it has user agents.
  const { user_agents } = group.evidence;
  const people = typeof user_agents === 'number' ? Math.max(clients, user_agents) : clients;
  return weight * (people * 3 + Math.sqrt(group.hits) * 2);
}

function strongest(confidence: Record<Confidence, number>): Confidence {
  return CONFIDENCES.reduce((best, one) => (confidence[one] > confidence[best] ? one : best));
}

function addTo(sum: Sum, finding: Finding): void {
  sum.hits++;
  sum.confidence[finding.confidence]++;
}

function newSum(): Sum {
  return { hits: 0, confidence: { certain: 0, likely: 0, possible: 0 } };
}

function newCauseSum(): CauseSum {
  return { ...newSum(), verdicts: {}, begin: Infinity, end: -Infinity, related: 0 };
}

function getOr<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

function newGroup({ entry, cause, evidence }: Finding, clients: DistinctCount | undefined): Group {
  return {
    ...newSum(),
    cause,
    clients,
    begin: entry.time,
    end: entry.time,
    uris: new Map<string, number>(),
    addresses: new Map<string, number>(),
    agents: new Map<string, number>(),
    evidence,
    recovered: new DistinctCount(),
    sentTwice: new DistinctCount(),
    refused: new Map<number, number>(),
  };
}

function copyGroup(group: Group): Group {
  return {
    ...group,
    confidence: { ...group.confidence },
    clients: group.clients?.copy(),
    uris: new Map(group.uris),
    addresses: new Map(group.addresses),
    agents: new Map(group.agents),
    recovered: group.recovered.copy(),
    sentTwice: group.sentTwice.copy(),
    refused: new Map(group.refused),
  };
}

function mapped<K, V>(map: ReadonlyMap<K, V>, copy: (value: V) => V): Map<K, V> {
  return new Map([...map].map(([key, value]) => [key, copy(value)]));
}

function isFamily(name: string): name is Family {
  return Object.hasOwn(CAUSES_OF_FAMILY, name);
}

// Lists are for those with most hits: who has fewest goes first. How many there were is counted elsewhere.
function forgetRare(map: Map<string, { readonly hits: number }>): void {
  const hits = [...map.values()].map((one) => one.hits).sort((a, b) => a - b);
  const median = hits[Math.floor(hits.length / 2)] ?? 0;
  for (const [name, one] of map) if (one.hits <= median) map.delete(name);
}

// A text that was cut from a line keeps the whole line alive, so a key that stays is a copy.
function bump(map: Map<string, number>, key: string): void {
  const count = map.get(key);
  if (count !== undefined) map.set(key, count + 1);
  else if (map.size < TOPS_KEPT) map.set(detached(key), 1);
}

function byHits<T extends { readonly hits: number }>(list: T[]): T[] {
  return list.sort((a, b) => b.hits - a.hits);
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
