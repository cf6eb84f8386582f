// Takes lines from an input that show its format: of a file from all of its parts, of a stream the first ones.
import { open } from 'node:fs/promises';
import { areCombined } from '../formats/inference/detect.ts';
import { beginningOf } from './files/beginnings.ts';
import { isFileError } from './files/file-error.ts';
import { isPackedHead, unpack } from './files/packings.ts';
import type { PeekBounds, PeekedStream } from './files/peeked-stream.ts';
import { readAt, READ_AT_ONCE } from './files/positions.ts';

/** A line of a sample. */
export interface SampledLine {
  readonly text: string;
  /** Its number in the input, from 1; undefined for a line from the middle of a long file. */
  readonly number: number | undefined;
}

const HEAD_BYTES = 128 * 1024;
const PROBE_BYTES = 16 * 1024;
const PROBES = 12;
/** Lines that are looked at; half of them are hits, if there are so many. */
const LINES_KEPT = 400;
const HIT = /\b(?:400|499)\b/;
/** If so many first lines of a stream are combined, nothing more is looked at. */
const FIRST_LINES = 4;
/** Of a stream at most so many lines are waited for … */
const STREAM_LINES_KEPT = 1000;
/** … and at most so many bytes; packed bytes say little about the number of lines. */
const STREAM_BYTES_KEPT = 1024 * 1024;
const PACKED_BYTES_KEPT = 128 * 1024;
const LINE_FEED = 10;

/** Lines of a file that show its format. Nothing for any other kind of input, and for a file that cannot be read. */
export async function sampleFile(path: string): Promise<SampledLine[]> {
  const { kind, isPacked, isForeign, bytes, size, failure } = await beginningOf(path, HEAD_BYTES);
  if (kind !== 'file' || failure !== undefined || isForeign) return [];
  const isWhole = bytes.length < HEAD_BYTES;
  const lines = linesOf(bytes.toString('latin1'), isWhole);
  const rest = isPacked || isWhole ? [] : await probesOf(path, size).catch(nothingOfFile);
  return choose([...lines, ...rest]);
}

/**
 * Lines of a text, or of the beginning of one.
 * @param text one character for each byte (latin1)
 * @param isWhole whether a text without a line feed is a line
 */
export function sampleText(text: string, isWhole: boolean): SampledLine[] {
  return choose(linesOf(text, isWhole));
}

/** Lines of the beginning of a stream, which is given back whole. */
export async function sampleStream(stream: PeekedStream, bounds: PeekBounds): Promise<SampledLine[]> {
  const { chunks, isWhole } = await stream.peek(bounds);
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of unpack(givenBack(chunks), undefined)) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes >= STREAM_BYTES_KEPT) break;
    }
  } catch (error) {
    // The data is packed, and its end is not there yet. Or it cannot be read at all, and then the run says so.
    if (!isFileError(error)) throw error;
  }
  return sampleBeginning(Buffer.concat(pieces).toString('latin1'), isWhole);
}

/**
 * Lines of the beginning of a stream that has come so far. They are the same, however the stream is cut into pieces: the first lines
 * alone if they are combined, otherwise lines up to a bound.
 */
export function sampleBeginning(text: string, isWhole: boolean): SampledLine[] {
  const isCut = text.length > STREAM_BYTES_KEPT;
  const lines = linesOf(text.slice(0, STREAM_BYTES_KEPT), isWhole && !isCut).slice(0, STREAM_LINES_KEPT);
  const first = lines.filter((line) => hasText(line.text)).slice(0, FIRST_LINES);
  return first.length === FIRST_LINES && areCombined(first.map((line) => line.text)) ? first : choose(lines);
}

/**
 * Says when enough of a stream was seen: after 1,000 lines, or as soon as its first four lines are combined.
 * @returns a function that is called with each chunk
 */
export function enoughOfStream(): (chunk: Buffer) => boolean {
  const head: Buffer[] = [];
  let bytes = 0;
  let lines = 0;
  let isPacked: boolean | undefined;
  let mayBeCombined = true;
  return (chunk) => {
    bytes += chunk.length;
    if (mayBeCombined) head.push(chunk);
    isPacked ??= bytes < 4 ? undefined : isPackedHead(Buffer.concat(head));
    if (isPacked !== false) return bytes >= PACKED_BYTES_KEPT;
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, at + 1)) lines++;
    if (lines >= STREAM_LINES_KEPT || bytes >= STREAM_BYTES_KEPT) return true;
    if (!mayBeCombined || lines === 0) return false;
    const text = Buffer.concat(head).toString('latin1');
    const whole = text.slice(0, text.lastIndexOf('\n')).split('\n').filter(hasText);
    if (whole.length < FIRST_LINES) return false;
    if (areCombined(whole.slice(0, FIRST_LINES))) return true;
    mayBeCombined = false;
    head.length = 0;
    return false;
  };
}

function linesOf(text: string, isWhole: boolean): SampledLine[] {
  // The last line may still be incomplete. It is needed only if it is the only one.
  const end = text.lastIndexOf('\n') + 1;
  const lines = (isWhole && end === 0 ? text : text.slice(0, end)).split('\n');
  return lines.map((line, i) => ({ text: line, number: i + 1 }));
}

// At most so many lines, half of them hits.
function choose(all: readonly SampledLine[]): SampledLine[] {
  const lines = all.filter(({ text }) => hasText(text));
  const isHit = ({ text }: SampledLine): boolean => HIT.test(text);
  const hits = evenly(lines.filter(isHit), LINES_KEPT / 2);
  const others = lines.filter((line) => !isHit(line));
  return [...hits, ...evenly(others, LINES_KEPT - hits.length)];
}

function hasText(line: string): boolean {
  return line.trim() !== '';
}

// At most so many lines, evenly distributed.
function evenly(lines: readonly SampledLine[], most: number): SampledLine[] {
  const step = Math.max(1, lines.length / most);
  return Array.from({ length: Math.min(lines.length, most) }, (_, i) => lines[Math.floor(i * step)]!);
}

async function* givenBack(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}

// The run itself says what is wrong with the file.
function nothingOfFile(error: unknown): SampledLine[] {
  if (isFileError(error)) return [];
  throw error;
}

// Pieces of the rest of a plain file, each from a line's start to a line's end.
async function probesOf(path: string, size: number): Promise<SampledLine[]> {
  const handle = await open(path, READ_AT_ONCE);
  try {
    const rest = size - HEAD_BYTES - PROBE_BYTES;
    const lines: SampledLine[] = [];
    const probes = rest > 0 ? PROBES : 0;
    for (let i = 1; i <= probes; i++) {
      const at = HEAD_BYTES + Math.floor((rest * i) / PROBES);
      const text = (await readAt(handle, at, PROBE_BYTES)).toString('latin1');
      const end = at + text.length >= size ? text.length : text.lastIndexOf('\n') + 1;
      for (const line of text.slice(text.indexOf('\n') + 1, end).split('\n'))
        lines.push({ text: line, number: undefined });
    }
    return lines;
  } finally {
    await handle.close();
  }
}
