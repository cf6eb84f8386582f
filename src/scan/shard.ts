// A part of a file: scanned by itself, it tells the same as a scan of the whole would tell of its lines.
import type { ReadBytes } from '../input/bisect.ts';
import { LineGuard } from '../input/lines.ts';
import { MAX_LINE_BYTES } from '../parse/line.ts';
import { type Hit, NEIGHBOURS, type Place } from './hit.ts';
import { type FoldedLine, type OwnRange, type ScanCounts, Scanner, type ScanSink } from './scanner.ts';

/** What a shard tells, each with the position of the line before which it happens. */
export type ScanEvent =
  | { readonly at: number; readonly fold: FoldedLine }
  | { readonly at: number; readonly close: Hit }
  | { readonly at: number; readonly unparsed: Place; readonly text: string; readonly reason: string };

/** The outcome of one shard. Line numbers count from the shard's first line. */
export interface Shard {
  readonly counts: ScanCounts;
  readonly events: readonly ScanEvent[];
}

const BLOCK_BYTES = 256 * 1024;
const LOOK_BACK_BYTES = NEIGHBOURS.bytesBefore + 2 * MAX_LINE_BYTES;

/**
 * Scans the lines that start in a range of a file. Reads up to 34 MiB before it for neighbours, and on behind it until
 * its hits are closed, 8 MiB at most.
 */
export async function scanRange(file: string, read: ReadBytes, range: OwnRange): Promise<Shard> {
  const events: ScanEvent[] = [];
  const sink: ScanSink = {
    fold: (fold) => void events.push({ at: fold.position, fold }),
    close: (close, at) => void events.push({ at, close }),
    unparsed: (place, text, reason) => void events.push({ at: place.position, unparsed: place, text, reason }),
  };
  const first = Math.max(0, range.start - LOOK_BACK_BYTES);
  const begin = first === 0 ? 0 : await nextLineStart(read, first);
  const scanner = new Scanner(sink, range, begin);
  const guard = new LineGuard();
  scanner.beginInput(file, guard.cuts, begin);
  let rest = '';
  for (let at = begin; !scanner.isDone; at += BLOCK_BYTES) {
    const bytes = await read(at, at + BLOCK_BYTES);
    if (bytes.length === 0) break;
    const text = rest + guard.pass(bytes).toString('latin1');
    const end = text.lastIndexOf('\n') + 1;
    scanner.takeBlock(text.slice(0, end));
    rest = text.slice(end);
  }
  guard.end();
  if (rest !== '' && !scanner.isDone) scanner.takeBlock(rest);
  scanner.finish();
  return { counts: scanner.counts, events };
}

/** Gives the events of neighbouring shards to one sink in the order in which a scan of the whole would have told them. */
export function replay(shards: readonly Shard[], sink: ScanSink): void {
  // Hits that a shard closed with lines of the next one wait until that line's turn.
  let waiting: { readonly at: number; readonly close: Hit }[] = [];
  const closeUntil = (at: number): void => {
    for (const one of waiting) if (one.at <= at) sink.close(one.close, one.at);
    waiting = waiting.filter((one) => one.at > at);
  };
  let lines = 0;
  for (const { counts, events } of shards) {
    const shift = <T extends Place>(place: T): T => ({ ...place, line: place.line + lines });
    let reached = -1;
    for (const event of events) {
      if ('close' in event) {
        waiting.push({ at: event.at, close: shift(event.close) });
        continue;
      }
      if (event.at > reached) closeUntil((reached = event.at));
      if ('fold' in event) sink.fold(shift(event.fold));
      else sink.unparsed(shift(event.unparsed), event.text, event.reason);
    }
    lines += counts.lines;
  }
  closeUntil(Infinity);
}

async function nextLineStart(read: ReadBytes, from: number): Promise<number> {
  for (let at = from - 1; ; at += BLOCK_BYTES) {
    const bytes = await read(at, at + BLOCK_BYTES);
    if (bytes.length === 0) return at;
    const feed = bytes.indexOf(10);
    if (feed >= 0) return at + feed + 1;
  }
}
