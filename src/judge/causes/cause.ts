// What a cause is: meta above, one pure function below.
//
// To add a cause:
//   1. its id, family and default verdict in src/catalogue.ts; the compiler and the tests then list what is missing;
//   2. causes/<id>.ts, after the pattern of its neighbours;
//   3. one line in causes/index.ts, at its place in the order of precedence;
//   4. fixtures/causes/<id>.log: a positive, a near miss and a hostile line.
import type { Tables } from '../tables/tables.ts';
import type { CauseId, Confidence, Facts, Verdict } from '../catalogue.ts';
import type { HitView, Shape } from '../evidence/view.ts';

/** What a cause says of a hit it recognises. */
export interface Evidence {
  readonly confidence: Confidence;
  /** Where the evidence changes who should act. */
  readonly verdict?: Verdict;
  readonly facts: Facts;
}

/** Findings of one cause that need one action. */
export interface FixGroup {
  readonly hits: number;
  readonly clients: number;
  /** From its first to its last finding. */
  readonly seconds: number;
  /** Facts of its last finding. */
  readonly facts: Facts;
}

/** A cause: when it applies, and what a person needs to know about it. */
export interface Cause {
  readonly id: CauseId;
  readonly shapes: readonly Shape[];
  /** What is happening, in a few words. */
  readonly title: string;
  /** One paragraph that a tired engineer understands. */
  readonly why: string;
  /** How it is recognised: what in the line, its neighbours or the hit tables gives it away. */
  readonly how: string;
  /** What to change, or why nothing need be, in the light of a finding's facts (empty for the general case). */
  advice(facts: Facts): string;
  /** What happened in the world, for a group of findings that need one action; {@link title} where it is not given. */
  headline?(group: FixGroup): string;
  /** How findings of this cause are grouped into things to fix: all together, by client, or by incident. Default: all. */
  readonly fixedBy?: 'cause' | 'client' | 'incident';
  /** What would settle a doubt: a log_format variable or another log. */
  readonly settledBy: string;
  /** Which nginx versions log it so; facts from nginx's source and change log. */
  readonly since: string;
  /** nginx documentation. */
  readonly see: readonly string[];
  /** The evidence, or nothing when the hit is something else. */
  match(hit: HitView, tables: Tables): Evidence | undefined;
}
