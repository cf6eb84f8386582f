// The error pages of a simulated nginx: their sizes by version, from `ngx_http_special_response.c`.
import { isPadded } from '../../src/formats/user-agent.ts';
import { PADDING_BYTES, PAGE_OFFSETS, type PageKind } from '../../src/judge/tables/pages/page-kinds.ts';
import type { Random } from './random.ts';

/** A version of nginx as its Server header names it, and its numbers. */
interface Build {
  readonly name: string;
  readonly version: readonly [number, number, number];
  readonly weight: number;
}

const BUILDS: readonly Build[] = [
  { name: 'nginx/0.8.54', version: [0, 8, 54], weight: 0.6 },
  { name: 'nginx/1.2.9', version: [1, 2, 9], weight: 1.4 },
  { name: 'nginx/1.10.3', version: [1, 10, 3], weight: 0.5 },
  { name: 'nginx/1.14.2', version: [1, 14, 2], weight: 1 },
  { name: 'nginx/1.18.0 (Ubuntu)', version: [1, 18, 0], weight: 2 },
  { name: 'nginx/1.22.1', version: [1, 22, 1], weight: 2 },
  { name: 'nginx/1.24.0 (Ubuntu)', version: [1, 24, 0], weight: 2 },
  { name: 'openresty/1.27.1.2', version: [1, 27, 1], weight: 1 },
  { name: 'nginx/1.28.0', version: [1, 28, 0], weight: 2 },
  { name: 'nginx/1.29.8', version: [1, 29, 8], weight: 1 },
];
const PLAIN_HEAD = 104;
/** Before 1.15.4 the pages had `bgcolor="white"`. */
const OLD_PLAIN_HEAD = 120;
const TOKENS_OFF_TAIL = 46;
const TOKENS_TAIL = 41;

/** What one server block answers with when nginx itself refuses a request. */
export class Pages {
  readonly name: string;
  readonly version: readonly [number, number, number];
  /** The size of the plain page. */
  readonly plain: number;
  /** The size of every page, with `error_page 400 494 495 496 497 /file`. */
  readonly only: number | undefined;
  /** The size of what is sent instead of the plain page, with `error_page 400 /file`: it is for no other code. */
  readonly insteadOfPlain: number | undefined;
  readonly #pads: boolean;

  constructor(random: Random, build: Build = random.weighted(BUILDS.map((one) => [one, one.weight]))) {
    this.name = build.name;
    this.version = build.version;
    const tail = random.chance(0.3) ? TOKENS_OFF_TAIL : TOKENS_TAIL + build.name.length;
    this.plain = (this.isBefore(1, 15, 4) ? OLD_PLAIN_HEAD : PLAIN_HEAD) + tail;
    // Few configurations name 400 in an error_page, and fewer the codes from 494 to 497, which ngx_http_special_response.c looks up each.
    const file = random.integer(300, 6000);
    const names = random.weighted([
      ['none', 93],
      ['400', 4],
      ['all', 3],
    ]);
    this.only = names === 'all' ? file : undefined;
    this.insteadOfPlain = names === '400' ? file : undefined;
    this.#pads = !random.chance(0.05);
  }

  /** Pages of another server block of the same nginx. */
  sibling(random: Random): Pages {
    return new Pages(random, { name: this.name, version: this.version, weight: 1 });
  }

  /** Pages of another machine: of any version on the same side of 1.3.15, so that both or none log unused connections. */
  other(random: Random): Pages {
    const builds = BUILDS.filter(({ version }) => isOlder(version, [1, 3, 15]) === this.isBefore(1, 3, 15));
    return new Pages(random, random.weighted(builds.map((build) => [build, build.weight])));
  }

  /** The kind of page for headers that are too large: nginx has one of its own since 0.9.4. */
  get headerTooLarge(): PageKind {
    return this.isBefore(0, 9, 4) ? 'plain' : 'header-too-large';
  }

  /** Whether this nginx is older than a version. */
  isBefore(...version: readonly [number, number, number]): boolean {
    return isOlder(this.version, version);
  }

  /**
   * The size of a page.
   * @param agent the user agent that nginx had read; `-` if it had none
   * @param isHead a HEAD request gets no page
   */
  size(kind: PageKind, agent: string, isHead = false): number {
    if (isHead) return 0;
    if (this.only !== undefined) return this.only;
    if (kind === 'plain' && this.insteadOfPlain !== undefined) return this.insteadOfPlain;
    return this.plain + PAGE_OFFSETS[kind] + this.#padding(agent);
  }

  /** The size of the page for 404; 403 has the same size. */
  notFound(agent: string): number {
    return this.plain - 4 + this.#padding(agent);
  }

  #padding(agent: string): number {
    return this.#pads && isPadded(agent) && !this.isBefore(0, 8, 25) ? PADDING_BYTES : 0;
  }
}

function isOlder(version: readonly number[], than: readonly number[]): boolean {
  const at = version.findIndex((part, i) => part !== than[i]);
  return at >= 0 && version[at]! < than[at]!;
}
