// The log_formats that are known for a file before its lines are looked at, and whether its lines fit them.
import { parseLine } from '../formats/line.ts';
import { LogFormatError, parseLogFormat } from '../formats/log-format/directive.ts';
import { FormatReader, isEntry } from '../formats/log-format/format-reader.ts';

/** A log_format. */
export interface KnownFormat {
  readonly name: string;
  /** As `parseLogFormat` reads it; undefined for what is read as combined. */
  readonly directive: string | undefined;
  /** Where it stands: `nginx.conf:22`. It may quote a configuration (latin1). Undefined for the predefined `combined`. */
  readonly place: string | undefined;
}

/** The formats to try first for a file. */
export interface KnownFormats {
  /** In the order in which they are tried. */
  readonly formats: readonly KnownFormat[];
  /** How they were found, if that is not by the path of the file: a clause for a remark. It may quote a configuration (latin1). */
  readonly note?: string | undefined;
  /** The file was found in a configuration, so that its lines should fit. */
  readonly isExpected: boolean;
  /** There is one format, and an access_log has the path of the file. The report names it, so that needs no remark. */
  readonly isObvious?: boolean;
}

/** This share of the lines must fit one of the formats. */
const LEAST_SHARE = 0.98;
/** A format with more variables is not read: each of them is a step of the search in a line. Formats have fewer than a hundred. */
const VARIABLES_CAPACITY = 500;

/** How many formats a remark names. */
const NAMES_KEPT = 3;

/** What {@link tryKnownFormats} found. */
export interface TriedFormats {
  /** The formats that lines are to be read in; undefined if the lines do not fit. */
  readonly formats: readonly KnownFormat[] | undefined;
  /** What the user should know about it; undefined if there is nothing. */
  readonly remark: string | undefined;
}

/**
 * Tries the known formats of a file on some of its lines. Expected formats are tried together, because several servers may write
 * to one log; others each for itself.
 * @param lines undefined for a stream, whose lines cannot be looked at: then the formats are taken as they are
 */
export function tryKnownFormats(known: KnownFormats, lines: readonly string[] | undefined): TriedFormats {
  const { formats, isExpected, isObvious = false, note } = known;
  const usable = formats.flatMap((format) => readerOf(format) ?? []);
  const taken = (readers: readonly Reader[]): TriedFormats => {
    const all = readers.map(({ format }) => format);
    const isSilent = isObvious || all.every(({ directive }) => directive === undefined);
    return { formats: all, remark: isSilent ? undefined : `read as ${listOf(all, note)}` };
  };
  if (lines === undefined && usable.length > 0) return taken(usable);
  const groups = isExpected ? [usable] : usable.map((reader) => [reader]);
  for (const readers of groups) if (shareOf(readers, lines ?? []) >= LEAST_SHARE) return taken(readers);
  if (!isExpected) return { formats: undefined, remark: undefined };
  const refused = formats.find((format) => refusalOf(format) !== undefined);
  if (refused !== undefined) {
    const why = `logscan cannot read ${listOf([refused], note)}: ${refusalOf(refused)}`;
    return { formats: undefined, remark: `${why}; it looks for another format` };
  }
  const fits = Math.floor(shareOf(usable, lines ?? []) * 100);
  const why = `${fits} % of the lines fit ${listOf(formats, note)}. Is the log older than the configuration?`;
  return { formats: undefined, remark: `only ${why} logscan looks for another format` };
}

// `log_format main (nginx.conf:22), log_format combined`
function listOf(formats: readonly KnownFormat[], note: string | undefined): string {
  const names = formats
    .slice(0, NAMES_KEPT)
    .map(({ name, place }) => `log_format ${name}${place === undefined ? '' : ` (${place})`}`);
  const more = formats.length - names.length;
  return [...names, ...(more > 0 ? [`${more} more`] : []), ...(note === undefined ? [] : [note])].join(', ');
}

interface Reader {
  readonly format: KnownFormat;
  readonly reads: (line: string) => boolean;
}

function readerOf(format: KnownFormat): Reader | undefined {
  const { directive } = format;
  if (directive === undefined) return { format, reads: (line) => typeof parseLine(line) !== 'string' };
  if (refusalOf(format) !== undefined) return undefined;
  const reader = new FormatReader(parseLogFormat(directive));
  return { format, reads: (line) => isEntry(reader.read(line.endsWith('\r') ? line.slice(0, -1) : line)) };
}

// Why logscan cannot read the lines of a format.
function refusalOf({ directive }: KnownFormat): string | undefined {
  if (directive === undefined) return undefined;
  try {
    const parsed = parseLogFormat(directive);
    if (parsed.parts.filter((part) => 'variable' in part).length > VARIABLES_CAPACITY)
      return `the format has more than ${VARIABLES_CAPACITY} variables`;
    void new FormatReader(parsed);
    return undefined;
  } catch (error) {
    if (error instanceof LogFormatError) return error.message;
    throw error;
  }
}

function shareOf(readers: readonly Reader[], lines: readonly string[]): number {
  const fit = lines.filter((line) => readers.some(({ reads }) => reads(line))).length;
  return lines.length === 0 ? 0 : fit / lines.length;
}
