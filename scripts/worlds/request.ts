// What a simulated nginx logs of one request, and the truth about it.

/** Why a line was logged: a label of fixtures/corpus/labels.json, and the process that made it. */
export interface Truth {
  readonly label: string;
  readonly alsoOk?: readonly string[] | undefined;
  readonly scenario: string;
}

/** The truth about a line of a log, as it stands in truth.jsonl. */
export interface LineTruth {
  /** 0-based. */
  readonly line: number;
  readonly cause: string;
  readonly also_ok?: readonly string[];
  readonly status: number;
  readonly scenario: string;
}

/** The truth about a line with this status. */
export function truthOfLine(line: number, status: number, { label, alsoOk, scenario }: Truth): LineTruth {
  return { line, cause: label, ...(alsoOk === undefined ? {} : { also_ok: alsoOk }), status, scenario };
}

/** One line of the log before it is written. Times are in seconds since the epoch, with fractions; sizes in bytes. */
export interface Request {
  /** When nginx writes the line. */
  readonly end: number;
  /** `$request_time`. */
  readonly duration: number;
  readonly remote_addr: string;
  /** The client that a proxy names in X-Forwarded-For; undefined without a proxy. */
  readonly forwardedFor?: string | undefined;
  /** `$request`, escaped as nginx writes it. */
  readonly request: string;
  readonly status: number;
  readonly bytes: number;
  readonly referer: string;
  readonly agent: string;
  readonly host: string;
  /** `$upstream_status` and `$upstream_response_time`; undefined if no upstream was asked. */
  readonly upstream?: { readonly status: string; readonly time: string } | undefined;
  readonly connection: number;
  readonly connectionRequests: number;
  /** `$request_length`. */
  readonly length: number;
  /** Set for a 400 or 499. */
  readonly truth?: Truth | undefined;
  /** Lines with the same number came over one connection of HTTP/2 and end in the order in which they were made. */
  readonly order: number;
}

/** Requests in the order in which nginx writes their lines. */
export function inLogOrder(requests: readonly Request[]): Request[] {
  return requests.toSorted((a, b) => a.end - b.end || a.order - b.order);
}
