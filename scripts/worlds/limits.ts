// The time limits of programs.
import type { World } from './world.ts';

/** A limit that programmers choose, in seconds. */
export const limitOf = ({ random }: World): number =>
  random.weighted([
    [5, 3],
    [10, 3],
    [30, 3],
    [3, 2],
    [2, 2],
    [15, 2],
    [60, 1],
    [random.integer(1, 120), 2],
    [random.between(0.3, 20), 1],
  ]);
/** The jitter of its timer, in seconds. */
export const overrun = ({ random }: World): number => random.exponential(0.002);
