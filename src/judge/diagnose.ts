// Makes a finding from a hit and the tables. It asks the causes of the hit's shape in order, and the highest confidence wins.
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
  /** How sure the verdict is. It may be surer than the cause: if a scanner sent the line, no one needs to act, whatever the cause is. */
  readonly verdictConfidence: Confidence;
  readonly confidence: Confidence;
  readonly evidence: Facts;
  /** Who sent the line; undefined where the verdict does not depend on the client. */
  readonly clientKind: ClientKind | undefined;
  /** What {@link reconsider} needs to decide the verdict again; undefined where the verdict does not depend on the client. */
  readonly hangs: Hanging | undefined;
}

/** The values that decided a verdict which depends on the client. */
export interface Hanging {
  /** Key of the client in the table of clients (a hash). */
  readonly client: number;
  /** The verdict that the cause gives the line, before the client is considered. */
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
 * Returns the finding with a new verdict, from all that is known of its client by now. Only sums over the whole log use this: a
 * finding itself uses only what the tables knew when its hit closed.
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
 * @param sender who sent the line, if the verdict depends on the client
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
