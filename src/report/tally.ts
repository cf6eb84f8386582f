// Adds findings up: bounded counts by cause, client, user agent and time, and the groups that need one action each.
import type { Configuration } from '../formats/nginx-conf/configuration.ts';
import { parseUserAgent } from '../formats/user-agent.ts';
import { hashText } from '../hits/hash.ts';
import { CATALOGUE, CAUSE_IDS, type CauseId, type Family, type Verdict } from '../judge/catalogue.ts';
import type { Finding } from '../judge/diagnose.ts';
import { isRelated } from '../judge/related.ts';
import { ClientLedger } from './counters/distinct.ts';
import { Room } from './counters/room.ts';
import { mostHitsFirst } from './counters/tops.ts';
import { FixGroups } from './fixes/fix-groups.ts';
import type { ClientReport, Confidences, Count } from './report.ts';
import type { Fix } from './shape/fix.ts';
import type { GroupKey } from './shape/grouping.ts';
import { type CauseSum, CauseSums } from './sums/cause-sums.ts';
import { Groups } from './sums/groups.ts';
import { MissingFields } from './sums/missing-fields.ts';
import {
  ALL_CAUSE_SUMS,
  byName,
  CAUSE_SUMS,
  SUM_COUNT,
  SUMS_OF_FAMILY,
  RELATED_SUMS,
  SUMS_OF_FINDING,
  SUMS_OF_RELATED,
  VERDICT_SUMS,
  REPORTED_VERDICTS,
} from './sums/sum-numbers.ts';
import { TopClients } from './sums/top-clients.ts';
import { type TopUserAgent, UserAgentSums } from './sums/user-agent-sums.ts';
import { TimeBins } from './timeline/timeline.ts';

/** Clients whose causes are remembered. All clients are counted. */
const CLIENTS_KEPT = 20_000;

/** How findings are added up. */
export interface TallyOptions {
  /** What findings are summed up by, in addition. */
  readonly keys?: readonly GroupKey[] | undefined;
  /** Gives the name of the log that an input is a part of. */
  readonly logOf?: (file: string) => string;
  /** The configuration that the actions quote. */
  readonly configuration?: Configuration | undefined;
}

/** The sum of all findings so far. */
export class Tally {
  #bins = new TimeBins();
  #ledger = new ClientLedger(SUM_COUNT);
  #hits = 0;
  #related = 0;
  #forgeable = 0;
  #causes = new CauseSums();
  #room = new Room();
  #fixes: FixGroups;
  #clients = new TopClients(CLIENTS_KEPT, this.#room);
  #userAgents = new UserAgentSums();
  #missingFields = new MissingFields();
  #groupings: Groups[];

  readonly #configuration: Configuration | undefined;

  constructor({ keys = [], logOf = (file): string => file, configuration }: TallyOptions = {}) {
    this.#groupings = keys.map((key) => new Groups(key, this.#room, logOf));
    this.#configuration = configuration;
    this.#fixes = new FixGroups(this.#ledger, this.#room, configuration);
  }

