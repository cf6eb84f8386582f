// The hit tables together: folded by one place, in line order; a hit is judged with them as they stand before the line that closes it.
import type { Entry } from '../parse/entry.ts';
import { parseRequest, pathPrefix } from '../parse/request.ts';
import { parseUserAgent } from '../parse/user-agent.ts';
import type { FoldedLine } from '../scan/scanner.ts';
import { type AddressCadence, Cadence } from './cadence.ts';
import { Era, type NginxVersion, type SavedEra } from './era.ts';
import { Incidents, type SavedIncidents } from './incidents.ts';
import { PageSizes, type SavedPageSizes } from './page-size.ts';
import type { SavedRecent } from './ring.ts';
import { Refusals, type SavedRefusals } from './refusals.ts';
import { type SavedShares, SharedAddresses } from './shared-addresses.ts';
import { type SavedTraffic, Traffic } from './traffic.ts';

/** All tables as they are kept between runs. */
export interface SavedTables {
  readonly pageSizes: SavedPageSizes;
  readonly era: SavedEra;
  readonly cadence: SavedRecent<AddressCadence>;
  readonly sharedAddresses: SavedShares;
  readonly incidents: SavedIncidents;
  readonly traffic: SavedTraffic;
  readonly refusals: SavedRefusals;
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
    };
  }

  /** Adds a line to every table it concerns. */
  fold(line: FoldedLine): void {
    const { entry } = line;
    const request = parseRequest(entry.request);
    if (line.isHit || line.isMark) {
      this.pageSizes.fold(entry, request);
      const person = personOf(entry, this.sharedAddresses);
      if (person !== undefined) this.incidents.fold(entry, person, pathPrefix(request.path));
    }
    if (request.shape === 'whole') {
      const isPlainPage = entry.status === 400 && this.pageSizes.match(entry, request)?.kind === 'plain';
      this.refusals.fold(entry, request.path, isPlainPage);
    }
    this.incidents.see(entry.time);
    this.era.fold(entry);
    this.cadence.fold(entry);
    if (line.sampleWeight > 0) {
      this.sharedAddresses.fold(entry, line.sampleWeight);
      this.traffic.fold(entry, line.sampleWeight);
    }
  }
}

// Monitors and crawlers leave at a pace of their own: their aborts say nothing about the server. Behind a shared address
// the user agent has to tell people apart.
function personOf(entry: Entry, sharedAddresses: SharedAddresses): string | undefined {
  if (entry.status === 499) {
    const { kind } = parseUserAgent(entry.http_user_agent);
    if (kind === 'monitor' || kind === 'crawler') return undefined;
  }
  return sharedAddresses.hidesClient(entry) ? `${entry.client} ${entry.http_user_agent}` : entry.client;
}
