// How many requests to each part of the site were answered, left by their client, or failed: by second, by minute, and before that.
import type { ExtraFields } from '../../../formats/entry.ts';
import { NO_VALUE } from '../../../formats/extra-fields.ts';
import type { Observation } from '../../../hits/source.ts';
import { touch } from '../bounded.ts';
import { PartRow, type SavedPartRow } from './part-row.ts';
import { partsOf, type SiteParts, type WideLevel } from './site-parts.ts';

const PARTS_KEPT = 512;

/** A wait is far longer than usual from this many seconds on … */
export const LEAST_SLOW_SECONDS: number = 3;
/** … if it is at least this many times the mean of the part, … */
export const LEAST_TIMES_SLOW: number = 5;
/** … which is known after this many answers with `$request_time`. */
export const LEAST_TIMED_ANSWERS: number = 3;

const NO_TIMES: Pick<ExtraFields, 'request_time' | 'upstream_response_time'> = {};

/** The table as it is kept between runs. */
export interface SavedPartShares {
  readonly part: readonly (readonly [name: string, row: SavedPartRow])[];
  readonly section: readonly (readonly [name: string, row: SavedPartRow])[];
  readonly site: SavedPartRow;
  /** Not in states that older versions saved. */
  readonly backend?: SavedPartRow;
  readonly sampleWeight: number;
}

/** Answers, aborts and failures (502, 503, 504) by part of the site. Answers are counted from the sample of all traffic. */
export class PartShares {
  readonly #rows: Readonly<Record<WideLevel, Map<string, PartRow>>>;
  readonly #site: PartRow;
  readonly #backend: PartRow;
  #sampleWeight: number;

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved?: SavedPartShares) {
    this.#rows = { part: rowsOf(saved?.part), section: rowsOf(saved?.section) };
    this.#site = new PartRow(saved?.site);
    this.#backend = new PartRow(saved?.backend);
    this.#sampleWeight = saved?.sampleWeight ?? 1;
  }

  /** Everything it knows, for a later run. */
  save(): SavedPartShares {
    return {
      part: [...this.#rows.part].map(([name, row]) => [name, row.save()] as const),
      section: [...this.#rows.section].map(([name, row]) => [name, row.save()] as const),
      site: this.#site.save(),
      backend: this.#backend.save(),
      sampleWeight: this.#sampleWeight,
    };
  }

  /** All parts together. */
  get site(): PartRow {
    return this.#site;
  }

  /** The answers that an upstream gave, of all parts together. Without a field that shows it: those that took any time. */
  get backend(): PartRow {
    return this.#backend;
  }

  /** Whether a wait for a path, in seconds, is far longer than usual there. False where nobody knows what is usual. */
  isSlow(path: string, wait: number): boolean {
    if (wait < LEAST_SLOW_SECONDS) return false;
    const { part, section } = partsOf(path);
    const rows = [this.#rows.part.get(part), this.#rows.section.get(section)];
    const known = rows.find((row) => row !== undefined && row.timedAnswers >= LEAST_TIMED_ANSWERS);
    return known?.usualWait !== undefined && wait >= LEAST_TIMES_SLOW * known.usualWait;
  }

  /** How many answers stand behind the last one that was counted. A part may have had about as many that nobody counted. */
  get sampleWeight(): number {
    return this.#sampleWeight;
  }

  /** What is known of a part of the site; undefined if nothing is. */
  of(level: WideLevel, name: string): PartRow | undefined {
    return this.#rows[level].get(name);
  }

  /** Adds an abort: when (in seconds), by whom (a hash), of which path, and after which `$request_time`. */
  observeAbort(time: number, person: number, path: string, wait?: number): void {
    const isSlow = wait !== undefined && this.isSlow(path, wait);
    this.#each(partsOf(path), (row) => row.addAbort(time, person, isSlow));
  }

  /** Adds any other line: a failure, or a line of the sample. Nothing is kept of a part that only refused its clients. */
  observe(line: Observation): void {
    const { time, status, sampleWeight } = line;
    const isFailure = status >= 502 && status <= 504;
    if (line.pathHash === 0 || (!isFailure && sampleWeight === 0)) return;
    if (sampleWeight > 0) this.#sampleWeight = sampleWeight;
    const parts = partsOf(line.entry.requestLine.path);
    if (isFailure) {
      this.#each(parts, (row) => row.addFailure(time));
      return;
    }
    if (status >= 400 && !this.#rows.part.has(parts.part)) return;
    const { request_time: wait, upstream_response_time } = line.hasExtra ? line.entry.extra : NO_TIMES;
    this.#each(parts, (row) => row.addAnswer(time, sampleWeight, wait));
    const isOfUpstream = upstream_response_time === undefined ? (wait ?? 0) > 0 : upstream_response_time !== NO_VALUE;
    if (isOfUpstream) this.#backend.addAnswer(time, sampleWeight, wait);
  }

  #each({ part, section }: SiteParts, add: (row: PartRow) => void): void {
    add(touch(this.#rows.part, part, PARTS_KEPT, newRow));
    add(touch(this.#rows.section, section, PARTS_KEPT, newRow));
    add(this.#site);
  }
}

function newRow(): PartRow {
  return new PartRow();
}

function rowsOf(saved: SavedPartShares['part'] = []): Map<string, PartRow> {
  return new Map(saved.map(([name, row]) => [name, new PartRow(row)]));
}
