// another protocol was spoken to this port.
import type { LegacyCause as Cause } from '../legacy.ts';

// Protocols with a cause of their own.
const OTHER_CAUSES: ReadonlySet<string> = new Set(['tls', 'sslv2', 'http2-preface', 'proxy-v1', 'proxy-v2']);

/** another protocol was spoken to this port. */
export const foreignProtocol: Cause = {
  id: 'foreign-protocol',
  shapes: ['foreign'],
  title: 'another protocol was spoken to this port',
  why: 'Something spoke another protocol than HTTP to this port. nginx took its first bytes for a request line, found that invalid and answered 400 with its plain page. The line shows those bytes, escaped, up to the first CR or LF. Scanners try every protocol on every port.',
  how: 'The bytes in place of the request line are compared with the opening bytes of known protocols. Certain if one fits; likely if they are unknown binary data or text that is not HTTP.',
  advice: () =>
    'Nothing to do: nginx refused it and served nothing. If the address is one of yours, a program there is set to the wrong port: correct it there. A firewall keeps strangers out if they bother you; buffers and timeouts are not the cure.',
  settledBy:
    'A packet capture shows the bytes whole. error_log at info: "client sent invalid method" or "client sent invalid request".',
  since: 'all versions; escaped from 0x7F up since 1.1.6; 0.8.15 and older show it only with error_log at info',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format',
    'https://nginx.org/en/docs/ngx_core_module.html#error_log',
  ],
  match(hit) {
    const { foreign } = hit;
    if (foreign === undefined || OTHER_CAUSES.has(foreign.protocol)) return undefined;
    const isNamed = foreign.protocol !== 'binary' && foreign.protocol !== 'text-command';
    return { confidence: isNamed ? 'certain' : 'likely', facts: { protocol: foreign.name, ...foreign.facts } };
  },
};
