// An entry whose text lies in memory: its fields are found, compared or parsed only when they are requested.
import type { AssumedParts, Entry, ExtraFields } from '../../formats/entry.ts';
import { parseRequest, type RequestLine } from '../../formats/request.ts';
import { readUtcOffset, ZONE_AT } from '../../formats/time-local.ts';
import { FIELD, MOST_BODY_BYTES } from './columns.ts';
import type { EntryMemory } from './entry-memory.ts';

const NO_EXTRA: ExtraFields = {};
const DASH = 45;

/**
 * A flyweight that is re-pointed at each line. Keep `.whole`, never the object. It reads only the fields that are requested. Most
 * fields of a plain line need no parsing.
 */
export class LazyEntry implements Entry {
  time = 0;
  /** Byte at which the line starts, counted over all inputs. */
  position = 0;
  /** Addresses of its text in the memory, without the line feed. */
  start = 0;
  end = 0;
  readonly #memory: EntryMemory;
  // Undefined until the fields are searched; false for a line that needs parsing.
  #isPlain: boolean | undefined;
  #status = 0;
  #bytesSent = 0;
  #isFormat = false;
  #addressAt = 0;
  #addressEnd = 0;
  #clientAt = 0;
  #clientEnd = 0;
  #userAt = 0;
  #userEnd = 0;
  #timeAt = 0;
  #requestAt = 0;
  #requestEnd = 0;
  #refererAt = 0;
  #refererEnd = 0;
  #agentAt = 0;
  #agentEnd = 0;
  #client: string | undefined;
  #request: string | undefined;
  #http_user_agent: string | undefined;
  #requestLine: RequestLine | undefined;
  #extra: ExtraFields | undefined;
  #whole: Entry | undefined;

  constructor(memory: EntryMemory) {
    this.#memory = memory;
  }

  /** Points this at another line; reads nothing yet. */
  use(position: number, start: number, end: number, time: number): void {
    this.position = position;
    this.start = start;
    this.end = end;
    this.time = time;
    this.#isPlain = undefined;
    this.#client = undefined;
    this.#request = undefined;
    this.#http_user_agent = undefined;
    this.#requestLine = undefined;
    this.#extra = undefined;
    this.#whole = undefined;
  }

