// The judge of one run: a sink that keeps the hit tables, and hands out findings in line order.
import type { Configuration } from '../formats/nginx-conf/configuration.ts';
import type { Entry } from '../formats/entry.ts';
import type { AskedPlace, Hit } from '../hits/hit.ts';
import { isHitStatus } from '../hits/statuses.ts';
import type { HitSink, InputProgress, Observation } from '../hits/source.ts';
import { diagnose, type Finding, reconsider, type Step, type Trace } from './diagnose.ts';
import { HitView } from './evidence/view.ts';
import { FindingQueue, type Waiting } from './finding-queue.ts';
import { type HitLines, linesOfHit } from './hit-lines.ts';
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
  /** The configuration that wrote the logs. */
  readonly configuration?: Configuration | undefined;
  /** What {@link Judge.save} gave in an earlier run. */
  readonly saved?: SavedJudge | undefined;
  /** Findings keep their lines, with so many neighbours on each side (0 for none). Undefined: they keep no lines. */
  readonly neighboursKept?: number | undefined;
  /** A line whose finding must say how it was reached. */
  readonly asked?: AskedLine | undefined;
}

/** The line that somebody asks about. */
export interface AskedLine extends AskedPlace {
  /** Called when the hit of this line closes. */
  answer(trace: Trace): void;
  /** Called instead if the line is no hit. */
  answerOther(entry: Entry, lines: HitLines): void;
}

/** Judges each hit with the tables as they stand when it closes. */
export class Judge implements HitSink {
  /** What the log says so far, beyond the neighbours of a hit. */
  readonly tables: Tables;
  readonly #queue = new FindingQueue();
  readonly #onFinding: (finding: Finding) => void;
  readonly #neighboursKept: number | undefined;
  readonly #asked: AskedLine | undefined;

  /** @param onFinding called for each finding, of hits and of related lines, in line order */
  constructor(onFinding: (finding: Finding) => void, options: JudgeOptions = {}) {
    const { nginxVersion, saved, configuration } = options;
    this.#onFinding = onFinding;
    this.#neighboursKept = options.neighboursKept;
    this.#asked = options.asked;
    this.tables = new Tables(nginxVersion, saved?.tables, configuration);
    for (const { position, finding } of saved?.waiting ?? []) this.#queue.add(position, finding);
  }

  /** See {@link HitSink.beginInput}. */
  beginInput({ file }: InputProgress, log: string = file): void {
    this.tables.logs.begin(file, log);
  }

  /** See {@link HitSink.observe}. */
  observe(line: Observation): void {
    this.tables.observe(line);
    if (line.isHit) {
      this.#queue.add(line.position);
    } else if (line.isMark) {
      const finding = findRelated(line, this.tables);
      if (finding === undefined) return;
      this.#queue.add(line.position, this.#withLines(finding, { text: line.entry.text, before: [], after: [] }));
      this.#release();
    }
  }

  /** See {@link HitSink.close}. */
  close(hit: Hit): void {
    const asked = this.#asked?.line === hit.line && this.#asked.file === hit.file ? this.#asked : undefined;
    if (asked !== undefined && !isHitStatus(hit.entry.status)) {
      asked.answerOther(hit.entry, linesOfHit(hit, this.#neighboursKept ?? 0));
      return;
    }
    const view = new HitView(hit, this.tables);
    const steps: Step[] | undefined = asked === undefined ? undefined : [];
    const finding = this.#withLines(diagnose(view, this.tables, steps), hit);
    if (steps !== undefined) asked?.answer({ finding, shape: view.shape, steps });
    // Only a closed hit adds to the table. A preview does not: what is known of a client must not depend on a clock.
    const { revisable } = finding;
    if (revisable !== undefined)
      this.tables.clients.learn(revisable.client, view.history, revisable.attacks && !view.sharesAddress);
    this.#queue.settle(hit.position, finding);
    this.#release();
  }

  /** The provisional finding of a hit that is still open, with the tables as they are now. Changes nothing. */
  preview(hit: Hit): Finding {
    return this.#withLines(diagnose(new HitView(hit, this.tables), this.tables), hit);
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

  #withLines(finding: Finding, line: Pick<Hit, 'text' | 'before' | 'after'>): Finding {
    return this.#neighboursKept === undefined ? finding : { ...finding, lines: linesOfHit(line, this.#neighboursKept) };
  }

  #release(): void {
    for (let finding = this.#queue.take(); finding !== undefined; finding = this.#queue.take())
      this.#onFinding(finding);
  }
}
