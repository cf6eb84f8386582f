// Finds the log_format of each input from lines of the whole file, before it is read.
import { open, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type Candidate, detectFormat } from '../formats/inference/detect.ts';
import { COMBINED_PARSER, LineParser } from '../formats/line-parser.ts';
import { isFileError } from './files/file-error.ts';
import { isPacked, openSource, STDIN_NAME } from './files/open.ts';

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
    const lines = file === STDIN_NAME ? [] : await sampleOf(file).catch(nothingOfFile);
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
  // A pipe must not be read twice.
  if (!(await stat(path)).isFile()) return [];
  const pieces = (await isPacked(path)) ? [await headOf(path)] : await probesOf(path);
  const lines = pieces.flatMap((piece) => piece.split('\n').filter((line) => line.trim() !== ''));
  const hits = spread(
    lines.filter((line) => HIT.test(line)),
    LINES_KEPT / 2,
  );
  return [
    ...hits,
    ...spread(
      lines.filter((line) => !HIT.test(line)),
      LINES_KEPT - hits.length,
    ),
  ];
}

// Evenly distributed ones.
function spread(lines: readonly string[], most: number): string[] {
  const step = Math.max(1, lines.length / most);
  return Array.from({ length: Math.min(lines.length, most) }, (_, i) => lines[Math.floor(i * step)]!);
}

// The beginning of a packed file, without its last line.
async function headOf(path: string): Promise<string> {
  const source = await openSource(path, Readable.from([]), new AbortController().signal);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of source.chunks) {
    chunks.push(Buffer.from(chunk));
    bytes += chunk.length;
    if (bytes >= HEAD_BYTES) break;
  }
  const text = Buffer.concat(chunks).toString('latin1');
  return bytes < HEAD_BYTES ? text : text.slice(0, text.lastIndexOf('\n'));
}

// The beginning of a file and pieces of the rest, each from a line's start to a line's end.
async function probesOf(path: string): Promise<string[]> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const read = async (at: number, bytes: number): Promise<string> => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, at);
      const text = buffer.toString('latin1', 0, bytesRead);
      const isEnd = at + bytesRead >= size;
      const whole = isEnd ? text : text.slice(0, text.lastIndexOf('\n') + 1);
      return at === 0 ? whole : whole.slice(whole.indexOf('\n') + 1);
    };
    const pieces = [await read(0, HEAD_BYTES)];
    const rest = size - HEAD_BYTES - PROBE_BYTES;
    const probes = rest > 0 ? PROBES : 0;
    for (let i = 1; i <= probes; i++)
      pieces.push(await read(HEAD_BYTES + Math.floor((rest * i) / PROBES), PROBE_BYTES));
    return pieces;
  } finally {
    await handle.close();
  }
}
