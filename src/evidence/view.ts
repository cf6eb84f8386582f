// A hit as causes look at it: its request taken apart, its agent named, its page known, its neighbours sorted.
import type { Entry } from '../parse/entry.ts';
import { type ForeignBytes, identifyForeignBytes } from '../parse/foreign-bytes.ts';
import { parseRequest, type RequestLine } from '../parse/request.ts';
import { type Agent, parseUserAgent } from '../parse/user-agent.ts';
import type { Hit } from '../scan/hit.ts';
import { isRefusedLine, type PageMatch } from '../tables/page-size.ts';
import type { Tables } from '../tables/tables.ts';

/**
 * The line shapes by which a hit is sent to few causes. `empty`: no request, 0 bytes. `blank`: only CR/LF. `headless`: no
 * request, yet a page (HTTP/2 and 3). `foreign`: not HTTP. `partial`: a request line cut short. `broken`: a request line
 * that nginx refuses. `whole`: a whole request line. `abort`: any 499.
 */
export type Shape = 'empty' | 'blank' | 'headless' | 'foreign' | 'partial' | 'broken' | 'whole' | 'abort';

/** A neighbour with its request taken apart. */
export interface Neighbour {
  readonly entry: Entry;
  readonly request: RequestLine;
  /** Seconds from the hit to the neighbour's end: negative before it. */
  readonly gap: number;
}

// Few causes look at the request of a neighbour, so it is taken apart when one does.
class NearLine implements Neighbour {
  readonly entry: Entry;
  readonly gap: number;
  #request: RequestLine | undefined;

  constructor(entry: Entry, gap: number) {
    this.entry = entry;
    this.gap = gap;
  }

  get request(): RequestLine {
    return (this.#request ??= parseRequest(this.entry.request));
  }
}

/** A hit with what several causes derive from it, worked out once. */
export interface HitView {
  readonly hit: Hit;
  readonly entry: Hit['entry'];
  readonly request: RequestLine;
  readonly shape: Shape;
  readonly agent: Agent;
  /** nginx's own page that the size stands for. */
  readonly page: PageMatch | undefined;
  /** The protocol spoken, where it is not HTTP/1. */
  readonly foreign: ForeignBytes | undefined;
  /** Lines of the same address, nearest first. */
  readonly before: readonly Neighbour[];
  readonly after: readonly Neighbour[];
}

/** Looks at a hit. */
export function viewHit(hit: Hit, tables: Tables): HitView {
  const { entry } = hit;
  const request = parseRequest(entry.request);
  const foreign = request.shape === 'foreign' ? identifyForeignBytes(entry.request) : undefined;
  const neighbour = (near: Entry): Neighbour => new NearLine(near, near.time - entry.time);
  return {
    hit,
    entry,
    request,
    shape: shapeOf(entry, request),
    agent: parseUserAgent(entry.http_user_agent),
    page: entry.status === 400 ? tables.pageSizes.match(entry, request) : undefined,
    foreign,
    before: hit.before.map(neighbour),
    after: hit.after.map(neighbour),
  };
}

function shapeOf(entry: Entry, request: RequestLine): Shape {
  if (entry.status === 499) return 'abort';
  switch (request.shape) {
    case 'none':
      return entry.body_bytes_sent === 0 ? 'empty' : 'headless';
    case 'blank':
      return 'blank';
    case 'whole':
      return entry.http_user_agent === '-' && isRefusedLine(request) ? 'broken' : 'whole';
    case 'partial':
      return entry.body_bytes_sent === 0 ? 'partial' : 'broken';
    default:
      return request.shape;
  }
}

/** Neighbours on both sides with the same user agent, nearest first on each side. */
export function ofSameAgent(view: HitView, side: readonly Neighbour[]): Neighbour[] {
  return side.filter((near) => near.entry.http_user_agent === view.entry.http_user_agent);
}

/** Tells whether a neighbour is an ordinary answered request of a browser. */
export function isBrowsing(near: Neighbour): boolean {
  return (
    near.request.shape === 'whole' &&
    near.entry.status >= 200 &&
    near.entry.status < 500 &&
    near.entry.status !== 400 &&
    parseUserAgent(near.entry.http_user_agent).kind === 'browser'
  );
}

/** Tells whether a neighbour is itself a probe: bytes or a line that nginx refuses, or a request for what is not there. */
export function isProbe(near: Neighbour): boolean {
  const { status, http_user_agent } = near.entry;
  return status === 404 || (http_user_agent === '-' && (status === 400 || status === 405));
}

const ASSET = /\.(?:css|js|mjs|map|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|otf|eot|json|xml|txt)$/i;
const MEDIA = /\.(?:mp4|m4v|m4a|m4s|mov|webm|ogv|ogg|mp3|aac|flac|wav|mkv|avi|ts|mpd|m3u8|flv)$/i;

/** Tells whether a path names a part of a page (style, script, picture, font), not a page. */
export function isAssetPath(path: string): boolean {
  return ASSET.test(path);
}

/** Tells whether a path names audio or video. */
export function isMediaPath(path: string): boolean {
  return MEDIA.test(path);
}
