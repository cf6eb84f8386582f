// Finds the log_format of each input from some of its lines, before it is read.
import { COMBINED_FOUND, type InputFormat, type LaterFormat } from '../formats/input-format.ts';
import { detectFormat } from '../formats/inference/detect.ts';
import { formatFound } from '../formats/inference/format-found.ts';
import { type FieldNames, NO_FIELDS } from '../formats/inference/column-variables.ts';
import { formatOfClients } from '../formats/inference/format-learner.ts';
import { hasVariable, parseLogFormat } from '../formats/log-format/directive.ts';
import { COMBINED_PARSER, fieldOf, LineParser, withFormats } from '../formats/line-parser.ts';
import { PRESETS } from '../formats/presets.ts';
import type { InputProgress } from '../hits/source.ts';
import { beginningOf } from './files/beginnings.ts';
import { openStream, type OpenStreams, STDIN_NAME } from './files/open.ts';
import { type ByteStream, PeekedStream } from './files/peeked-stream.ts';
import { adviceOn, adviceOnFields } from './format-advice.ts';
import { type KnownFormats, type TriedFormats, tryKnownFormats } from './known-formats.ts';
import type { FormatOptions, SavedLogFiles } from './log-files-options.ts';
import { enoughOfStream, type SampledLine, sampleFile, sampleStream, sampleText } from './line-samples.ts';

/** What was found of an input. */
export interface FoundFormat {
  readonly file: string;
  readonly format: InputFormat;
  /** The format of the lines that do not fit. */
  readonly later?: LaterFormat | undefined;
  /** What the user should do about it; undefined if nothing has to be done. */
  readonly advice: string | undefined;
  /** Lines that show the format. */
  readonly lines: readonly string[];
  /** What was found of the formats that were known before; undefined if there were none. */
  readonly known?: TriedFormats | undefined;
}

/** The inputs whose formats are wanted. */
export interface FormatSearch extends FormatOptions {
  readonly files: readonly string[];
  /** Standard input, for the name `-`. */
  readonly stdin: ByteStream;
  /** Whether to look at streams, and to give them back. */
  readonly peeks: boolean;
  /** More log_formats, those of lines from an earlier run. */
  readonly saved?: Pick<SavedLogFiles, 'formats' | 'learned'> | undefined;
  readonly signal: AbortSignal;
  /** Called with what the user should know about the format of an input. */
  remark?(file: string, text: string): void;
}

/** What a source needs to read its inputs in their formats. */
export type ReadFormats = Pick<InputFormats, 'parser' | 'learns' | 'formatsOf'>;

/** The formats of some inputs. */
export interface InputFormats {
  /** Parses the lines of all inputs. */
  readonly parser: LineParser;
  /** Whether an input has a line, or the user chose the parser. */
  readonly isFound: boolean;
  /** See `ScannerOptions.learns`. */
  readonly learns: FieldNames | undefined;
  /** The formats of an input, before it is read. */
  readonly formatsOf: (file: string) => Required<Pick<InputProgress, 'format' | 'laterFormats'>>;
  /** Standard input, and the streams that were looked at; they must not be opened again. */
  readonly streams: OpenStreams;
}

/** The formats before any input was looked at. */
export const NOTHING_FOUND: InputFormats = {
  parser: COMBINED_PARSER,
  isFound: false,
  learns: undefined,
  formatsOf: () => ({ format: COMBINED_FOUND, laterFormats: [] }),
  streams: new Map(),
};

/** So much of a text is looked at. */
const TEXT_CHARACTERS_KEPT = 1024 * 1024;
/** Said of a log that is combined in the configuration. */
const MORE_COLUMNS =
  'the lines have more columns than combined has, which the configuration names for this log. Is it of another time?';
/** All streams together are waited for this long: a live log may have no line for a while. */
export const WAIT_MILLISECONDS: number = 2000;

/** Finds the formats of some inputs. Nothing is found of an input without a line, and of one that cannot be read. */
export async function findFormats(search: FormatSearch): Promise<InputFormats> {
  const { files, stdin, parser, fields = NO_FIELDS, saved, signal } = search;
  const streams = new Map<string, ByteStream>([[STDIN_NAME, stdin]]);
  if (parser !== undefined) {
    const given = givenFormat(parser);
    return {
      parser: withFormats(parser, saved?.formats, saved?.learned),
      isFound: true,
      learns: undefined,
      formatsOf: () => ({ format: given, laterFormats: [] }),
      streams,
    };
  }
  const until = Date.now() + WAIT_MILLISECONDS;
  const formats: FoundFormat[] = [];
  for (const file of new Set(files)) {
    let lines: readonly SampledLine[];
    const stream = await streamOf(file, search, until);
    if (stream === undefined) {
      lines = await sampleFile(file);
    } else {
      streams.set(file, stream);
      const milliseconds = Math.max(0, until - Date.now());
      lines = await sampleStream(stream, { milliseconds, isEnough: enoughOfStream(), signal });
    }
    const known = search.knownFormats?.(file);
    if (lines.length > 0) formats.push(detectInput(file, lines, search));
    else if (known !== undefined && mayGetLines(stream, known, search))
      formats.push(foundIn(file, tryKnownFormats(known, undefined), []));
  }
  const isFound = formats.length > 0;
  return { parser: parserFor(formats, search), isFound, learns: fields, formatsOf: lookUp(formats), streams };
}

/**
 * Finds the format of a text by its beginning.
 * @param name what the input is called
 */
