// How long the last aborts of the log lasted, and through which addresses they came: the time limit of a proxy is a wait that comes again.
import { parseUserAgent } from '../../formats/user-agent.ts';
import { hash32 } from '../../hits/hash.ts';
import type { Observation } from '../../hits/source.ts';
import { pushBounded } from './bounded.ts';
import { forwardedClient } from './forwarded.ts';

// Most aborts come from people, so the limit of a proxy shows only among many.
const ABORTS_KEPT = 192;

/** An abort with `$request_time`. */
export interface AbortWait {
  /** `$request_time`. */
  readonly seconds: number;
  /** Hash of the address that the request came through. */
  readonly addressHash: number;
  readonly agentHash: number;
  /** The kind of program: hash of the name in its user agent; 0 for a browser. */
  readonly programHash: number;
  /** X-Forwarded-For or the realip module names a client behind the address. */
  readonly isForwarded: boolean;
  /** When it ended, in seconds since the epoch. */
  readonly time: number;
}

/** The last aborts of all logs. */
export class Waits {
  readonly #aborts: AbortWait[];

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved?: readonly AbortWait[]) {
    this.#aborts = [...(saved ?? [])];
  }

  /** Everything it knows, for a later run. */
  save(): readonly AbortWait[] {
    return this.#aborts;
  }

  /** Adds a line if it is an abort with `$request_time`. Aborts that a client makes at one moment count as one. */
  observe(line: Observation): void {
    if (line.status !== 499 || !line.hasExtra) return;
    const { time, addressHash, agentHash, entry } = line;
    const { request_time } = entry.extra;
    if (request_time === undefined) return;
    const agent = parseUserAgent(entry.http_user_agent);
    // Monitors and crawlers have time limits of their own.
    if (agent.kind === 'monitor' || agent.kind === 'crawler') return;
    const last = this.#aborts.findLast((one) => one.addressHash === addressHash && one.agentHash === agentHash);
    if (last?.time === time) return;
    pushBounded(
      this.#aborts,
      {
        seconds: request_time,
        addressHash,
        agentHash,
        programHash: agent.kind === 'browser' ? 0 : hash32(agent.family),
        isForwarded: line.clientHash !== addressHash || forwardedClient(entry) !== undefined,
        time,
      },
      ABORTS_KEPT,
    );
  }

  /** Its aborts, the oldest first. */
  get all(): readonly AbortWait[] {
    return this.#aborts;
  }
}
