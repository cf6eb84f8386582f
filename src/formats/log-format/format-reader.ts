// Reads the lines of a log_format as entries: which variable gives which field, and what nginx's escaping means.
import { withoutPort } from '../address.ts';
import { type ClientRule, clientFinder, FIRST_FORWARDED } from '../client-rule.ts';
import type { AssumedParts, Entry, ExtraFields } from '../entry.ts';
import { NO_VALUE as NONE, NUMERIC_FIELDS, siteOf, TEXT_FIELDS } from '../extra-fields.ts';
import { NO_METHOD, NO_URI } from '../request.ts';
import type { LogTime } from '../time-local.ts';
import { assumedIn, neededIn, SITES, TIME_PARSERS } from './best-variables.ts';
import { type LogFormat, LogFormatError } from './directive.ts';
import { LineMatcher } from './matcher.ts';
import { addressesIn } from './client-variables.ts';
import { plainText } from './plain-text.ts';
import { isReadVariable } from './variables.ts';

/** Why a line is not an entry of the format. */
export interface Mismatch {
  /** The variable at which the line does not fit. */
  readonly variable: string;
  /** The line fits in more than one way: an unquoted value holds the text that ends it. */
  readonly isAmbiguous?: boolean;
  /** Where in the line its value begins, from 0. */
  readonly from: number;
}

const AMBIGUOUS: Mismatch = { variable: '', from: 0, isAmbiguous: true };

/** Reads lines of one format. */
export class FormatReader {
  readonly format: LogFormat;
  readonly #matcher: LineMatcher;
  readonly #at: ReadonlyMap<string, number>;
  readonly #time: readonly (readonly [number, (text: string) => LogTime | undefined])[];
  readonly #address: readonly number[];
  readonly #clientField: string;
  // All ways to split a line of an entry agree on the client.
  readonly #isClientRead: boolean;
  readonly #clientOf: ReturnType<typeof clientFinder>;
  readonly #assumed: AssumedParts | undefined;
  // What a line must say for certain; undefined if lines of this format never do.
  readonly #needed: readonly number[] | undefined;
  readonly #shown: readonly number[];
  // For each value of a line, whether it is sure enough to be shown; undefined if all are.
  #isShown: readonly boolean[] | undefined;
  readonly #numbers: readonly string[];
  readonly #texts: readonly string[];

