// On which ports the server speaks TLS, where lines have $server_port and $ssl_protocol.
import type { Observation } from '../../hits/source.ts';
import { touch } from './bounded.ts';

/** Capacity in ports. */
const PORTS_KEPT = 64;
/** At least this many clients must have spoken TLS to a port. */
export const LEAST_TLS_CLIENTS: number = 2;

interface Port {
  /** Hashes of clients that spoke TLS to it. */
  readonly overTls: Set<number>;
  /** A request without TLS was answered, so this is no TLS port, or servers of another kind have the same port. */
  answersPlain: boolean;
}

/** The table as it is kept between runs. */
export type SavedTlsPorts = Map<number, Port>;

/** The ports of TLS. */
export class TlsPorts {
  readonly #ports: SavedTlsPorts;

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved: SavedTlsPorts = new Map()) {
    this.#ports = saved;
  }

  /** Everything it knows, for a later run. */
  save(): SavedTlsPorts {
    return this.#ports;
  }

  /** Adds a line. */
  observe(line: Observation): void {
    if (!line.hasExtra) return;
    const { server_port, ssl_protocol } = line.entry.extra;
    if (server_port === undefined || ssl_protocol === undefined) return;
    const port = touch(this.#ports, server_port, PORTS_KEPT, newPort);
    if (ssl_protocol !== '-') {
      if (port.overTls.size < LEAST_TLS_CLIENTS) port.overTls.add(line.clientHash);
    } else if (line.status >= 200 && line.status < 400) {
      port.answersPlain = true;
    }
  }

  /** Whether the server expects TLS on a port. */
  has(port: number): boolean {
    const known = this.#ports.get(port);
    return known !== undefined && known.overTls.size >= LEAST_TLS_CLIENTS && !known.answersPlain;
  }
}

function newPort(): Port {
  return { overTls: new Set(), answersPlain: false };
}
