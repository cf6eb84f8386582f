// The client left while it was sending its body.
import { saysNoUserAgent } from '../../../formats/user-agent.ts';
import { hasBodyMethod, isHttp2Or3 } from '../../../formats/request.ts';
import { EMPTY_REFUSALS_CLAUSE, emptyRefusals } from '../../evidence/empty-refusals.ts';
import { CUT_OFF_CLAUSE, isAnswered, isCutOff } from '../../evidence/answer.ts';
import { acceptedPart } from '../../evidence/stage.ts';
import { askedUpstream, isUpstreamAnswer } from '../../evidence/upstream.ts';
import type { HitView } from '../../evidence/view.ts';
import { LEAST_ABORTS_WITH_UPSTREAM_TIME } from '../../tables/era.ts';
import type { Cause, Evidence } from '../cause.ts';
import { inConfiguration } from '../remedies.ts';

type CaseId = 'empty-answer' | 'empty-answer-before-user-agent' | 'aborted-before-upstream' | 'aborted-upload-path';

const REFUSED_AGAIN = `${EMPTY_REFUSALS_CLAUSE} and the log does not show that ${CUT_OFF_CLAUSE}`;

const UPLOAD_PATH = /upload|attach|import\b|\/files?\b/i;

export const uploadCutShort: Cause<CaseId> = {
  id: 'upload-cut-short',
  shapes: ['whole', 'abort'],
  title: 'the client left while it was sending its body',
  why: 'The client left before its whole body had arrived: it lost its mobile network, cancelled the upload, or reached its own time limit. Over HTTP/1 nginx writes 400 with 0 bytes. Over HTTP/2 it writes 499 while it buffers the body, and 400 with proxy_request_buffering off.',
  needs:
    'The method is POST, PUT or PATCH. A 400 has 0 bytes, and the last status in its $upstream_status is not 400. Neither $request_completion nor $bytes_sent shows a whole answer, and $request_length does not show that the client left before its first header. A 499 came over HTTP/2 or HTTP/3, and its $upstream_addr and $upstream_response_time are - or not logged.',
  cases: {
    'empty-answer': {
      confidence: 'likely',
      when: `the status is 400 and the line has a user agent, unless ${REFUSED_AGAIN}`,
    },
    'empty-answer-before-user-agent': {
      confidence: 'possible',
      when: `the status is 400, the user agent is - and nginx accepts the request line, unless ${REFUSED_AGAIN}`,
    },
    'aborted-before-upstream': {
      confidence: 'likely',
      when: `the status is 499, and $upstream_addr is -. Without that field, $upstream_status and $upstream_response_time are both -, and the log so far shows an upstream time for ${LEAST_ABORTS_WITH_UPSTREAM_TIME} or more aborted requests, and for at least half of all aborted requests`,
    },
    'aborted-upload-path': {
      confidence: 'likely',
      when: 'the status is 499, the user agent is that of a browser, and the path is named like an upload (upload, attach, import, file)',
    },
  },
  advice: () =>
    'Check whether these uploads come from one network, program or balancer. If a program or balancer has a time limit, raise it there. People on bad networks need uploads that can be resumed. In this nginx, client_max_body_size (413) and client_body_timeout (408) are not the cure.',
  who: 'The people who run the balancer or the uploading program if it has a time limit, otherwise the developers of the upload.',
  blocks: () => [
    {
      context: 'location',
      directives: ['client_body_timeout 300s;'],
      note: 'In an nginx in front with proxy_request_buffering off. Its limit between two pieces of a body (60s by default) ends the upload here, too.',
      isExample: true,
    },
  ],
  checks: [inConfiguration('client_body_timeout|request_buffering', 'in the nginx in front: its limits for uploads')],
  headline({ hits, clients }) {
    return `${hits} upload${hits === 1 ? '' : 's'} of ${clients} client${clients === 1 ? '' : 's'} broke off before the body had arrived`;
  },
  headlineSays: ['hits', 'clients'],
  settledByFields: {
    upstream_status: '- means that no application answered',
    request_completion: 'no value means that nginx completed no answer, OK means that the client had not left',
    request_length: 'it shows how many bytes arrived',
  },
  settledBy:
    'error_log at info: "client prematurely closed connection" without "while reading client request headers".',
  since: 'all versions; over HTTP/2 499 (buffered) or 400 (unbuffered) since 1.10',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#client_body_timeout',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_request_buffering',
    'https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size',
  ],
  match(hit) {
    const { entry, request } = hit;
    if (!hasBodyMethod(request.method)) return undefined;
    if (entry.status === 499) return matchAbort(hit);
    if (entry.body_bytes_sent !== 0 || isUpstreamAnswer(entry, '400') || isAnswered(entry)) return undefined;
    // The client left before its body could begin.
    if (acceptedPart(hit) !== undefined) return undefined;
    // Repeats with the same empty answer show that an application refused the request.
    if (emptyRefusals(hit) !== undefined && entry.extra.upstream_status !== '-' && !isCutOff(entry)) return undefined;
    const received = entry.extra.request_length;
    return {
      case: saysNoUserAgent(entry) ? 'empty-answer-before-user-agent' : 'empty-answer',
      facts: received === undefined ? {} : { request_length: received },
    };
  },
};

function matchAbort({ entry, request, agent, era }: HitView): Evidence<CaseId> | undefined {
  const { protocol, path } = request;
  // Only HTTP/2 and HTTP/3 log an upload that breaks off as 499.
  if (!isHttp2Or3(protocol)) return undefined;
  if (askedUpstream(entry)) return undefined;
  // nginx logs no upstream time where nothing reached an upstream; old versions log none for any aborted request.
  const { upstream_addr, upstream_status, upstream_response_time } = entry.extra;
  if (upstream_addr === '-') return { case: 'aborted-before-upstream', facts: { protocol, upstream_addr } };
  if (upstream_status === '-' && upstream_response_time === '-' && era.timesAbortedUpstreams) {
    return { case: 'aborted-before-upstream', facts: { protocol, upstream_status } };
  }
  if (upstream_response_time !== undefined && upstream_response_time !== '-') return undefined;
  if (agent.kind !== 'browser' || !UPLOAD_PATH.test(path)) return undefined;
  return { case: 'aborted-upload-path', facts: { protocol } };
}