  /**
   * @param rule how the client is found; by default it is the first address of X-Forwarded-For
   * @throws LogFormatError if its lines do not say what logscan needs: the status, and the request or its parts
   */
  constructor(format: LogFormat, rule: ClientRule = FIRST_FORWARDED) {
    this.format = format;
    this.#clientField = rule.field;
    this.#isClientRead = isReadVariable(rule.field);
    this.#clientOf = clientFinder(rule);
    this.#matcher = new LineMatcher(format);
    const at = this.#matcher.places;
    this.#at = at;
    if (!at.has('status'))
      throw new LogFormatError('the format has no $status, so no line says that it is a 400 or 499');
    if (!at.has('request') && !at.has('request_uri') && !at.has('uri'))
      throw new LogFormatError('the format has no $request (and no $request_uri), so no line says what was asked for');
    if (format.parts.slice(0, -1).some((part) => 'literal' in part && part.literal.includes('\n')))
      throw new LogFormatError('the format has line breaks; logscan reads one line for each request');
    this.#time = Object.entries(TIME_PARSERS).flatMap(([name, parse]) => {
      const index = at.get(name);
      return index === undefined ? [] : [[index, parse] as const];
    });
    this.#assumed = assumedIn(at);
    this.#address = addressesIn([...at.keys()]).flatMap((name) => at.get(name) ?? []);
    this.#needed = neededIn(at, rule);
    this.#shown = ['http_user_agent', 'http_referer'].flatMap((name) => at.get(name) ?? []);
    this.#numbers = NUMERIC_FIELDS.filter((name) => at.has(name));
    this.#texts = TEXT_FIELDS.filter((name) => at.has(name));
  }

  /** Its lines have no time: neighbours are found by their order alone. */
  get hasNoTime(): boolean {
    return this.#time.length === 0;
  }

  /** Reads a line, without its line feed. */
  read(text: string): Entry | Mismatch {
    const matcher = this.#matcher;
    this.#isShown = undefined;
    return matcher.read(text) ? this.#readEntry() : { variable: matcher.failedAt, from: matcher.failedFrom };
  }

  /** As {@link read}, but each line that can be split in several ways is ambiguous. */
  readWhole(text: string): Entry | Mismatch {
    const read = this.read(text);
    return this.#isShown === undefined ? read : AMBIGUOUS;
  }

  /**
   * Reads a line whose values another reader has found.
   * @param places for each variable, where its value begins and ends, counted from `origin`
   */
  readAt(text: string, places: ArrayLike<number>, origin: number): Entry | Mismatch {
    this.#isShown = undefined;
    this.#matcher.use(text, places, origin);
    return this.#readEntry();
  }

  /** The fields beyond combined of such a line. */
  readExtraAt(text: string, places: ArrayLike<number>, origin: number): ExtraFields {
    this.#isShown = undefined;
    this.#matcher.use(text, places, origin);
    return this.#readExtra();
  }

  /** The client of a line that is an entry of this format; undefined if {@link read} has to find out whether it is one. */
  clientIn(text: string): string | undefined {
    this.#isShown = undefined;
    if (!this.#isClientRead || !this.#matcher.read(text)) return undefined;
    if (this.#readTime() === undefined || !Number.isInteger(Number(this.#value('status')))) return undefined;
    return this.#clientOf(this.#readAddress(), this.#value(this.#clientField));
  }

  #readEntry(): Entry | Mismatch {
    const time = this.#readTime();
    if (time === undefined) return this.#mismatchAt(this.#time[0]![0]);
    const status = Number(this.#value('status'));
    if (!Number.isInteger(status)) return this.#mismatchAt(this.#at.get('status')!);
    const certainty = this.#matcher.certainty();
    if (certainty === 'ambiguous' && !this.#isEnoughSure()) return AMBIGUOUS;
    const remote_addr = this.#readAddress();
    return {
      time: time.seconds,
      utcOffsetMinutes: time.utcOffsetMinutes,
      remote_addr,
      client: this.#clientOf(remote_addr, this.#value(this.#clientField)),
      remote_user: this.#value('remote_user'),
      request: this.#readRequest(status),
      status,
      body_bytes_sent: this.#readBodyBytes(),
      http_referer: this.#value('http_referer'),
      http_user_agent: this.#value('http_user_agent'),
      extra: this.#readExtra(),
      // With escape=none a value may hold a quote or a line feed, so a client can write whole lines.
      ...(this.hasNoTime && { isTimeless: true }),
      ...(!this.#at.has('http_user_agent') && { lacksUserAgent: true }),
      ...(this.#assumed !== undefined && { assumed: this.#assumed }),
      ...((certainty !== 'sure' || this.format.escape === 'none') && { isForgeable: true }),
    };
  }

  // Whether a line that can be split in several ways still says who asked for what and when, and how that ended. Other values are
  // hidden, unless one way is likelier than all others. A hidden user agent or referer would look like one that was not sent.
  #isEnoughSure(): boolean {
    const { sure, likely } = this.#matcher.readSure() ?? {};
    if (this.#needed === undefined || sure === undefined || likely === undefined) return false;
    if (!this.#needed.every((index) => sure[index]) || !this.#shown.every((index) => likely[index])) return false;
    this.#isShown = likely;
    return true;
  }

  #mismatchAt(index: number): Mismatch {
    return { variable: this.#matcher.variables[index]!, from: this.#matcher.start(index) };
  }

  #readTime(): LogTime | undefined {
    if (this.#time.length === 0) return { seconds: 0, utcOffsetMinutes: 0 };
    for (const [index, parse] of this.#time) {
      const time = parse(this.#matcher.value(index));
      if (time !== undefined) return time;
    }
    return undefined;
  }

  #readAddress(): string {
    for (const index of this.#address) {
      const value = this.#valueAt(index);
      if (value === NONE) continue;
      const [first = ''] = value.split(',');
      return withoutPort(first.trim());
    }
    return NONE;
  }

  #readRequest(status: number): string {
    if (this.#at.has('request')) {
      const value = this.#matcher.value(this.#at.get('request')!);
      if (value !== '' || this.format.escape === 'default') return this.#plain(value);
      // With other escaping nginx writes nothing for a missing request, too. These are as new as nginx 1.11, which logs no
      // connection without a request as 400: without a page it had a blank request, otherwise none (HTTP/2).
      const isBlank = status === 400 && (this.#readBodyBytes() ?? numberOf(this.#value('bytes_sent')) ?? 0) === 0;
      return isBlank ? '' : NONE;
    }
    const uri = this.#readUri();
    const method = this.#at.has('request_method') ? this.#value('request_method') : 'GET';
    // nginx had no method: the request line was broken, or there was none. `-` alone would say that there was none.
    if (method === NONE) return NO_METHOD;
    if (uri === NONE) return this.#at.has('request_method') ? `${method} ${NO_URI}` : NO_METHOD;
    const protocol = this.#value('server_protocol');
    return `${method} ${uri} ${protocol === NONE ? 'HTTP/1.1' : protocol}`;
  }

  // If nothing was sent at all, no body was sent.
  #readBodyBytes(): number | undefined {
    const bytes = numberOf(this.#value('body_bytes_sent'));
    return bytes === undefined && numberOf(this.#value('bytes_sent')) === 0 ? 0 : bytes;
  }

  #readUri(): string {
    if (this.#at.has('request_uri')) return this.#value('request_uri');
    const uri = this.#value('uri');
    const query = [this.#value('args'), this.#value('query_string')].find((value) => value !== NONE);
    // $uri is decoded.
    const encoded = uri.replaceAll(' ', '%20');
    return query === undefined || uri === NONE ? encoded : `${encoded}?${query}`;
  }

  #readExtra(): ExtraFields {
    const extra: Record<string, string | number> = {};
    const site = siteOf(...SITES.map((name) => (this.#at.has(name) ? this.#value(name) : undefined)));
    if (site !== undefined) extra['host'] = site;
    for (const name of this.#numbers) {
      const value = numberOf(this.#value(name));
      if (value !== undefined) extra[name] = value;
    }
    for (const name of this.#texts) extra[name] = this.#value(name);
    return extra;
  }

  #value(variable: string): string {
    const index = this.#at.get(variable);
    return index === undefined ? NONE : this.#valueAt(index);
  }

  #valueAt(index: number): string {
    if (this.#isShown?.[index] === false) return NONE;
    const value = this.#matcher.value(index);
    return value === '' ? NONE : this.#plain(value);
  }

  #plain(value: string): string {
    return plainText(value, this.format.escape);
  }
}

/** Whether reading a line gave an entry. */
export function isEntry(read: Entry | Mismatch): read is Entry {
  return 'status' in read;
}

function numberOf(value: string): number | undefined {
  const number = value === NONE ? NaN : Number(value);
  return Number.isNaN(number) ? undefined : Math.min(number, Number.MAX_SAFE_INTEGER);
}
