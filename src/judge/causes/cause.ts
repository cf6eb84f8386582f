// What a cause is: texts and cases above, one pure function below.
//
// To add a cause:
//   1. its id, family and default verdict in judge/catalogue.ts; the compiler and the tests then list what is missing;
//   2. causes/<family>/<id>.ts, written like the other files there;
//   3. one line in causes/index.ts, at its place in the order of precedence;
//   4. fixtures/causes/<id>.log: a sample of each case, a near miss and a hostile line;
//   5. a pair of samples for each numeric bound, in test/judge/causes/<family>.test.ts;
//   6. `npm run docs`.
import type { Case } from '../case.ts';
import type { CauseId, Facts, Verdict } from '../catalogue.ts';
import type { HitView, Shape } from '../evidence/view.ts';
import type { Tables } from '../tables/tables.ts';

/** What a cause says of a hit it recognises. */
export interface Evidence<CaseId extends string = string> {
  /** Which of its cases it is. */
  readonly case: CaseId;
  /** One of {@link Cause.exceptions}, where it applies. */
  readonly verdict?: Verdict | undefined;
  readonly facts: Facts;
}

/** Findings of one cause that one action fixes. */
export interface FixGroup {
  readonly hits: number;
  readonly clients: number;
  /** From its first to its last finding. */
  readonly seconds: number;
  /** Facts of its last finding. */
  readonly facts: Facts;
}

/** A cause: when it applies, and what a person needs to know about it. */
export interface Cause<CaseId extends string = string> {
  readonly id: CauseId;
  readonly shapes: readonly Shape[];
  /** What happens, in a few words. */
  readonly title: string;
  /** One paragraph that a tired engineer understands. */
  readonly why: string;
  /** What all cases have in common: one or two sentences. */
  readonly needs: string;
  /** Each way in which it shows, by a stable id: part of the public contract, never renamed. */
  readonly cases: Readonly<Record<CaseId, Case>>;
  /** Further verdicts, besides the default verdict and those of cases. Each has a clause that completes "hostile when …". */
  readonly exceptions?: Readonly<Partial<Record<Verdict, string>>>;
  /** What to change, or why nothing needs to change, given the facts of a finding (empty for the general case). */
  advice(facts: Facts): string;
  /** What happened, as a headline for a group of findings. Default: {@link title}. */
  headline?(group: FixGroup): string;
  /** Which counts {@link headline} states, so that no renderer says them again. */
  readonly headlineSays?: readonly ('hits' | 'clients')[];
  /** How findings of this cause are grouped into things to fix: all together, by client, or by incident. Default: all. */
  readonly fixedBy?: 'cause' | 'client' | 'incident';
  /** What would settle a doubt: a log_format variable or another log. */
  readonly settledBy: string;
  /** Which nginx versions log it this way; facts from nginx's source and change log. */
  readonly since: string;
  /** nginx documentation. */
  readonly see: readonly string[];
  /** The evidence, or nothing if the hit has another cause. */
  match(hit: HitView, tables: Tables): Evidence<CaseId> | undefined;
}
