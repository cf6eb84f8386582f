// How far from a line its neighbours are, in words.
import { NEIGHBOURS } from '../../hits/limits.ts';

/** Where the neighbours of a line are: a phrase for the texts of causes. */
export const NEAR_BY: string = `near by (${NEIGHBOURS.secondsBefore} s before to ${NEIGHBOURS.secondsAfter} s after)`;
