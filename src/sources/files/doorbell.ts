// Wakes a poll sooner when something changes in a folder: a hint, so where the file system does not tell, nothing is missed.
import { type FSWatcher, watch } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** However busy the folder: no two polls closer than this. */
const LEAST_WAIT_MS = 50;

/** Lets a sleeper be woken. */
export class Doorbell {
  #isRung = false;
  #answer: () => void = () => {};
  readonly #watchers: FSWatcher[] = [];

  /** Rings whenever something in the folder changes, if the file system tells (NFS does not) and has watches left. */
  watch(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.ring());
      watcher.on('error', () => watcher.close());
      this.#watchers.push(watcher);
    } catch {
      // Then it is polled.
    }
  }

  ring(): void {
    this.#isRung = true;
    this.#answer();
  }

  /** Forgets what rang until now. */
  reset(): void {
    this.#isRung = false;
  }

  /** Waits so long, or until it rings or has rung; for a moment at least. */
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

  close(): void {
    for (const watcher of this.#watchers) watcher.close();
  }
}
