// The judge of one run: a sink that keeps the hit tables, and hands out findings in line order.
import type { Hit } from '../hits/hit.ts';
import type { HitSink, Observation } from '../hits/source.ts';
import { diagnose, type Finding, reconsider } from './diagnose.ts';
import { HitView } from './evidence/view.ts';
import { FindingQueue, type Waiting } from './finding-queue.ts';
import { findRelated } from './related.ts';
import type { NginxVersion } from './tables/era.ts';
import { type SavedTables, Tables } from './tables/tables.ts';

/** What a judge knows, as it is saved between runs. */
export interface SavedJudge {
  readonly tables: SavedTables;
  /** Lines that wait for their finding, and findings that wait for the finding of an earlier line. */
  readonly waiting: readonly Waiting[];
}

/** How a judge is set up. */
export interface JudgeOptions {
  /** The nginx that wrote the log, if the user named it. */
  readonly nginxVersion?: NginxVersion | undefined;
  /** What {@link Judge.save} gave in an earlier run. */
  readonly saved?: SavedJudge | undefined;
}

/** Judges each hit with the tables as they stand when it closes. */
export class Judge implements HitSink {
  /** What the log says so far, beyond the neighbours of a hit. */
  readonly tables: Tables;
  readonly #queue = new FindingQueue();
  readonly #onFinding: (finding: Finding) => void;

  /** @param onFinding called for each finding, of hits and of related lines, in line order */
  constructor(onFinding: (finding: Finding) => void, { nginxVersion, saved }: JudgeOptions = {}) {
    this.#onFinding = onFinding;
    this.tables = new Tables(nginxVersion, saved?.tables);
    for (const { position, finding } of saved?.waiting ?? []) this.#queue.add(position, finding);
  }

  /** See {@link HitSink.observe}. */
  observe(line: Observation): void {
    this.tables.observe(line);
    if (line.isHit) {
      this.#queue.add(line.position);
    } else if (line.isMark) {
      const finding = findRelated(line, this.tables);
      if (finding === undefined) return;
      this.#queue.add(line.position, finding);
      this.#release();
    }
  }

  /** See {@link HitSink.close}. */
  close(hit: Hit): void {
    const view = new HitView(hit, this.tables);
    const finding = diagnose(view, this.tables);
    // Only a closed hit adds to the table. A preview does not: what is known of a client must not depend on a clock.
    const { hangs } = finding;
    if (hangs !== undefined)
      this.tables.clients.learn(hangs.client, view.history, hangs.attacks && !view.sharesAddress);
    this.#queue.settle(hit.position, finding);
    this.#release();
  }

  /** The provisional finding of a hit that is still open, with the tables as they are now. Changes nothing. */
  preview(hit: Hit): Finding {
    return diagnose(new HitView(hit, this.tables), this.tables);
  }

  /** A finding with the verdict that all lines so far give it; see {@link reconsider}. Changes nothing. */
  reconsider(finding: Finding): Finding {
    return reconsider(finding, this.tables);
  }

  /** Lines whose findings were not handed out yet, in line order. */
  waiting(): Waiting[] {
    return this.#queue.waiting();
  }

  /** Everything it knows, for a later run. */
  save(): SavedJudge {
    return { tables: this.tables.save(), waiting: this.waiting() };
  }

  #release(): void {
    for (let finding = this.#queue.take(); finding !== undefined; finding = this.#queue.take())
      this.#onFinding(finding);
  }
}
