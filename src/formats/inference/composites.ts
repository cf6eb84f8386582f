// Values that nginx wrote together as one word or in one pair of quotes: which variables they are.
import type { FormatPart } from '../log-format/directive.ts';

/** The user, the address and the port of a client, as one word. */
const CLIENT = /[^\s@"]{0,64}@[\d.a-f:[\]]{7,45}:\d{1,5}(?= )/y;
const CLIENT_PARTS = partsOf('remote_user', '@', 'remote_addr', ':', 'remote_port');
/** A URL that nginx put together: "$scheme://$host$request_uri". */
const URL = /https?:\/\/[^\s/"]+\/[^\s"]*/y;
const URL_PARTS: readonly FormatPart[] = [...partsOf('scheme', '://', 'host'), { variable: 'request_uri' }];
const METHOD_AND_URL = /[A-Z]{3,10} https?:\/\/[^\s/"]+[^\s"]*(?=")/y;
const METHOD_AND_URL_PARTS: readonly FormatPart[] = [...partsOf('request_method', ' '), ...URL_PARTS];
const WHOLE_REQUEST = /[A-Z]{3,10} https?:\/\/[^\s/"]+[^\s"]* HTTP\/\d\.\d(?=")/y;
const WHOLE_REQUEST_PARTS: readonly FormatPart[] = [
  ...METHOD_AND_URL_PARTS,
  { literal: ' ' },
  { variable: 'server_protocol' },
];
/** A request without its protocol. */
const METHOD_AND_URI = /(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH) \/[^\s"]*(?=")/y;
const METHOD_AND_URI_PARTS = partsOf('request_method', ' ', 'request_uri');
/** "$host$request_uri". */
const HOST_AND_URI = /(?:[a-z\d_-]+\.)+[a-z\d-]+(?::\d{1,5})?\/[^\s"]*/iy;
const HOST_AND_URI_PARTS: readonly FormatPart[] = [{ variable: 'host' }, { variable: 'request_uri' }];
/** What stands before a URL that is the one asked for, and not a referer. */
const AFTER_METHOD = /(?:^|[\s"|:;,])(?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH)[ |,;\t]{1,3}"?$/;
const BEFORE_STATUS = /" [1-5]\d\d /y;
const REQUEST = / HTTP\/\d\.\d|[ |,;\t"](?:GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH)[ |,;\t]{1,3}\//;
const LONGEST_METHOD = 12;

/** Values that are one text of a line, and where they end. */
export interface Composite {
  readonly parts: readonly FormatPart[];
  readonly end: number;
}

/** What the whole text between two quotes is; undefined if it is one value. */
export function compositeWithin(line: string, from: number, end: number): Composite | undefined {
  for (const [pattern, parts] of [
    [WHOLE_REQUEST, WHOLE_REQUEST_PARTS],
    [METHOD_AND_URL, METHOD_AND_URL_PARTS],
    [METHOD_AND_URI, METHOD_AND_URI_PARTS],
  ] as const)
    if (endOf(pattern, line, from) === end) return { parts, end };
  return endOf(URL, line, from) === end && (followsMethod(line, from) || isBeforeStatus(line, end))
    ? { parts: URL_PARTS, end }
    : undefined;
}

/** What a text in a JSON string is that has the name of a URL. */
export function hostAndUri(line: string, from: number, end: number): Composite | undefined {
  return endOf(HOST_AND_URI, line, from) === end ? { parts: HOST_AND_URI_PARTS, end } : undefined;
}

/** What a word without quotes is; undefined if it is one value. */
export function compositeWord(line: string, at: number): Composite | undefined {
  const client = endOf(CLIENT, line, at);
  if (client !== undefined) return { parts: CLIENT_PARTS, end: client };
  if (!followsMethod(line, at)) return undefined;
  const url = endOf(URL, line, at);
  if (url !== undefined) return { parts: URL_PARTS, end: url };
  const path = endOf(HOST_AND_URI, line, at);
  return path === undefined ? undefined : { parts: HOST_AND_URI_PARTS, end: path };
}

function followsMethod(line: string, at: number): boolean {
  return AFTER_METHOD.test(line.slice(Math.max(0, at - LONGEST_METHOD), at));
}

// A line that has the request itself may have any URL there.
function isBeforeStatus(line: string, end: number): boolean {
  return endOf(BEFORE_STATUS, line, end) !== undefined && !REQUEST.test(line);
}

function endOf(pattern: RegExp, line: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(line) ? pattern.lastIndex : undefined;
}

// Variables and literals in turn.
function partsOf(...texts: readonly string[]): readonly FormatPart[] {
  return texts.map((text, i) => (i % 2 === 0 ? { variable: text } : { literal: text }));
}
