// Hit + tables → finding: asks the causes for the hit's shape in order; the evidence with the highest confidence wins.
import type { Entry } from '../formats/entry.ts';
import type { Place } from '../hits/hit.ts';
import { CATALOGUE, type CauseId, type Confidence, type Facts, type Family, type Verdict } from './catalogue.ts';
import type { Cause, Evidence } from './causes/cause.ts';
import { CAUSES_BY_SHAPE } from './causes/index.ts';
import { HANG_ON_CLIENT, verdictFor } from './clients/verdict.ts';
import { type ClientKind, type Sender, turnedOut, whoSent } from './clients/who.ts';
import { confidenceOf } from './confidence.ts';
import { aftermathOf } from './evidence/aftermath.ts';
import type { HitView } from './evidence/view.ts';
import type { Tables } from './tables/tables.ts';

/** Why a line was logged with its status. Immutable. */
export interface Finding extends Place {
  readonly entry: Entry;
  readonly cause: CauseId;
  /** The id of a case of the cause. */
  readonly case: string;
  readonly family: Family;
  readonly verdict: Verdict;
  /** How sure the verdict is. It may be surer than the cause: whatever a scanner sent, nobody need act. */
  readonly verdictConfidence: Confidence;
  readonly confidence: Confidence;
  readonly evidence: Facts;
  /** Who sent it; undefined where the verdict does not hang on it. */
  readonly clientKind: ClientKind | undefined;
  /** For a verdict that hangs on the client: what it is for, so that it can be looked at again when more is known. */
  readonly hangs: Hanging | undefined;
}

/** What a verdict hangs on. */
export interface Hanging {
  /** The client in the table of clients. */
  readonly client: number;
  /** What the cause says of the line alone. */
  readonly own: Verdict;
  /** See {@link Sender.attacks}. */
  readonly attacks: boolean;
}

const STRENGTH: Readonly<Record<Confidence, number>> = { certain: 3, likely: 2, possible: 1 };

/** Judges a hit with the tables as they stand. Changes nothing. */
export function diagnose(view: HitView, tables: Tables): Finding {
  let best: Evidence | undefined;
  let bestCause: Cause | undefined;
  let strength = 0;
  for (const cause of CAUSES_BY_SHAPE.get(view.shape) ?? []) {
    if (strength === STRENGTH.certain || (best !== undefined && cause.id === 'unexplained')) break;
    const evidence = cause.match(view, tables);
    if (evidence === undefined) continue;
    const own = STRENGTH[confidenceOf(cause, evidence.case)];
    if (own <= strength) continue;
    strength = own;
    best = evidence;
    bestCause = cause;
  }
  if (best === undefined || bestCause === undefined) throw new Error(`no cause looks at the shape ${view.shape}`);
  const aftermath = view.shape === 'abort' ? aftermathOf(view) : undefined;
  const sender = HANG_ON_CLIENT.has(bestCause.id) ? whoSent(view, bestCause.id, tables) : undefined;
  return conclude(view.hit, view.entry, bestCause, aftermath === undefined ? best : withFacts(best, aftermath), sender);
}

/**
 * The same finding with the verdict that hangs on what its client turned out to be. The finding itself stays causal: this is for
 * sums of the whole log.
 */
export function reconsider(finding: Finding, tables: Tables): Finding {
  const { hangs, clientKind, entry, cause } = finding;
  if (hangs === undefined || clientKind === undefined) return finding;
  const sender = turnedOut(clientKind, hangs.client, entry, cause, tables);
  const { verdict, confidence } = verdictFor(sender, hangs.own, CATALOGUE[cause].verdict);
  const isSame = verdict === finding.verdict && confidence === finding.verdictConfidence && sender.kind === clientKind;
  return isSame ? finding : { ...finding, verdict, verdictConfidence: confidence, clientKind: sender.kind };
}

/**
 * The finding of a line, from the evidence that a cause gave for it.
 * @param sender who sent the line, if the verdict hangs on it
 */
export function conclude(
  { file, line, position }: Place,
  entry: Entry,
  cause: Cause,
  evidence: Evidence,
  sender: Sender | undefined,
): Finding {
  const { family, verdict } = CATALOGUE[cause.id];
  const confidence = confidenceOf(cause, evidence.case);
  const own = evidence.verdict ?? cause.cases[evidence.case]?.verdict ?? verdict;
  const judgement = sender === undefined ? { verdict: own, confidence } : verdictFor(sender, own, verdict);
  return {
    file,
    line,
    position,
    entry,
    cause: cause.id,
    case: evidence.case,
    family,
    verdict: judgement.verdict,
    verdictConfidence: judgement.confidence,
    confidence,
    evidence: evidence.facts,
    clientKind: sender?.kind,
    hangs: sender === undefined ? undefined : { client: sender.client, own, attacks: sender.attacks },
  };
}

function withFacts({ case: caseId, verdict, facts }: Evidence, more: Facts): Evidence {
  return { case: caseId, verdict, facts: { ...facts, ...more } };
}
