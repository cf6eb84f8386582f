// What is saved of a scan between runs: recent lines as text, and the hits that are still open.
import type { ScanMemory } from './memory.ts';
import type { OpenHit, OpenHits } from './open-hits.ts';
import type { TextSlots } from './text-slots.ts';
import type { SavedLine, Window } from './window.ts';

/** A scan as it is saved between runs. */
export interface SavedScan {
  /** Byte after the last line, counted over all inputs. */
  readonly position: number;
  /** Time of the last entry, in seconds since the epoch. */
  readonly lastTime: number;
  /** Recent lines, which may be neighbours of later hits. */
  readonly lines: readonly SavedLine[];
  /** The open hits; `index` is the place of each in `lines`. */
  readonly open: readonly (Omit<OpenHit, 'sequence'> & { readonly index: number })[];
}

// Lines are saved when they are at most this much older than the last entry or the oldest open hit. This is more than twice as far
// as neighbours reach, for logs that are a little out of order.
const SAVED_SECONDS = 600;

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

/** Puts saved lines and hits back into a window and open hits that are still empty. */
export function restoreScan(
  saved: SavedScan,
  memory: ScanMemory,
  slots: TextSlots,
  window: Window,
  openHits: OpenHits,
): void {
  const sequences = saved.lines.map(({ text, position, time, clientHash }) => {
    const at = slots.room(text.length + 1);
    memory.bytes.write(text, at, 'latin1');
    return window.add(at, at + text.length, position, time, clientHash, true);
  });
  for (const { index, ...open } of saved.open) openHits.add(open.place, open.time, sequences[index]!);
}
