// Makes a finding from a hit and the tables. It asks the causes of the hit's shape in order, and the strongest declared evidence wins.
import type { Entry } from '../formats/entry.ts';
import type { Place } from '../hits/hit.ts';
import { CATALOGUE, type CauseId, type Confidence, type Facts, type Family, type Verdict } from './catalogue.ts';
import type { Cause, Evidence } from './causes/cause.ts';
import { CAUSES_BY_SHAPE } from './causes/index.ts';
import { DEPEND_ON_CLIENT, verdictFor } from './clients/verdict.ts';
import { type ClientKind, type Sender, turnedOut, whoSent } from './clients/who.ts';
import {
  allowedBy,
  type Circumstances,
  declaredOf,
  probabilityOf,
  probabilityOfVerdict,
  type VerdictBasis,
  wordFor,
} from './confidence.ts';
import { aftermathOf } from './evidence/aborts/aftermath.ts';
import type { HitLines } from './hit-lines.ts';
import { failedUpstreams } from './evidence/upstream.ts';
import type { HitView, Shape } from './evidence/view.ts';
import type { Tables } from './tables/tables.ts';

/** Why a line was logged with its status. Immutable. */
export interface Finding extends Place {
  readonly entry: Entry;
  readonly cause: CauseId;
  /** The id of a case of the cause. */
  readonly case: string;
  readonly family: Family;
  readonly verdict: Verdict;
  /** How sure the verdict is. It may be surer than the cause: if a scanner sent the line, no one needs to act, whatever the cause is. */
  readonly verdictConfidence: Confidence;
  readonly verdictProbability: number;
  /** The word for {@link probability}. */
  readonly confidence: Confidence;
  /** The probability, from 0 to 1, that the cause is right. */
  readonly probability: number;
  readonly circumstances: Circumstances;
  /** Other causes for which there is evidence, too, in order of precedence. */
  readonly alternatives: readonly CauseId[];
  readonly evidence: Facts;
  /** Who sent the line; undefined where the verdict does not depend on the client. */
  readonly clientKind: ClientKind | undefined;
  /** What {@link reconsider} needs to decide the verdict again; undefined where the verdict does not depend on the client. */
  readonly revisable: RevisableVerdict | undefined;
  /** The lines of the log, if the run keeps them (`JudgeOptions.neighboursKept`). */
  readonly lines?: HitLines | undefined;
}

/** The values that decided a verdict which depends on the client. */
export interface RevisableVerdict {
  /** Key of the client in the table of clients (a hash). */
  readonly client: number;
  /** The verdict that the cause gives the line, before the client is considered. */
  readonly own: Verdict;
  /** See {@link Sender.attacks}. */
  readonly attacks: boolean;
}

const STRENGTH: Readonly<Record<Confidence, number>> = { certain: 3, likely: 2, possible: 1 };

/**
 * What became of a cause that looks at the shape of a hit. `silent`: it found no evidence. `gave-way`: it was not asked, because a cause
 * that it gives way to had evidence. `not-asked`: the finding was certain before its turn; or it is `unexplained`, and another cause had
 * evidence.
 */
export interface Step {
  readonly cause: Cause;
  readonly outcome: 'evidence' | 'silent' | 'gave-way' | 'not-asked';
  /** Of the outcome `evidence`. */
  readonly evidence?: Evidence;
}

/** How a finding was reached. */
export interface Trace {
  readonly finding: Finding;
  /** The shape of its line, which decides the causes that look at it. */
  readonly shape: Shape;
  /** What became of each of these causes, in the order of precedence. */
  readonly steps: readonly Step[];
}

/**
 * Judges a hit with the tables as they stand. Changes nothing.
 * @param steps gets what became of each cause, in the order of precedence
 */
