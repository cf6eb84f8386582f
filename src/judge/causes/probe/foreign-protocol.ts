// A client spoke another protocol than HTTP.
import { NO_METHOD } from '../../../formats/request.ts';
import type { Cause } from '../cause.ts';

/** Protocols that have a cause of their own. */
const OTHER_CAUSES: ReadonlySet<string> = new Set(['tls', 'sslv2', 'http2-preface', 'proxy-v1', 'proxy-v2']);

export const foreignProtocol: Cause<'known-protocol' | 'unknown-bytes' | 'unknown-text' | 'no-method'> = {
  id: 'foreign-protocol',
  shapes: ['foreign'],
  title: 'a client spoke another protocol than HTTP',
  why: 'A client spoke another protocol than HTTP to this port. nginx took its first bytes for a request line, found it invalid and answered 400 with its plain page. The line shows those bytes, escaped, up to the first CR or LF. Scanners try every protocol on every port.',
  needs:
    'Bytes or text that are not HTTP stand in place of the request line. The size does not matter. TLS, the HTTP/2 preface, PROXY headers and the tail of a request body have causes of their own.',
  cases: {
    'known-protocol': {
      confidence: 'certain',
      when: 'the bytes are those of a protocol or of a scanner that logscan knows',
    },
    'unknown-bytes': {
      confidence: 'likely',
      when: 'the bytes fit no known protocol, and some of them are not printable text',
    },
    'unknown-text': {
      confidence: 'likely',
      when: 'the text fits no known protocol: it is words, JSON, XML or HTML, or a header line',
    },
    'no-method': {
      confidence: 'possible',
      when: 'the log has $request_method and $request_uri instead of $request, and both are -: nginx found no method in the bytes, and they are not in the log',
    },
  },
  advice: () =>
    'Nothing to do: nginx refused the request and served nothing. If the address is yours, a program there uses the wrong port: correct the port there. If strangers bother you, a firewall keeps them out. Buffers and timeouts are not the cure.',
  who: 'Nobody, unless the address is yours: then the owner of the program that uses the wrong port.',
  checks: [],
  settledByFields: {
    connection: 'if an earlier request has the same number, the text is the rest of a body',
  },
  settledBy:
    'A packet capture shows all bytes. error_log at info: "client sent invalid method" or "client sent invalid request".',
  since:
    'all versions; bytes from 0x7F up are escaped since 1.1.6; 0.8.15 and older log these lines only with error_log at info',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format',
    'https://nginx.org/en/docs/ngx_core_module.html#error_log',
  ],
  match(hit) {
    const { foreign } = hit;
    if (foreign === undefined || OTHER_CAUSES.has(foreign.protocol)) return undefined;
    if (hit.entry.request === NO_METHOD) return { case: 'no-method', facts: {} };
    return { case: caseOf(foreign.protocol), facts: { protocol: foreign.name, ...foreign.facts } };
  },
};

function caseOf(protocol: string): 'known-protocol' | 'unknown-bytes' | 'unknown-text' {
  if (protocol === 'binary') return 'unknown-bytes';
  return protocol === 'text-command' ? 'unknown-text' : 'known-protocol';
}
