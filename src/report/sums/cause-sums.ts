// The sum of the findings of each cause: how many, how sure, who should act, and when.
import { CONFIDENCES, type CauseId, type Confidence, type Family, type Verdict } from '../../judge/catalogue.ts';
import type { Finding } from '../../judge/diagnose.ts';

/** How many findings, and how many of each confidence. */
export interface Sum {
  hits: number;
  readonly confidence: Record<Confidence, number>;
}

/** The sum of one cause. */
export interface CauseSum extends Sum {
  readonly verdicts: Partial<Record<Verdict, number>>;
  /** Times of its first and last finding, in seconds since the epoch; infinite when it has only related lines. */
  begin: number;
  end: number;
  related: number;
}

/** Sums by cause. */
export class CauseSums {
  #sums = new Map<CauseId, CauseSum>();
  // In the order of their first finding, which breaks ties between equal hits.
  #families = new Set<Family>();

  /** Adds a finding of a hit. */
  add(finding: Finding): void {
    const { entry, cause, family, verdict } = finding;
    const sum = this.#sumOf(cause);
    if (sum.hits === 0) this.#families.add(family);
    addTo(sum, finding);
    sum.verdicts[verdict] = (sum.verdicts[verdict] ?? 0) + 1;
    sum.begin = Math.min(sum.begin, entry.time);
    sum.end = Math.max(sum.end, entry.time);
  }

  /** Adds a related line of a cause. It is not a hit. */
  addRelated(cause: CauseId): void {
    this.#sumOf(cause).related++;
  }

  /** The sum of a cause; undefined when it has neither hits nor related lines. */
  get(cause: CauseId): CauseSum | undefined {
    return this.#sums.get(cause);
  }

  /** The families that have hits. */
  families(): Family[] {
    return [...this.#families];
  }

  /** The sum of several causes. */
  total(causes: readonly CauseId[]): Sum {
    const total = emptySum();
    for (const cause of causes) {
      const sum = this.#sums.get(cause);
      if (sum === undefined) continue;
      total.hits += sum.hits;
      for (const confidence of CONFIDENCES) total.confidence[confidence] += sum.confidence[confidence];
    }
    return total;
  }

  /** Hits with a verdict, of all causes. */
  hitsOf(verdict: Verdict): number {
    return [...this.#sums.values()].reduce((hits, { verdicts }) => hits + (verdicts[verdict] ?? 0), 0);
  }

  /** A copy that changes independently. */
  copy(): CauseSums {
    const copy = new CauseSums();
    copy.#sums = structuredClone(this.#sums);
    copy.#families = new Set(this.#families);
    return copy;
  }

  #sumOf(cause: CauseId): CauseSum {
    let sum = this.#sums.get(cause);
    if (sum === undefined) {
      sum = { ...emptySum(), verdicts: {}, begin: Infinity, end: -Infinity, related: 0 };
      this.#sums.set(cause, sum);
    }
    return sum;
  }
}

/** An empty sum. */
export function emptySum(): Sum {
  return { hits: 0, confidence: { certain: 0, likely: 0, possible: 0 } };
}

function addTo(sum: Sum, { confidence }: Finding): void {
  sum.hits++;
  sum.confidence[confidence]++;
}
