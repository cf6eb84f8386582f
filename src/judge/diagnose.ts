// Hit + tables → finding: asks the causes for the hit's shape in order; the evidence with the highest confidence wins.
import type { Entry } from '../formats/entry.ts';
import type { Hit, Place } from '../hits/hit.ts';
import { CATALOGUE, type CauseId, type Confidence, type Facts, type Family, type Verdict } from './catalogue.ts';
import type { Cause, Evidence } from './causes/cause.ts';
import { CAUSES_BY_SHAPE } from './causes/index.ts';
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
  readonly confidence: Confidence;
  readonly evidence: Facts;
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
  return conclude(hit, view.entry, bestCause, aftermath === undefined ? best : withFacts(best, aftermath));
}

/** The finding of a line, from the evidence that a cause gave for it. */
export function conclude({ file, line, position }: Place, entry: Entry, cause: Cause, evidence: Evidence): Finding {
  const { family, verdict } = CATALOGUE[cause.id];
  return {
    file,
    line,
    position,
    entry,
    cause: cause.id,
    case: evidence.case,
    family,
    verdict: evidence.verdict ?? cause.cases[evidence.case]?.verdict ?? verdict,
    confidence: confidenceOf(cause, evidence.case),
    evidence: evidence.facts,
  };
}

function withFacts({ case: caseId, verdict, facts }: Evidence, more: Facts): Evidence {
  return { case: caseId, verdict, facts: { ...facts, ...more } };
}