export function findTextFormats(text: string, name: string): ReadFormats {
  const lines = sampleText(text.slice(0, TEXT_CHARACTERS_KEPT), text.length <= TEXT_CHARACTERS_KEPT);
  const formats = lines.length === 0 ? [] : [detectInput(name, lines, {})];
  return { parser: parserFor(formats, {}), learns: NO_FIELDS, formatsOf: lookUp(formats) };
}

/** Tells the formats of a file by its name. */
export function lookUp(formats: readonly FoundFormat[]): InputFormats['formatsOf'] {
  const known = new Map(formats.map((found) => [found.file, found]));
  return (file) => {
    const { format, later } = known.get(file) ?? { format: COMBINED_FOUND, later: undefined };
    return { format, laterFormats: later === undefined ? [] : [later] };
  };
}

/**
 * Finds the format of an input from some of its lines.
 * @param search says which formats to try first, and which variables the user gave
 */
export function detectInput(
  file: string,
  lines: readonly SampledLine[],
  { knownFormats, fields = NO_FIELDS }: Pick<FormatSearch, 'knownFormats' | 'fields'>,
): FoundFormat {
  const texts = lines.map(({ text }) => text);
  const first = knownFormats?.(file);
  const known = first === undefined ? undefined : tryKnownFormats(first, texts);
  const isCombined = known?.formats?.every(({ directive }) => directive === undefined) === true;
  if (known?.formats !== undefined && !isCombined) return foundIn(file, known, texts);
  const detection = detectFormat(texts, fields);
  // The reader of combined is lenient, so the lines may have more columns than the configuration now says.
  if (known !== undefined && isCombined && detection.found?.format === undefined) return foundIn(file, known, texts);
  const other = isCombined ? { formats: undefined, remark: MORE_COLUMNS } : known;
  const later = detection.found === undefined ? formatOfOthers(lines, fields) : undefined;
  const advice = later === undefined ? (adviceOnFields(texts, fields) ?? adviceOn(detection, lines)) : undefined;
  return { file, format: formatFound(detection), later, advice, known: other, lines: texts };
}

// The report names the first of the formats that were known.
function foundIn(file: string, known: TriedFormats, lines: readonly string[]): FoundFormat {
  const format: InputFormat =
    known.formats === undefined ? COMBINED_FOUND : { foundBy: 'nginx.conf', ...known.formats[0] };
  return { file, format, advice: undefined, known, lines };
}

// Streams and followed logs may get their lines later.
function mayGetLines(stream: PeekedStream | undefined, { isExpected }: KnownFormats, { peeks }: FormatSearch): boolean {
  return stream !== undefined || (!peeks && isExpected);
}

// The format of the lines that are not combined, if others are: formats change in the middle of a log.
function formatOfOthers(lines: readonly SampledLine[], fields: FieldNames): LaterFormat | undefined {
  const others = lines.filter(({ text }) => typeof COMBINED_PARSER.parse(text) === 'string');
  if (others.length === lines.length) return undefined;
  const format = formatOfClients(
    others.map(({ text }) => text),
    fields,
  );
  return format === undefined ? undefined : { ...format, fromLine: leastNumber(others) };
}

// Lines from the middle of a long file have no number.
function leastNumber(lines: readonly SampledLine[]): number | undefined {
  const numbers = lines.flatMap(({ number }) => number ?? []);
  return numbers.length === 0 ? undefined : Math.min(...numbers);
}

// The format of a parser that the user chose.
function givenFormat({ formats: [directive] }: LineParser): InputFormat {
  const name = PRESETS.find((preset) => preset.directive === directive)?.name;
  return { foundBy: 'option', name, directive };
}

/** The parser for formats that were found. Tells the user what to know of them. */
export function parserFor(
  formats: readonly FoundFormat[],
  { rule, saved, remark, lacksField }: Pick<FormatSearch, 'rule' | 'saved' | 'remark' | 'lacksField'>,
): LineParser {
  for (const { file, known, advice } of formats)
    for (const text of [known?.remark, advice]) if (text !== undefined) remark?.(file, text);
  if (rule !== undefined) {
    // An input without lines may still get some.
    const shown = formats.filter(({ format, lines }) => lines.length > 0 || format.directive !== undefined);
    const lacking = shown.filter((one) => !hasField(one, rule.field));
    if (lacking.length > 0 && lacking.length === shown.length) lacksField?.(lacking[0]!.file);
    else
      for (const { file } of lacking) remark?.(file, `its lines have no $${rule.field}; their client is remote_addr`);
  }
  const all = formats.flatMap(({ known, format }) => (known?.formats ?? [format]).map(({ directive }) => directive));
  const given = [...new Set(all)].filter((format) => format !== undefined);
  const later = formats.flatMap((found) => found.later?.directive ?? []);
  return withFormats(new LineParser(given, later, rule), saved?.formats, saved?.learned);
}

function hasField({ format: { directive }, lines }: FoundFormat, variable: string): boolean {
  if (directive !== undefined) return hasVariable(parseLogFormat(directive), variable);
  return lines.some((line) => {
    const entry = COMBINED_PARSER.parse(line);
    return typeof entry !== 'string' && fieldOf(entry, variable) !== undefined;
  });
}

// A pipe that is not open in time stays closed, because more of them could use up all threads that open files.
async function streamOf(
  file: string,
  { stdin, peeks, signal }: FormatSearch,
  until: number,
): Promise<PeekedStream | undefined> {
  if (!peeks) return undefined;
  if (file === STDIN_NAME) return new PeekedStream(stdin);
  if ((await beginningOf(file, 0)).kind !== 'stream' || Date.now() >= until) return undefined;
  return new PeekedStream(openStream(file, signal));
}
