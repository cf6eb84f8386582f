// The application behind nginx: it waits, fails and answers as the header of a request tells it to, and it can stall.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What the application does with a request. */
export interface Orders {
  /** Seconds until it answers. */
  readonly wait?: number;
  readonly status?: number;
  readonly bytes?: number;
  /** Seconds until the authentication server answers. */
  readonly auth?: number;
  /** The answer comes in pieces, with this many seconds between two of them. */
  readonly drip?: number;
}

/** The header that carries the orders. */
export const ORDERS_HEADER = 'x-app';
/** The path of the authentication server. */
export const AUTH_PATH = '/_auth';
const DEFAULT_BYTES = 3000;
const PIECES = 8;

interface Stall {
  readonly until: number;
  readonly paths: ReadonlySet<string>;
  /** The share of requests that fail at once with a 502 of nginx, 0 to 1. */
  readonly failing: number;
}

/** An application on a port of 127.0.0.1. */
export class Application {
  readonly #server: Server = createServer((request, response) => void this.#serve(request, response));
  #stall: Stall | undefined;

  /** Starts it. @returns its port */
  async start(): Promise<number> {
    await new Promise<void>((resolve) => void this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  /** Stops it and closes its connections. */
  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** From now on these paths get no answer for some seconds. @param failing the share that fails at once, 0 to 1 */
  stall(paths: readonly string[], seconds: number, failing: number): void {
    this.#stall = { until: Date.now() + seconds * 1000, paths: new Set(paths), failing };
  }

  /** Whether requests for a path get no answer now. */
  isStalled(path: string): boolean {
    return this.#stall !== undefined && Date.now() < this.#stall.until && this.#stall.paths.has(path);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    request.on('error', () => {});
    response.on('error', () => {});
    const orders = JSON.parse(String(request.headers[ORDERS_HEADER] ?? '{}')) as Orders;
    const isAuth = request.url === AUTH_PATH;
    const wait = isAuth ? (orders.auth ?? 0) : (orders.wait ?? 0.02 + Math.random() * 0.08);
    if (!isAuth && this.isStalled(request.url ?? '')) {
      const { until, failing } = this.#stall!;
      if (Math.random() < failing) {
        request.socket.destroy();
        return;
      }
      await sleep(until - Date.now());
    }
    await sleep(wait * 1000);
    const status = isAuth ? 204 : (orders.status ?? 200);
    const bytes = status === 204 || status === 304 ? 0 : (orders.bytes ?? DEFAULT_BYTES);
    if (orders.drip === undefined) {
      response.writeHead(status, { 'content-type': 'text/html', 'content-length': bytes });
      response.end('x'.repeat(request.method === 'HEAD' ? 0 : bytes));
      return;
    }
    response.writeHead(status, { 'content-type': 'text/event-stream' });
    for (let i = 0; i < PIECES && !response.destroyed; i++) {
      response.write('x'.repeat(Math.ceil(bytes / PIECES)));
      await sleep(orders.drip * 1000);
    }
    response.end();
  }
}
