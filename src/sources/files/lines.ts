// Turns chunks of bytes into bytes of whole lines, for files and (through split2) for streams; over-long lines are cut.
import { Readable, Transform } from 'node:stream';
import split2 from 'split2';
import { MAX_LINE_BYTES } from '../../formats/line.ts';

const LINE_FEED = 10;

/**
 * Cuts the ends off over-long lines of a byte stream, so that memory stays flat. If a line reaches {@link MAX_LINE_BYTES}, it
 * appends to `cuts` how many bytes were cut off: 0 for a line of exactly that length. It does so before it passes on the line's
 * end.
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
      // Lines that begin and end in this chunk are shorter than the chunk, so none needs a cut.
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
 * Yields bytes of whole lines; the last line may lack its line feed. For files, where latency does not count. An error of the
 * chunks is thrown after all lines before it.
 * @param leavesTail called at the end, with true after an error. If it returns true, a last line without line feed is not
 *   yielded, because it is not complete yet
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
    // Only the line that was split between chunks is joined. The lines after it are passed on without a copy.
    let begin = 0;
    if (rest.length > 0) {
      begin = chunk.indexOf(LINE_FEED) + 1;
      yield Buffer.concat([...rest, chunk.subarray(0, begin)]);
    }
    if (begin <= last) yield chunk.subarray(begin, last + 1);
    // A copy, because the memory of a chunk may be reused.
    rest = last + 1 < chunk.length ? [Buffer.from(chunk.subarray(last + 1))] : [];
  }
  if (!leavesTail(failure !== undefined)) {
    guard.end();
    const tail = Buffer.concat(rest);
    if (tail.length > 0) yield tail;
  }
  if (failure !== undefined) throw failure.error;
}

// Yields the chunks up to an error. The caller throws that error after the lines before it.
async function* calmly(chunks: AsyncIterable<Buffer>, fail: (error: unknown) => void): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
  } catch (error) {
    fail(error);
  }
}

// Makes split2 split at the last line feed so far. So all whole lines are passed on together, as soon as they are whole.
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
  // split2 decodes UTF-8. Each byte is sent to it as one UTF-8 character, so bytes of every encoding survive.
  const guarded = new Transform({
    transform(chunk: Buffer, _encoding, done): void {
      done(null, Buffer.from(guard.pass(chunk).toString('latin1'), 'utf8'));
    },
    flush(done): void {
      guard.end();
      done();
    },
  });
  // An error of the source is thrown after the lines before it; a failing stream would drop these lines.
  let failure: { readonly error: unknown } | undefined;
  const calm = calmly(chunks, (error) => (failure = { error }));
  const lines = Readable.from(calm, { objectMode: false }).pipe(guarded).pipe(split2(LAST_LINE_FEED));
  for await (const text of lines) yield Buffer.from(`${text as string}\n`, 'latin1');
  if (failure !== undefined) throw failure.error;
}
