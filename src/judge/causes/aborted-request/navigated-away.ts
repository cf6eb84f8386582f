// The person went to another page.
import {
  NEXT_PAGE_EARLIEST_SECONDS,
  NEXT_PAGE_LATEST_SECONDS,
  NEXT_PAGE_SECONDS,
  nextPage,
} from '../../evidence/repeats.ts';
import type { Cause } from '../cause.ts';

/** The person went to another page. */
export const navigatedAway: Cause<'next-page-began' | 'next-page-ended' | 'shared-address'> = {
  id: 'navigated-away',
  shapes: ['abort'],
  title: 'the person went to another page',
  why: 'The person clicked on before the page had come. The browser dropped the pending request within milliseconds and asked for the next page, whose line stands near by. nginx had not sent a byte of the first page yet, so it wrote 499.',
  needs: `The user agent is that of a browser, and a later line of the same client and browser asks for another page. That page began at most ${-NEXT_PAGE_EARLIEST_SECONDS} s before and ${NEXT_PAGE_LATEST_SECONDS} s after the abort, or ended at most ${NEXT_PAGE_SECONDS} s after it where its line has no $request_time.`,
  cases: {
    'next-page-began': { confidence: 'likely', when: '$request_time shows that the next page began at the abort' },
    'next-page-ended': {
      confidence: 'likely',
      when: 'the line of the next page has no $request_time and follows the abort closely',
    },
    'shared-address': {
      confidence: 'possible',
      when: 'many people share the address, and the next page has the same referer as the hit or has the hit as its referer',
    },
  },
  advice: () =>
    'Nothing to do: people click on. If people leave the same page again and again, that page is slow. proxy_ignore_client_abort on is not the cure: it hides the 499 and lets the backend finish pages that nobody reads.',
  settledBy:
    '$request_time in log_format: the next page began (its end less $request_time) at the moment of the abort. On a shared address only a session id proves that both lines are from one person.',
  since:
    'all versions, except 0.8.11-0.8.17, which logged 0 instead of 499; before 1.11.0 Firefox over TLS left unnoticed (200)',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort',
    'https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format',
  ],
  match(hit) {
    if (hit.agent.kind !== 'browser') return undefined;
    const isShared = hit.sharesAddress;
    const next = nextPage(hit, isShared);
    if (next === undefined) return undefined;
    const own = next.extra.request_time === undefined ? 'next-page-ended' : 'next-page-began';
    return {
      case: isShared ? 'shared-address' : own,
      facts: { to: next.requestLine.uri.slice(0, 80), after_seconds: next.secondsAfter },
    };
  },
};
