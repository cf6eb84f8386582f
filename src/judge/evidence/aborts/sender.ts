// What the sender of a hit did, where many people share its address.
import { hash32 } from '../../../hits/hash.ts';
import { forwardedClient, senderHash } from '../../tables/forwarded.ts';
import type { HitView } from '../view.ts';

/**
 * `$request_time` of the last aborts of the hit's client, in seconds. Behind a shared address, or with a labelled X-Forwarded-For, only
 * those of its sender count: its user agent and its address in X-Forwarded-For.
 */
export function waitsOfSender(hit: HitView): readonly number[] {
  const { cadence } = hit;
  if (cadence === undefined) return [];
  const forwarded = forwardedClient(hit.entry);
  if (!hit.sharesAddress && forwarded === undefined) return cadence.abortTimes;
  const sender = senderHash(hash32(hit.entry.http_user_agent), forwarded);
  return cadence.abortTimes.filter((_, i) => cadence.abortSenders[i] === sender);
}
