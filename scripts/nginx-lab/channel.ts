// How a client sends requests: over a few connections of HTTP/1.1, as a browser opens them, or as streams of one HTTP/2 connection.
import { type ClientHttp2Session, connect as connectHttp2, constants } from 'node:http2';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type Answer, type Ends, Wire } from './wire.ts';

/** A request as it is sent. */
export interface Sent {
  readonly method: string;
  readonly target: string;
  /** Names in lower case; the host is among them. */
  readonly headers: Readonly<Record<string, string>>;
  /** A body: its declared length, and how many of these bytes are sent. */
  readonly body?: { readonly declared: number; readonly sent: number } | undefined;
}

/** A request on its way. */
export interface Pending {
  /** Settles with the answer, or with undefined if none came. */
  readonly answer: Promise<Answer | undefined>;
  /** Settles when it was sent, or when that failed. */
  readonly sent: Promise<void>;
  /** Gives the request up; returns false if it was answered, or if it was not sent yet. */
  leave(): boolean;
  /** Sends FIN and still reads, over HTTP/1.1. */
  halfClose(): void;
}

/** The way to a server. */
export interface Channel {
  send(request: Sent): Pending;
  /** The network of the client is gone: all connections end at once. */
  lose(): void;
  /** Closes what is idle. */
  close(): void;
}

/** Connections that a browser opens to one host. */
const MOST_CONNECTIONS = 6;

/** Connections of HTTP/1.1 that are kept open. */
export class Http1Channel implements Channel {
  readonly #ends: Ends;
  readonly #isTls: boolean;
  readonly #wires = new Map<Wire, boolean>();
  readonly #waiting: (() => void)[] = [];

  constructor(ends: Ends, isTls: boolean) {
    this.#ends = ends;
    this.#isTls = isTls;
  }

  send(request: Sent): Pending {
    let wire: Wire | undefined;
    let [isSent, isDone, isLeft] = [false, false, false];
    let onSent = (): void => {};
    const sent = new Promise<void>((resolve) => void (onSent = resolve));
    const run = async (): Promise<Answer | undefined> => {
      wire = await this.#freeWire();
      await wire.ready;
      if (!isLeft) {
        wire.send(textOf(request));
        isSent = true;
      }
      onSent();
      const answer = isLeft ? undefined : await wire.answer(request.method === 'HEAD');
      isDone = answer !== undefined;
      this.#free(wire);
      return answer;
    };
    return {
      answer: run(),
      sent,
      leave(): boolean {
        isLeft = true;
        if (!isSent || isDone) return false;
        wire!.leave();
        return true;
      },
      halfClose: () => void wire?.halfClose(),
    };
  }

  lose(): void {
    for (const wire of this.#wires.keys()) wire.reset();
  }

  close(): void {
    for (const [wire, isBusy] of this.#wires) if (!isBusy) wire.leave();
  }

  async #freeWire(): Promise<Wire> {
    for (;;) {
      for (const wire of this.#wires.keys()) if (!wire.isOpen && !this.#wires.get(wire)) this.#wires.delete(wire);
      const idle = [...this.#wires].find(([wire, isBusy]) => !isBusy && wire.isOpen)?.[0];
      if (idle !== undefined || this.#wires.size < MOST_CONNECTIONS) {
        const wire = idle ?? new Wire(this.#ends, this.#isTls ? { ALPNProtocols: ['http/1.1'] } : undefined);
        this.#wires.set(wire, true);
        return wire;
      }
      await new Promise<void>((resolve) => void this.#waiting.push(resolve));
    }
  }

  #free(wire: Wire): void {
    if (wire.isOpen) this.#wires.set(wire, false);
    else this.#wires.delete(wire);
    this.#waiting.shift()?.();
  }
}

/** One connection of HTTP/2 over TLS, opened again after it was lost. */
export class Http2Channel implements Channel {
  readonly #ends: Ends;
  #session: ClientHttp2Session | undefined;
  #socket: TLSSocket | undefined;

  constructor(ends: Ends) {
    this.#ends = ends;
  }

  send({ method, target, headers: { host = '', ...headers }, body }: Sent): Pending {
    const session = this.#open();
    const length = body === undefined ? {} : { 'content-length': String(body.declared) };
    const stream = session.request(
      { ':method': method, ':path': target, ':authority': host, ':scheme': 'https', ...headers, ...length },
      { endStream: body === undefined },
    );
    let [status, bytes, isDone] = [0, 0, false];
    stream.on('response', (answer) => void (status = answer[':status'] ?? 0));
    stream.on('data', (data: Buffer) => void (bytes += data.length));
    stream.on('error', () => {});
    if (body !== undefined) {
      stream.write('x'.repeat(body.sent));
      if (body.sent === body.declared) stream.end();
    }
    const answer = new Promise<Answer | undefined>((resolve) => {
      stream.on('end', () => void (isDone = status !== 0));
      stream.on('close', () => resolve(status === 0 ? undefined : { status, bytes }));
    });
    const sent = new Promise<void>((resolve) => {
      stream.on('ready', () => resolve());
      stream.on('close', () => resolve());
      if (!stream.pending) resolve();
    });
    return {
      answer,
      sent,
      leave(): boolean {
        if (isDone || stream.closed || stream.pending) return false;
        stream.close(constants.NGHTTP2_CANCEL);
        return true;
      },
      halfClose: () => {},
    };
  }

  lose(): void {
    this.#socket?.destroy();
  }

  close(): void {
    this.#session?.close();
  }

  #open(): ClientHttp2Session {
    if (this.#session !== undefined && !this.#session.closed && !this.#session.destroyed) return this.#session;
    const { host, port } = this.#ends;
    const options = { ...this.#ends, ALPNProtocols: ['h2'], rejectUnauthorized: false };
    const session = connectHttp2(`https://${host.includes(':') ? `[${host}]` : host}:${port}`, {
      createConnection: () => (this.#socket = connectTls(options)),
    });
    session.on('error', () => {});
    this.#session = session;
    return session;
  }
}

/** The bytes of a request of HTTP/1.1, as a string. */
export function textOf({ method, target, headers, body }: Sent): string {
  const length = body === undefined ? {} : { 'content-length': String(body.declared) };
  const lines = Object.entries({ ...headers, ...length }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${'x'.repeat(body?.sent ?? 0)}`;
}
