// The person went to another page.
import {
  NEXT_PAGE_EARLIEST_SECONDS,
  NEXT_PAGE_LATEST_SECONDS,
  LEAST_HEARTBEATS,
  NEXT_PAGE_SECONDS,
  nextPage,
  SAME_MOMENT_SECONDS,
} from '../../evidence/aborts/repeats.ts';
import { NEXT_PAGE_CAME_SECONDS, nextPageBefore } from '../../evidence/aborts/pages.ts';
import { SINCE_499_OF_BROWSER } from '../../evidence/since.ts';
import { SHARES_ADDRESS_CLAUSE } from '../../evidence/view.ts';
import type { Cause } from '../cause.ts';

export const navigatedAway: Cause<'next-page-began' | 'next-page-ended' | 'next-page-came' | 'shared-address'> = {
  id: 'navigated-away',
  shapes: ['abort'],
  title: 'the person went to another page',
  why: 'The person opened another page before this page had come. The browser dropped the pending request within milliseconds and asked for the next page, whose line follows in the log. nginx had not sent a byte of the first page yet, so it wrote 499.',
  needs: `The user agent is that of a browser, and a later line of the same client and user agent asks for another page. A page is a GET without the extension of a style, script, picture, font or data file, and its status is not 400. A page with the same path and another query counts only if later lines name it as their referer. A page with status 499 counts only if it ended at least ${SAME_MOMENT_SECONDS} s after the abort. A path that the client asks for ${LEAST_HEARTBEATS} times or more near by does not count: an open page does that by itself. The next page began between ${-NEXT_PAGE_EARLIEST_SECONDS} s before and ${NEXT_PAGE_LATEST_SECONDS} s after the abort. If its line has no $request_time, it ended at most ${NEXT_PAGE_SECONDS} s after the abort.`,
  cases: {
    'next-page-began': { confidence: 'likely', when: '$request_time shows that the next page began at the abort' },
    'next-page-ended': {
      confidence: 'likely',
      when: 'the line of the next page has no $request_time, so its end decides',
    },
    'next-page-came': {
      confidence: 'likely',
      when: `no such line comes later, but the line of the next page stands up to ${NEXT_PAGE_CAME_SECONDS} s before the abort: a browser drops what a page asked for when the next page arrives. The next page has the same referer as this line and is not the page that sent this line. Its path ends with / or like that of a page (html, php), or other lines name it as their referer. Or it began while this request was pending ($request_time), and one of two things shows that it is a page: it is a redirect, or its path is not named like a script and has another first part than the path of this request, which is a file or is named like a script (api, search)`,
    },
    'shared-address': {
      confidence: 'possible',
      when: `${SHARES_ADDRESS_CLAUSE}; the next page has the same referer as this line, or its referer is this line's URI`,
    },
  },
  advice: () =>
    'Nothing to do: people do not wait for every page. If people often leave the same page, that page is slow. proxy_ignore_client_abort on is not the cure: it hides the 499 and lets the backend finish pages that nobody reads.',
  who: 'Nobody: people do not wait for every page.',
  checks: [],
  settledByFields: {
    request_time: 'the next page began at the moment of the abort (its log time minus $request_time)',
  },
  settledBy: 'On a shared address, only a session id proves that one person sent both requests.',
  since: SINCE_499_OF_BROWSER,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format',
  ],
  match(hit) {
    if (hit.agent.kind !== 'browser') return undefined;
    const isShared = hit.sharesAddress;
    const next = nextPage(hit, isShared);
    if (next === undefined) {
      const came = nextPageBefore(hit);
      if (came === undefined) return undefined;
      return {
        case: isShared ? 'shared-address' : 'next-page-came',
        facts: { to: came.requestLine.uri.slice(0, 80), after_seconds: came.secondsAfter },
      };
    }
    const own = next.extra.request_time === undefined ? 'next-page-ended' : 'next-page-began';
    return {
      case: isShared ? 'shared-address' : own,
      facts: { to: next.requestLine.uri.slice(0, 80), after_seconds: next.secondsAfter },
    };
  },
};
