// Findings as literals, and the fixes and remarks of a report made from them.
import { CATALOGUE, type CauseId } from '../../src/judge/catalogue.ts';
import type { Finding } from '../../src/judge/diagnose.ts';
import type { Fix } from '../../src/report/shape/fix.ts';
import { Tally } from '../../src/report/tally.ts';
import { formatIso8601 } from '../../src/formats/time-local.ts';
import { type Line, placed, START } from '../judge/literal.ts';

/** A log of 1000 s that begins at {@link START}. */
export const PERIOD: { readonly begin: number; readonly end: number } = { begin: START, end: START + 1000 };

/** A finding of a cause. By default it is certain and has the default verdict of the cause. */
export function findingOf(cause: CauseId, line: Line = {}, more: Partial<Finding> = {}): Finding {
  const { family, verdict } = CATALOGUE[cause];
  const { file, line: number, position, entry } = placed({ status: 499, ...line });
  return {
    file,
    line: number,
    position,
    entry,
    cause,
    case: 'any',
    family,
    verdict,
    confidence: 'certain',
    verdictConfidence: more.confidence ?? 'certain',
    evidence: {},
    verdictProbability: 0.95,
    probability: 0.95,
    circumstances: { hasTimes: false, sharesAddress: false, alternative: undefined },
    alternatives: [],
    clientKind: undefined,
    revisable: undefined,
    ...more,
  };
}

/** A list of findings, or of lines, each made from its index. */
export function findingsOf<T = Finding>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** A tally of findings. */
export function tallyOf(findings: readonly Finding[]): Tally {
  const tally = new Tally();
  for (const one of findings) tally.add(one);
  return tally;
}

/** A time as the report writes it, in UTC. */
export function iso(time: number): string {
  return formatIso8601(time, 0);
}

/** The fixes of findings in a log of {@link PERIOD}. */
export function fixesOf(findings: readonly Finding[]): Fix[] {
  return tallyOf(findings).fixes(PERIOD, iso);
}
