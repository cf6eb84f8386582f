// Hits by family of user agents, with the causes of each family.
import type { CauseId } from '../../judge/catalogue.ts';
import { mostHitsFirst } from '../counters/tops.ts';
import type { UserAgentReport } from '../report.ts';

/** The most families whose hits are remembered. */
const FAMILIES_KEPT = 5000;

interface UserAgentSum {
  hits: number;
  attributed: number;
  readonly causes: Map<CauseId, number>;
}

/** A family of user agents with its hits. */
export type TopUserAgent = Omit<UserAgentReport, 'share_of_hits' | 'share_of_traffic'>;

/** Sums by family of user agents. */
export class UserAgentSums {
  #sums = new Map<string, UserAgentSum>();

  /**
   * Counts a hit of a family.
   * @param isAttributed true if the hit has no user agent, and other lines of its client have one of this family
   */
  add(family: string, cause: CauseId, isAttributed: boolean): void {
    let sum = this.#sums.get(family);
    if (sum === undefined) {
      if (this.#sums.size >= FAMILIES_KEPT) this.#forgetRare();
      sum = { hits: 0, attributed: 0, causes: new Map() };
      this.#sums.set(family, sum);
    }
    sum.hits++;
    if (isAttributed) sum.attributed++;
    sum.causes.set(cause, (sum.causes.get(cause) ?? 0) + 1);
  }

  /** The families with most hits. */
  most(count: number): TopUserAgent[] {
    return mostHitsFirst([...this.#sums].map(([user_agent, sum]) => ({ user_agent, hits: sum.hits, sum })))
      .slice(0, count)
      .map(({ user_agent, hits, sum }) => ({
        user_agent,
        hits,
        attributed: sum.attributed,
        main_cause:
          mostHitsFirst([...sum.causes].map(([cause, times]) => ({ cause, hits: times })))[0]?.cause ?? 'unexplained',
      }));
  }

  /** A copy that changes independently. */
  copy(): UserAgentSums {
    const copy = new UserAgentSums();
    for (const [family, sum] of this.#sums) copy.#sums.set(family, { ...sum, causes: new Map(sum.causes) });
    return copy;
  }

  // The report lists the families with the most hits, so the half with the fewest hits is forgotten.
  #forgetRare(): void {
    const hits = [...this.#sums.values()].map((sum) => sum.hits).sort((a, b) => a - b);
    const median = hits[Math.floor(hits.length / 2)] ?? 0;
    for (const [family, sum] of this.#sums) if (sum.hits <= median) this.#sums.delete(family);
  }
}
