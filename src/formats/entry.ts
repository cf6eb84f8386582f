// The entry: one parsed access-log line, its fields under nginx's own variable names.

/**
 * One access-log line, parsed whole. Field names and meanings are nginx's
 * (`ngx_http_log_module.c`, `ngx_http_variables.c`); text fields hold the log's own escaped text and are hostile.
 */
export interface Entry {
  /** Time of the END of the request (nginx logs when it is done), in seconds since the epoch; whole seconds for `$time_local`. */
  readonly time: number;
  /** The log's own offset from UTC at that line, in minutes. */
  readonly utcOffsetMinutes: number;
  /** Without the port, if the log has one (`$remote_addr:$remote_port`). */
  readonly remote_addr: string;
  /**
   * The first address of X-Forwarded-For if the line ends with one (format `main`), otherwise `remote_addr`. A private address
   * after `unknown` is skipped. It only groups lines, because a client can forge it.
   */
  readonly client: string;
  readonly remote_user: string;
  /** `-` when not one byte of a request was read, empty when only CR/LF arrived. */
  readonly request: string;
  /** 0 for the logged `000` (no status was ever set). */
  readonly status: number;
  /** Bytes of the body handed to the socket; `undefined` for a logged `-`. */
  readonly body_bytes_sent: number | undefined;
  readonly http_referer: string;
  readonly http_user_agent: string;
  /** Fields beyond combined that this line carries. */
  readonly extra: ExtraFields;
  /** The parts of the request that the log_format lacks. GET and HTTP/1.1 stand for them. */
  readonly assumed?: AssumedParts | undefined;
  /** True if the line has no field for the user agent: the `-` in {@link http_user_agent} then says nothing about the client. */
  readonly lacksUserAgent?: boolean;
  /** True if the line has no time. {@link time} is then 0, and lines have only their order. */
  readonly isTimeless?: boolean;
  /** True if a client may have forged fields of the line, or all of it: the log_format keeps values and the text between them apart badly. */
  readonly isForgeable?: boolean;
}

/** A status as nginx writes it, with three digits: `400`, `000` (`%03ui` in `ngx_http_log_module.c`). */
export function statusText(status: number): string {
  return String(status).padStart(3, '0');
}

/**
 * Fields beyond combined. A field is absent if the line has no such variable. A text field is `-` if the line has the variable, but
 * the variable has no value.
 */
export interface ExtraFields {
  /**
   * The site that was asked for: `$host`, otherwise `$http_host`, otherwise `$server_name` (Apache's `%v`). Absent if the line shows
   * none. The client may have chosen it.
   */
  readonly host?: string;
  /** The Host header as the client sent it; `-` if nginx had read none. */
  readonly http_host?: string;
  /** First name of the server block that nginx chose. */
  readonly server_name?: string;
  readonly server_port?: number;
  readonly http_x_forwarded_for?: string;
  /** The TCP peer, if the realip module replaced it in `$remote_addr`; otherwise equal to `remote_addr`. */
  readonly realip_remote_addr?: string;
  /** Port of the client (of the TCP peer, unless the realip module replaced it). */
  readonly remote_port?: number;
  /** `$request_time` in seconds. */
  readonly request_time?: number;
  /** `OK` if nginx sent a complete answer, `-` if it did not. */
  readonly request_completion?: string;
  /** `$request_length` in bytes: request line, headers and the part of the body that was read; 0 if the line was not accepted. */
  readonly request_length?: number;
  /** `$bytes_sent`: bytes of the whole answer, its headers included. */
  readonly bytes_sent?: number;
  readonly request_id?: string;
  /** As logged: one value for each upstream tried, `-` for none. */
  readonly upstream_status?: string;
  /** As logged: the address of each upstream tried, `-` for none. */
  readonly upstream_addr?: string;
  readonly upstream_response_time?: string;
  /** Serial number of the connection. */
  readonly connection?: string;
  /** Number of the request on its connection, from 1. */
  readonly connection_requests?: number;
  /** `p` if the beginning of the request had come with the request before it, `.` if not. */
  readonly pipe?: string;
  /** Version of TLS; `-` on a connection without TLS. */
  readonly ssl_protocol?: string;
}

/** Parts of a request that a log_format can lack. */
export type AssumedParts = 'method' | 'protocol' | 'method and protocol';
