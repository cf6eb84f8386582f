// Writes text to a stream: waits if the reader is slow, and treats a reader that has left as success.
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { describeFileError } from '../../sources/files/file-error.ts';
import { UsageError } from '../errors.ts';

/** Writes text to a stream, which may be a file. */
export class Output {
  readonly #stream: Writable;
  #closed = false;
  #error: Error | undefined;

  /** @param onClosed called once when no more can be written: the reader has left (EPIPE), or writing failed */
  constructor(stream: Writable, onClosed: () => void) {
    this.#stream = stream;
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#closed) return;
      this.#closed = true;
      if (!hasLeft(error, stream)) this.#error = error;
      onClosed();
    });
  }

  /** True after the reader has left or writing has failed. Nothing more needs to be computed. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** The error of a failed write. A reader that has left is not an error. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** True while the stream applies backpressure: what is written now only fills its buffer. */
  get isFull(): boolean {
    return !this.#closed && this.#stream.writableNeedDrain;
  }

  /** Writes a text; returns at once. */
  write(text: string | Buffer): void {
    if (!this.#closed && text.length > 0) this.#stream.write(text);
  }

  /** Resolves when the stream accepts more, or is closed. */
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

  /** Resolves when everything is written. With `close` the stream is ended too; standard output stays open. */
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

// A terminal that was closed answers with EIO.
function hasLeft({ code }: NodeJS.ErrnoException, stream: Writable & { readonly isTTY?: boolean }): boolean {
  return code === 'EPIPE' || (code === 'EIO' && stream.isTTY === true);
}

/**
 * Writes one text to standard output and waits until it is written.
 * @throws UsageError when it cannot be written
 */
export async function print(stream: Writable, text: string): Promise<void> {
  const output = new Output(stream, () => {});
  output.write(text);
  await output.flushed(false);
  if (output.error !== undefined) {
    throw new UsageError(`cannot write to standard output: ${describeFileError(output.error)}.`);
  }
}
