// How many requests to each part of the site were answered, left by their client, or failed: by second, by minute, and before that.
import { PartRow, type SavedPartRow } from './part-row.ts';
import { touch } from '../ring.ts';
import { partsOf, type SiteParts, type WideLevel } from './site-parts.ts';
import type { Observation } from '../../../hits/source.ts';

const PARTS_KEPT = 512;

/** The table as it is kept between runs. */
export interface SavedPartShares {
  readonly part: readonly (readonly [name: string, row: SavedPartRow])[];
  readonly section: readonly (readonly [name: string, row: SavedPartRow])[];
  readonly site: SavedPartRow;
  readonly sampleWeight: number;
}

/** Answers, aborts and failures (502, 503, 504) by part of the site. Answers are counted from the sample of all traffic. */
export class PartShares {
  readonly #rows: Readonly<Record<WideLevel, Map<string, PartRow>>>;
  readonly #site: PartRow;
  #sampleWeight: number;

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved?: SavedPartShares) {
    this.#rows = { part: rowsOf(saved?.part), section: rowsOf(saved?.section) };
    this.#site = new PartRow(saved?.site);
    this.#sampleWeight = saved?.sampleWeight ?? 1;
  }

  /** Everything it knows, for a later run. */
  save(): SavedPartShares {
    return {
      part: [...this.#rows.part].map(([name, row]) => [name, row.save()] as const),
      section: [...this.#rows.section].map(([name, row]) => [name, row.save()] as const),
      site: this.#site.save(),
      sampleWeight: this.#sampleWeight,
    };
  }

  /** All parts together. */
  get site(): PartRow {
    return this.#site;
  }

  /** How many answers stand behind the last one that was counted. A part may have had about as many that nobody counted. */
  get sampleWeight(): number {
    return this.#sampleWeight;
  }

  /** What is known of a part of the site; undefined if nothing is. */
  of(level: WideLevel, name: string): PartRow | undefined {
    return this.#rows[level].get(name);
  }

  /** Adds an abort: when (in seconds), by whom (a hash), and of which path. */
  observeAbort(time: number, person: number, path: string): void {
    this.#each(partsOf(path), (row) => row.addAbort(time, person));
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
    const wait = line.hasExtra ? line.entry.extra.request_time : undefined;
    this.#each(parts, (row) => row.addAnswer(time, sampleWeight, wait));
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
