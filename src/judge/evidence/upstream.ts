// What $upstream_status says, where the log has it.
import type { Entry } from '../../formats/entry.ts';

/** Whether an upstream gave this status as its last answer (`$upstream_status` lists all upstreams that were tried). */
export function isUpstreamAnswer(entry: Entry, status: string): boolean {
  return entry.extra.upstream_status?.split(/[,:]/).at(-1)?.trim() === status;
}
