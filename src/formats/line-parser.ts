// Parses lines in the log_formats of a run: those that were given or found, in order, then combined and what is like it.
import type { Entry } from './entry.ts';
import { parseLine, type UnparsedReason } from './line.ts';
import { parseLogFormat } from './log-format/directive.ts';
import { FormatReader, isEntry } from './log-format/format-reader.ts';

/** Parses one line after another. */
export class LineParser {
  /** The log_formats, as {@link parseLogFormat} reads them. */
  readonly formats: readonly string[];
  readonly #readers: readonly FormatReader[];

  /**
   * @param formats log_formats that are tried first, in this order
   * @throws LogFormatError if logscan cannot read one of them
   */
  constructor(formats: readonly string[] = []) {
    this.formats = formats;
    this.#readers = formats.map((format) => new FormatReader(parseLogFormat(format)));
  }

  /** Every line is read as combined; the kernel reads such lines, too. */
  get isCombined(): boolean {
    return this.#readers.length === 0;
  }

  /** Parses one line (without its line feed), as {@link parseLine} does. */
  parse(text: string): Entry | UnparsedReason {
    if (this.#readers.length === 0) return parseLine(text);
    const line = text.endsWith('\r') ? text.slice(0, -1) : text;
    let failedAt = '';
    for (const reader of this.#readers) {
      const read = reader.read(line);
      if (isEntry(read)) return read;
      failedAt ||= read.variable;
    }
    const entry = parseLine(text);
    return typeof entry === 'string' ? `does not fit the log_format at $${failedAt}` : entry;
  }
}

/** Parses lines that are combined, or like it. */
export const COMBINED_PARSER: LineParser = new LineParser();

/** A parser that also reads some other log_formats, after its own. */
export function withFormats(parser: LineParser, formats: readonly string[] = []): LineParser {
  const more = formats.filter((format) => !parser.formats.includes(format));
  return more.length === 0 ? parser : new LineParser([...parser.formats, ...more]);
}
