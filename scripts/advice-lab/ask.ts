// One request of a client of the advice lab, sent as bytes over HTTP/1.1.
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConnectionOptions } from 'node:tls';
import { type Orders, ORDERS_HEADER } from '../nginx-lab/application.ts';
import { Wire } from '../nginx-lab/wire.ts';
import type { Site } from './site.ts';

/** A request, and how its client behaves. */
export interface Asked {
  readonly path?: string;
  readonly method?: string;
  /** By default that of curl. */
  readonly agent?: string;
  /** Lines before Host, and after all other headers. */
  readonly first?: readonly string[];
  readonly last?: readonly string[];
  readonly orders?: Orders;
  /** Bytes before the request line. */
  readonly preface?: string;
  /** All bytes that are sent, instead of a request. */
  readonly raw?: string;
  /** The body is sent in these parts, with a pause in seconds between two of them. */
  readonly body?: readonly string[];
  readonly pause?: number;
  /** By default the plain port. */
  readonly port?: number;
  readonly tls?: ConnectionOptions;
  readonly address?: string;
  /** It closes its sending side after the request. */
  readonly halfCloses?: boolean;
  /** It leaves after this many seconds. */
  readonly leavesAfter?: number;
  /** It leaves if no byte came within this many seconds. */
  readonly leavesIfSilent?: number;
}

/** The address from which the clients come that need no other one. */
export const CLIENT = '192.0.2.1';
export const PROGRAM = 'curl/8.5.0';
export const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';
const PATIENCE_SECONDS = 6;
/** A pause that does not keep the program from its end. */
const FREE = { ref: false } as const;

/** Sends it; returns the status of the answer, or 0 if none came. */
export async function ask(site: Site, asked: Asked = {}): Promise<number> {
  const { address = CLIENT, port = site.ports.plain, tls, preface = '', body = [], pause = 0 } = asked;
  const { leavesAfter, leavesIfSilent } = asked;
  const { network } = site.lab;
  const wire = new Wire({ host: network.serverFor(address), port, localAddress: network.localFor(address) }, tls);
  let isSilent = true;
  wire.socket.once('data', () => void (isSilent = false));
  await wire.ready;
  wire.send(asked.raw ?? preface + headOf(asked));
  const answer = wire.answer(asked.method === 'HEAD');
  for (const [i, part] of body.entries()) {
    if (i > 0) await sleep(pause * 1000);
    wire.send(part);
  }
  if (asked.halfCloses === true) wire.halfClose();
  const patience = sleep((leavesAfter ?? leavesIfSilent ?? PATIENCE_SECONDS) * 1000, undefined, FREE);
  const first = await Promise.race([answer, patience]);
  const waitsOn = first === undefined && leavesIfSilent !== undefined && !isSilent;
  const status = waitsOn ? await Promise.race([answer, sleep(PATIENCE_SECONDS * 1000, undefined, FREE)]) : first;
  wire.leave();
  return status?.status ?? 0;
}

function headOf({ path = '/', method = 'GET', agent = PROGRAM, first = [], last = [], orders, body }: Asked): string {
  const length = body?.reduce((sum, part) => sum + part.length, 0);
  return [
    `${method} ${path} HTTP/1.1`,
    ...first,
    'Host: example.com',
    `User-Agent: ${agent}`,
    'Connection: close',
    ...(length === undefined ? [] : [`Content-Length: ${length}`]),
    ...(orders === undefined ? [] : [`${ORDERS_HEADER}: ${JSON.stringify(orders)}`]),
    ...last,
    '',
    '',
  ].join('\r\n');
}
