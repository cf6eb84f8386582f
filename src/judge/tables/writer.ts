// Whether nginx wrote the log. Apache writes the same columns, with other escapes and without the size of an empty answer.
import type { Observation } from '../../hits/source.ts';

/** At least this many weak signs (see {@link Writer.isApache}) are needed: with another `escape` parameter, nginx may write one. */
export const LEAST_WEAK_SIGNS: number = 2;
/** The texts of this many lines are read. After that, only the texts of hits are read. */
export const LINES_READ: number = 20_000;

/** Apache's requests to itself, to wake its processes. nginx refuses this request line. */
const SELF_AGENT = '(internal dummy connection)';
const SELF_REQUEST = 'OPTIONS * HTTP/1.';

/** The table as it is kept between runs. */
export interface SavedWriter {
  /** The log has a line that only Apache writes. */
  readonly apache: boolean;
  /** The log has a line that Apache does not write. */
  readonly other: boolean;
  readonly withoutSize: boolean;
  readonly selfAgent: boolean;
  /** Hashes of clients whose escaped bytes have lowercase hexadecimal digits. */
  readonly smallHexFrom: Set<number>;
  readonly read: number;
}

/** What lines show of the program that wrote them. */
export class Writer {
  #apache: boolean;
  #other: boolean;
  #withoutSize: boolean;
  #selfAgent: boolean;
  readonly #smallHexFrom: Set<number>;
  #read: number;

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved?: SavedWriter) {
    this.#apache = saved?.apache ?? false;
    this.#other = saved?.other ?? false;
    this.#withoutSize = saved?.withoutSize ?? false;
    this.#selfAgent = saved?.selfAgent ?? false;
    this.#smallHexFrom = saved?.smallHexFrom ?? new Set();
    this.#read = saved?.read ?? 0;
  }

  /** Everything it knows, for a later run. */
  save(): SavedWriter {
    return {
      apache: this.#apache,
      other: this.#other,
      withoutSize: this.#withoutSize,
      selfAgent: this.#selfAgent,
      smallHexFrom: this.#smallHexFrom,
      read: this.#read,
    };
  }

  /** Adds a line. */
  observe(line: Observation): void {
    // One line that Apache does not write settles it.
    if (this.#other) return;
    if (isStatusOfNginx(line.status)) {
      this.#other = true;
      return;
    }
    if (line.bodyBytesSent < 0) this.#withoutSize = true;
    if (!line.isHit && this.#read >= LINES_READ) return;
    this.#read++;
    const { request, http_referer, http_user_agent } = line.entry;
    this.#readEscapes(request, line.clientHash);
    this.#readEscapes(http_referer, line.clientHash);
    this.#readEscapes(http_user_agent, line.clientHash);
    if (!http_user_agent.includes(SELF_AGENT)) return;
    // Anyone can send the user agent, but nginx answers this request with 400.
    if (line.status < 400 && request.startsWith(SELF_REQUEST)) this.#apache = true;
    else this.#selfAgent = true;
  }

  /** The log looks like Apache's, and no line in it shows another program. */
  get isApache(): boolean {
    if (this.#other) return false;
    const weak = (this.#withoutSize ? 1 : 0) + (this.#selfAgent ? 1 : 0) + this.#smallHexFrom.size;
    return this.#apache || weak >= LEAST_WEAK_SIGNS;
  }

  // Apache writes `\"`, `\\`, `\n` and `\xe3` (ap_escape_logitem in server/util.c); nginx writes `\x22`, `\x5C`, `\x0A` and
  // `\xE3` (ngx_http_log_escape), and with escape=json `\u00E3`.
  #readEscapes(text: string, client: number): void {
    for (let at = text.indexOf('\\'); at >= 0 && at + 1 < text.length; at = text.indexOf('\\', at)) {
      const next = text.charAt(at + 1);
      if (next === 'x') {
        this.#readHex(text.slice(at + 2, at + 4), client);
        at += 4;
        continue;
      }
      if (next === '"') this.#apache = true;
      else if (!'\\bnrtv'.includes(next)) this.#other = true;
      at += 2;
    }
  }

  #readHex(digits: string, client: number): void {
    if (digits.length < 2) return;
    if (digits === '22' || /^[\dA-F]*[A-F][\dA-F]*$/.test(digits)) this.#other = true;
    else if (/^[\da-f]*[a-f][\da-f]*$/.test(digits) && this.#smallHexFrom.size < LEAST_WEAK_SIGNS)
      this.#smallHexFrom.add(client);
  }
}

// Statuses that nginx alone logs: the client left (499), its internal codes (494-497), no status at all (000).
function isStatusOfNginx(status: number): boolean {
  return status === 499 || status === 0 || (status >= 494 && status <= 497);
}
