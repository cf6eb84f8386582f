// Wakes a poll early when a folder changes; if the file system reports no changes, polling alone finds them.
import { type FSWatcher, watch } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Two polls are at least this far apart, however busy the folder is. */
const LEAST_WAIT_MS = 50;

/** A wait that {@link Doorbell.ring} or a change in a watched folder can end early. */
export class Doorbell {
  #isRung = false;
  #answer: () => void = () => {};
  readonly #watchers: FSWatcher[] = [];

  /** Rings on each change in the folder, if the file system reports changes (NFS does not) and has watches left. */
  watch(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.ring());
      watcher.on('error', () => watcher.close());
      this.#watchers.push(watcher);
    } catch {
      // The folder is polled anyway.
    }
  }

  /** Ends the current wait early, or the next one if there is no wait now. */
  ring(): void {
    this.#isRung = true;
    this.#answer();
  }

  /** Forgets that it rang. */
  reset(): void {
    this.#isRung = false;
  }

  /** Waits this many milliseconds, or less if it rings or rang since the last reset; at least {@link LEAST_WAIT_MS}. */
  async wait(ms: number): Promise<void> {
    const least = Math.min(ms, LEAST_WAIT_MS);
    await sleep(least);
    if (this.#isRung) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms - least);
      this.#answer = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Stops watching. */
  close(): void {
    for (const watcher of this.#watchers) watcher.close();
  }
}
