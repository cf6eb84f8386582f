// Findings of hits that are still open when a followed log has gone quiet. Each of these hits gets one, and its final finding replaces it.
import type { Hit } from '../hits/hit.ts';
import { NEIGHBOURS } from '../hits/limits.ts';
import type { Finding } from './diagnose.ts';

interface Arrival {
  /** When the line was read, by the wall clock in milliseconds. */
  readonly ms: number;
  finding: Finding | undefined;
}

/** The open hits of a followed log, by position: when each line was read, and its provisional finding. */
export class ProvisionalFindings {
  readonly #arrivals = new Map<number, Arrival>();

  /** Notes when the line of a hit was read, by the wall clock in milliseconds. */
  arrived(position: number, nowMs: number): void {
    this.#arrivals.set(position, { ms: nowMs, finding: undefined });
  }

  /** Forgets a hit that has closed. */
  closed(position: number): void {
    this.#arrivals.delete(position);
  }

  /** The provisional finding of a hit, if it has one. */
  of(position: number): Finding | undefined {
    return this.#arrivals.get(position)?.finding;
  }

  /** Judges the open hits that have no provisional finding yet and whose window is over by the wall clock. Returns the new findings. */
  judge(open: Iterable<Hit>, nowMs: number, preview: (hit: Hit) => Finding): Finding[] {
    const findings: Finding[] = [];
    for (const hit of open) {
      const arrival = this.#arrivals.get(hit.position);
      if (arrival === undefined || arrival.finding !== undefined) continue;
      if (nowMs - arrival.ms < NEIGHBOURS.secondsAfter * 1000) continue;
      findings.push((arrival.finding = preview(hit)));
    }
    return findings;
  }
}
