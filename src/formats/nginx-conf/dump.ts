// Reads the output of `nginx -T`: all files of a configuration in one text, each after a line with its name.
import { NginxConfError, quoted } from './conf-error.ts';
import { GlobWork, type GlobSegment } from '../glob.ts';
import { type ConfFiles, type GlobMatches, readConf, type NginxConf } from './includes.ts';

/** The line in front of each file (`ngx_cycle->config_dump` in `nginx.c`). */
const FILE_LINE = /^# configuration file (.+?):\r?$/gm;
/** What nginx or a fork of it says on standard error, which may be in the same text: `nginx: the configuration file … syntax is ok`. */
const MESSAGE_LINE = /^(?:[a-z]+: .*|\d{4}\/\d\d\/\d\d [\d:]{8} \[.*|[ \t\r]*)$/;

/** Whether a text is the output of `nginx -T`: its first line, apart from messages, names a file. */
export function isConfDump(text: string): boolean {
  return dumpStart(text) !== undefined;
}

/**
 * Reads the output of `nginx -T`. The first file is the main file. Includes are put in place from the other files of the
 * dump; no file is read. Lines are counted in each file, as nginx counts them.
 * @param text one character per byte (latin1)
 * @throws NginxConfError as {@link readConf} does, and if the text is no such dump
 */
export function readConfDump(text: string): NginxConf {
  const start = dumpStart(text);
  if (start === undefined) throw new NginxConfError('no line "# configuration file ...:"', 'the output of nginx -T', 1);
  const files = filesIn(text, start);
  const [[main, mainText]] = [...files] as [[string, string]];
  return readConf(main, mainText, new DumpedFiles(files));
}

function dumpStart(text: string): number | undefined {
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end);
    if (/^# configuration file .+:\r?$/.test(line)) return at;
    if (!MESSAGE_LINE.test(line)) return undefined;
    if (end < 0) return undefined;
    at = end + 1;
  }
  return undefined;
}

// If a file is named twice, its first text counts: nginx before 1.13.0 prints a file as often as it is included.
function filesIn(text: string, start: number): Map<string, string> {
  const files = new Map<string, string>();
  FILE_LINE.lastIndex = start;
  let match = FILE_LINE.exec(text);
  while (match !== null) {
    const from = FILE_LINE.lastIndex + 1;
    const next = FILE_LINE.exec(text);
    const name = match[1]!;
    if (!files.has(name)) files.set(name, text.slice(from, next?.index));
    match = next;
  }
  return files;
}

class DumpedFiles implements ConfFiles {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #names: readonly { readonly name: string; readonly parts: readonly string[] }[];
  readonly #work = new GlobWork();

  constructor(texts: ReadonlyMap<string, string>) {
    this.#texts = texts;
    this.#names = [...texts.keys()].sort().map((name) => ({ name, parts: partsOf(name) }));
  }

  readonly read = (name: string): string => {
    const text = this.#texts.get(name);
    if (text === undefined) throw new NginxConfError(`${quoted(name)} is not in the output of nginx -T`, name);
    return text;
  };

  readonly matches = (pattern: string): GlobMatches => {
    const segments = this.#work.segments(pattern);
    if (segments === undefined) return TOO_MUCH;
    const names: string[] = [];
    for (const { name, parts } of this.#names) {
      const isMatch = this.#areMatches(segments, parts);
      if (isMatch === undefined) return TOO_MUCH;
      if (isMatch) names.push(name);
    }
    return { names, problems: [] };
  };

  #areMatches(segments: readonly GlobSegment[], parts: readonly string[]): boolean | undefined {
    if (segments.length !== parts.length) return this.#work.spend(1) ? false : undefined;
    for (const [index, segment] of segments.entries()) {
      const isMatch = this.#work.matches(segment, parts[index]!);
      if (isMatch !== true) return isMatch;
    }
    return true;
  }
}

const TOO_MUCH: GlobMatches = { names: [], problems: ['too many names to compare with the pattern'] };

function partsOf(name: string): string[] {
  return name.split('/').filter((part) => part !== '');
}
