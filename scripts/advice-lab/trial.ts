// A trial of the advice lab: it provokes a cause on a real nginx, does what the advice says, and provokes it again.
import type { CauseId } from '../../src/judge/catalogue.ts';
import type { ConfigBlock } from '../../src/judge/causes/cause.ts';
import { causeOf } from '../../src/judge/causes/index.ts';
import { must } from './must.ts';
import type { Site, SitePlan } from './site.ts';

/** A trial. */
export interface Trial {
  readonly cause: CauseId;
  /** Modules that nginx must be built with, as `nginx -V` names them, without `--with-` and `_module`. */
  readonly needs?: readonly string[];
  readonly plan?: SitePlan;
  /** Returns what was done: a clause. @throws Error if the advice does not help, or if something else is not as the advice says */
  run(site: Site): Promise<string>;
}

/** A block of the advice of a cause, as `explain` prints it. @param number from 0, in its order */
export function blockOf(cause: CauseId, number = 0): ConfigBlock {
  const block = causeOf(cause).blocks?.({})[number];
  must(block !== undefined, `${cause} has no block ${number}`);
  return block;
}

/** Requires a status. */
export function expectStatus(found: number, expected: number, what: string): void {
  must(found === expected, `${what}: ${found === 0 ? 'no answer' : found}, not ${expected}`);
}
