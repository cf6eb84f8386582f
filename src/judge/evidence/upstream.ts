// What the fields about upstreams say, where the log has them.
import type { Entry } from '../../formats/entry.ts';
import { NO_VALUE } from '../../formats/extra-fields.ts';
import type { Fact } from '../catalogue.ts';

/** When {@link askedNoUpstream} is true for a 400: a clause for the texts of causes. */
export const NO_UPSTREAM_CLAUSE: string =
  '$upstream_addr is -, or without that field $upstream_status or $upstream_response_time';

/** When {@link askedUpstream} is true: a clause for the texts of causes. */
export const UPSTREAM_CLAUSE: string = '$upstream_addr or $upstream_response_time shows that nginx asked an upstream';

/** Whether an upstream gave this status as its last answer (`$upstream_status` lists all upstreams that were tried). */
export function isUpstreamAnswer(entry: Entry, status: string): boolean {
  return statusesOf(entry)?.at(-1) === status;
}

/**
 * Whether the line shows that nginx asked no upstream; false if it has no field about upstreams. Old versions write `-` for the status
 * and the time of every aborted request, so for a 499 only `$upstream_addr` counts.
 */
export function askedNoUpstream({ status, extra }: Entry): boolean {
  const { upstream_addr, upstream_status, upstream_response_time } = extra;
  if (upstream_addr !== undefined || status === 499) return upstream_addr === NO_VALUE;
  return (upstream_status ?? upstream_response_time) === NO_VALUE;
}

/** Whether the line shows that nginx asked an upstream: it wrote its address, or how long it took. */
export function askedUpstream({ extra }: Entry): boolean {
  const { upstream_addr = NO_VALUE, upstream_response_time = NO_VALUE } = extra;
  return upstream_addr !== NO_VALUE || upstream_response_time !== NO_VALUE;
}

/** The id under which nginx may have handed the request to the application, if the line has it. */
export function idFacts({ extra: { request_id = NO_VALUE } }: Entry): Record<string, Fact> {
  return request_id === NO_VALUE ? {} : { request_id };
}

/** How many upstreams had failed before the one that had not answered yet; 0 if the log does not show it. */
export function failedUpstreams(entry: Entry): number {
  const statuses = statusesOf(entry) ?? [];
  if (statuses.at(-1) !== NO_VALUE) return 0;
  return statuses.slice(0, -1).filter((status) => /^5\d\d$/.test(status)).length;
}

// Servers are separated by commas, and by colons after an internal redirect (ngx_http_upstream.c).
function statusesOf({ extra }: Entry): string[] | undefined {
  return extra.upstream_status?.split(/[,:]/).map((status) => status.trim());
}
