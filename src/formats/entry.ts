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
}

/** Fields that many real formats have before or after the combined ones. */
export interface ExtraFields {
  /** Host name of the request or of the server block (`$host`, `$server_name`, Apache's `%v`). */
  readonly host?: string;
  readonly http_x_forwarded_for?: string;
  /** `$request_time` in seconds. */
  readonly request_time?: number;
  /** As logged: one value for each upstream tried, `-` for none. */
  readonly upstream_status?: string;
  readonly upstream_response_time?: string;
  readonly connection?: string;
  readonly connection_requests?: number;
  /** `$request_length` in bytes: request line, headers and the part of the body that was read. */
  readonly request_length?: number;
}
