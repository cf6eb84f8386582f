// TEMPORARY: causes that do not list their cases yet.
import type { Confidence, Facts, Verdict } from '../catalogue.ts';
import type { HitView } from '../evidence/view.ts';
import type { Tables } from '../tables/tables.ts';
import type { Cause } from './cause.ts';

export interface LegacyEvidence {
  readonly confidence: Confidence;
  readonly verdict?: Verdict;
  readonly facts: Facts;
}
export interface LegacyCause extends Omit<Cause, 'needs' | 'cases' | 'exceptions' | 'match'> {
  readonly how: string;
  match(hit: HitView, tables: Tables): LegacyEvidence | undefined;
}

/** Gives a cause that lists no cases one for each confidence. */
export function upgraded(cause: Cause | LegacyCause): Cause {
  if ('cases' in cause) return cause;
  const { how, ...rest } = cause;
  return {
    ...rest,
    needs: how,
    cases: {
      certain: { confidence: 'certain', when: '?' },
      likely: { confidence: 'likely', when: '?' },
      possible: { confidence: 'possible', when: '?' },
    },
    match(hit, tables) {
      const found = cause.match(hit, tables);
      return found === undefined ? undefined : { case: found.confidence, verdict: found.verdict, facts: found.facts };
    },
  };
}
