// Rewrites lines of the combined format as nginx would have written them in another log_format.
import { parseLine } from '../src/formats/line.ts';
import { parseLogFormat } from '../src/formats/log-format/directive.ts';
import { parseRequest } from '../src/formats/request.ts';
import { formatIso8601 } from '../src/formats/time-local.ts';
import type { Entry } from '../src/formats/entry.ts';

const TIME = /\[([^\]]*)\]/;

/** Returns a function that rewrites one line; lines that are no entries stay as they are. */
export function rewriterTo(format: string): (line: string) => string {
  const { parts, escape } = parseLogFormat(format);
  const none = escape === 'default' ? '-' : '';
  return (line) => {
    const entry = parseLine(line);
    if (typeof entry === 'string') return line;
    const values = valuesOf(entry, TIME.exec(line)?.[1] ?? '');
    const text = (value: string): string => {
      if (value === '-' || value === '') return none;
      return escape === 'json' ? value.replaceAll(/\\x([\dA-F]{2})/g, String.raw`\u00$1`) : value;
    };
    return parts
      .map((part) => ('literal' in part ? part.literal : text(values[part.variable] ?? '-')))
      .join('')
      .replace(/\n+$/, '');
  };
}

function valuesOf(entry: Entry, time_local: string): Readonly<Record<string, string>> {
  const { request, time } = entry;
  const [, method = '-', target = '-', protocol = '-'] = /^([A-Z]+) (\S+) (HTTP\/\d\.\d)$/.exec(request) ?? [];
  const seconds = (time % 7).toFixed(3);
  return {
    remote_addr: entry.remote_addr,
    remote_user: entry.remote_user,
    time_local,
    time_iso8601: formatIso8601(time, entry.utcOffsetMinutes),
    msec: `${time}.000`,
    request,
    request_method: method,
    request_uri: target,
    uri: parseRequest(request).path ?? '-',
    server_protocol: protocol,
    status: String(entry.status).padStart(3, '0'),
    body_bytes_sent: String(entry.body_bytes_sent ?? '-'),
    bytes_sent: String(300 + (entry.body_bytes_sent ?? 0)),
    http_referer: entry.http_referer,
    http_user_agent: entry.http_user_agent,
    http_x_forwarded_for: '-',
    host: 'shop.example.com',
    http_host: 'shop.example.com',
    server_name: 'shop.example.com',
    server: '192.0.2.21',
    scheme: 'https',
    request_time: seconds,
    request_length: '482',
    connection: '1017',
    connection_requests: '3',
    upstream_addr: '192.0.2.21:8080',
    upstream_status: String(entry.status),
    upstream_response_time: seconds,
    upstream_scheme: 'http',
    upstream_host: 'shop.example.com',
    upstream_uri: target,
    request_id: '7b09806ddabd15df3c86470abcdc31ab',
    apisix_request_id: '7b09806ddabd15df3c86470abcdc31ab',
  };
}
