// What a cause is: texts and cases above, one pure function below.
//
// To add a cause:
//   1. its id, family and default verdict in judge/catalogue.ts; the compiler and the tests then list what is missing;
//   2. causes/<family>/<id>.ts, written like the other files there;
//   3. one line in causes/index.ts, at its place in the order of precedence;
//   4. fixtures/causes/<id>.log: a sample of each case, a near miss and a hostile line;
//   5. a pair of samples for each numeric bound, in test/judge/causes/<family>.test.ts;
//   6. `npm run docs`.
import type { ExtraName } from '../../formats/extra-fields.ts';
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
  /** The clock of the log at its first and at its last finding: `14:10`, with the date if the days differ; empty without times. */
  readonly from: string;
  readonly to: string;
  /** Facts of its last finding; if findings have a `lost_percent`, those of the largest. */
  readonly facts: Facts;
}

/** Lines of nginx.conf that the advice of a cause asks for. `npm run test:advice` asks nginx whether it takes them, and tries them. */
export interface ConfigBlock {
  /** The context that they belong in. */
  readonly context: 'http' | 'server' | 'location';
  /** Whole directives. Each is explained by an address in {@link Cause.see}. */
  readonly directives: readonly string[];
  /** What the reader must know first: in which nginx, in which location, when not. */
  readonly note?: string;
  /** The lines are an example: the reader puts in ports, names or times of their own. Without it they can be pasted as they are. */
  readonly isExample?: true;
}

/** A command that shows whether the change works. Its site is example.com. */
export interface Check {
  readonly command: string;
  /** What it prints: a clause. */
  readonly shows: string;
}

/** A variable of log_format that can settle a doubt. Rules read most of them; people read the others. */
export type SettlingField = ExtraName | 'http_range' | 'limit_req_status' | 'ssl_client_verify';

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
  /** Who should act: one sentence. */
  readonly who: string;
  /** What {@link advice} asks to write into nginx.conf, the most useful block first, given the facts of a finding. */
  blocks?(facts: Facts): readonly ConfigBlock[];
  /** How to check the change. */
  readonly checks: readonly Check[];
  /** What happened, as a headline for a group of findings. Default: {@link title}. */
  headline?(group: FixGroup): string;
  /** Which counts {@link headline} states, so that no renderer says them again. */
  readonly headlineSays?: readonly ('hits' | 'clients')[];
  /** How findings of this cause are grouped into things to fix: all together, by client, or by incident. Default: all. */
  readonly fixedBy?: 'cause' | 'client' | 'incident';
  /**
   * Which variables of log_format settle a doubt, and what each shows: a clause that follows a colon. The remark about fields counts
   * the hits whose log lacks them.
   */
  readonly settledByFields: Readonly<Partial<Record<SettlingField, string>>>;
  /** What else would settle a doubt: another log, a packet capture, or the line itself. */
  readonly settledBy?: string;
  /** Which nginx versions log it this way; facts from nginx's source and change log. */
  readonly since: string;
  /** nginx documentation. */
  readonly see: readonly string[];
  /** Causes that come before it in the order: if one of them has evidence, however weak, this cause is not asked. */
  readonly givesWayTo?: readonly CauseId[];
  /** The evidence, or nothing if the hit has another cause. */
  match(hit: HitView, tables: Tables): Evidence<CaseId> | undefined;
}
