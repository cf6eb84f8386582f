// The hit tables together. They observe lines in line order; a hit is judged with the tables as they are before the line that closes it.
import type { Entry } from '../../formats/entry.ts';
import type { Configuration } from '../../formats/nginx-conf/configuration.ts';
import { parseUserAgent } from '../../formats/user-agent.ts';
import type { Observation } from '../../hits/source.ts';
import { Cadence, type SavedCadence } from './cadence.ts';
import { Clients, type SavedClients } from './clients/clients.ts';
import { Era, isAbortOverHttp3, type NginxVersion, type SavedEra } from './era.ts';
import { Logs, type SavedLogs } from './logs.ts';
import { PageExpectations } from './pages/expected-pages.ts';
import type { ExpectedPages } from './pages/page-kinds.ts';
import { PageSizes, type SavedPageSizes } from './pages/page-size.ts';
import { Incidents, type SavedIncidents } from './parts/incidents.ts';
import { PartShares, type SavedPartShares } from './parts/part-shares.ts';
import { Readings, type SavedReadings } from './readings.ts';
import { Refusals, type SavedRefusals } from './refusals.ts';
import { SameLinesTable } from './same-lines.ts';
import { ServerClocks } from './server-clocks.ts';
import { type SavedShares, SharedAddresses } from './shared-addresses.ts';
import { type SavedTlsPorts, TlsPorts } from './tls-ports.ts';
import { type SavedTraffic, Traffic } from './traffic.ts';
import { type AbortWait, Waits } from './waits.ts';
import { type SavedWriter, Writer } from './writer.ts';

// A person is a number of 53 bits: 32 of the client's hash, and 21 of the user agent's.
const AGENTS = 2 ** 21;

/** All tables as they are kept between runs. */
export interface SavedTables {
  readonly pageSizes: SavedPageSizes;
  readonly era: SavedEra;
  readonly cadence: SavedCadence;
  readonly sharedAddresses: SavedShares;
  readonly incidents: SavedIncidents;
  readonly traffic: SavedTraffic;
  readonly refusals: SavedRefusals;
  /** Not in states that older versions saved. */
  readonly writer?: SavedWriter;
  /** Not in states that older versions saved. */
  readonly clients?: SavedClients;
  /** Not in states that older versions saved. */
  readonly logs?: SavedLogs;
  /** Not in states that older versions saved. */
  readonly readings?: SavedReadings;
  /** Not in states that older versions saved. */
  readonly tlsPorts?: SavedTlsPorts;
  /** Not in states that older versions saved. */
  readonly waits?: readonly AbortWait[];
  readonly partShares?: SavedPartShares;
}

/** Everything a cause may ask about the log beyond a hit's neighbours. */
export class Tables {
  readonly pageSizes: PageSizes;
  readonly era: Era;
  readonly cadence: Cadence;
  readonly sharedAddresses: SharedAddresses;
  readonly incidents: Incidents;
  readonly traffic: Traffic;
  readonly refusals: Refusals;
  readonly writer: Writer;
  readonly clients: Clients;
  readonly readings: Readings;
  readonly tlsPorts: TlsPorts;
  readonly waits: Waits;
  readonly partShares: PartShares;
  /** Page sizes, era and writer of each log; {@link pageSizes}, {@link era} and {@link writer} are those of all logs together. */
  readonly logs: Logs;
  readonly clocks: ServerClocks = new ServerClocks();
  readonly sameLines: SameLinesTable = new SameLinesTable();
  #isFresh: boolean;
  readonly #expectations: PageExpectations | undefined;

