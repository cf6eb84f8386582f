// Parses lines in the log_formats of a run: those that were given or found, in order, then combined, then those found on the way.
import { type ClientRule, clientFinder } from './client-rule.ts';
import type { Entry, ExtraFields } from './entry.ts';
import { NO_VALUE } from './extra-fields.ts';
import { AMBIGUOUS, ERROR_LOG_LINE, parseLine, type UnparsedReason } from './line.ts';
import { parseLogFormat } from './log-format/directive.ts';
import { type ByteProgram, compileBytes } from './log-format/byte-program.ts';
import { FormatReader, isEntry } from './log-format/format-reader.ts';

/** Parses one line after another. */
export class LineParser {
  /** The log_formats that are tried before combined, as {@link parseLogFormat} reads them. They never change. */
  readonly formats: readonly string[];
  /** How the user wants the client to be found. */
  readonly rule: ClientRule | undefined;
  readonly #clientOf: ReturnType<typeof clientFinder> | undefined;
  readonly #readers: readonly FormatReader[];
  readonly #learned: string[] = [];
  readonly #laterReaders: FormatReader[] = [];

  /**
   * @param formats log_formats that are tried first, in this order
   * @param learned log_formats that are tried after combined, in this order
   * @param rule how the user wants the client to be found
   * @throws LogFormatError if logscan cannot read one of them
   */
  constructor(formats: readonly string[] = [], learned: readonly string[] = [], rule?: ClientRule) {
    this.formats = formats;
    this.rule = rule;
    this.#readers = formats.map((format) => new FormatReader(parseLogFormat(format), rule));
    this.#clientOf = rule === undefined ? undefined : clientFinder(rule);
    for (const format of learned) this.learn(format);
  }

  /** The log_formats that are tried after combined. */
  get learned(): readonly string[] {
    return this.#learned;
  }

  /** Every line is read as combined first, and its client is `remote_addr`: the kernel reads such lines, too. */
  get isCombined(): boolean {
    return this.#readers.length === 0 && this.rule === undefined;
  }

  /**
   * Adds a log_format, which is tried after all others. So each line that was an entry stays the same entry.
   * @throws LogFormatError if logscan cannot read it
   */
  learn(format: string): void {
    if (this.formats.includes(format) || this.#learned.includes(format)) return;
    this.#laterReaders.push(new FormatReader(parseLogFormat(format), this.rule));
    this.#learned.push(format);
  }

  /** The formats as steps over bytes, for readers that read lines faster than {@link parse}. */
  get programs(): readonly ByteProgram[] {
    return this.#readers.map(({ format }) => compileBytes(format));
  }

  /**
   * Reads a line that another reader has taken apart by one of {@link programs}.
   * @param places for each variable, where its value begins and ends, counted from `origin`
   */
  readAt(program: number, text: string, places: ArrayLike<number>, origin: number): Entry | UnparsedReason {
    const read = this.#readers[program]!.readAt(text, places, origin);
    return isEntry(read) ? read : this.parse(text);
  }

  /** The fields beyond combined of such a line. */
  readExtraAt(program: number, text: string, places: ArrayLike<number>, origin: number): ExtraFields {
    return this.#readers[program]!.readExtraAt(text, places, origin);
  }

  /** The client of a line that {@link parse} has read as an entry; undefined if only `parse` can tell. */
  clientIn(text: string): string | undefined {
    const [reader, another] = this.#readers;
    // A line may be an entry of a later format where the first one is ambiguous.
    return another === undefined ? reader?.clientIn(text.endsWith('\r') ? text.slice(0, -1) : text) : undefined;
  }

  /** Parses one line (without its line feed), as {@link parseLine} does. */
  parse(text: string): Entry | UnparsedReason {
    const line = text.endsWith('\r') ? text.slice(0, -1) : text;
    let failedAt = '';
    let isAmbiguous = false;
    for (const reader of this.#readers) {
      const read = reader.read(line);
      if (isEntry(read)) return read;
      failedAt ||= read.variable;
      isAmbiguous ||= read.isAmbiguous === true;
    }
    if (isAmbiguous) return AMBIGUOUS;
    const entry = parseLine(text);
    if (typeof entry !== 'string') return this.#withClient(entry);
    for (const reader of this.#laterReaders) {
      const read = reader.read(line);
      if (isEntry(read)) return read;
      if (read.isAmbiguous === true) return AMBIGUOUS;
    }
    return this.#readers.length === 0 || entry === ERROR_LOG_LINE
      ? entry
      : `does not fit the log_format at $${failedAt}`;
  }

  // The client of a line that is combined, or like it.
  #withClient(entry: Entry): Entry {
    const { rule } = this;
    if (rule === undefined || this.#clientOf === undefined) return entry;
    const value = fieldOf(entry, rule.field) ?? NO_VALUE;
    return { ...entry, client: this.#clientOf(entry.remote_addr, value) };
  }
}

/** The text of a field of an entry, by the variable; undefined if the line does not have it. */
export function fieldOf({ remote_addr, extra }: Entry, variable: string): string | undefined {
  if (variable === 'remote_addr') return remote_addr;
  const value = Object.hasOwn(extra, variable) ? extra[variable as keyof typeof extra] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** Parses lines that are combined, or like it. Nothing may be added to it. */
export const COMBINED_PARSER: LineParser = new LineParser();

/**
 * A parser that also reads some other log_formats.
 * @param formats tried after its own, before combined
 * @param learned tried after combined
 */
export function withFormats(
  parser: LineParser,
  formats: readonly string[] = [],
  learned: readonly string[] = [],
): LineParser {
  const more = formats.filter((format) => !parser.formats.includes(format));
  const isSame = more.length === 0 && learned.length === 0;
  return isSame ? parser : new LineParser([...parser.formats, ...more], [...parser.learned, ...learned], parser.rule);
}
