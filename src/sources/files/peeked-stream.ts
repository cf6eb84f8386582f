// Looks at the beginning of a stream of bytes before it is read. The bytes are given back, so that a reader gets all of them.

/** Bytes that come once, and a way to end them early. A Node stream is one. */
export interface ByteStream extends AsyncIterable<unknown> {
  /** Ends a read that waits for bytes. */
  destroy(): unknown;
  /** Whether bytes were looked at and are not taken yet. */
  readonly isReady?: boolean;
  /** Takes out the bytes that were looked at. */
  takeReady?(): Buffer[];
}

/** The first bytes of a stream. */
export interface Peek {
  readonly chunks: readonly Buffer[];
  /** These are all bytes of the stream. */
  readonly isWhole: boolean;
}

/** When to stop looking. */
export interface PeekBounds {
  /** The most milliseconds to wait for bytes. */
  readonly milliseconds: number;
  /** Whether the bytes so far are enough; called with each chunk. */
  readonly isEnough: (chunk: Buffer) => boolean;
  readonly signal: AbortSignal;
}

type Next = IteratorResult<unknown, unknown>;

/** A stream whose beginning was looked at. Its iteration yields all bytes, and may be started only once. */
export class PeekedStream implements ByteStream {
  readonly #raw: ByteStream;
  readonly #rest: AsyncIterator<unknown, unknown>;
  readonly #chunks: Buffer[] = [];
  // The read that was under way when the time was up.
  #pending: Promise<Next> | undefined;

  constructor(raw: ByteStream) {
    this.#raw = raw;
    this.#rest = raw[Symbol.asyncIterator]();
  }

  /** Returns the first bytes. Never throws: the iteration throws the stream's error, after all bytes before it. */
  async peek({ milliseconds, isEnough, signal }: PeekBounds): Promise<Peek> {
    const { promise: isOver, end } = ending(milliseconds, signal);
    let isWhole = false;
    for (;;) {
      this.#pending ??= this.#next();
      const next = await Promise.race([this.#pending.catch(() => undefined), isOver]);
      isWhole = next?.done === true;
      if (next === undefined || isWhole) break;
      this.#pending = undefined;
      const chunk = bytesOf(next.value);
      this.#chunks.push(chunk);
      if (isEnough(chunk)) break;
    }
    end();
    return { chunks: [...this.#chunks], isWhole };
  }

  /** See {@link ByteStream}. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    try {
      yield* this.takeReady();
      for (;;) {
        const { value, done } = await (this.#pending ?? this.#next());
        if (done === true) return;
        this.#pending = undefined;
        yield bytesOf(value);
      }
    } finally {
      await this.#rest.return?.();
    }
  }

  /** See {@link ByteStream.takeReady}. */
  takeReady(): Buffer[] {
    return this.#chunks.splice(0);
  }

  /** See {@link ByteStream.isReady}. */
  get isReady(): boolean {
    return this.#chunks.length > 0;
  }

  /** See {@link ByteStream.destroy}. */
  destroy(): void {
    this.#raw.destroy();
  }

  #next(): Promise<Next> {
    const next = this.#rest.next();
    // The error is thrown when the promise is awaited, which may be much later.
    next.catch(() => undefined);
    return next;
  }
}

/** The bytes of a chunk; a string has one character for each byte. */
export function bytesOf(chunk: unknown): Buffer {
  return typeof chunk === 'string' ? Buffer.from(chunk, 'latin1') : (chunk as Buffer);
}

// A promise that resolves when the time is up or the signal is aborted, and a function that ends the wait.
function ending(milliseconds: number, signal: AbortSignal): { promise: Promise<undefined>; end: () => void } {
  let end = (): void => {};
  const promise = new Promise<undefined>((resolve) => {
    const stop = (): void => resolve(undefined);
    const timer = setTimeout(stop, milliseconds);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
    };
  });
  return { promise, end };
}
