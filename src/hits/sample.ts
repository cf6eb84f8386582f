// Which lines a source hands over as observations, and how many lines of all traffic each of them stands for.
import { isHitStatus, isMarkStatus, isVoteStatus } from './statuses.ts';

/** Every line in this many first bytes of an input is in the sample and stands for itself. */
const WHOLE_SAMPLE_BYTES = 1024 * 1024;
/** Up to this byte, 1 line in 16 is in the sample, and every 403, 404 and 405 is observed. After it the sample is 1 line in 64. */
const EARLY_BYTES = 16 * 1024 * 1024;

/**
 * How many lines the line at this byte offset of its input stands for in the sample of all traffic; 0 when it is not in the
 * sample. Depends on the offset alone, so that any way to cut the input gives the same sample.
 */
export function sampleWeight(offset: number): number {
  if (offset < WHOLE_SAMPLE_BYTES) return 1;
  const hash = Math.imul(offset | 0, 0x9e3779b1);
  if (offset < EARLY_BYTES) return hash >>> 28 === 0 ? 16 : 0;
  return hash >>> 26 === 0 ? 64 : 0;
}

/** Whether a line of this status at this byte offset of its input is observed, as a hit, a mark or a line of the sample. */
export function isObserved(status: number, offset: number): boolean {
  if (isHitStatus(status) || sampleWeight(offset) > 0) return true;
  return isMarkStatus(status) && (offset < EARLY_BYTES || !isVoteStatus(status));
}
