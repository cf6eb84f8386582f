// The client left while it was sending its body.
import { hasBodyMethod, isHttp2Or3 } from '../../../formats/request.ts';
import { EMPTY_REFUSALS_CLAUSE, emptyRefusals } from '../../evidence/empty-refusals.ts';
import { isUpstreamAnswer } from '../../evidence/upstream.ts';
import type { HitView } from '../../evidence/view.ts';
import { LEAST_ABORTS_WITH_UPSTREAM_TIME } from '../../tables/era.ts';
import type { Tables } from '../../tables/tables.ts';
import type { Cause, Evidence } from '../cause.ts';

type CaseId = 'empty-answer' | 'empty-answer-before-user-agent' | 'aborted-before-upstream' | 'aborted-upload-path';

const UPLOAD_PATH = /upload|attach|import\b|\/files?\b/i;

export const uploadCutShort: Cause<CaseId> = {
  id: 'upload-cut-short',
  shapes: ['whole', 'abort'],
  title: 'the client left while it was sending its body',
  why: 'The client left before its whole body had arrived: it lost its mobile network, cancelled the upload, or reached its own time limit. Over HTTP/1 nginx writes 400 with 0 bytes. Over HTTP/2 it writes 499 while it buffers the body, and 400 with proxy_request_buffering off.',
  needs:
    'The method is POST, PUT or PATCH. A 400 has 0 bytes, and the last status in its $upstream_status is not 400. A 499 came over HTTP/2 or HTTP/3, and its $upstream_response_time is - or not logged.',
  cases: {
    'empty-answer': {
      confidence: 'likely',
      when: `the status is 400 and the line has a user agent, unless ${EMPTY_REFUSALS_CLAUSE}`,
    },
    'empty-answer-before-user-agent': {
      confidence: 'possible',
      when: `the status is 400, the user agent is - and nginx accepts the request line, unless ${EMPTY_REFUSALS_CLAUSE}`,
    },
    'aborted-before-upstream': {
      confidence: 'likely',
      when: `the status is 499, $upstream_status and $upstream_response_time are both -, and the log so far shows an upstream time for ${LEAST_ABORTS_WITH_UPSTREAM_TIME} or more aborted requests, and for at least half of all aborted requests`,
    },
    'aborted-upload-path': {
      confidence: 'likely',
      when: 'the status is 499, the user agent is that of a browser, and the path is named like an upload (upload, attach, import, file)',
    },
  },
  advice: () =>
    'Check whether these uploads come from one network, program or balancer. If a program or balancer has a time limit, raise it there. People on bad networks need uploads that can be resumed. client_max_body_size (413) and client_body_timeout (408) are not the cure.',
  headline({ hits, clients }) {
    return `${hits} upload${hits === 1 ? '' : 's'} of ${clients} client${clients === 1 ? '' : 's'} broke off before the body had arrived`;
  },
  headlineSays: ['hits', 'clients'],
  settledBy:
    'error_log at info: "client prematurely closed connection" without "while reading client request headers". $request_length in log_format shows how many bytes arrived.',
  since: 'all versions; over HTTP/2 499 (buffered) or 400 (unbuffered) since 1.10',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#client_body_timeout',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_request_buffering',
  ],
  match(hit, tables) {
    const { entry, request } = hit;
    if (!hasBodyMethod(request.method)) return undefined;
    if (entry.status === 499) return matchAbort(hit, tables);
    if (entry.body_bytes_sent !== 0 || isUpstreamAnswer(entry, '400')) return undefined;
    // Repeats with the same empty answer show that an application refused the request.
    if (emptyRefusals(hit) !== undefined && entry.extra.upstream_status !== '-') return undefined;
    const received = entry.extra.request_length;
    return {
      case: entry.http_user_agent === '-' ? 'empty-answer-before-user-agent' : 'empty-answer',
      facts: received === undefined ? {} : { request_length: received },
    };
  },
};

function matchAbort({ entry, request, agent }: HitView, tables: Tables): Evidence<CaseId> | undefined {
  const { protocol, path } = request;
  // Only HTTP/2 and HTTP/3 log an upload that breaks off as 499.
  if (!isHttp2Or3(protocol)) return undefined;
  // nginx logs no upstream time where nothing reached an upstream; old versions log none for any aborted request.
  const { upstream_status, upstream_response_time } = entry.extra;
  if (upstream_status === '-' && upstream_response_time === '-' && tables.era.timesAbortedUpstreams) {
    return { case: 'aborted-before-upstream', facts: { protocol, upstream_status } };
  }
  if (upstream_response_time !== undefined && upstream_response_time !== '-') return undefined;
  if (agent.kind !== 'browser' || !UPLOAD_PATH.test(path)) return undefined;
  return { case: 'aborted-upload-path', facts: { protocol } };
}