export function diagnose(view: HitView, tables: Tables, steps?: Step[]): Finding {
  let best: Evidence | undefined;
  let bestCause: Cause | undefined;
  let strength = 0;
  const matched: CauseId[] = [];
  for (const cause of CAUSES_BY_SHAPE.get(view.shape) ?? []) {
    if (strength === STRENGTH.certain || (best !== undefined && cause.id === 'unexplained')) {
      if (steps === undefined) break;
      steps.push({ cause, outcome: 'not-asked' });
      continue;
    }
    if (cause.givesWayTo?.some((id) => matched.includes(id)) === true) {
      steps?.push({ cause, outcome: 'gave-way' });
      continue;
    }
    const evidence = cause.match(view, tables);
    if (evidence === undefined) {
      steps?.push({ cause, outcome: 'silent' });
      continue;
    }
    steps?.push({ cause, outcome: 'evidence', evidence });
    matched.push(cause.id);
    const own = STRENGTH[declaredOf(cause, evidence.case)];
    if (own <= strength) continue;
    strength = own;
    best = evidence;
    bestCause = cause;
  }
  if (best === undefined || bestCause === undefined) throw new Error(`no cause looks at the shape ${view.shape}`);
  const more = view.shape === 'abort' ? { ...attemptsOf(view.entry), ...aftermathOf(view) } : {};
  const sender = DEPEND_ON_CLIENT.has(bestCause.id) ? whoSent(view, bestCause.id, tables) : undefined;
  // What is certain leaves nothing open.
  const alternatives = strength === STRENGTH.certain ? [] : matched.filter((id) => id !== bestCause.id);
  const about = { sender, alternatives, sharesAddress: view.sharesAddress };
  return conclude(view.hit, view.entry, bestCause, withFacts(best, more), about);
}

/**
 * Returns the finding with a new verdict, from all that is known of its client by now. Only sums over the whole log use this: a
 * finding itself uses only what the tables knew when its hit closed.
 */
export function reconsider(finding: Finding, tables: Tables): Finding {
  const { revisable, clientKind, entry, cause } = finding;
  if (revisable === undefined || clientKind === undefined) return finding;
  const sender = turnedOut(clientKind, revisable.client, entry, cause, tables);
  const { verdict, confidence: declared } = verdictFor(sender, revisable.own, cause);
  if (verdict === finding.verdict && sender.kind === clientKind) return finding;
  const basis = { verdict, kind: sender.kind, declared };
  return { ...finding, verdict, ...surenessOf(entry, cause, finding.case, basis), clientKind: sender.kind };
}

function surenessOf(
  entry: Entry,
  cause: CauseId,
  caseId: string,
  basis: VerdictBasis,
): Pick<Finding, 'verdictConfidence' | 'verdictProbability'> {
  const verdictProbability = allowedBy(entry, probabilityOfVerdict(cause, caseId, basis));
  return { verdictProbability, verdictConfidence: wordFor(verdictProbability) };
}

/** What a finding says besides its evidence. */
export interface About {
  /** Who sent the line, if the verdict depends on the client. */
  readonly sender: Sender | undefined;
  readonly alternatives: readonly CauseId[];
  /** See {@link Circumstances.sharesAddress}. */
  readonly sharesAddress: boolean;
}

/** The finding of a line, from the evidence that a cause gave for it. */
export function conclude(
  { file, line, position }: Place,
  entry: Entry,
  cause: Cause,
  evidence: Evidence,
  { sender, alternatives, sharesAddress }: About,
): Finding {
  const { family, verdict } = CATALOGUE[cause.id];
  const circumstances = {
    hasTimes: entry.extra.request_time !== undefined,
    sharesAddress,
    alternative: alternatives[0],
  };
  const probability = allowedBy(entry, probabilityOf(cause, evidence.case, circumstances));
  const own = evidence.verdict ?? cause.cases[evidence.case]?.verdict ?? verdict;
  const judgement =
    sender === undefined
      ? { verdict: own, confidence: declaredOf(cause, evidence.case) }
      : verdictFor(sender, own, cause.id);
  const basis = { verdict: judgement.verdict, kind: sender?.kind, declared: judgement.confidence };
  return {
    file,
    line,
    position,
    entry,
    cause: cause.id,
    case: evidence.case,
    family,
    verdict: judgement.verdict,
    ...surenessOf(entry, cause.id, evidence.case, basis),
    confidence: wordFor(probability),
    probability,
    circumstances,
    alternatives,
    evidence: evidence.facts,
    clientKind: sender?.kind,
    revisable: sender === undefined ? undefined : { client: sender.client, own, attacks: sender.attacks },
  };
}

// The client of an abort may have waited for a second upstream, because the first one had failed.
function attemptsOf(entry: Entry): Facts {
  const failed = failedUpstreams(entry);
  return failed === 0 ? {} : { failed_upstreams: failed };
}

function withFacts({ case: caseId, verdict, facts }: Evidence, more: Facts): Evidence {
  return { case: caseId, verdict, facts: { ...facts, ...more } };
}
