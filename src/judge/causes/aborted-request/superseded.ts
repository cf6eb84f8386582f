// A script in the page replaced its request with a newer one.
import {
  keptLimit,
  LEAST_OF_BURST,
  LEAST_WAITS,
  MOST_TYPED_CHARACTERS,
  SCRIPT_SECONDS,
  SHORTEST_LIMIT_SECONDS,
  supersededBy,
} from '../../evidence/repeats.ts';
import type { Cause } from '../cause.ts';

/** A script in the page replaced its request with a newer one. */
export const superseded: Cause<'typed' | 'script-path' | 'burst' | 'burst-end'> = {
  id: 'superseded',
  shapes: ['abort'],
  title: 'a script replaced its request with a newer one',
  why: 'A script in the page sent a newer version of its request (search as you type) and dropped the older one. nginx had not answered the older request yet, so it wrote 499. Only the last request of such a series matters, and it normally gets its answer.',
  needs: `The same client and user agent sends other requests of the same script: same method and path, the same parameters with other values or a text that grew or shrank. No later line names them as its referer, as lines of a page would. The hit did not end at a time limit of its client: a wait of ${SHORTEST_LIMIT_SECONDS} s or more that ${LEAST_WAITS} or more of its aborts show.`,
  cases: {
    typed: {
      confidence: 'likely',
      when: `a newer request begins at most ${SCRIPT_SECONDS} s after the abort, and one query begins with the other, or one path does (named like a script, at most ${MOST_TYPED_CHARACTERS} characters longer or shorter)`,
    },
    'script-path': {
      confidence: 'likely',
      when: `a newer request begins at most ${SCRIPT_SECONDS} s after the abort with other values in its query, and the path is named like a script (api, search, suggest)`,
    },
    burst: {
      confidence: 'likely',
      when: `a newer request begins at most ${SCRIPT_SECONDS} s after the abort with other values in its query, and it is one of ${LEAST_OF_BURST} or more other requests of the script: later ones, or aborted ones of the ${SCRIPT_SECONDS} s before`,
    },
    'burst-end': {
      confidence: 'likely',
      when: `no newer request follows, but ${LEAST_OF_BURST} or more requests of the same script were aborted in the ${SCRIPT_SECONDS} s before`,
    },
  },
  advice: () =>
    'Nothing to do: the page replaced its own request. To spare the backend, let the script wait a moment before it asks. Leave proxy_ignore_client_abort off: nginx then drops the older call to the backend too. Longer timeouts are not the cure.',
  settledBy:
    '$request_time in log_format: it is as long as the pause between two keys, and the next request begins where this one ends.',
  since:
    'all versions, except 0.8.11-0.8.17, which logged 0 instead of 499; before 1.11.0 Firefox over TLS left unnoticed (200)',
  see: ['https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort'],
  match(hit) {
    // A request that reached the same limit each time was not replaced.
    if ((keptLimit(hit) ?? 0) >= SHORTEST_LIMIT_SECONDS) return undefined;
    const newer = supersededBy(hit);
    if (newer === undefined) return undefined;
    const { line, by } = newer;
    return {
      case: by,
      facts: { replaced_after_seconds: Math.max(0, line.secondsAfter), by: line.requestLine.uri.slice(0, 80) },
    };
  },
};
