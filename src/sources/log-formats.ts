// Finds the log_format of each input from lines of the whole file, before it is read.
import { open } from 'node:fs/promises';
import { type Candidate, detectFormat } from '../formats/inference/detect.ts';
import { COMBINED_PARSER, LineParser } from '../formats/line-parser.ts';
import { beginningOf } from './files/beginnings.ts';
import { isFileError } from './files/file-error.ts';
import { readAt, READ_AT_ONCE } from './files/positions.ts';

/** What was found of an input. */
interface FoundFormat {
  readonly file: string;
  /** The format that fits; undefined if none does. */
  readonly found: Candidate | undefined;
  /** The format that fits best, if none fits well. */
  readonly nearest: Candidate | undefined;
}

// Tells a user which format was found, or which one comes near; undefined for combined.
function describeFormat({ found, nearest }: FoundFormat): string | undefined {
  if (found !== undefined)
    return found.format === undefined ? undefined : `read as ${found.format.replaceAll(/\s*\n\s*/g, ' ')}`;
  if (nearest?.format === undefined) return undefined;
  const where = nearest.failure === undefined ? '' : ` (a line does not fit it at $${nearest.failure.variable})`;
  return `no known format fits; give the log_format of nginx.conf with --log-format. The nearest is ${nearest.format}${where}`;
}

const HEAD_BYTES = 128 * 1024;
const PROBE_BYTES = 16 * 1024;
const PROBES = 12;
/** Lines that are looked at; half of them are hits, if there are so many. */
const LINES_KEPT = 400;
const HIT = /\b(?:400|499)\b/;

/**
 * The parser for the lines of some files.
 * @param remark called with what the user should know about the format of a file
 */
export async function findParser(
  files: readonly string[],
  remark?: (file: string, text: string) => void,
): Promise<LineParser> {
  const { parser, formats } = await findFormats(files);
  for (const found of formats) {
    const text = describeFormat(found);
    if (text !== undefined) remark?.(found.file, text);
  }
  return parser;
}

/** Finds the formats of some files, and the parser for all of them. Standard input and files that cannot be read are left out. */
async function findFormats(files: readonly string[]): Promise<{ parser: LineParser; formats: FoundFormat[] }> {
  const formats: FoundFormat[] = [];
  for (const file of files) {
    const lines = await sampleOf(file).catch(nothingOfFile);
    if (lines.length > 0) formats.push({ file, ...(await detectFormat(lines)) });
  }
  const given = [...new Set(formats.flatMap(({ found }) => found?.format ?? []))];
  return { parser: given.length === 0 ? COMBINED_PARSER : new LineParser(given), formats };
}

// The run itself says what is wrong with the file.
function nothingOfFile(error: unknown): string[] {
  if (isFileError(error)) return [];
  throw error;
}

async function sampleOf(path: string): Promise<string[]> {
  const { kind, isPacked, bytes, size, failure } = await beginningOf(path, HEAD_BYTES);
  if (kind !== 'file' || failure !== undefined) return [];
  const head = bytes.toString('latin1');
  const isWhole = bytes.length < HEAD_BYTES;
  const pieces = [isWhole ? head : head.slice(0, head.lastIndexOf('\n') + 1)];
  if (!isPacked && !isWhole) pieces.push(...(await probesOf(path, size)));
  const lines = pieces.flatMap((piece) => piece.split('\n').filter((line) => line.trim() !== ''));
  const isHit = (line: string): boolean => HIT.test(line);
  const hits = evenly(lines.filter(isHit), LINES_KEPT / 2);
  const others = lines.filter((line) => !isHit(line));
  return [...hits, ...evenly(others, LINES_KEPT - hits.length)];
}

// At most so many lines, evenly distributed.
function evenly(lines: readonly string[], most: number): string[] {
  const step = Math.max(1, lines.length / most);
  return Array.from({ length: Math.min(lines.length, most) }, (_, i) => lines[Math.floor(i * step)]!);
}

// Pieces of the rest of a plain file, each from a line's start to a line's end.
async function probesOf(path: string, size: number): Promise<string[]> {
  const handle = await open(path, READ_AT_ONCE);
  try {
    const rest = size - HEAD_BYTES - PROBE_BYTES;
    const pieces: string[] = [];
    const probes = rest > 0 ? PROBES : 0;
    for (let i = 1; i <= probes; i++) {
      const at = HEAD_BYTES + Math.floor((rest * i) / PROBES);
      const text = (await readAt(handle, at, PROBE_BYTES)).toString('latin1');
      const end = at + text.length >= size ? text.length : text.lastIndexOf('\n') + 1;
      pieces.push(text.slice(text.indexOf('\n') + 1, end));
    }
    return pieces;
  } finally {
    await handle.close();
  }
}
