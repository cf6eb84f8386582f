// Connections on which a client sends bytes of its own, or none at all.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionOptions } from 'node:tls';
import type { Truth } from '../worlds/request.ts';
import type { Stage } from './stage.ts';
import { keyOfConnection } from './truth-book.ts';
import { Wire } from './wire.ts';

/** How a connection begins and ends. */
export interface RawOptions {
  /** The plain port by default. */
  readonly port?: number;
  readonly tls?: ConnectionOptions;
  /** Seconds after which the client closes; by default it waits until the server does. */
  readonly closesAfter?: number;
  /** It closes with RST. */
  readonly isReset?: boolean;
}

/** Longest wait for a server that does not close, in seconds. */
const PATIENCE = 4;

/** Sends bytes (a string is latin1), for which nginx should log a hit with this truth. */
export async function sendRaw(
  stage: Stage,
  address: string,
  bytes: string | Buffer,
  truth: Truth,
  { port = stage.ports.plain, tls, closesAfter, isReset = false }: RawOptions = {},
): Promise<void> {
  const wire = new Wire(stage.ends(address, port), tls);
  stage.book.expect(keyOfConnection(address, await wire.ready), truth);
  wire.send(bytes);
  if (closesAfter === undefined) {
    await Promise.race([wire.answer(), wire.closed, sleep(PATIENCE * 1000)]);
    wire.leave();
    return;
  }
  await sleep(closesAfter * 1000);
  if (isReset) wire.reset();
  else wire.leave();
}

/** Opens a connection and closes it without a request; nginx must write no line for it. */
export async function stayUnused(stage: Stage, address: string, seconds: number, isTls: boolean): Promise<void> {
  const { plain, tls } = stage.ports;
  const wire = new Wire(stage.ends(address, isTls ? tls : plain), isTls ? {} : undefined);
  const port = await wire.ready;
  stage.book.expectSilence(keyOfConnection(address, port), isTls ? 'an unused TLS connection' : 'an unused connection');
  await sleep(seconds * 1000);
  wire.leave();
}

/** Begins a TLS handshake with a version that nginx refuses; nginx must write no line for it. */
export async function failHandshake(stage: Stage, address: string): Promise<void> {
  const options = { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' } as const;
  const wire = new Wire(stage.ends(address, stage.ports.tls), options);
  stage.book.expectSilence(keyOfConnection(address, await wire.ready), 'a failed TLS handshake');
  await Promise.race([wire.closed, sleep(PATIENCE * 1000)]);
  wire.leave();
}
