// The confidence of a case: read in one place, so that a measured figure can replace the declared one.
import type { Confidence } from './catalogue.ts';
import type { Cause } from './causes/cause.ts';

/**
 * The confidence of a cause in one of its cases.
 * @throws Error when the cause has no such case
 */
export function confidenceOf(cause: Cause, caseId: string): Confidence {
  const found = cause.cases[caseId];
  if (found === undefined) throw new Error(`${cause.id} has no case ${caseId}`);
  return found.confidence;
}
