// The hit tables together: folded by one place, in line order; a hit is judged with them as they stand before the line that closes it.
import type { Entry } from '../parse/entry.ts';
import { parseRequest, pathPrefix } from '../parse/request.ts';
import { parseUserAgent } from '../parse/user-agent.ts';
import type { FoldedLine } from '../scan/scanner.ts';
import { Cadence } from './cadence.ts';
import { Era, type NginxVersion } from './era.ts';
import { Incidents } from './incidents.ts';
import { PageSizes } from './page-size.ts';
import { SharedAddresses } from './shared-addresses.ts';
import { Traffic } from './traffic.ts';

/** Everything a cause may ask about the log beyond a hit's neighbours. */
export class Tables {
  readonly pageSizes: PageSizes = new PageSizes();
  readonly era: Era;
  readonly cadence: Cadence = new Cadence();
  readonly sharedAddresses: SharedAddresses = new SharedAddresses();
  readonly incidents: Incidents = new Incidents();
  readonly traffic: Traffic = new Traffic();

  /** @param nginxVersion the nginx that wrote the log, where the user knows it */
  constructor(nginxVersion?: NginxVersion) {
    this.era = new Era(nginxVersion);
  }

  /** Adds a line to every table it concerns. */
  fold(line: FoldedLine): void {
    const { entry } = line;
    const request = parseRequest(entry.request);
    if (line.isHit || line.isMark) {
      this.pageSizes.fold(entry, request);
      if (isPerson(entry, this.sharedAddresses)) this.incidents.fold(entry, pathPrefix(request.path));
    }
    this.era.fold(entry);
    this.cadence.fold(entry);
    if (line.sampleWeight > 0) {
      this.sharedAddresses.fold(entry, line.sampleWeight);
      this.traffic.fold(entry, line.sampleWeight);
    }
  }
}

// Monitors, crawlers and balancers leave at a pace of their own: their aborts say nothing about the server.
function isPerson(entry: Entry, sharedAddresses: SharedAddresses): boolean {
  if (entry.status !== 499) return true;
  const { kind } = parseUserAgent(entry.http_user_agent);
  const isThemselves = entry.client !== entry.remote_addr || !sharedAddresses.isShared(entry.remote_addr);
  return kind !== 'monitor' && kind !== 'crawler' && isThemselves;
}
