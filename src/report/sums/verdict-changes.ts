// Counts hits whose verdict changes once the whole log is known, by the kind of client that the whole log shows.
import { isHitStatus } from '../../hits/statuses.ts';
import type { Finding } from '../../judge/diagnose.ts';
import type { VerdictChange } from '../report.ts';

/** Counts changed verdicts by old verdict, new verdict and kind of client. */
export class VerdictChanges {
  readonly #changes = new Map<string, VerdictChange>();

  /** Compares a finding with the same finding judged by the whole log. */
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
