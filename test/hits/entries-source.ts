// A source of hits that holds entries as plain objects: no bytes, no shared memory, only the neighbour contract in its simplest form.
import type { Entry } from '../../src/formats/entry.ts';
import { isHitStatus } from '../../src/hits/statuses.ts';
import { type Counts, type GrowingCounts, noCounts } from '../../src/hits/counts.ts';
import type { Hit } from '../../src/hits/hit.ts';
import { NEIGHBOURS } from '../../src/hits/limits.ts';
import { type PlacedEntry, plainHit, plainObservation } from '../../src/hits/plain.ts';
import { isObserved, sampleWeight } from '../../src/hits/sample.ts';
import type { HitSink, HitSource } from '../../src/hits/source.ts';

/** A line of the log: its entry at its place, and its number in the log. */
interface Line extends PlacedEntry {
  readonly index: number;
  /** Number of the first line of its stretch. */
  readonly stretch: number;
}

/** Entries in line order; positions rise. */
export class EntriesSource implements HitSource {
  readonly #lines: readonly Line[];
  readonly #counts: GrowingCounts = noCounts();
  /** Lines by client, in line order. */
  readonly #byClient = new Map<string, Line[]>();
  #open: Line[] = [];

  constructor(entries: readonly PlacedEntry[]) {
    let stretch = 0;
    this.#lines = entries.map((placed, index) => {
      const before = entries[index - 1];
      if (before !== undefined && placed.entry.time < before.entry.time - NEIGHBOURS.stretchSeconds) stretch = index;
      return { ...placed, index, stretch };
    });
  }

  get counts(): Counts {
    return this.#counts;
  }

  async run(sink: HitSink, signal?: AbortSignal): Promise<void> {
    const input = { file: this.#lines[0]?.file ?? '-', counted: 0 };
    sink.beginInput?.(input);
    for (const line of this.#lines) {
      if (signal?.aborted === true) break;
      this.#close(sink, (hit) => isClosedBy(hit, line));
      this.#count(line.entry);
      input.counted++;
      const { client } = line.entry;
      this.#byClient.set(client, [...(this.#byClient.get(client) ?? []), line]);
      const { status } = line.entry;
      if (isObserved(status, line.position)) sink.observe(plainObservation(line, sampleWeight(line.position)));
      if (isHitStatus(status)) this.#open.push(line);
      await sink.progress?.({ bytesRead: line.position, bytesTotal: undefined });
    }
    this.#close(sink, () => true);
    sink.endInput?.(input);
  }

  *open(): Generator<Hit> {
    for (const hit of this.#open) yield this.#hitOf(hit);
  }

  #close(sink: HitSink, isOver: (hit: Line) => boolean): void {
    const over = this.#open.filter(isOver);
    this.#open = this.#open.filter((hit) => !over.includes(hit));
    for (const hit of over) sink.close(this.#hitOf(hit));
  }

  #hitOf(hit: Line): Hit {
    const lines = this.#byClient.get(hit.entry.client) ?? [];
    const before = lines.filter(({ index }) => index >= hit.stretch && index < hit.index).toReversed();
    const after = lines.filter(({ index }) => index > hit.index);
    return plainHit(
      hit,
      nearest(hit, before, NEIGHBOURS.linesBefore, NEIGHBOURS.bytesBefore),
      nearest(hit, after, NEIGHBOURS.linesAfter, NEIGHBOURS.bytesAfter),
    );
  }

  #count({ status, time, utcOffsetMinutes }: Entry): void {
    const counts = this.#counts;
    counts.lines++;
    counts.entries++;
    if (status === 400) counts.status400++;
    if (status === 499) counts.status499++;
    if (!(time >= counts.oldest)) counts.oldest = time;
    if (!(time <= counts.newest)) {
      counts.newest = time;
      counts.utcOffsetMinutes = utcOffsetMinutes;
    }
  }
}

function isClosedBy(hit: Line, line: Line): boolean {
  return (
    line.stretch !== hit.stretch ||
    line.position > hit.position + NEIGHBOURS.bytesAfter ||
    line.entry.time > hit.entry.time + NEIGHBOURS.secondsAfter
  );
}

// The neighbours on one side, nearest first: the nearest lines of the client, then some more that are alike.
function nearest({ entry: hit, position }: Line, side: readonly Line[], count: number, bytes: number): Line[] {
  const isNear = ({ entry: { time } }: Line): boolean =>
    time >= hit.time - NEIGHBOURS.secondsBefore && time <= hit.time + NEIGHBOURS.secondsAfter;
  const isAlike = ({ entry }: Line): boolean =>
    hit.http_user_agent.length > 1
      ? entry.http_user_agent === hit.http_user_agent
      : entry.http_user_agent.length <= 1 && hit.request.length > 1 && entry.request === hit.request;
  const mine = side.filter((line) => Math.abs(line.position - position) <= bytes).slice(0, NEIGHBOURS.linesLookedAt);
  const others = mine.slice(count).filter((line) => isNear(line) && isAlike(line));
  return [...mine.slice(0, count).filter(isNear), ...others.slice(0, NEIGHBOURS.linesAlike)];
}
