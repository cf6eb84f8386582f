// Sums of scored hits: by world, over all worlds, and by word.
import { CONFIDENCES, type Confidence } from '../../src/judge/catalogue.ts';
import type { ScoredHit } from './scored-hits.ts';

/** A number of right hits, and of all hits. */
export interface Ratio {
  right: number;
  hits: number;
}

/** The figures of some hits. Hits that are left open are only counted. */
export interface Score {
  readonly hits: number;
  readonly leftOpen: number;
  /** Shares of hits, 0 to 1. */
  readonly cause: number;
  readonly verdict: number;
  /** Mean F1 over causes, so that rare causes count as much as common causes. */
  readonly macroF1: number;
}

/** How well a cause is found. */
export interface ByCause {
  readonly cause: string;
  readonly hits: number;
  readonly precision: number;
  readonly recall: number;
}

/** How often each word is right. */
export type ByWord = Readonly<Record<Confidence, Ratio>>;

/** Worlds with fewer hits say too little to be ranked. */
const LEAST_HITS_OF_WORLD = 10;

/** The figures over some hits together. */
export function score(hits: readonly ScoredHit[]): Score {
  const decided = hits.filter((hit) => !hit.isLeftOpen);
  const f1 = causesOf(hits).map(({ precision, recall }) => f1Of(precision, recall));
  return {
    hits: decided.length,
    leftOpen: hits.length - decided.length,
    cause: shareOf(decided, (hit) => hit.isRight),
    verdict: shareOf(decided, (hit) => hit.isVerdictRight),
    macroF1: meanOf(f1),
  };
}

/** Precision and recall of each expected cause. */
export function causesOf(hits: readonly ScoredHit[]): ByCause[] {
  const decided = hits.filter((hit) => !hit.isLeftOpen);
  const [right, wrong, lost] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  for (const { aim, cause, isRight } of decided) {
    if (isRight) bump(right, aim);
    else {
      bump(lost, aim);
      bump(wrong, cause);
    }
  }
  return [...new Set([...right.keys(), ...lost.keys()])].toSorted().map((cause) => {
    const hit = right.get(cause) ?? 0;
    const all = hit + (lost.get(cause) ?? 0);
    const said = hit + (wrong.get(cause) ?? 0);
    return { cause, hits: all, precision: said === 0 ? 0 : hit / said, recall: hit / all };
  });
}

/** Each wrong pair of a label and a cause, with its number of hits, most hits first. */
export function confusionsOf(hits: readonly ScoredHit[]): { readonly pair: string; readonly hits: number }[] {
  const pairs = new Map<string, number>();
  for (const hit of hits) if (!hit.isRight && !hit.isLeftOpen) bump(pairs, `${hit.label} → ${hit.cause}`);
  return [...pairs].map(([pair, count]) => ({ pair, hits: count })).toSorted((a, b) => b.hits - a.hits);
}

/**
 * How often each word is right.
 * @param wordOf the word for a hit
 */
export function wordsOf(
  hits: readonly ScoredHit[],
  wordOf: (hit: ScoredHit) => Confidence,
  isRight: (hit: ScoredHit) => boolean,
): ByWord {
  const words = Object.fromEntries(CONFIDENCES.map((word) => [word, { right: 0, hits: 0 }])) as Record<
    Confidence,
    Ratio
  >;
  for (const hit of hits) {
    if (hit.isLeftOpen) continue;
    const word = words[wordOf(hit)];
    word.hits++;
    word.right += Number(isRight(hit));
  }
  return words;
}

/** The figures of each world, worst cause first. Worlds with few hits are left out. */
export function worldsOf(hits: readonly ScoredHit[]): { readonly world: string; readonly score: Score }[] {
  const byWorld = new Map<string, ScoredHit[]>();
  for (const hit of hits) {
    const own = byWorld.get(hit.world);
    if (own === undefined) byWorld.set(hit.world, [hit]);
    else own.push(hit);
  }
  return [...byWorld]
    .map(([world, own]) => ({ world, score: score(own) }))
    .filter((one) => one.score.hits >= LEAST_HITS_OF_WORLD)
    .toSorted((a, b) => a.score.cause - b.score.cause);
}

/**
 * The mean share of right causes over worlds, and over the worst tenth of them.
 * @param worlds worst first
 */
export function spreadOf(worlds: readonly { readonly score: Score }[]): {
  readonly mean: number;
  readonly worstTenth: number;
} {
  const figures = worlds.map(({ score: { cause } }) => cause);
  return { mean: meanOf(figures), worstTenth: meanOf(figures.slice(0, Math.max(1, Math.floor(figures.length / 10)))) };
}

function f1Of(precision: number, recall: number): number {
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}

function shareOf<T>(items: readonly T[], is: (item: T) => boolean): number {
  return items.length === 0 ? 1 : items.filter((item) => is(item)).length / items.length;
}

function meanOf(figures: readonly number[]): number {
  return figures.length === 0 ? 1 : figures.reduce((sum, one) => sum + one, 0) / figures.length;
}

function bump(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}
