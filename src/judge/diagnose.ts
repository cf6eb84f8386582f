// Hit + tables → finding: asks the causes for the hit's shape in order; the evidence with the highest confidence wins.
import type { Entry } from '../formats/entry.ts';
import { parseRequest } from '../formats/request.ts';
import type { Hit, Place } from '../hits/hit.ts';
import { CATALOGUE, type CauseId, type Confidence, type Facts, type Family, type Verdict } from './catalogue.ts';
import type { Cause, Evidence } from './causes/cause.ts';
import { CAUSES_BY_SHAPE } from './causes/index.ts';
import { HANG_ON_CLIENT, verdictFor } from './clients/verdict.ts';
import { type ClientKind, isOfBotnet, turnedOut, whoSent } from './clients/who.ts';
import { confidenceOf } from './confidence.ts';
import { aftermathOf } from './evidence/aftermath.ts';
import { HitView } from './evidence/view.ts';
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
  /** Who sent it; absent where the verdict does not hang on it. */
  readonly clientKind?: ClientKind;
  /** For a verdict that hangs on the client: what it is for, so that it can be looked at again when more is known. */
  readonly hangs?: Hanging;
}

/** What a verdict hangs on. */
export interface Hanging {
  /** The client in the table of clients. */
  readonly client: number;
  /** What the cause says of the line alone. */
  readonly own: Verdict;
}

const STRENGTH: Readonly<Record<Confidence, number>> = { certain: 3, likely: 2, possible: 1 };

/** Judges a hit with the tables as they stand. */
export function diagnose(hit: Hit, tables: Tables): Finding {
  const view = new HitView(hit, tables);
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
  const finding = conclude(hit, view.entry, bestCause, aftermath === undefined ? best : withFacts(best, aftermath));
  return HANG_ON_CLIENT.has(finding.cause) ? withClient(finding, view, tables) : finding;
}

/**
 * The same finding with the verdict that hangs on what its client turned out to be. The finding itself stays causal: this is for
 * sums of the whole log.
 */
export function reconsider(finding: Finding, tables: Tables): Finding {
  const { hangs, clientKind: then, entry, cause } = finding;
  if (hangs === undefined || then === undefined) return finding;
  const history = tables.clients.of(hangs.client, []);
  const { path } = parseRequest(entry.request);
  const isBotnet = isOfBotnet(cause, path, tables);
  const kind = turnedOut(then, history, entry, isBotnet);
  const { verdict, confidence } = verdictFor(
    { kind, wasAnswered: history.answered > 0 },
    hangs.own,
    CATALOGUE[cause].verdict,
  );
  return { ...finding, verdict, verdictConfidence: confidence, clientKind: kind };
}

function withClient(finding: Finding, view: HitView, tables: Tables): Finding {
  const kind = whoSent(view, tables, finding.cause);
  const own = finding.verdict;
  const refused = { kind, wasAnswered: view.history.answered > 0 };
  const { verdict, confidence } = verdictFor(refused, own, CATALOGUE[finding.cause].verdict);
  const hangs = { client: view.historyHash, own };
  return { ...finding, verdict, verdictConfidence: confidence, clientKind: kind, hangs };
}

/** The finding of a line, from the evidence that a cause gave for it. */
export function conclude({ file, line, position }: Place, entry: Entry, cause: Cause, evidence: Evidence): Finding {
  const { family, verdict } = CATALOGUE[cause.id];
  const confidence = confidenceOf(cause, evidence.case);
  return {
    file,
    line,
    position,
    entry,
    cause: cause.id,
    case: evidence.case,
    family,
    verdict: evidence.verdict ?? cause.cases[evidence.case]?.verdict ?? verdict,
    verdictConfidence: confidence,
    confidence,
    evidence: evidence.facts,
  };
}

function withFacts({ case: caseId, verdict, facts }: Evidence, more: Facts): Evidence {
  return { case: caseId, verdict, facts: { ...facts, ...more } };
}
