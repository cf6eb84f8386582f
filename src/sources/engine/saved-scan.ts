// What is saved of a scan between runs: recent lines as text, and the hits that are still open.
import { NEIGHBOURS } from '../../hits/limits.ts';
import type { ScanMemory } from './memory.ts';
import type { OpenHit, OpenHits } from './open-hits.ts';
import type { TextSlots } from './text-slots.ts';
import type { SavedLines, Window } from './window.ts';

/** A scan as it is saved between runs. */
export interface SavedScan {
  /** Byte after the last line, counted over all inputs. */
  readonly position: number;
  /** Time of the last entry, in seconds since the epoch. */
  readonly lastTime: number;
  /** Recent lines, which may be neighbours of later hits. */
  readonly lines: SavedLines;
  /** The open hits; `index` is the place of each in `lines`. */
  readonly open: readonly (Omit<OpenHit, 'sequence'> & { readonly index: number })[];
}

/** A saved scan that is unpacked only when it is needed: most runs of a quiet log need none of it. */
export interface KeptScan {
  /** The packed scan, as in the state file; undefined for a scan that was not written yet. */
  readonly packed?: Uint8Array | undefined;
  load(): SavedScan;
}

// A line is saved if it is at most this much older than the last entry or the oldest open hit, whichever is older. Neighbours
// span half of this time (before and after the hit together). The rest is for logs that are a little out of order.
const SAVED_SECONDS = 2 * (NEIGHBOURS.secondsBefore + NEIGHBOURS.secondsAfter);

/** Saves the recent lines of a window, and the open hits. */
export function saveScan(window: Window, openHits: OpenHits, position: number, lastTime: number): SavedScan {
  const open = openHits.list();
  const oldest = open.reduce((oldestTime, { time }) => Math.min(oldestTime, time), lastTime);
  const { first, lines } = window.save(oldest - SAVED_SECONDS);
  return {
    position,
    lastTime,
    lines,
    open: open.map(({ sequence, ...rest }) => ({ ...rest, index: sequence - first })),
  };
}

/** Puts saved lines back into a window, and saved hits back into the open hits. Both must be empty. */
export function restoreScan(
  saved: SavedScan,
  memory: ScanMemory,
  slots: TextSlots,
  window: Window,
  openHits: OpenHits,
): void {
  const { text, lengths, positions, times, clientHashes } = saved.lines;
  const sequences: number[] = [];
  let from = 0;
  for (const [i, length] of lengths.entries()) {
    const at = slots.room(length + 1);
    memory.bytes.set(text.subarray(from, from + length), at);
    from += length;
    const line = {
      start: at,
      end: at + length,
      position: positions[i]!,
      time: times[i]!,
      clientHash: clientHashes[i]!,
    };
    sequences.push(window.add({ ...line, needsParser: true }));
  }
  for (const { index, ...open } of saved.open) openHits.add(open.place, open.time, sequences[index]!);
}
