// The hits that a user knows and accepts: which they are, and how many there are for each reason.
import type { Finding } from '../../judge/diagnose.ts';
import { isRelated } from '../../judge/related.ts';
import type { IgnoredHits } from '../report.ts';

/** Which hits are accepted, and why. */
export interface IgnoreRule {
  /** What the user says about them, in one line. */
  readonly reason: string;
  matches(finding: Finding): boolean;
}

type Counts = { '400': number; '499': number; related: number };

/** Counts accepted hits by the first rule that matches. */
export class Ignored {
  readonly #counts = new Map<IgnoreRule, Counts>();

  constructor(rules: readonly IgnoreRule[]) {
    for (const rule of rules) this.#counts.set(rule, { '400': 0, '499': 0, related: 0 });
  }

  /** True if a rule matches. */
  has(finding: Finding): boolean {
    return this.#ruleFor(finding) !== undefined;
  }

  /** Counts a finding if a rule matches; returns whether one does. */
  takes(finding: Finding): boolean {
    const counts = this.#ruleFor(finding);
    if (counts === undefined) return false;
    if (isRelated(finding)) counts.related++;
    else counts[finding.entry.status === 400 ? '400' : '499']++;
    return true;
  }

  /** The counts by reason, most hits first; rules without a hit are left out. */
  list(): IgnoredHits[] {
    const byReason = new Map<string, Counts>();
    for (const [{ reason }, counts] of this.#counts) {
      const sum = byReason.get(reason) ?? { '400': 0, '499': 0, related: 0 };
      for (const key of ['400', '499', 'related'] as const) sum[key] += counts[key];
      byReason.set(reason, sum);
    }
    return [...byReason]
      .map(([reason, { related, ...by_status }]) => ({
        reason,
        hits: by_status['400'] + by_status['499'],
        by_status,
        related,
      }))
      .filter(({ hits, related }) => hits + related > 0)
      .sort((a, b) => b.hits - a.hits);
  }

  #ruleFor(finding: Finding): Counts | undefined {
    for (const [rule, counts] of this.#counts) if (rule.matches(finding)) return counts;
    return undefined;
  }
}
