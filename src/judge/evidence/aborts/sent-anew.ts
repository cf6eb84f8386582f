// Whether a script sent its data again because they had changed: the request line stays the same, and the log does not show the body.
import { hasBodyMethod, isHttp2Or3 } from '../../../formats/request.ts';
import type { NearbyLine } from '../../../hits/hit.ts';
import { beginsAtAbort, LEAST_OF_BURST, SCRIPT_PATH, SCRIPT_SECONDS } from './repeats.ts';
import type { HitView } from '../view.ts';

const FORM_ANSWERED: ReadonlySet<number> = new Set([302, 303]);

/** The request that replaced an aborted one, and what shows it. */
export interface SentAnew {
  readonly line: NearbyLine;
  /** `changed-body`: its `$request_length` differs. `sent-in-burst`: several of them follow each other. */
  readonly by: 'changed-body' | 'sent-in-burst';
}

/**
 * The request that replaced an aborted request with a body (search as you type with POST, GraphQL, a form that saves itself): the same
 * request of the same page, at most {@link SCRIPT_SECONDS} later.
 */
export function sentAnew(hit: HitView): SentAnew | undefined {
  const { http_referer, extra } = hit.entry;
  if (hit.agent.kind !== 'browser' || !hasBodyMethod(hit.request.method) || http_referer === '-') return undefined;
  const same = hit.repeats.filter((near) => near.http_referer === http_referer);
  const newer = same.filter((near) => near.isLater && beginsAtAbort(near, SCRIPT_SECONDS));
  const [first] = newer;
  // A redirect answers a form, which a person sent again.
  if (first === undefined || same.some(({ status }) => FORM_ANSWERED.has(status))) return undefined;
  const earlier = same.filter(
    ({ isLater, secondsAfter, status }) => !isLater && secondsAfter >= -SCRIPT_SECONDS && status === 499,
  );
  const isBurst = newer.length + earlier.length >= LEAST_OF_BURST;
  const isScript = SCRIPT_PATH.test(hit.request.path);
  const changed = newer.find((near) => hasOtherLength(extra.request_length, near.extra.request_length));
  // HTTP/2 packs the headers of a second request shorter, so its length says nothing.
  if (changed !== undefined && (isBurst || isScript) && !isHttp2Or3(hit.request.protocol))
    return { line: changed, by: 'changed-body' };
  return isBurst && isScript ? { line: first, by: 'sent-in-burst' } : undefined;
}

function hasOtherLength(own: number | undefined, other: number | undefined): boolean {
  return own !== undefined && other !== undefined && own !== other;
}
