// What came after an abort: did the client get the answer in the end, ask again in vain, or send a form twice?
import { hasBodyMethod } from '../../formats/request.ts';
import type { Facts } from '../catalogue.ts';
import type { HitView } from './view.ts';

/**
 * Facts about repeats of an aborted request (same client, user agent, method and URI) among its later neighbours. `asked_again`:
 * how often it came again. `recovered_after_seconds`: how long until it was answered, if it was. `sent_twice`: it has a body, so
 * the work may have been done twice. Undefined if it did not come again.
 */
export function aftermathOf(hit: HitView): Facts | undefined {
  // Later repeats come first.
  if (hit.repeats[0]?.isLater !== true) return undefined;
  const later = hit.repeats.filter((near) => near.isLater);
  const answered = later.find((near) => near.status >= 200 && near.status < 400);
  return {
    asked_again: later.length,
    ...(answered === undefined ? {} : { recovered_after_seconds: Math.max(0, answered.secondsAfter) }),
    ...(hasBodyMethod(hit.request.method) ? { sent_twice: true } : {}),
  };
}