  /** The whole entry, parsed; may be kept. */
  get whole(): Entry {
    return (this.#whole ??=
      this.#find() && !this.#isFormat && this.#bytesSent < MOST_BODY_BYTES
        ? this.#assemble()
        : this.#atOwnTime(this.#memory.parse(this.position, this.start, this.end)));
  }

  /** The line as it is in the log; it is copied each time. */
  get text(): string {
    return this.#text(this.start, this.end);
  }

  get status(): number {
    return this.#find() ? this.#status : this.whole.status;
  }

  get request(): string {
    return (this.#request ??= this.#findRequest() ? this.#text(this.#requestAt, this.#requestEnd) : this.whole.request);
  }

  get http_user_agent(): string {
    return (this.#http_user_agent ??= this.#find()
      ? this.#text(this.#agentAt, this.#agentEnd)
      : this.whole.http_user_agent);
  }

  get http_referer(): string {
    return this.#find() ? this.#text(this.#refererAt, this.#refererEnd) : this.whole.http_referer;
  }

  get body_bytes_sent(): number | undefined {
    if (!this.#find() || this.#bytesSent === MOST_BODY_BYTES) return this.whole.body_bytes_sent;
    return this.#bytesSent < 0 ? undefined : this.#bytesSent;
  }

  get remote_addr(): string {
    return this.#find() ? this.#text(this.#addressAt, this.#addressEnd) : this.whole.remote_addr;
  }

  get client(): string {
    if (this.#find()) return this.#text(this.#clientAt, this.#clientEnd);
    return (this.#client ??= this.#whole?.client ?? this.#memory.client(this.position, this.start, this.end));
  }

  get extra(): ExtraFields {
    if (this.#whole !== undefined || !this.#find()) return this.whole.extra;
    if (!this.#isFormat) return NO_EXTRA;
    return (this.#extra ??= this.#memory.extra(this.position, this.start, this.end));
  }

  get isForgeable(): boolean {
    // Formats whose lines can be ambiguous are read by the parser alone.
    return !this.#find() && this.whole.isForgeable === true;
  }

  get isTimeless(): boolean {
    return !(this.#find() && !this.#isFormat) && this.whole.isTimeless === true;
  }

  get lacksUserAgent(): boolean {
    return !(this.#find() && !this.#isFormat) && this.whole.lacksUserAgent === true;
  }

  get assumed(): AssumedParts | undefined {
    return this.#find() && !this.#isFormat ? undefined : this.whole.assumed;
  }

  get utcOffsetMinutes(): number {
    return this.whole.utcOffsetMinutes;
  }

  get remote_user(): string {
    return this.#find() ? this.#text(this.#userAt, this.#userEnd) : this.whole.remote_user;
  }

  /** The parts of the request. */
  get requestLine(): RequestLine {
    return (this.#requestLine ??= parseRequest(this.request));
  }

  /** The request is `-`. */
  get isRequestNone(): boolean {
    if (!this.#findRequest()) return this.request === '-';
    return this.#requestEnd - this.#requestAt === 1 && this.#memory.bytes[this.#requestAt] === DASH;
  }

  /** The line names a user agent. */
  get hasAgent(): boolean {
    return this.#find() ? this.#agentEnd - this.#agentAt > 1 : this.http_user_agent.length > 1;
  }

  /** Whether another line has the same client. */
  hasClientOf(other: LazyEntry): boolean {
    if (!this.#find() || !other.#find()) return this.client === other.client;
    return this.#isSame(this.#clientAt, this.#clientEnd, other.#clientAt, other.#clientEnd);
  }

  /** Whether another line has the same user agent. */
  hasAgentOf(other: LazyEntry): boolean {
    if (!this.#find() || !other.#find()) return this.http_user_agent === other.http_user_agent;
    return this.#isSame(this.#agentAt, this.#agentEnd, other.#agentAt, other.#agentEnd);
  }

  /** Whether another line has the same request. */
  hasRequestOf(other: LazyEntry): boolean {
    if (!this.#findRequest() || !other.#findRequest()) return this.request === other.request;
    return this.#isSame(this.#requestAt, this.#requestEnd, other.#requestAt, other.#requestEnd);
  }

  // The parser does not know if the clock of the input is wrong; this line has the right time.
  #atOwnTime(entry: Entry): Entry {
    return Object.is(entry.time, this.time) ? entry : { ...entry, time: this.time };
  }

  // The entry of a combined line, made of the fields that were found.
  #assemble(): Entry {
    const { start, time } = this;
    const text = this.#text(start, this.end);
    const slice = (from: number, to: number): string => text.slice(from - start, to - start);
    const remote_addr = slice(start, this.#addressEnd);
    return {
      time,
      utcOffsetMinutes: readUtcOffset(text, this.#timeAt + ZONE_AT - start),
      remote_addr,
      client: remote_addr,
      remote_user: slice(this.#userAt, this.#userEnd),
      request: slice(this.#requestAt, this.#requestEnd),
      status: this.#status,
      body_bytes_sent: this.#bytesSent < 0 ? undefined : this.#bytesSent,
      http_referer: slice(this.#refererAt, this.#refererEnd),
      http_user_agent: slice(this.#agentAt, this.#agentEnd),
      extra: NO_EXTRA,
    };
  }

  #isSame(at: number, end: number, otherAt: number, otherEnd: number): boolean {
    return end - at === otherEnd - otherAt && this.#memory.reader.isSame(at, otherAt, end - at);
  }

  #text(from: number, to: number): string {
    return this.#memory.bytes.latin1Slice(from, to);
  }

  // Finds the fields, and whether the request is one of them.
  #findRequest(): boolean {
    return this.#find() && this.#requestAt > 0;
  }

  // Finds the fields, once; false for a line that needs parsing.
  #find(): boolean {
    if (this.#isPlain !== undefined) return this.#isPlain;
    const { reader } = this.#memory;
    this.#isPlain = reader.findFields(this.start, this.end);
    if (!this.#isPlain) return false;
    const { fields } = reader;
    this.#isFormat = fields[FIELD.isFormat]! !== 0;
    this.#addressAt = fields[FIELD.addressAt]!;
    this.#addressEnd = fields[FIELD.addressEnd]!;
    this.#clientAt = fields[FIELD.clientAt]!;
    this.#clientEnd = fields[FIELD.clientEnd]!;
    this.#userAt = fields[FIELD.userAt]!;
    this.#userEnd = fields[FIELD.userEnd]!;
    this.#timeAt = fields[FIELD.timeAt]!;
    this.#requestAt = fields[FIELD.requestAt]!;
    this.#requestEnd = fields[FIELD.requestEnd]!;
    this.#status = fields[FIELD.status]!;
    this.#bytesSent = fields[FIELD.bodyBytesSent]!;
    this.#refererAt = fields[FIELD.refererAt]!;
    this.#refererEnd = fields[FIELD.refererEnd]!;
    this.#agentAt = fields[FIELD.agentAt]!;
    this.#agentEnd = fields[FIELD.agentEnd]!;
    return true;
  }
}
