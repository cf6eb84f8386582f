// A script in the page replaced its request with a newer one.
import { isPollPath } from '../../../formats/paths.ts';
import {
  keptLimit,
  LEAST_OF_BURST,
  LEAST_WAITS,
  NEXT_PAGE_LATEST_SECONDS,
  MOST_TYPED_CHARACTERS,
  SCRIPT_SECONDS,
  SHORTEST_LIMIT_SECONDS,
  supersededBy,
} from '../../evidence/aborts/repeats.ts';
import { sentAnew } from '../../evidence/aborts/sent-anew.ts';
import { SINCE_499_OF_BROWSER } from '../../evidence/since.ts';
import { SHARES_ADDRESS_CLAUSE } from '../../evidence/view.ts';
import type { Cause } from '../cause.ts';

export const superseded: Cause<'typed' | 'script-path' | 'burst' | 'burst-end' | 'changed-body' | 'sent-in-burst'> = {
  id: 'superseded',
  shapes: ['abort'],
  title: 'a script replaced its request with a newer one',
  why: 'A script in the page sent a newer version of its request (search as you type) and dropped the older one. nginx had not answered the older request yet, so it wrote 499. Only the last request of the series matters, and it normally gets its answer.',
  needs: `The request has a query, or its path is named like a script (api, search, query), or it has a body (see changed-body). The same client and user agent sends other requests of the same script with the same method and the same referer (another referer is allowed if the query grew or shrank, unless ${SHARES_ADDRESS_CLAUSE}). A path that is named like a long poll counts only in the case typed. They have the same path and the same parameters in the same order with other values, or their query or path grew or shrank. A request that later lines name as their referer is a page and does not count. Requests that were all aborted in the second of this abort were dropped together: they replaced nothing. This abort did not come at a time limit of the client: a wait of at least ${SHORTEST_LIMIT_SECONDS} s that most of its last aborts (${LEAST_WAITS} or more) share. Only the case typed counts for programs: they send requests side by side, too, but they do not type.`,
  cases: {
    typed: {
      confidence: 'likely',
      when: `the next request of the script begins at most ${SCRIPT_SECONDS} s after the abort, and one of the two queries begins with the other. Two paths count in the same way if they are named like a script and differ in length by at most ${MOST_TYPED_CHARACTERS} characters. Without such a name, the last segments of ${LEAST_OF_BURST} or more other paths must grow or shrink like this, in requests of the same page of a browser`,
    },
    'script-path': {
      confidence: 'likely',
      when: `the next request of the script begins at most ${SCRIPT_SECONDS} s after the abort and has other values in its query. The path is named like a script (api, search, suggest)`,
    },
    burst: {
      confidence: 'likely',
      when: `the next request of the script begins at most ${SCRIPT_SECONDS} s after the abort and has other values in its query. Together with this next request, ${LEAST_OF_BURST} or more requests of the script began in that time or were aborted in the ${SCRIPT_SECONDS} s before the abort`,
    },
    'burst-end': {
      confidence: 'likely',
      when: `no later request of the script begins in the ${SCRIPT_SECONDS} s after the abort, but ${LEAST_OF_BURST} or more were aborted in the ${SCRIPT_SECONDS} s before`,
    },
    'changed-body': {
      confidence: 'likely',
      when: `a page in a browser sent the same POST, PUT or PATCH again: it began at the abort (with $request_time at most ${NEXT_PAGE_LATEST_SECONDS} s later), has the same referer and another $request_length. So its data had changed. The request is not HTTP/2 or HTTP/3 (which pack the headers of a second request shorter), and nginx did not answer one of them with 302 or 303, as it answers a form. Its path is named like a script, or ${LEAST_OF_BURST} or more of these requests began in that time or were aborted in the ${SCRIPT_SECONDS} s before`,
    },
    'sent-in-burst': {
      confidence: 'likely',
      when: `the next such request begins as soon (or ends at most ${SCRIPT_SECONDS} s later), and no $request_length shows a change. But the path is named like a script, and ${LEAST_OF_BURST} or more of these requests began in that time or were aborted in the ${SCRIPT_SECONDS} s before`,
    },
  },
  advice: () =>
    'Nothing to do: the page replaced its own request. To spare the backend, let the script wait a moment before it asks. Leave proxy_ignore_client_abort off: nginx then drops the older call to the backend too. Longer timeouts are not the cure.',
  who: 'Nobody: the script works as it should.',
  checks: [],
  settledByFields: {
    request_time: 'it is as long as the pause between two keys, and the next request begins when this request ends',
  },
  since: SINCE_499_OF_BROWSER,
  see: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort'],
  match(hit) {
    // A request that ended at a time limit of its client was not replaced.
    if ((keptLimit(hit) ?? 0) >= SHORTEST_LIMIT_SECONDS) return undefined;
    const newer = supersededBy(hit) ?? sentAnew(hit);
    if (newer === undefined) return undefined;
    const { line, by } = newer;
    // A poll asks again when it is answered, and its parameters say how far the page has read.
    if (by !== 'typed' && isPollPath(hit.request.path)) return undefined;
    if (by !== 'typed' && hit.agent.kind !== 'browser' && hit.agent.kind !== 'app') return undefined;
    return {
      case: by,
      facts: { replaced_after_seconds: Math.max(0, line.secondsAfter), by: line.requestLine.uri.slice(0, 80) },
    };
  },
};
