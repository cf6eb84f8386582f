// Wakes a poll sooner when something changes in a folder. It is only a hint: where the file system reports no changes, polling still finds them.
import { type FSWatcher, watch } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Two polls are at least this far apart, however busy the folder is. */
const LEAST_WAIT_MS = 50;

/** Lets a sleeper be woken, by hand or by changes in folders. */
export class Doorbell {
  #isRung = false;
  #answer: () => void = () => {};
  readonly #watchers: FSWatcher[] = [];

  /** Rings whenever something in the folder changes, if the file system reports it (NFS does not) and has watches left. */
  watch(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.ring());
      watcher.on('error', () => watcher.close());
      this.#watchers.push(watcher);
    } catch {
      // The folder is polled anyway.
    }
  }

  /** Wakes the sleeper, now or when it next waits. */
  ring(): void {
    this.#isRung = true;
    this.#answer();
  }

  /** Forgets that it rang. */
  reset(): void {
    this.#isRung = false;
  }

  /** Waits this many milliseconds, or until it rings or has rung; at least {@link LEAST_WAIT_MS}. */
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
