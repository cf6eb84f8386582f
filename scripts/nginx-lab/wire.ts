// A connection of a client, with or without TLS: it sends bytes, reads answers of HTTP/1, and ends in each of the usual ways.
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';

/** Where a connection goes, and from where. */
export interface Ends {
  readonly host: string;
  readonly port: number;
  readonly localAddress: string;
}

/** An answer of HTTP/1. */
export interface Answer {
  readonly status: number;
  /** The bytes of its body. */
  readonly bytes: number;
}

/** A connection. No method throws when the server has closed it. */
export class Wire {
  readonly socket: Socket;
  /** Settles when bytes can be sent; the value is the client's port, 0 if the connection failed. */
  readonly ready: Promise<number>;
  /** Settles when it is closed. */
  readonly closed: Promise<void>;
  readonly #isTls: boolean;
  #text = '';
  #isClosed = false;
  #onData: () => void = () => {};

  /** @param tls options of TLS; undefined for plain TCP */
  constructor(ends: Ends, tls?: ConnectionOptions) {
    this.#isTls = tls !== undefined;
    const options = { host: ends.host, port: ends.port, localAddress: ends.localAddress, noDelay: true };
    this.socket =
      tls === undefined ? connectTcp(options) : connectTls({ ...options, rejectUnauthorized: false, ...tls });
    const { socket } = this;
    // The port must be known even if the other side closes at once.
    let port = 0;
    socket.once('connect', () => void (port = socket.localPort ?? 0));
    this.closed = new Promise((resolve) => void socket.once('close', () => resolve()));
    this.ready = new Promise((resolve) => {
      socket.once(tls === undefined ? 'connect' : 'secureConnect', () => resolve(port));
      socket.once('close', () => resolve(port));
    });
    socket.on('error', () => {});
    socket.on('data', (data: Buffer) => {
      this.#text += data.toString('latin1');
      this.#onData();
    });
    socket.on('close', () => {
      this.#isClosed = true;
      this.#onData();
    });
  }

  /** Whether another request can be sent. */
  get isOpen(): boolean {
    return !this.#isClosed && !this.socket.destroyed && this.socket.writable;
  }

  /** Sends bytes; a string is latin1. */
  send(bytes: string | Buffer): void {
    if (this.isOpen) this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  /** The next answer; undefined if the connection ends before it. @param isHead whether it answers a HEAD request */
  async answer(isHead = false): Promise<Answer | undefined> {
    for (;;) {
      const taken = takeAnswer(this.#text, isHead, this.#isClosed);
      if (taken !== undefined) {
        this.#text = this.#text.slice(taken.length);
        return taken.answer;
      }
      if (this.#isClosed) return undefined;
      await new Promise<void>((resolve) => void (this.#onData = resolve));
    }
  }

  /** Closes it, with FIN. */
  leave(): void {
    this.socket.destroy();
  }

  /** Closes it with RST, as a program that was killed; with TLS, with FIN. */
  reset(): void {
    if (this.#isTls) this.socket.destroy();
    else this.socket.resetAndDestroy();
  }

  /** Sends FIN and still reads. */
  halfClose(): void {
    this.socket.end();
  }
}

function takeAnswer(text: string, isHead: boolean, isClosed: boolean): { answer: Answer; length: number } | undefined {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return undefined;
  const begin = head + 4;
  const headers = text.slice(0, head);
  const status = Number(/^HTTP\/\d\.\d (\d{3})/.exec(headers)?.[1] ?? 0);
  const done = (bytes: number, length: number): { answer: Answer; length: number } => ({
    answer: { status, bytes },
    length,
  });
  if (isHead || status === 204 || status === 304) return done(0, begin);
  const declared = /\r\ncontent-length: (\d+)/i.exec(headers);
  if (declared !== null) {
    const bytes = Number(declared[1]);
    return text.length < begin + bytes ? undefined : done(bytes, begin + bytes);
  }
  if (/\r\ntransfer-encoding: chunked/i.test(headers)) {
    const end = text.indexOf('\r\n0\r\n\r\n', head);
    return end < 0 ? undefined : done(end - begin, end + 7);
  }
  return isClosed ? done(text.length - begin, text.length) : undefined;
}
