// The hit tables together. They observe lines in line order; a hit is judged with the tables as they are before the line that closes it.
import { pathPrefix } from '../../formats/request.ts';
import { parseUserAgent } from '../../formats/user-agent.ts';
import type { Observation } from '../../hits/source.ts';
import { Clients, type SavedClients } from './clients.ts';
import { Cadence, type SavedCadence } from './cadence.ts';
import { Era, isAbortOverHttp3, type NginxVersion, type SavedEra } from './era.ts';
import { Incidents, type SavedIncidents } from './incidents.ts';
import { PageSizes, type SavedPageSizes } from './page-size.ts';
import { Refusals, type SavedRefusals } from './refusals.ts';
import { type SavedShares, SharedAddresses } from './shared-addresses.ts';
import { type SavedTraffic, Traffic } from './traffic.ts';
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

  /**
   * @param nginxVersion the nginx that wrote the log, where the user knows it
   * @param saved what {@link save} gave in an earlier run
   */
  constructor(nginxVersion?: NginxVersion, saved?: SavedTables) {
    this.pageSizes = new PageSizes(saved?.pageSizes);
    this.era = new Era(nginxVersion, saved?.era);
    this.cadence = new Cadence(saved?.cadence);
    this.sharedAddresses = new SharedAddresses(saved?.sharedAddresses);
    this.incidents = new Incidents(saved?.incidents);
    this.traffic = new Traffic(saved?.traffic);
    this.refusals = new Refusals(saved?.refusals);
    this.writer = new Writer(saved?.writer);
    this.clients = new Clients(saved?.clients);
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
    };
  }

  /** Adds a line to every table it concerns. */
  observe(line: Observation): void {
    const { status, time } = line;
    if (line.isHit || line.isMark) {
      this.pageSizes.observe(line);
      if (status === 499 || isAbortOverHttp3(line)) this.#observeAbort(line);
      else if (status >= 502 && status <= 504) this.incidents.observeFailure(time);
    }
    if (line.pathHash !== 0) this.refusals.observe(line, status === 400 && this.#isPlainPage(line));
    this.clients.observe(line);
    this.incidents.see(time);
    this.era.observe(line);
    this.writer.observe(line);
    this.cadence.observe(line);
    if (line.sampleWeight > 0) {
      this.sharedAddresses.observe(line);
      this.traffic.observe(line);
    }
  }

  /** Whether many people share the address of a line and nothing else names its client. Then only user agents distinguish people. */
  hidesClient({ clientHash, addressHash }: Observation): boolean {
    return clientHash === addressHash && this.sharedAddresses.isShared(addressHash);
  }

  #isPlainPage({ entry }: Observation): boolean {
    const { requestLine } = entry;
    return requestLine.shape === 'whole' && this.pageSizes.match(entry, requestLine)?.kind === 'plain';
  }

  // Aborts of monitors and crawlers say nothing about the server: these clients have time limits of their own. On a shared
  // address the user agent distinguishes people.
  #observeAbort(line: Observation): void {
    const { http_user_agent, requestLine } = line.entry;
    const { kind } = parseUserAgent(http_user_agent);
    if (kind === 'monitor' || kind === 'crawler') return;
    const person = this.hidesClient(line)
      ? line.clientHash * AGENTS + (line.agentHash >>> 11)
      : line.clientHash * AGENTS;
    this.incidents.observeAbort(line.time, person, pathPrefix(requestLine.path));
  }
}
