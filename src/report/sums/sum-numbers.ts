// Gives a number to each sum of the report that counts clients and times. There is a sum for each cause, each verdict, the findings
// to fix of each cause, and the related lines of each cause.
import { CATALOGUE, CAUSE_IDS, FAMILIES, type CauseId, type Family, type Verdict } from '../../judge/catalogue.ts';

/** Every verdict, in the order of the report's JSON, which is not that of the catalogue. */
export const REPORTED_VERDICTS: readonly Verdict[] = ['fix', 'harmless', 'client', 'hostile', 'unknown'];

/** The sum of each cause, which is also its series in the timeline. */
export const CAUSE_SUMS: Readonly<Record<CauseId, number>> = numbered(CAUSE_IDS, 0);

/** The sum of each verdict. */
export const VERDICT_SUMS: Readonly<Record<Verdict, number>> = numbered(REPORTED_VERDICTS, CAUSE_IDS.length);

/** The sum of the findings to fix of each cause. */
export const FIX_SUMS: Readonly<Record<CauseId, number>> = numbered(
  CAUSE_IDS,
  CAUSE_IDS.length + REPORTED_VERDICTS.length,
);

/** The sum of the related lines of each cause. */
export const RELATED_SUMS: Readonly<Record<CauseId, number>> = numbered(
  CAUSE_IDS,
  2 * CAUSE_IDS.length + REPORTED_VERDICTS.length,
);

/** How many sums there are. */
export const SUM_COUNT: number = 3 * CAUSE_IDS.length + REPORTED_VERDICTS.length;

/** The sums that a finding of a cause and a verdict counts for. The lists are made once, because every finding needs one. */
export const SUMS_OF_FINDING: Readonly<Record<CauseId, Readonly<Record<Verdict, readonly number[]>>>> = byName(
  CAUSE_IDS,
  (cause) => byName(REPORTED_VERDICTS, (verdict) => [CAUSE_SUMS[cause], VERDICT_SUMS[verdict]]),
);

/** The sum of the findings to fix of each cause, as a list. */
export const SUMS_OF_FIX: Readonly<Record<CauseId, readonly number[]>> = byName(CAUSE_IDS, (cause) => [
  FIX_SUMS[cause],
]);

/** The sum of the related lines of each cause, as a list. */
export const SUMS_OF_RELATED: Readonly<Record<CauseId, readonly number[]>> = byName(CAUSE_IDS, (cause) => [
  RELATED_SUMS[cause],
]);

/** The sums of all causes. */
export const ALL_CAUSE_SUMS: readonly number[] = Object.values(CAUSE_SUMS);

/** The sums of the causes of each family. */
export const SUMS_OF_FAMILY: Readonly<Record<Family, readonly number[]>> = byName(FAMILIES, (family) =>
  CAUSE_IDS.filter((cause) => CATALOGUE[cause].family === family).map((cause) => CAUSE_SUMS[cause]),
);

/** A value for each name. */
export function byName<T extends string, V>(
  names: readonly T[],
  value: (name: T, index: number) => V,
): Readonly<Record<T, V>> {
  return Object.fromEntries(names.map((name, index) => [name, value(name, index)])) as Record<T, V>;
}

function numbered<T extends string>(names: readonly T[], first: number): Readonly<Record<T, number>> {
  return byName(names, (_, index) => first + index);
}
