// A program gave up: its time limit is shorter than the answer.
import { saysNoUserAgent } from '../../../formats/user-agent.ts';
import { hasBodyMethod } from '../../../formats/request.ts';
import { ATTACK_CLAUSE, isAttack } from '../../evidence/attack.ts';
import { ENDED_TOGETHER_CLAUSE, endedTogether } from '../../evidence/aborts/ended-together.ts';
import { isFlood } from '../../evidence/aborts/flood.ts';
import { LONG_ANSWER_CLAUSE, longAnswerAdvice, longAnswerFacts } from '../../evidence/aborts/long-answer.ts';
import { isLeftByUser, isScattered, LEAST_SCATTERED_WAITS, SCATTERED } from '../../evidence/aborts/limits.ts';
import {
  keptLimit,
  LEAST_GAPS,
  LEAST_WAITS,
  LIMIT_SLACK_SECONDS,
  SHORTEST_ABORT_PACE_SECONDS,
  SHORTEST_LIMIT_SECONDS,
  steadyAborts,
  steadyRepeat,
} from '../../evidence/aborts/repeats.ts';
import { EQUAL_WAITS, IS_LIMIT, looksLikeLimit } from '../../evidence/rhythm.ts';
import { SINCE_499 } from '../../evidence/since.ts';
import type { HitView } from '../../evidence/view.ts';
import type { Cause } from '../cause.ts';
import { ANSWER_TIME, longAnswerBlocks } from '../remedies.ts';

/** A user of an app who goes on to something else does so within this time after the abort. */
const WENT_ON_SECONDS = 2;

export const clientTimeout: Cause<
  'program' | 'by-hand' | 'scattered-waits' | 'no-user-agent' | 'browser-with-limit' | 'browser-with-pace'
