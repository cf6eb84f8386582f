// What came after an abort: did the client get the answer in the end, ask again in vain, or send a form twice?
import { hasBodyMethod } from '../../../formats/request.ts';
import type { Facts } from '../../catalogue.ts';
import type { HitView } from '../view.ts';

/**
 * Facts about the later neighbours that repeat an aborted request (same client, user agent, method and URI). `asked_again`: how
 * many repeats there are. `recovered_after_seconds`: how long until one was answered, if one was. `sent_twice`: the request has
 * a body, so the work may have been done twice. Undefined if there is no repeat.
 */
export function aftermathOf(hit: HitView): Facts | undefined {
  // The list begins with the repeats after the hit.
  if (hit.repeats[0]?.isLater !== true) return undefined;
  const later = hit.repeats.filter((near) => near.isLater);
  const answered = later.find((near) => near.status >= 200 && near.status < 400);
  return {
    asked_again: later.length,
    ...(answered === undefined ? {} : { recovered_after_seconds: Math.max(0, answered.secondsAfter) }),
    ...(hasBodyMethod(hit.request.method) ? { sent_twice: true } : {}),
  };
}
