// Bytes → bytes of whole lines: files by their chunks, streams through split2; over-long lines are cut and counted.
import { Readable, Transform } from 'node:stream';
import split2 from 'split2';
import { MAX_LINE_BYTES } from '../../formats/line.ts';

const LINE_FEED = 10;

/**
 * Cuts the ends off over-long lines of a byte stream, so that memory stays flat. For every line that reaches
 * {@link MAX_LINE_BYTES} it appends to `cuts` how many bytes were cut off (0 for a line of exactly that length), before
 * the line's end is passed on.
 */
export class LineGuard {
  /** Bytes cut off each line of the maximal length, in order. */
  readonly cuts: number[] = [];
  #lineBytes = 0;

  /** Returns the chunk without the ends of over-long lines. */
  pass(chunk: Buffer): Buffer {
    const first = chunk.indexOf(LINE_FEED);
    const firstLength = this.#lineBytes + (first < 0 ? chunk.length : first);
    if (firstLength < MAX_LINE_BYTES && chunk.length < MAX_LINE_BYTES) {
      // Lines that begin and end in this chunk are shorter than the chunk.
      this.#lineBytes = first < 0 ? firstLength : chunk.length - chunk.lastIndexOf(LINE_FEED) - 1;
      return chunk;
    }
    const kept: Buffer[] = [];
    let start = 0;
    while (start < chunk.length) {
      const feed = chunk.indexOf(LINE_FEED, start);
      const end = feed < 0 ? chunk.length : feed;
      const room = Math.max(0, MAX_LINE_BYTES - this.#lineBytes);
      kept.push(chunk.subarray(start, Math.min(end, start + room)));
      this.#lineBytes += end - start;
      if (feed < 0) break;
      this.#endLine();
      kept.push(chunk.subarray(feed, feed + 1));
      start = feed + 1;
    }
    return Buffer.concat(kept);
  }

  /** Ends the stream: an over-long last line is counted too. */
  end(): void {
    this.#endLine();
  }

  #endLine(): void {
    if (this.#lineBytes >= MAX_LINE_BYTES) this.cuts.push(this.#lineBytes - MAX_LINE_BYTES);
    this.#lineBytes = 0;
  }
}

/**
 * Yields bytes of whole lines; the last line may lack its line feed. For inputs that exist already. An error of the chunks is
 * thrown after all lines before it.
 * @param leavesTail asked at the end, with true after an error: a last line without line feed is not yielded, because it is still
 *   being written or read
 */
export async function* readBlocks(
  chunks: AsyncIterable<Buffer>,
  guard: LineGuard,
  leavesTail: (isCut: boolean) => boolean = () => false,
): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  let failure: { readonly error: unknown } | undefined;
  const calm = calmly(chunks, (error) => (failure = { error }));
  for await (const raw of calm) {
    const chunk = guard.pass(raw);
    const last = chunk.lastIndexOf(LINE_FEED);
    if (last < 0) {
      rest.push(Buffer.from(chunk));
      continue;
    }
    // Only the line that was torn is joined; the lines after it are passed on without a copy.
    let begin = 0;
    if (rest.length > 0) {
      begin = chunk.indexOf(LINE_FEED) + 1;
      yield Buffer.concat([...rest, chunk.subarray(0, begin)]);
    }
    if (begin <= last) yield chunk.subarray(begin, last + 1);
    // A copy, because the memory of a chunk may be used again.
    rest = last + 1 < chunk.length ? [Buffer.from(chunk.subarray(last + 1))] : [];
  }
  if (!leavesTail(failure !== undefined)) {
    guard.end();
    const tail = Buffer.concat(rest);
    if (tail.length > 0) yield tail;
  }
  if (failure !== undefined) throw failure.error;
}

// The chunks up to their error, which the caller throws after the lines before it.
async function* calmly(chunks: AsyncIterable<Buffer>, fail: (error: unknown) => void): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
  } catch (error) {
    fail(error);
  }
}

// split2 splits by this: at the last line feed so far. So all whole lines come at once, as soon as they are whole.
const LAST_LINE_FEED = {
  [Symbol.split](text: string): string[] {
    const at = text.lastIndexOf('\n');
    return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
  },
};

/**
 * Yields bytes of whole lines, each line as soon as it is whole; the last line gets a line feed if it has none. For streams,
 * where latency counts.
 */
export async function* readStream(chunks: AsyncIterable<Buffer>, guard: LineGuard): AsyncGenerator<Buffer> {
  // split2 decodes UTF-8; bytes of other encodings survive as one UTF-8 character each.
  const guarded = new Transform({
    transform(chunk: Buffer, _encoding, done): void {
      done(null, Buffer.from(guard.pass(chunk).toString('latin1'), 'utf8'));
    },
    flush(done): void {
      guard.end();
      done();
    },
  });
  // An error of the source is thrown after the lines before it: a stream that fails would drop them.
  let failure: { readonly error: unknown } | undefined;
  const calm = calmly(chunks, (error) => (failure = { error }));
  const lines = Readable.from(calm, { objectMode: false }).pipe(guarded).pipe(split2(LAST_LINE_FEED));
  for await (const text of lines) yield Buffer.from(`${text as string}\n`, 'latin1');
  if (failure !== undefined) throw failure.error;
}
