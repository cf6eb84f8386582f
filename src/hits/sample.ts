// Which lines a source hands over as observations, and how many lines of all traffic each of them stands for.
import { isCommonMarkStatus, isHitStatus, isMarkStatus } from './statuses.ts';

/** How the sample thins out over an input. */
export const SAMPLE: {
  /** Every line in this many first bytes of an input is in the sample and stands for itself. */
  readonly wholeBytes: number;
  /** Up to this byte 1 line in 16 is in the sample, and every 403, 404 and 405 is observed. After it, 1 line in 64 is in the sample. */
  readonly earlyBytes: number;
  /** A line is in the sample if `offset * prime`, modulo 2^32, is 0 after a right shift by `earlyShift` or `lateShift` bits. */
  readonly prime: number;
  readonly earlyShift: number;
  readonly lateShift: number;
} = { wholeBytes: 1024 * 1024, earlyBytes: 16 * 1024 * 1024, prime: 0x9e3779b1, earlyShift: 28, lateShift: 26 };
const EARLY_WEIGHT = 2 ** (32 - SAMPLE.earlyShift);
const LATE_WEIGHT = 2 ** (32 - SAMPLE.lateShift);

/**
 * How many lines the line at this byte offset of its input stands for in the sample of all traffic; 0 when it is not in the
 * sample. Depends on the offset alone, so that any way to cut the input gives the same sample.
 */
export function sampleWeight(offset: number): number {
  if (offset < SAMPLE.wholeBytes) return 1;
  const hash = Math.imul(offset | 0, SAMPLE.prime);
  if (offset < SAMPLE.earlyBytes) return hash >>> SAMPLE.earlyShift === 0 ? EARLY_WEIGHT : 0;
  return hash >>> SAMPLE.lateShift === 0 ? LATE_WEIGHT : 0;
}

/** Whether a line with this status at this offset of its input is observed: as a hit, a mark or a line of the sample. */
export function isObserved(status: number, offset: number): boolean {
  if (isHitStatus(status) || sampleWeight(offset) > 0) return true;
  return isMarkStatus(status) && (offset < SAMPLE.earlyBytes || !isCommonMarkStatus(status));
}
