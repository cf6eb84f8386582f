// Where the whole log gives a hit another verdict than its finding has, and what its client turned out to be.
import type { Finding } from '../judge/diagnose.ts';
import { isHitStatus } from '../hits/statuses.ts';
import type { VerdictChange } from './report.ts';

/** Counts changed verdicts by what they were, what they are, and the kind of client. */
export class VerdictChanges {
  readonly #changes = new Map<string, VerdictChange>();

  /** Compares a finding with what it is in the light of the whole log. */
  add({ verdict: from }: Finding, { verdict: to, clientKind, entry }: Finding): void {
    if (from === to || clientKind === undefined || !isHitStatus(entry.status)) return;
    const key = `${from} ${to} ${clientKind}`;
    const hits = (this.#changes.get(key)?.hits ?? 0) + 1;
    this.#changes.set(key, { from, to, client_kind: clientKind, hits });
  }

  /** The changes, most hits first. */
  list(): VerdictChange[] {
    return [...this.#changes.values()].sort((a, b) => b.hits - a.hits);
  }
}
