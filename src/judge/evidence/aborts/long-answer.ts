// Whether a request waited for an answer that takes long to begin: a language model, a report or an export.
import { hasBodyMethod } from '../../../formats/request.ts';
import type { Facts } from '../../catalogue.ts';
import type { HitView } from '../view.ts';

/** How many characters at the end of a path are read. */
const CHARACTERS_KEPT = 64;
// The last segments of such paths; Google's models have a colon before the verb.
const LONG_PATH =
  /[/:](?:completions?|chat|messages|(?:stream)?generate(?:content)?|infer(?:ence)?|predict|stream|exports?|reports?|pdf)\/?$/i;

/** A client that waited less than this, in seconds, did not leave because the answer takes long by its nature. */
export const LEAST_LONG_SECONDS: number = 5;
/** A request with a body that reached a time limit of at least this many seconds asks for long work, whatever its path is. */
export const LEAST_LONG_LIMIT_SECONDS: number = 30;

/** When {@link longAnswerFacts} has a fact: words for the texts of causes. */
export const LONG_ANSWER_CLAUSE: string = `its path is named like a model, a report or an export (completions, chat, generate, stream, export, report), and it waited ${LEAST_LONG_SECONDS} s or more, if the log shows that. Or it has a body (POST, PUT or PATCH) and reached a limit of ${LEAST_LONG_LIMIT_SECONDS} s or more`;

const ADVICE =
  'Where answers take long to begin (a model, a report, an export), a higher limit alone only moves the abort. Send something early: the header and a first chunk (for nginx: proxy_buffering off in that location, or X-Accel-Buffering: no in the answer). Then raise the idle limit of the hop that gave up, and let the backend cancel the work when its client leaves. For very long work, answer 202 at once and let the client ask for the result.';

/** What to change for such a request: text that follows the advice of a cause. It also belongs to the general advice (no facts). */
export function longAnswerAdvice(facts: Facts): string {
  return takesLong(facts) ? ` ${ADVICE}` : '';
}

/** Whether the advice for such a request applies to a finding, or is general (no facts). */
export function takesLong(facts: Facts): boolean {
  return facts['long_first_byte'] === true || Object.keys(facts).length === 0;
}

/**
 * The fact `long_first_byte` of a request that waits long for its first byte by its nature; no fact for any other request.
 * @param limit the time limit that the client or proxy reached, in seconds; undefined if the log does not show one
 */
export function longAnswerFacts({ request, entry }: HitView, limit: number | undefined): Facts {
  const waited = limit ?? entry.extra.request_time;
  const isNamed =
    LONG_PATH.test(request.path.slice(-CHARACTERS_KEPT)) && (waited ?? LEAST_LONG_SECONDS) >= LEAST_LONG_SECONDS;
  const isLong = hasBodyMethod(request.method) && (limit ?? 0) >= LEAST_LONG_LIMIT_SECONDS;
  return isNamed || isLong ? { long_first_byte: true } : {};
}
