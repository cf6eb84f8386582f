// The one error of reading an nginx configuration: what is wrong, in which file, on which line.

/** How many characters of a word an error quotes. */
const QUOTED_LENGTH_KEPT = 100;

/**
 * A configuration that nginx would refuse, or a part of it that logscan cannot read. The message reads like nginx's:
 * `unexpected "}" in /etc/nginx/nginx.conf:12`. It may quote the configuration, so it must be escaped before it is shown.
 */
export class NginxConfError extends Error {
  override readonly name = 'NginxConfError';
  /** What is wrong, without the place; in nginx's words where nginx has a message for it. */
  readonly reason: string;
  readonly file: string;
  /** 1-based; undefined if the file could not be read at all. */
  readonly line: number | undefined;

  constructor(reason: string, file: string, line?: number) {
    super(line === undefined ? `${reason} in ${file}` : `${reason} in ${file}:${line}`);
    this.reason = reason;
    this.file = file;
    this.line = line;
  }
}

/** A word in quotes, as an error shows it; a long word is cut. */
export function quoted(word: string): string {
  return word.length > QUOTED_LENGTH_KEPT ? `"${word.slice(0, QUOTED_LENGTH_KEPT)}..."` : `"${word}"`;
}
