// Which directives of nginx open a block, where they may stand, and what is in the block.

/**
 * What a block holds. `entries` is a table (`map`, `types`, …) whose lines only look like directives. `lua` is code.
 * `other` is a block of a module that logscan does not know.
 */
export type Inside =
  | 'main'
  | 'http'
  | 'server'
  | 'location'
  | 'server if'
  | 'if'
  | 'limit_except'
  | 'upstream'
  | 'events'
  | 'stream'
  | 'stream server'
  | 'mail'
  | 'mail server'
  | 'entries'
  | 'lua'
  | 'other';

/** For each place where the directive may stand: what its block holds. */
const BLOCKS: Readonly<Record<string, Readonly<Partial<Record<Inside, Inside>>>>> = {
  events: { main: 'events' },
  http: { main: 'http' },
  stream: { main: 'stream' },
  mail: { main: 'mail' },
  server: { http: 'server', stream: 'stream server', mail: 'mail server' },
  location: { server: 'location', location: 'location' },
  if: { server: 'server if', location: 'if' },
  limit_except: { location: 'limit_except' },
  upstream: { http: 'upstream', stream: 'upstream' },
  map: { http: 'entries', stream: 'entries' },
  geo: { http: 'entries', stream: 'entries' },
  split_clients: { http: 'entries', stream: 'entries' },
  types: { http: 'entries', server: 'entries', location: 'entries' },
  charset_map: { http: 'entries' },
};

/** Directives that are blocks in one place and not in another: `server` of an upstream. */
const SIMPLE_IN: Readonly<Partial<Record<string, Inside>>> = { server: 'upstream' };

// Directives of nginx itself that open no block and that configurations often use. A brace after one of them means that its
// semicolon is missing. Any other name with a block belongs to a module that logscan does not know.
const SIMPLE: ReadonlySet<string> = new Set(
  `absolute_redirect accept_mutex access_log add_header alias allow auth_basic auth_basic_user_file autoindex charset
  client_body_buffer_size client_body_timeout client_header_buffer_size client_header_timeout client_max_body_size daemon
  default_type deny error_log error_page etag expires fastcgi_index fastcgi_param fastcgi_pass fastcgi_read_timeout
  fastcgi_split_path_info gzip gzip_comp_level gzip_min_length gzip_proxied gzip_types gzip_vary hash http2 include index
  internal ip_hash keepalive keepalive_requests keepalive_timeout large_client_header_buffers least_conn limit_conn
  limit_conn_zone limit_rate limit_req limit_req_status limit_req_zone listen load_module log_format log_not_found
  merge_slashes multi_accept open_file_cache pid port_in_redirect proxy_buffer_size proxy_buffering proxy_buffers
  proxy_cache proxy_cache_path proxy_connect_timeout proxy_hide_header proxy_http_version proxy_ignore_client_abort
  proxy_intercept_errors proxy_next_upstream proxy_pass proxy_protocol proxy_read_timeout proxy_redirect
  proxy_request_buffering proxy_send_timeout proxy_set_header real_ip_header real_ip_recursive resolver return rewrite
  root satisfy send_timeout sendfile server_name server_names_hash_bucket_size server_tokens set set_real_ip_from ssl
  ssl_certificate ssl_certificate_key ssl_ciphers ssl_client_certificate ssl_dhparam ssl_prefer_server_ciphers
  ssl_protocols ssl_session_cache ssl_session_tickets ssl_session_timeout ssl_stapling ssl_verify_client
  ssl_verify_depth stub_status sub_filter tcp_nodelay tcp_nopush try_files types_hash_max_size underscores_in_headers
  user uwsgi_param uwsgi_pass worker_connections worker_processes worker_rlimit_nofile`.split(/\s+/),
);

/** What a statement of a configuration is: a directive, a directive with a block, or why nginx refuses it. */
export type StatementKind = { readonly opens?: Inside } | { readonly refusal: string };

/**
 * Says what a statement is. The refusals are those of `ngx_conf_handler` (`ngx_conf_file.c`), in its order.
 * @param name the first word
 * @param within the block around the statement
 * @param hasBrace whether an opening brace ends the statement, not a semicolon
 */
export function statementKind(name: string, within: Inside, hasBrace: boolean): StatementKind {
  if (within === 'entries') return hasBrace ? { refusal: 'unexpected "{"' } : {};
  if (name.endsWith('_by_lua_block')) return hasBrace ? { opens: 'lua' } : noOpening(name);
  if (within === 'other') return hasBrace ? { opens: 'other' } : {};
  // Names of nginx are printable ASCII. A byte order mark makes the first name of a file unknown.
  if (!/^[!-~]+$/.test(name)) return { refusal: `unknown directive "${name}"` };
  if (SIMPLE_IN[name] === within) return hasBrace ? notTerminated(name) : {};
  const places = Object.hasOwn(BLOCKS, name) ? BLOCKS[name] : undefined;
  if (places === undefined) {
    if (!hasBrace) return {};
    return SIMPLE.has(name) ? notTerminated(name) : { opens: 'other' };
  }
  const opens = places[within];
  if (opens === undefined) return { refusal: `"${name}" directive is not allowed here` };
  return hasBrace ? { opens } : noOpening(name);
}

function noOpening(name: string): StatementKind {
  return { refusal: `directive "${name}" has no opening "{"` };
}

function notTerminated(name: string): StatementKind {
  return { refusal: `directive "${name}" is not terminated by ";"` };
}
