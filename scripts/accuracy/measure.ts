// Measures how often each case and each verdict is right, over labelled logs of real nginx and over drawn worlds.
import type { Confidence } from '../../src/judge/catalogue.ts';
import { causeOf } from '../../src/judge/causes/index.ts';
import { SURENESS } from '../../src/judge/clients/verdict.ts';
import {
  declaredOf,
  EXPECTED,
  keysOfCause,
  keysOfVerdict,
  type Probabilities,
  probabilityOf,
  probabilityOfVerdict,
  wordFor,
} from '../../src/judge/confidence.ts';
import type { ScoredHit } from './scored-hits.ts';

/** One world counts at most this often for one name, so that no world decides alone. */
const MOST_OF_WORLD = 30;
/** A name is measured if it has this many hits from this many worlds, all of real nginx or all drawn. Most hits count twice: once in each form. */
const LEAST_HITS = 16;
const LEAST_WORLDS = 2;
/** The same for drawn worlds: there are so many that what only a few of them show is an accident of these. */
const LEAST_DRAWN_WORLDS = 12;
/** The figure of the next wider name counts like this many hits. */
const WEIGHT_OF_WIDER = 6;
/** Nothing is certain below this many hits in logs of real nginx, unless nginx's source proves it. */
const LEAST_REAL_HITS = 20;
const MOST_WITHOUT_PROOF = 0.97;

interface Count {
  hits: number;
  right: number;
  /** Hits before the share of a world was limited. */
  all: number;
  /** Worlds with such a hit. */
  worlds: number;
}

/** What is measured: which names a hit counts for, the narrowest first, and whether it is right. */
interface Aspect {
  readonly keysOf: (hit: ScoredHit) => readonly string[];
  readonly declared: (hit: ScoredHit) => Confidence;
  readonly isRight: (hit: ScoredHit) => boolean;
  readonly isProven: (hit: ScoredHit) => boolean;
}

const OF_CAUSES: Aspect = {
  keysOf: (hit) => keysOfCause(hit.cause, hit.case, hit.circumstances),
  declared: (hit) => declaredOf(causeOf(hit.cause), hit.case),
  isRight: (hit) => hit.isRight,
  // What one line shows follows from nginx's source. Aborts and empty connections are told by their neighbours.
  isProven: (hit) =>
    declaredOf(causeOf(hit.cause), hit.case) === 'certain' &&
    !causeOf(hit.cause).shapes.some((shape) => shape === 'abort' || shape === 'empty'),
};

const OF_VERDICTS: Aspect = {
  keysOf: ({ cause, case: caseId, verdict, kind }) => keysOfVerdict(cause, caseId, verdict, kind),
  declared: declaredOfVerdict,
  isRight: (hit) => hit.isVerdictRight,
  isProven: (hit) => OF_CAUSES.isProven(hit) && hit.kind === undefined,
};

/** The probability of each name: the lower of its figure in logs of real nginx and of its figure in drawn worlds. */
export function measure(real: readonly ScoredHit[], drawn: readonly ScoredHit[]): Probabilities {
  const table = { ...measureAspect(OF_CAUSES, real, drawn), ...measureAspect(OF_VERDICTS, real, drawn) };
  return Object.fromEntries(Object.entries(table).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The words for a cause and for a verdict. */
export interface Words {
  readonly cause: Confidence;
  readonly verdict: Confidence;
}

/** The words that a table gives for the cause and for the verdict of a hit. */
export function wordsFor(hit: ScoredHit, table: Probabilities): Words {
  const { cause, case: caseId, circumstances, verdict, kind } = hit;
  const basis = { verdict, kind, declared: declaredOfVerdict(hit) };
  return {
    cause: wordFor(probabilityOf(causeOf(cause), caseId, circumstances, table)),
    verdict: wordFor(probabilityOfVerdict(cause, caseId, basis, table)),
  };
}

function declaredOfVerdict({ cause, case: caseId, kind }: ScoredHit): Confidence {
  return kind === undefined ? declaredOf(causeOf(cause), caseId) : SURENESS[kind];
}

function measureAspect(
  aspect: Aspect,
  real: readonly ScoredHit[],
  drawn: readonly ScoredHit[],
): Record<string, number> {
  const [ofReal, ofDrawn] = [count(real, aspect), count(drawn, aspect)];
  // Each name with a hit, and the wider names behind it.
  const names = new Map<string, { hit: ScoredHit; wider: readonly string[] }>();
  for (const hit of [...real, ...drawn]) {
    const keys = aspect.keysOf(hit);
    for (const [i, key] of keys.entries()) names.set(key, { hit, wider: keys.slice(i + 1) });
  }
  const table: Record<string, number> = {};
  for (const [key, { hit, wider }] of [...names].toSorted(([, a], [, b]) => a.wider.length - b.wider.length)) {
    const prior = wider.map((one) => table[one]).find((one) => one !== undefined) ?? EXPECTED[aspect.declared(hit)];
    const counts = [
      { one: ofReal.get(key), leastWorlds: LEAST_WORLDS },
      { one: ofDrawn.get(key), leastWorlds: LEAST_DRAWN_WORLDS },
    ];
    const figures = counts.flatMap(({ one, leastWorlds }) =>
      one === undefined || one.hits < LEAST_HITS || one.worlds < leastWorlds
        ? []
        : [(one.right + WEIGHT_OF_WIDER * prior) / (one.hits + WEIGHT_OF_WIDER)],
    );
    if (figures.length === 0) continue;
    const isFew = (ofReal.get(key)?.all ?? 0) < LEAST_REAL_HITS && !aspect.isProven(hit);
    table[key] = Math.floor(1000 * Math.min(...figures, isFew ? MOST_WITHOUT_PROOF : 1)) / 1000;
  }
  return table;
}

function count(hits: readonly ScoredHit[], { keysOf, isRight }: Aspect): Map<string, Count> {
  const byKey = new Map<string, Map<string, Count>>();
  for (const hit of hits) {
    if (hit.isLeftOpen) continue;
    for (const key of keysOf(hit)) {
      const byWorld = byKey.get(key) ?? new Map<string, Count>();
      byKey.set(key, byWorld);
      const one = byWorld.get(hit.world) ?? { hits: 0, right: 0, all: 0, worlds: 1 };
      byWorld.set(hit.world, one);
      one.all++;
      one.right += Number(isRight(hit));
    }
  }
  return new Map(
    [...byKey].map(([key, byWorld]) => {
      const sum: Count = { hits: 0, right: 0, all: 0, worlds: byWorld.size };
      for (const { all, right } of byWorld.values()) {
        const share = Math.min(1, MOST_OF_WORLD / all);
        sum.hits += all * share;
        sum.right += right * share;
        sum.all += all;
      }
      return [key, sum];
    }),
  );
}
