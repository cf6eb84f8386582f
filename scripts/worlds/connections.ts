// The connections of one client to nginx: HTTP/2 has one for all requests, HTTP/1 one for each request at a time.
import type { World } from './world.ts';

/** `keepalive_timeout` by default: nginx closes a connection that is idle for longer, in seconds. */
const KEEPALIVE = 75;

/** A connection to nginx. */
interface Connection {
  /** `$connection`. */
  readonly number: number;
  /** `$connection_requests` of its last request. */
  requests: number;
  /** When its last request ended, in seconds since the epoch. */
  free: number;
}

/** The open connections of one client. */
export class Connections {
  readonly #world: World;
  readonly #isShared: boolean;
  #open: Connection[] = [];

  /** @param protocol of the client's requests */
  constructor(world: World, protocol: string) {
    this.#world = world;
    this.#isShared = protocol === 'HTTP/2.0';
  }

  /**
   * The connection for a request that begins and ends then.
   * @param isLeft the client leaves it, which costs a connection of HTTP/1
   */
  take(begin: number, end: number, isLeft: boolean): Readonly<Connection> {
    let connection: Connection | undefined;
    for (const one of this.#open)
      if (begin - one.free < KEEPALIVE && (this.#isShared || one.free <= begin)) {
        connection = one;
        break;
      }
    if (connection === undefined) {
      connection = { number: this.#world.newConnection(), requests: 0, free: 0 };
      this.#open = this.#open.filter(({ free }) => begin - free < KEEPALIVE);
      this.#open.push(connection);
    }
    connection.requests++;
    if (end > connection.free) connection.free = end;
    if (isLeft && !this.#isShared) this.#open = this.#open.filter((one) => one !== connection);
    return connection;
  }

  /** Closes all. */
  close(): void {
    this.#open = [];
  }
}
