// Writing: waits when the reader is slow, and takes a reader that left for success.
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { describeFileError, UsageError } from './errors.ts';

/** Text on its way out to a stream or a file. */
export class Output {
  readonly #stream: Writable;
  #closed = false;
  #error: Error | undefined;

  /** @param onClosed called once when the reader is gone (EPIPE) */
  constructor(stream: Writable, onClosed: () => void) {
    this.#stream = stream;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#closed) return;
      this.#closed = true;
      if (error.code !== 'EPIPE') this.#error = error;
      onClosed();
    });
  }

  /** The reader left: nothing more needs to be worked out. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** What went wrong with writing, unless the reader merely left. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** True while the stream takes no more without growing its buffer. */
  get isFull(): boolean {
    return !this.#closed && this.#stream.writableNeedDrain;
  }

  /** Writes a text; returns at once. */
  write(text: string | Buffer): void {
    if (!this.#closed && text.length > 0) this.#stream.write(text);
  }

  /** Resolves when the stream takes more, or its reader left. */
  async drained(): Promise<void> {
    if (!this.isFull) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#stream.off('drain', done).off('close', done).off('error', done);
        resolve();
      };
      this.#stream.on('drain', done).on('close', done).on('error', done);
    });
  }

  /** Resolves when all is written; `close` ends the stream too, which standard output does not need. */
  async flushed(close: boolean): Promise<void> {
    if (this.#closed) return;
    if (close) {
      this.#stream.end();
      await finished(this.#stream).catch(() => undefined);
      return;
    }
    await new Promise<void>((resolve) => {
      this.#stream.once('error', () => resolve());
      this.#stream.write('', () => resolve());
    });
  }
}

/**
 * Writes a text that is all there is to say.
 * @throws UsageError when it cannot be written
 */
export async function print(stream: Writable, text: string): Promise<void> {
  const output = new Output(stream, () => {});
  output.write(text);
  await output.flushed(false);
  if (output.error !== undefined) throw new UsageError(`writing failed: ${describeFileError(output.error)}`);
}
