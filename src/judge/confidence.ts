// How sure a finding is: the measured probability that it is right, and the word for it. It is read here and nowhere else.
import type { Entry } from '../formats/entry.ts';
import type { CauseId, Confidence, Verdict } from './catalogue.ts';
import type { Cause } from './causes/cause.ts';
import type { ClientKind } from './clients/who.ts';
import { MEASURED } from './measured.ts';

/** Probabilities from 0 to 1 by what was measured; {@link keysOfCause} and {@link keysOfVerdict} give the names. */
export type Probabilities = Readonly<Record<string, number>>;

/** What else decides how often a case is right. */
export interface Circumstances {
  /** The line has `$request_time`. */
  readonly hasTimes: boolean;
  /** Many people share the address, and nothing names the client. */
  readonly sharesAddress: boolean;
  /** The first other cause for which there is evidence, too. */
  readonly alternative: CauseId | undefined;
}

/** What a verdict was read from. */
export interface VerdictBasis {
  readonly verdict: Verdict;
  /** Who sent the line; undefined where the verdict does not depend on the client. */
  readonly kind: ClientKind | undefined;
  /** What counts until the verdict is measured. */
  readonly declared: Confidence;
}

/** The smallest probability that each word stands for. */
export const LEAST_PROBABILITY: Readonly<Record<Confidence, number>> = { certain: 0.99, likely: 0.87, possible: 0 };

/** How often a case is right, as long as it is not measured: by what its cause declares. */
export const EXPECTED: Readonly<Record<Confidence, number>> = { certain: 0.995, likely: 0.92, possible: 0.65 };

/** The most for a line that a client may have forged, and for one without a time: less than certain. */
const NOT_CERTAIN = { probability: 0.97 } as const;
/** The most for a line without a time whose cause rests on the times of other lines: less than likely. */
const NOT_LIKELY = { probability: 0.8 } as const;

/** The word for a probability from 0 to 1. */
export function wordFor(probability: number): Confidence {
  if (probability >= LEAST_PROBABILITY.certain) return 'certain';
  return probability >= LEAST_PROBABILITY.likely ? 'likely' : 'possible';
}

/**
 * The probability, from 0 to 1, that a cause is right in one of its cases. It was measured on labelled logs; a case that is not
 * measured yet counts as what its cause declares. Without circumstances: over all of them.
 * @throws Error when the cause has no such case
 */
export function probabilityOf(
  cause: Cause,
  caseId: string,
  circumstances?: Circumstances,
  table: Probabilities = MEASURED,
): number {
  const declared = declaredOf(cause, caseId);
  return firstOf(keysOfCause(cause.id, caseId, circumstances), table) ?? EXPECTED[declared];
}

/** The narrowest circumstances in which a case was measured, as their name in {@link MEASURED}; undefined if it was not measured. */
export function measuredAs(
  cause: CauseId,
  caseId: string,
  circumstances: Circumstances,
  table: Probabilities = MEASURED,
): string | undefined {
  return keysOfCause(cause, caseId, circumstances).find((key) => Object.hasOwn(table, key));
}

/** The probability, from 0 to 1, that the verdict of a finding is right. */
export function probabilityOfVerdict(
  cause: CauseId,
  caseId: string,
  { verdict, kind, declared }: VerdictBasis,
  table: Probabilities = MEASURED,
): number {
  return firstOf(keysOfVerdict(cause, caseId, verdict, kind), table) ?? EXPECTED[declared];
}

/**
 * What a cause declares for one of its cases: it decides which cause wins, and it counts until the case is measured.
 * @throws Error when the cause has no such case
 */
export function declaredOf(cause: Cause, caseId: string): Confidence {
  const found = cause.cases[caseId];
  if (found === undefined) throw new Error(`${cause.id} has no case ${caseId}`);
  return found.confidence;
}

/** The names under which a case is measured, the narrowest first. Without circumstances: only the name of the case. */
export function keysOfCause(cause: CauseId, caseId: string, circumstances?: Circumstances): string[] {
  const own = `${cause}/${caseId}`;
  if (circumstances === undefined) return [own];
  const { hasTimes, sharesAddress, alternative } = circumstances;
  const where = `${own}${hasTimes ? ' with times' : ''}${sharesAddress ? ' at a shared address' : ''}`;
  return [...new Set([...(alternative === undefined ? [] : [`${where} or ${alternative}`]), where, own])];
}

/** The names under which a verdict is measured, the narrowest first. */
export function keysOfVerdict(
  cause: CauseId,
  caseId: string,
  verdict: Verdict,
  kind: ClientKind | undefined,
): string[] {
  const who = kind === undefined ? '' : ` of a ${kind}`;
  return [`${cause}/${caseId} is ${verdict}${who}`, ...(kind === undefined ? [] : [`${verdict}${who}`])];
}

/**
 * The probability that a line allows. Nothing is certain of a line that a client may have forged, or that has no time. Without times,
 * aborts and connections without a request can only be guessed: their causes rest on the times of other lines.
 */
export function allowedBy(
  line: Pick<Entry, 'isForgeable' | 'isTimeless' | 'status' | 'request'>,
  probability: number,
): number {
  const { isForgeable, isTimeless, status, request } = line;
  if (isTimeless === true && (status === 499 || request === '-' || request === ''))
    return Math.min(probability, NOT_LIKELY.probability);
  return isForgeable === true || isTimeless === true ? Math.min(probability, NOT_CERTAIN.probability) : probability;
}

function firstOf(keys: readonly string[], table: Probabilities): number | undefined {
  for (const key of keys) if (Object.hasOwn(table, key)) return table[key];
  return undefined;
}