  /**
   * @param nginxVersion the nginx that wrote the log, where the user knows it
   * @param saved what {@link save} gave in an earlier run
   * @param configuration the configuration that wrote the logs
   */
  constructor(nginxVersion?: NginxVersion, saved?: SavedTables, configuration?: Configuration) {
    this.#expectations = configuration === undefined ? undefined : new PageExpectations(configuration, nginxVersion);
    this.pageSizes = new PageSizes(saved?.pageSizes);
    this.era = new Era(nginxVersion, saved?.era);
    this.cadence = new Cadence(saved?.cadence);
    this.sharedAddresses = new SharedAddresses(saved?.sharedAddresses);
    this.incidents = new Incidents(saved?.incidents);
    this.traffic = new Traffic(saved?.traffic);
    this.refusals = new Refusals(saved?.refusals);
    this.writer = new Writer(saved?.writer);
    this.clients = new Clients(saved?.clients);
    this.readings = new Readings(saved?.readings);
    this.tlsPorts = new TlsPorts(saved?.tlsPorts);
    this.waits = new Waits(saved?.waits);
    this.partShares = new PartShares(saved?.partShares);
    this.#isFresh = saved === undefined;
    this.logs = new Logs(this, nginxVersion, () => this.#isFresh, saved?.logs);
  }

  /** Everything the tables know, for a later run. */
  save(): SavedTables {
    return {
      pageSizes: this.pageSizes.save(),
      era: this.era.save(),
      cadence: this.cadence.save(),
      sharedAddresses: this.sharedAddresses.save(),
      incidents: this.incidents.save(),
      traffic: this.traffic.save(),
      refusals: this.refusals.save(),
      writer: this.writer.save(),
      clients: this.clients.save(),
      readings: this.readings.save(),
      tlsPorts: this.tlsPorts.save(),
      waits: this.waits.save(),
      partShares: this.partShares.save(),
      logs: this.logs.save(),
    };
  }

  /** Adds a line to every table it concerns. */
  observe(line: Observation): void {
    const { status, time } = line;
    this.#isFresh = false;
    if (line.isHit || line.isMark) this.pageSizes.observe(line);
    this.era.observe(line);
    this.writer.observe(line);
    this.readings.observe(line);
    this.logs.observe(line);
    if (this.logs.areSeveral) this.clocks.observe(line, this.logs.nameOf(line.file));
    this.sameLines.observe(line);
    if ((line.isHit || line.isMark) && (status === 499 || isAbortOverHttp3(line))) {
      this.#observeAbort(line);
    } else {
      if (line.isMark && status >= 502 && status <= 504) this.incidents.observeFailure(time);
      this.partShares.observe(line);
    }
    if (line.pathHash !== 0) this.refusals.observe(line, status === 400 && this.#isPlainPage(line));
    this.clients.observe(line);
    this.tlsPorts.observe(line);
    this.incidents.see(time);
    this.cadence.observe(line);
    this.waits.observe(line);
    if (line.sampleWeight > 0) {
      this.sharedAddresses.observe(line);
      this.traffic.observe(line);
    }
  }

  /** What the configuration says of the pages of a line; undefined without one. */
  expectedPages({ file, entry }: Pick<Observation, 'file'> & { readonly entry: Entry }): ExpectedPages | undefined {
    return this.#expectations?.of(file, entry.extra);
  }

  /** Whether many people share the address of a line and nothing else names its client. Then only user agents distinguish people. */
  hidesClient({ clientHash, addressHash }: Observation): boolean {
    return clientHash === addressHash && this.sharedAddresses.isShared(addressHash);
  }

  #isPlainPage(line: Observation): boolean {
    const { entry, file } = line;
    const { requestLine } = entry;
    if (requestLine.shape !== 'whole') return false;
    return this.logs.of(file).pageSizes.match(entry, requestLine, this.expectedPages(line))?.kind === 'plain';
  }

  // Aborts of monitors and crawlers say nothing about the server: these clients have time limits of their own.
  #observeAbort(line: Observation): void {
    const { http_user_agent, requestLine } = line.entry;
    const { kind } = parseUserAgent(http_user_agent);
    if (kind === 'monitor' || kind === 'crawler') return;
    const person = this.#personOf(line);
    this.incidents.observeAbort(line.time, person, requestLine.path);
    const wait = line.hasExtra ? line.entry.extra.request_time : undefined;
    this.partShares.observeAbort(line.time, person, requestLine.path, wait);
  }

  // On a shared address the user agent distinguishes people. One sender can claim to be many clients: X-Forwarded-For counts only if
  // the address in front is one that many people share.
  #personOf(line: Observation): number {
    const { client, remote_addr } = line.entry;
    const isClaimed = client !== remote_addr && !this.sharedAddresses.isShared(line.addressHash);
    if (!isClaimed && !this.hidesClient(line)) return line.clientHash * AGENTS;
    return line.addressHash * AGENTS + (line.agentHash >>> 11);
  }
}
