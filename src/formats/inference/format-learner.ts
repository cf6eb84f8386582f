// Finds another format in the middle of a log: when many lines in a row do not fit, they may be in a format of their own.
import type { InputFormat } from '../input-format.ts';
import type { LineParser } from '../line-parser.ts';
import { parseLogFormat } from '../log-format/directive.ts';
import { FormatReader, isEntry } from '../log-format/format-reader.ts';
import type { FieldNames } from './column-variables.ts';
import { detectFormat } from './detect.ts';
import { formatFound } from './format-found.ts';

/** So many lines in a row must not fit before logscan looks for another format. */
const LEAST_LINES = 20;
/** Of a longer row only the first lines are looked at. */
const LINES_KEPT = 400;
/** A longer line is not looked at; all rows together have at most this many characters. */
const LINE_CHARACTERS_KEPT = 16 * 1024;
const CHARACTERS_KEPT = 1024 * 1024;
/** After lines in which no format was found, at least so many other lines must fail first: twice as many each time, up to this. */
const MOST_LINES_BETWEEN = 20_000;
/** A log has few formats. Each more of them makes lines slower that fit none. */
const FORMATS_CAPACITY = 8;
/** Variables that a client cannot choose. */
const ADDRESSES: ReadonlySet<string> = new Set(['remote_addr', 'realip_remote_addr']);

/** Lines of one input that do not fit, without an entry between them. */
interface Row {
  readonly entriesBefore: number;
  readonly lines: string[];
  count: number;
}

/** Sees the lines that a parser cannot read, in their order, and teaches it their format. */
export class FormatLearner<Input extends object> {
  readonly #parser: LineParser;
  readonly #fields: FieldNames;
  readonly #learned: (input: Input, format: InputFormat) => void;
  #rows = new WeakMap<Input, Row>();
  #characters = 0;
  #failing = 0;
  #nextAt = 0;
  #between = LEAST_LINES;

  /**
   * @param fields variables that the user gave
   * @param learned called after the parser was taught a format, with the input whose lines showed it
   */
  constructor(parser: LineParser, fields: FieldNames, learned: (input: Input, format: InputFormat) => void) {
    this.#parser = parser;
    this.#fields = fields;
    this.#learned = learned;
  }

  /**
   * Takes a line that the parser could not read.
   * @param input one object for each input, because the lines of several inputs may be mixed
   * @param entries how many lines of the input were entries so far
   */
  failed(input: Input, entries: number, text: string): void {
    if (this.#parser.learned.length >= FORMATS_CAPACITY) return;
    this.#failing++;
    let row = this.#rows.get(input);
    if (row?.entriesBefore !== entries) {
      row = { entriesBefore: entries, lines: [], count: 0 };
      this.#rows.set(input, row);
    }
    row.count++;
    if (row.lines.length < LINES_KEPT && text.length <= LINE_CHARACTERS_KEPT) this.#keep(row, text);
    if (row.lines.length < LEAST_LINES || this.#failing < this.#nextAt) return;
    const found = formatOfClients(row.lines, this.#fields);
    if (found === undefined || this.#isKnown(found.directive!)) {
      this.#nextAt = this.#failing + this.#between;
      this.#between = Math.min(2 * this.#between, MOST_LINES_BETWEEN);
      // A row that goes on is looked at again from here on.
      this.#rows.delete(input);
      return;
    }
    this.#forget();
    this.#parser.learn(found.directive!);
    this.#between = LEAST_LINES;
    this.#learned(input, found);
  }

  #isKnown(directive: string): boolean {
    return this.#parser.formats.includes(directive) || this.#parser.learned.includes(directive);
  }

  #keep(row: Row, text: string): void {
    if (this.#characters + text.length > CHARACTERS_KEPT) this.#forget();
    this.#characters += text.length;
    row.lines.push(text);
  }

  #forget(): void {
    this.#rows = new WeakMap();
    this.#characters = 0;
  }
}

/** The format of some lines, if they also show that no single client wrote all of them; undefined if they do not, or are few. */
export function formatOfClients(lines: readonly string[], fields: FieldNames): InputFormat | undefined {
  if (lines.length < LEAST_LINES) return undefined;
  const format = formatFound(detectFormat(lines, fields));
  if (format.directive === undefined) return undefined;
  const parsed = parseLogFormat(format.directive);
  if (!parsed.parts.some((part) => 'variable' in part && ADDRESSES.has(part.variable))) return undefined;
  const reader = new FormatReader(parsed);
  if (reader.hasNoTime) return undefined;
  const clients = new Set<string>();
  for (const line of lines) {
    const entry = reader.read(line.endsWith('\r') ? line.slice(0, -1) : line);
    if (isEntry(entry) && entry.remote_addr !== '-') clients.add(entry.remote_addr);
  }
  return clients.size > 1 ? format : undefined;
}
