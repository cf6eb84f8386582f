// the client left while sending its body.
import type { LegacyCause as Cause } from '../legacy.ts';
import { hasBodyMethod } from '../../../formats/request.ts';
import { isUpstreamAnswer } from '../../evidence/upstream.ts';
/** the client left while sending its body. */
export const uploadCutShort: Cause = {
  id: 'upload-cut-short',
  shapes: ['whole', 'abort'],
  title: 'the client left while sending its body',
  why: 'The client left before its body (POST, PUT, PATCH) had arrived whole: a lost mobile network, a cancelled upload, a time limit of its own. Over HTTP/1 nginx writes 400 with 0 bytes; over HTTP/2 it is 499 while nginx buffers the body, 400 with proxy_request_buffering off.',
  how: 'A 400 with 0 bytes to POST, PUT or PATCH that no upstream answered: likely, or possible if the user agent is -. A 499 counts only over HTTP/2 or 3, from a browser, on a path named like an upload, and is only possible.',
  advice: () =>
    'See whether one network, program or balancer stands behind them. A time limit of that program or balancer is cured there; for people on bad networks only an upload that can be resumed helps. client_max_body_size (413) and client_body_timeout (408) are not the cure.',
  headline({ hits, clients }) {
    return `${hits} upload${hits === 1 ? '' : 's'} of ${clients} client${clients === 1 ? '' : 's'} broke off before the body had arrived`;
  },
  headlineSays: ['hits', 'clients'],
  settledBy:
    'error_log at info: "client prematurely closed connection" without "while reading client request headers". $request_length in log_format: how far it came.',
  since: 'all versions; over HTTP/2 499 (buffered) or 400 (unbuffered) since 1.10',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#client_body_timeout',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_request_buffering',
  ],
  match(hit, tables) {
    const { entry, request } = hit;
    if (!hasBodyMethod(request.method)) return undefined;
    if (entry.status === 499) {
      // Only HTTP/2 and 3 log a cut upload as 499, and only before anything reached an upstream.
      if (!/^HTTP\/[23]/.test(request.protocol)) return undefined;
      const { upstream_status, upstream_response_time } = entry.extra;
      if (upstream_status === '-' && upstream_response_time === '-' && tables.era.timesAbortedUpstreams) {
        return { confidence: 'likely', facts: { protocol: request.protocol, upstream_status } };
      }
      if (upstream_response_time !== undefined && upstream_response_time !== '-') return undefined;
      if (hit.agent.kind !== 'browser' || !/upload|attach|import\b|\/files?\b/i.test(request.path)) return undefined;
      return { confidence: 'likely', facts: { protocol: request.protocol } };
    }
    if (entry.body_bytes_sent !== 0 || isUpstreamAnswer(entry, '400')) return undefined;
    // An application that refuses with nothing refuses the same request again.
    const same = hit.around.filter((near) => hit.isRepeat(near));
    if (same.filter((near) => near.status === 400 && near.body_bytes_sent === 0).length >= 2) return undefined;
    const received = entry.extra.request_length;
    return {
      confidence: entry.http_user_agent === '-' ? 'possible' : 'likely',
      facts: received === undefined ? {} : { request_length: received },
    };
  },
};
