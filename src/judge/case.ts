// A case is one way in which a cause shows. It is data for the texts, the schemas and the confidence.
import type { Confidence, Verdict } from './catalogue.ts';

/** One way in which a cause shows. */
export interface Case {
  /** How strong its evidence is: it decides which cause wins. How often the case is right is measured (judge/confidence.ts). */
  readonly confidence: Confidence;
  /** A clause that completes "likely when …": plain English, its numbers interpolated from the constants of the code. */
  readonly when: string;
  /** Who should act in this case. Without it, the default verdict of the cause applies. */
  readonly verdict?: Verdict;
}
