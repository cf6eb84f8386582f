// Hits, neighbours and observations as literals, so that causes, evidence and tables are tested alone, without a log.
import type { Entry } from '../../src/formats/entry.ts';
import type { Hit } from '../../src/hits/hit.ts';
import { type PlacedEntry, plainHit, plainObservation } from '../../src/hits/plain.ts';
import type { Observation } from '../../src/hits/source.ts';
import { diagnose, type Finding } from '../../src/judge/diagnose.ts';
import { HitView } from '../../src/judge/evidence/view.ts';
import { Tables } from '../../src/judge/tables/tables.ts';

/** 22 November 2026, 15:00:00 UTC, in seconds since the epoch: the time of a line without `at`. */
export const START: number = Date.UTC(2026, 10, 22, 15, 0, 0) / 1000;

export const FIREFOX: string = 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0';
export const CHROME: string =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36';

/** The fields of a line that a test sets; the others are those of a plain request of Firefox. */
export interface Line extends Partial<Omit<Entry, 'time' | 'client'>> {
  /** Seconds after {@link START}; negative before it. */
  readonly at?: number;
  readonly client?: string;
}

/** A line that can only get nginx's plain page, which has so many bytes. */
export function firm(plainBytes: number): Line {
  return { request: 'SSH-2.0-Go', status: 400, body_bytes_sent: plainBytes, http_user_agent: '-' };
}

/** It shows that the plain page has 157 bytes. */
export const FIRM: Line = firm(157);

/** An entry of a literal. */
export function entryOf({ at = 0, ...fields }: Line): Entry {
  const remote_addr = fields.remote_addr ?? fields.client ?? '192.0.2.7';
  return {
    time: START + at,
    utcOffsetMinutes: 0,
    remote_addr,
    client: remote_addr,
    remote_user: '-',
    request: 'GET / HTTP/1.1',
    status: 200,
    body_bytes_sent: 0,
    http_referer: '-',
    http_user_agent: FIREFOX,
    extra: {},
    ...fields,
  };
}

let position = 0;

/** An entry at the next position: each call returns a later line. */
export function placed(line: Line): PlacedEntry {
  position += 200;
  return { file: 'log', line: position / 200, position, entry: entryOf(line) };
}

/**
 * A hit with neighbours.
 * @param before lines before the hit in the log, nearest first
 * @param after lines after it, nearest first
 */
export function hitOf(line: Line, before: readonly Line[] = [], after: readonly Line[] = []): Hit {
  const earlier = before.toReversed().map(placed).toReversed();
  const own = placed(line);
  return plainHit(own, earlier, after.map(placed));
}

/** An observation of a line. By default, the line is in the sample and counts as one line. */
export function observed(line: Line, sampleWeight = 1): Observation {
  return plainObservation(placed(line), sampleWeight);
}

/** Tables that have seen these lines. */
export function tablesOf(lines: readonly Line[] = [], tables: Tables = new Tables()): Tables {
  for (const line of lines) tables.observe(observed(line));
  return tables;
}

/**
 * Judges the last of these lines as in a log: the lines of the same client are its neighbours, and the tables have observed all
 * lines. For rules that depend on earlier lines; with {@link hitOf} a test can choose any neighbours.
 * @param lines in the order of the log
 */
export function judgeLast(lines: readonly Line[], after: readonly Line[] = []): Finding {
  const tables = tablesOf([...lines, ...after]);
  const last = lines.at(-1)!;
  const isSameClient = (line: Line): boolean => entryOf(line).client === entryOf(last).client;
  const before = lines.slice(0, -1).filter(isSameClient).toReversed();
  return diagnose(new HitView(hitOf(last, before, after.filter(isSameClient)), tables), tables);
}