  /** A copy that changes independently. */
  copy(): Tally {
    const copy = new Tally({ configuration: this.#configuration });
    copy.#bins = this.#bins.copy();
    copy.#ledger = this.#ledger.copy();
    copy.#hits = this.#hits;
    copy.#related = this.#related;
    copy.#forgeable = this.#forgeable;
    copy.#causes = this.#causes.copy();
    copy.#room = this.#room.copy();
    copy.#fixes = this.#fixes.copy(copy.#ledger, copy.#room);
    copy.#clients = this.#clients.copy(copy.#room);
    copy.#userAgents = this.#userAgents.copy();
    copy.#groupings = this.#groupings.map((one) => one.copy(copy.#room));
    copy.#missingFields = this.#missingFields.copy();
    return copy;
  }

  /** Adds a finding, of a hit or of a related line. */
  add(finding: Finding): void {
    for (const one of this.#groupings) one.add(finding);
    if (isRelated(finding)) this.#addRelated(finding);
    else this.#addHit(finding);
  }

  #addHit(finding: Finding): void {
    const { entry, cause, verdict, evidence } = finding;
    const client = hashText(entry.client);
    this.#hits++;
    if (entry.isForgeable === true) this.#forgeable++;
    this.#bins.add(entry.time, CAUSE_SUMS[cause]);
    this.#ledger.add(client, SUMS_OF_FINDING[cause][verdict]);
    this.#causes.add(finding);
    this.#missingFields.add(finding);
    if (verdict === 'fix') this.#fixes.add(finding, client);
    const neighbourFamily = evidence['neighbour_family'];
    const isAttributed = typeof neighbourFamily === 'string' && entry.http_user_agent === '-';
    const family = isAttributed ? neighbourFamily : parseUserAgent(entry.http_user_agent).family;
    this.#clients.add(client, entry.client, cause, family);
    this.#userAgents.add(family, cause, isAttributed);
  }

  // A related line is not a hit, but it shows the same trouble under another status.
  #addRelated(finding: Finding): void {
    const client = hashText(finding.entry.client);
    this.#related++;
    this.#causes.addRelated(finding.cause);
    this.#ledger.add(client, SUMS_OF_RELATED[finding.cause]);
    if (finding.verdict === 'fix') this.#fixes.add(finding, client);
  }

  /** The sums by key. */
  get groupings(): readonly Groups[] {
    return this.#groupings;
  }

  /** Related lines added. */
  get related(): number {
    return this.#related;
  }

  /** Hits that a client may have forged. */
  get forgeable(): number {
    return this.#forgeable;
  }

  /** Hits added. */
  get hits(): number {
    return this.#hits;
  }

  /** Distinct clients of the hits. */
  get clients(): number {
    return this.#atMost(this.#hits, ALL_CAUSE_SUMS);
  }

  /** True if there were so many clients that their numbers are estimates. */
  get isEstimate(): boolean {
    return this.#ledger.isEstimate;
  }

  /** Hits whose cause is only possible. */
  get possible(): number {
    return this.#causes.total(CAUSE_IDS).confidence.possible;
  }

  /** Hits that could be surer with more fields in log_format, and these fields. */
  get missingFields(): Pick<MissingFields, 'hits' | 'fields' | 'withoutSize'> {
    return this.#missingFields;
  }

  /** Hits of one cause. */
  hitsOf(cause: CauseId): number {
    return this.#causes.get(cause)?.hits ?? 0;
  }

  /** Hits over time (all, of a family, or of a cause), in equal bins between two times in seconds. */
  binsOf(what: 'all' | Family | CauseId, begin: number, end: number, count: number): number[] {
    const series = what === 'all' ? ALL_CAUSE_SUMS : isFamily(what) ? SUMS_OF_FAMILY[what] : [CAUSE_SUMS[what]];
    return this.#bins.cut(series, begin, end, count);
  }

  /** Counts by verdict, every verdict present. */
  verdicts(): Readonly<Record<Verdict, Count>> {
    return byName(REPORTED_VERDICTS, (verdict) => this.#count(this.#causes.hitsOf(verdict), [VERDICT_SUMS[verdict]]));
  }

  /** Sums by family, most hits first. */
  families(): (Count & { family: Family; confidence: Confidences })[] {
    return mostHitsFirst(
      this.#causes.families().map((family) => {
        const { hits, confidence } = this.#causes.total(
          CAUSE_IDS.filter((cause) => CATALOGUE[cause].family === family),
        );
        return { family, ...this.#count(hits, SUMS_OF_FAMILY[family]), confidence };
      }),
    );
  }

  /** Sums by cause, most hits first. Causes with equal hits stay in the catalogue's order. */
  causes(): (Count & { cause: CauseId; clientsWithRelated: number; sum: CauseSum })[] {
    return mostHitsFirst(
      CAUSE_IDS.flatMap((cause) => {
        const sum = this.#causes.get(cause);
        return sum === undefined
          ? []
          : [
              {
                cause,
                ...this.#count(sum.hits, [CAUSE_SUMS[cause]]),
                clientsWithRelated: this.#atMost(sum.hits + sum.related, [CAUSE_SUMS[cause], RELATED_SUMS[cause]]),
                sum,
              },
            ];
      }),
    );
  }

  /** What to fix, most pressing first; see {@link FixGroups.fixes}. */
  fixes(...about: Parameters<FixGroups['fixes']>): Fix[] {
    return this.#fixes.fixes(...about);
  }

  /** Clients with most hits. */
  topClients(count: number): ClientReport[] {
    return this.#clients.list(count);
  }

  /** User-agent families with most hits. */
  topAgents(count: number): TopUserAgent[] {
    return this.#userAgents.most(count);
  }

  #count(hits: number, sums: readonly number[]): Count {
    const share = this.#hits === 0 ? 0 : hits / this.#hits;
    return { hits, share, clients: this.#atMost(hits, sums) };
  }

  // Distinct clients of some sums. An estimate may be too high, but there are never more clients than lines.
  #atMost(lines: number, sums: readonly number[]): number {
    return Math.min(lines, this.#ledger.count(sums));
  }
}

function isFamily(name: string): name is Family {
  return Object.hasOwn(SUMS_OF_FAMILY, name);
}