> = {
  id: 'client-timeout',
  shapes: ['abort'],
  title: 'a program gave up before the answer came',
  why: 'A program reached its own time limit before the backend had answered, and hung up. nginx had not sent a byte yet: it dropped the call to the backend and wrote 499. If every abort lasted equally long, the program has a fixed limit.',
  needs: `The user agent is that of a program or an app, is missing, or is that of a browser that behaves like a program. No other cause has stronger evidence, and no narrower cause has equally strong evidence. The wait matters only if a case says so. If the program asked again after its limit, the evidence says so (asked_again, recovered_after_seconds, sent_twice). The fact long_first_byte marks a request that takes long to answer: ${LONG_ANSWER_CLAUSE}. It has advice of its own. ${EQUAL_WAITS} No limit shows if ${ENDED_TOGETHER_CLAUSE}, or in a flood (see retried).`,
  cases: {
    program: {
      confidence: 'likely',
      when: `the user agent is that of a program or app. If the line and ${LEAST_SCATTERED_WAITS} or more aborts of the client have $request_time, the waits of the last aborts are equal. If fewer aborts have it, this wait is ${IS_LIMIT}, or ${LEAST_WAITS} aborts show it as a limit`,
    },
    'by-hand': {
      confidence: 'possible',
      when: 'the user agent is that of a tool that people type or click (curl, Wget, HTTPie, Postman, Insomnia), and neither a pace nor a wait shows a limit. curl has none unless somebody gives it one (-m). Somebody may have stopped it',
    },
    'scattered-waits': {
      confidence: 'possible',
      when: `the user agent is that of a program, and its waits do not look like a limit: ${SCATTERED}. The user of an app may have gone on to something else (see stopped)`,
    },
    'no-user-agent': {
      confidence: 'possible',
      when: 'the line says that there is no user agent: its field for it is -',
    },
    'browser-with-limit': {
      confidence: 'likely',
      when: `the user agent is that of a browser. But the last aborts of the client (${LEAST_WAITS} or more) have equal waits of ${SHORTEST_LIMIT_SECONDS} s or more, and this wait is within ${LIMIT_SLACK_SECONDS} s of their median`,
    },
    'browser-with-pace': {
      confidence: 'possible',
      when: `the user agent is that of a browser. But the same request was aborted again and again, with ${LEAST_GAPS} or more intervals that are equal to the second and at least ${SHORTEST_ABORT_PACE_SECONDS} s long`,
    },
  },
  exceptions: {
    hostile: `${ATTACK_CLAUSE}. This does not apply to a browser`,
    unknown: `the user agent is that of an app, this is its only aborted request, and at most ${WENT_ON_SECONDS} s later it was answered for another request. Its user went on`,
  },
  advice: (facts) =>
    `Raise the program's own limit${typeof facts['request_time'] === 'number' ? ` (it left after ${Math.round(facts['request_time'] * 10) / 10} s)` : ''} or answer faster. proxy_read_timeout is not the cure: it limits how long nginx waits, not the program. Set proxy_ignore_client_abort on only if the backend must finish its work: the program does not get the answer.${longAnswerAdvice(facts)}`,
  who: "The people who run the program, or the application's developers if its answers are too slow.",
  blocks: longAnswerBlocks,
  checks: [ANSWER_TIME],
  headline({ hits, clients }) {
    return `Programs gave up before the answer came: ${hits} request${hits === 1 ? '' : 's'}, ${clients} client${clients === 1 ? '' : 's'}`;
  },
  headlineSays: ['hits', 'clients'],
  settledByFields: {
    request_time: 'the same time on every abort shows a fixed limit; a few milliseconds show a half-closed connection',
  },
  since: SINCE_499,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_read_timeout',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_ignore_client_abort',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering',
  ],
  match(hit, tables) {
    const { kind } = hit.agent;
    if (endedTogether(hit) || isFlood(hit)) return undefined;
    const { request_time } = hit.entry.extra;
    const limit = keptLimit(hit);
    const facts = {
      program: hit.agent.family,
      ...(request_time === undefined ? {} : { request_time }),
      ...(limit === undefined ? {} : { gives_up_after_seconds: limit }),
      ...longAnswerFacts(hit, limit),
    };
    // What sends data crawls nothing, whatever it calls itself.
    if (kind === 'program' || kind === 'app' || (kind === 'crawler' && hasBodyMethod(hit.request.method))) {
      const scattered = isScattered(hit, tables);
      // The person who uses an app went on to something else (see stopped).
      if (isLeftByUser(hit, tables)) return undefined;
      const caseId = isByHand(hit, limit) ? 'by-hand' : scattered ? 'scattered-waits' : 'program';
      return { case: caseId, verdict: isAttack(hit) ? 'hostile' : wentOn(hit) ? 'unknown' : undefined, facts };
    }
    if (kind === 'none')
      return saysNoUserAgent(hit.entry)
        ? { case: 'no-user-agent', verdict: isAttack(hit) ? 'hostile' : undefined, facts }
        : undefined;
    if (kind !== 'browser') return undefined;
    // People do not press stop after the same time again and again, nor reload at a steady pace: this is a program.
    if (limit !== undefined && limit >= SHORTEST_LIMIT_SECONDS) return { case: 'browser-with-limit', facts };
    return steadyAborts(hit) === undefined ? undefined : { case: 'browser-with-pace', facts };
  },
};

// https://curl.se/docs/manpage.html#-m
const TOOL_OF_PEOPLE = /^(?:curl|wget|httpie|postman|insomnia)/i;

function isByHand(hit: HitView, limit: number | undefined): boolean {
  if (!TOOL_OF_PEOPLE.test(hit.agent.family) || limit !== undefined) return false;
  const { request_time } = hit.entry.extra;
  if (request_time !== undefined && looksLikeLimit(request_time)) return false;
  return steadyRepeat(hit) === undefined && steadyAborts(hit) === undefined;
}

function wentOn(hit: HitView): boolean {
  if (hit.agent.kind !== 'app' || (hit.cadence?.aborted ?? 0) > 1) return false;
  return hit.afterOfAgent.some(
    (near) => near.secondsAfter <= WENT_ON_SECONDS && near.status >= 200 && near.status < 400 && !hit.isRepeat(near),
  );
}
