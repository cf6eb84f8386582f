// The format in which the lines of an input are read, how it was found, and how a person can give it.
import { parseLogFormat, textOf } from './log-format/directive.ts';

/**
 * How a format was found: `combined` is tried first, `preset` and `inferred` fit the lines, `option` was given with --log-format,
 * and `nginx.conf` stands in the configuration that wrote the log.
 */
export type FoundBy = 'combined' | 'preset' | 'inferred' | 'option' | 'nginx.conf';

/** A format of an input. */
export interface InputFormat {
  readonly foundBy: FoundBy;
  /** The name of the preset, or of the log_format in the configuration; undefined if it has none. */
  readonly name?: string | undefined;
  /** The log_format as nginx takes it; undefined for combined and what is like it. */
  readonly directive?: string | undefined;
  /** Names of other presets that fit about as many lines. */
  readonly alsoFits?: readonly string[] | undefined;
  /** The values do not show which of several addresses is the client's. */
  readonly isUndecided?: boolean | undefined;
}

/** A format that was found while the input was read. */
export interface LaterFormat extends InputFormat {
  /** The number of the first line that was read in it; undefined if it is not known. */
  readonly fromLine: number | undefined;
}

/** Lines that are combined, or like it. */
export const COMBINED_FOUND: InputFormat = { foundBy: 'combined' };

/** A log_format as a word of a shell command, after `--log-format `. The format alone where that says everything. */
export function shellWord(directive: string): string {
  const format = parseLogFormat(directive);
  const text = textOf(format);
  const isPlain = format.escape === 'default' && /^[ -~]*$/.test(text) && staysSame(text);
  return `'${(isPlain ? text : directiveOf(text, format.escape)).replaceAll("'", String.raw`'\''`)}'`;
}

// Whether the format can be given without its directive.
function staysSame(text: string): boolean {
  return !/^(?:\s|log_format\s|'|escape=)/.test(text) && !text.endsWith(' ') && textOf(parseLogFormat(text)) === text;
}

function directiveOf(text: string, escape: string): string {
  const quoted = text.replaceAll(/[\\']/g, String.raw`\$&`).replaceAll('\t', String.raw`\t`);
  // Without escape= nginx would take such a format for one.
  const isSaid = escape !== 'default' || text.startsWith('escape=');
  return `log_format own ${isSaid ? `escape=${escape} ` : ''}'${quoted}';`;
}
