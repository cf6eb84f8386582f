// Generates a seeded log in the combined format: ordinary traffic of many clients, and a share of hits of all common kinds.
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { formatIso8601 } from '../src/formats/time-local.ts';

/** Size and content of the log. */
export interface GeneratorOptions {
  readonly bytes: number;
  readonly clients: number;
  /** Share of lines that are 400 or 499, 0 to 1. */
  readonly hits: number;
  readonly seed: number;
  /** Lines per second of log time. */
  readonly linesPerSecond: number;
  /**
   * `skewed` (default): a few clients send many lines, most clients send few, and any line may be a hit. `each`: an attack from many
   * addresses. Clients take turns, and each client sends either only hits or none.
   */
  readonly clientsBy?: 'skewed' | 'each';
  /** Rewrites each line, without its line feed, in another format. */
  readonly rewrite?: (line: string) => string;
}

const AGENTS: readonly string[] = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  'curl/8.5.0',
  'okhttp/4.12.0',
];
const PATHS: readonly string[] = [
  '/',
  '/products',
  '/cart',
  '/login',
  '/search?q=umbrella',
  '/api/orders',
  '/img/logo.png',
  '/css/site.css',
  '/js/app.js',
  '/blog/2024/05/nginx',
];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
// A prime, so that clients of successive lines do not have successive addresses.
const TURN = 7919;
const START_SECONDS = Date.UTC(2026, 9, 1) / 1000;

/** mulberry32: a small generator of random numbers in [0, 1), with a seed. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Writes a log of at least `bytes` bytes to a file. */
export async function generateLog(path: string, options: GeneratorOptions): Promise<void> {
  const random = randomFrom(options.seed);
  const pick = <T>(list: readonly T[]): T => {
    const value = list[Math.floor(random() * list.length)];
    if (value === undefined) throw new RangeError('nothing to pick from');
    return value;
  };
  const { rewrite = (line: string): string => line } = options;
  const isEach = options.clientsBy === 'each';
  const stream = createWriteStream(path);
  let written = 0;
  let number = 0;
  let second = -1;
  let stamp = '';
  while (written < options.bytes) {
    const lines: string[] = [];
    for (let i = 0; i < 5000; i++, number++) {
      const now = Math.floor(number / options.linesPerSecond);
      if (now !== second) stamp = timeLocal(START_SECONDS + (second = now), 0);
      const client = isEach ? (number * TURN) % options.clients : Math.floor(random() ** 3 * options.clients);
      const isHit = isEach ? (client % 1000) / 1000 < options.hits : random() < options.hits;
      const address = `${10 + (client >>> 16)}.${(client >>> 8) & 255}.${client & 255}.${1 + ((client * 7) % 250)}`;
      const line = `${address} - - [${stamp}] ${isHit ? hit(random, pick) : visit(client, random, pick)}`;
      lines.push(`${rewrite(line)}\n`);
    }
    const text = lines.join('');
    written += text.length;
    if (!stream.write(text, 'latin1')) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'close');
}

type Pick = <T>(list: readonly T[]) => T;

function visit(client: number, random: () => number, pick: Pick): string {
  const status = random() < 0.05 ? '404 153' : random() < 0.1 ? '304 0' : `200 ${500 + Math.floor(random() * 40_000)}`;
  return `"GET ${pick(PATHS)} HTTP/1.1" ${status} "https://shop.example.com/" "${AGENTS[client % AGENTS.length]}"`;
}

function hit(random: () => number, pick: Pick): string {
  const kind = random();
  if (kind < 0.55) return `"GET ${pick(PATHS)} HTTP/1.1" 499 0 "https://shop.example.com/" "${pick(AGENTS)}"`;
  if (kind < 0.7) return '"\\x16\\x03\\x01\\x02\\x00\\x01\\x00\\x01\\xFC\\x03\\x03" 400 157 "-" "-"';
  if (kind < 0.8) return `"GET ${pick(PATHS)} HTTP/1.1" 400 233 "-" "curl/8.5.0"`;
  if (kind < 0.9) return '"POST /api/orders HTTP/1.1" 400 91 "-" "okhttp/4.12.0"';
  if (kind < 0.95) return '"" 400 0 "-" "-"';
  return '"GET /../../etc/passwd HTTP/1.1" 400 157 "-" "-"';
}

/** `$time_local` of a time in seconds since the epoch. */
export function timeLocal(seconds: number, utcOffsetMinutes: number): string {
  const iso = formatIso8601(seconds, utcOffsetMinutes);
  const month = MONTHS[Number(iso.slice(5, 7)) - 1];
  return `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} ${iso.slice(19).replace(':', '')}`;
}
