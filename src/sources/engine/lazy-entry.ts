// An entry whose text lies in memory: its fields are found, compared or parsed only when they are requested.
import type { Entry, ExtraFields } from '../../formats/entry.ts';
import type { LineParser } from '../../formats/line-parser.ts';
import { parseRequest, type RequestLine } from '../../formats/request.ts';
import { readUtcOffset, ZONE_AT } from '../../formats/time-local.ts';
import { type ColumnReader, FIELD, MOST_BODY_BYTES } from './columns.ts';
import type { ScanMemory } from './memory.ts';
import type { TextBuffer } from './reader-memory.ts';

const ENTRIES_KEPT = 256;
/** The entry of a longer line is not cached, because it could take a mebibyte. The line is parsed each time. */
const LONGEST_KEPT_BYTES = 16 * 1024;
const NO_EXTRA: ExtraFields = {};
const DASH = 45;

/** Parses entries from the text of a memory and caches recent ones. */
export class EntryMemory {
  readonly bytes: TextBuffer;
  readonly reader: ColumnReader;
  readonly #parser: LineParser;
  // Recent entries by position: the next hit of the same client needs the same neighbours again.
  readonly #positions = new Float64Array(ENTRIES_KEPT).fill(-1);
  readonly #entries: (Entry | undefined)[] = new Array<Entry | undefined>(ENTRIES_KEPT).fill(undefined);

  constructor({ bytes, reader, parser }: Pick<ScanMemory, 'bytes' | 'reader' | 'parser'>) {
    this.bytes = bytes;
    this.reader = reader;
    this.#parser = parser;
  }

  /** The entry on the line at `[start..end)`, parsed whole. */
  parse(position: number, start: number, end: number): Entry {
    const place = position % ENTRIES_KEPT;
    if (this.#positions[place] === position) return this.#entries[place]!;
    const entry = this.#parser.parse(this.bytes.latin1Slice(start, end));
    if (typeof entry === 'string') throw new Error(`the line at byte ${position} was an entry, but cannot be parsed`);
    this.remember(position, entry, end - start);
    return entry;
  }

  /**
   * Caches an entry that the caller has already parsed.
   * @param bytes the length of its line
   */
  remember(position: number, entry: Entry, bytes: number): void {
    if (bytes > LONGEST_KEPT_BYTES) return;
    const place = position % ENTRIES_KEPT;
    this.#positions[place] = position;
    this.#entries[place] = entry;
  }
}

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
  #addressEnd = 0;
  #userAt = 0;
  #userEnd = 0;
  #timeAt = 0;
  #requestAt = 0;
  #requestEnd = 0;
  #refererAt = 0;
  #refererEnd = 0;
  #agentAt = 0;
  #agentEnd = 0;
  #request: string | undefined;
  #http_user_agent: string | undefined;
  #requestLine: RequestLine | undefined;
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
    this.#request = undefined;
    this.#http_user_agent = undefined;
    this.#requestLine = undefined;
    this.#whole = undefined;
  }

  /** The whole entry, parsed; may be kept. */
  get whole(): Entry {
    return (this.#whole ??=
      this.#find() && this.#bytesSent < MOST_BODY_BYTES
        ? this.#assemble()
        : this.#memory.parse(this.position, this.start, this.end));
  }

  get status(): number {
    return this.#find() ? this.#status : this.whole.status;
  }

  get request(): string {
    return (this.#request ??= this.#find() ? this.#text(this.#requestAt, this.#requestEnd) : this.whole.request);
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
    return this.#find() ? this.#text(this.start, this.#addressEnd) : this.whole.remote_addr;
  }

  get client(): string {
    return this.#find() ? this.remote_addr : this.whole.client;
  }

  get extra(): ExtraFields {
    return this.#find() ? NO_EXTRA : this.whole.extra;
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
    if (!this.#find()) return this.request === '-';
    return this.#requestEnd - this.#requestAt === 1 && this.#memory.bytes[this.#requestAt] === DASH;
  }

  /** The line names a user agent. */
  get hasAgent(): boolean {
    return this.#find() ? this.#agentEnd - this.#agentAt > 1 : this.http_user_agent.length > 1;
  }

  /** Whether another line has the same client. */
  hasClientOf(other: LazyEntry): boolean {
    if (!this.#find() || !other.#find()) return this.client === other.client;
    return this.#isSame(this.start, this.#addressEnd, other.start, other.#addressEnd);
  }

  /** Whether another line has the same user agent. */
  hasAgentOf(other: LazyEntry): boolean {
    if (!this.#find() || !other.#find()) return this.http_user_agent === other.http_user_agent;
    return this.#isSame(this.#agentAt, this.#agentEnd, other.#agentAt, other.#agentEnd);
  }

  /** Whether another line has the same request. */
  hasRequestOf(other: LazyEntry): boolean {
    if (!this.#find() || !other.#find()) return this.request === other.request;
    return this.#isSame(this.#requestAt, this.#requestEnd, other.#requestAt, other.#requestEnd);
  }

  // The entry, made of the fields that were found.
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

  // Finds the fields, once; false for a line that needs parsing.
  #find(): boolean {
    if (this.#isPlain !== undefined) return this.#isPlain;
    const { reader } = this.#memory;
    this.#isPlain = reader.findFields(this.start, this.end);
    if (!this.#isPlain) return false;
    const { fields } = reader;
    this.#addressEnd = fields[FIELD.addressEnd]!;
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
