// Hit + tables → finding: asks the causes for the hit's line shape in order; the strongest evidence wins.
import { CATALOGUE, type CauseId, type Confidence, type Facts, type Family, type Verdict } from './catalogue.ts';
import type { Evidence } from './causes/cause.ts';
import { CAUSES_BY_SHAPE } from './causes/index.ts';
import { aftermathOf } from './evidence/aftermath.ts';
import { HitView } from './evidence/view.ts';
import type { Entry } from '../formats/entry.ts';
import type { Hit, Place } from '../hits/hit.ts';
import type { Tables } from './tables/tables.ts';

/** Why a line happened. Immutable. */
export interface Finding extends Place {
  readonly entry: Entry;
  readonly cause: CauseId;
  readonly family: Family;
  readonly verdict: Verdict;
  readonly confidence: Confidence;
  readonly evidence: Facts;
}

const STRENGTH: Readonly<Record<Confidence, number>> = { certain: 3, likely: 2, possible: 1 };

const NOTHING: Evidence = { confidence: 'possible', facts: {} };

/** Judges a hit with the tables as they stand. */
export function diagnose(hit: Hit, tables: Tables): Finding {
  const view = new HitView(hit, tables);
  let best: Evidence = NOTHING;
  let id: CauseId = 'unexplained';
  for (const cause of CAUSES_BY_SHAPE.get(view.shape) ?? []) {
    if (best !== NOTHING && (best.confidence === 'certain' || cause.id === 'unexplained')) break;
    const evidence = cause.match(view, tables);
    if (evidence === undefined) continue;
    if (best !== NOTHING && STRENGTH[evidence.confidence] <= STRENGTH[best.confidence]) continue;
    best = evidence;
    id = cause.id;
  }
  const aftermath = view.shape === 'abort' ? aftermathOf(view) : undefined;
  const facts = aftermath === undefined ? best.facts : { ...best.facts, ...aftermath };
  return conclude(hit, view.entry, id, best.confidence, facts, best.verdict);
}

/** The finding of a line: a cause with its family, and its default verdict unless the evidence has another. */
export function conclude(
  { file, line, position }: Place,
  entry: Entry,
  cause: CauseId,
  confidence: Confidence,
  evidence: Facts,
  verdict: Verdict = CATALOGUE[cause].verdict,
): Finding {
  return { file, line, position, entry, cause, family: CATALOGUE[cause].family, verdict, confidence, evidence };
}
