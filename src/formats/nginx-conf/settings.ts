// The directives that logscan reads: where they may stand, how many arguments they take, what nginx does without them.

/** The kinds of {@link Context}: the blocks whose directives logscan reads. */
export type ContextKind =
  | 'main'
  | 'http'
  | 'server'
  | 'server if'
  | 'location'
  | 'if'
  | 'limit_except'
  | 'stream'
  | 'stream server';

/** What is known about a directive. */
export interface SettingRule {
  /** Where it may stand. */
  readonly places: readonly ContextKind[];
  /** The fewest and the most arguments. */
  readonly args: readonly [number, number];
  /** Whether a block may have it more than once. */
  readonly isList: boolean;
  /** Its arguments if it is nowhere; undefined if nginx has no default that a directive could express. */
  readonly default: readonly string[] | undefined;
}

/** The name of a directive that logscan reads. */
export type SettingName =
  | 'access_log'
  | 'error_log'
  | 'server_tokens'
  | 'error_page'
  | 'large_client_header_buffers'
  | 'client_header_buffer_size'
  | 'client_header_timeout'
  | 'client_body_timeout'
  | 'client_max_body_size'
  | 'limit_req'
  | 'proxy_pass'
  | 'proxy_read_timeout'
  | 'proxy_ignore_client_abort'
  | 'fastcgi_pass'
  | 'fastcgi_read_timeout'
  | 'ssl'
  | 'http2'
  | 'ssl_verify_client'
  | 'real_ip_header'
  | 'set_real_ip_from'
  | 'keepalive_timeout'
  | 'listen'
  | 'server_name'
  | 'return';

const HTTP_SERVER: readonly ContextKind[] = ['http', 'server'];
const HTTP_SERVER_LOCATION: readonly ContextKind[] = ['http', 'server', 'location'];
const WITH_IF: readonly ContextKind[] = ['http', 'server', 'location', 'if'];

/** The directives that logscan reads, from the command tables of nginx 1.22.1 (`http2`: 1.25.1) and its documentation. */
export const SETTING_RULES: Readonly<Record<SettingName, SettingRule>> = {
  access_log: many([...WITH_IF, 'limit_except', 'stream', 'stream server'], [1, Infinity]),
  error_log: many(
    ['main', ...HTTP_SERVER_LOCATION, 'stream', 'stream server'],
    [1, Infinity],
    'logs/error.log',
    'error',
  ),
  server_tokens: one(HTTP_SERVER_LOCATION, [1, 1], 'on'),
  error_page: many(WITH_IF, [2, Infinity]),
  large_client_header_buffers: one(HTTP_SERVER, [2, 2], '4', '8k'),
  client_header_buffer_size: one(HTTP_SERVER, [1, 1], '1k'),
  client_header_timeout: one(HTTP_SERVER, [1, 1], '60s'),
  client_body_timeout: one(HTTP_SERVER_LOCATION, [1, 1], '60s'),
  client_max_body_size: one(HTTP_SERVER_LOCATION, [1, 1], '1m'),
  limit_req: many(HTTP_SERVER_LOCATION, [1, 3]),
  proxy_pass: { places: ['location', 'if', 'limit_except'], args: [1, 1], isList: false, default: undefined },
  proxy_read_timeout: one(HTTP_SERVER_LOCATION, [1, 1], '60s'),
  proxy_ignore_client_abort: one(HTTP_SERVER_LOCATION, [1, 1], 'off'),
  fastcgi_pass: { places: ['location', 'if'], args: [1, 1], isList: false, default: undefined },
  fastcgi_read_timeout: one(HTTP_SERVER_LOCATION, [1, 1], '60s'),
  ssl: one(HTTP_SERVER, [1, 1], 'off'),
  http2: one(HTTP_SERVER, [1, 1], 'off'),
  ssl_verify_client: one(HTTP_SERVER, [1, 1], 'off'),
  real_ip_header: one(HTTP_SERVER_LOCATION, [1, 1], 'X-Real-IP'),
  set_real_ip_from: many(HTTP_SERVER_LOCATION, [1, 1]),
  keepalive_timeout: one(HTTP_SERVER_LOCATION, [1, 2], '75s'),
  // Without `listen`, nginx that is not started by root listens on *:8000.
  listen: many(['server'], [1, Infinity], '*:80'),
  server_name: many(['server'], [1, Infinity], ''),
  return: many(['server', 'server if', 'location', 'if'], [1, 2]),
};

/** Whether logscan reads a directive. */
export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SETTING_RULES, name);
}

function one(places: readonly ContextKind[], args: readonly [number, number], ...byDefault: string[]): SettingRule {
  return { places, args, isList: false, default: byDefault };
}

function many(places: readonly ContextKind[], args: readonly [number, number], ...byDefault: string[]): SettingRule {
  return { places, args, isList: true, default: byDefault.length === 0 ? undefined : byDefault };
}
