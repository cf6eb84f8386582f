// Reads an nginx configuration with its includes from disk, or the output of `nginx -T` from a file or standard input.
import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { NginxConfError, quoted } from '../../formats/nginx-conf/conf-error.ts';
import { isConfDump, readConfDump } from '../../formats/nginx-conf/dump.ts';
import { GlobWork, type GlobSegment } from '../../formats/glob.ts';
import {
  CONF_BYTES_CAPACITY,
  type ConfFiles,
  type GlobMatches,
  type NginxConf,
  readConf,
} from '../../formats/nginx-conf/includes.ts';
import { isFileError } from './file-error.ts';
import { STDIN_NAME } from './open.ts';

/** How standard input is called in errors. */
const STDIN_IN_WORDS = 'standard input';
/** How many folders all patterns of a configuration may search. */
const FOLDERS_READ_CAPACITY = 10_000;
/** How the system describes these errors; nginx quotes that with the number. */
const SYSTEM_WORDS: Readonly<Record<string, string>> = {
  ENOENT: '2: No such file or directory',
  EACCES: '13: Permission denied',
  ENOTDIR: '20: Not a directory',
  EISDIR: '21: Is a directory',
  ENAMETOOLONG: '36: File name too long',
  ELOOP: '40: Too many levels of symbolic links',
};

/**
 * Reads a configuration. Includes are read from disk; those of an output of `nginx -T` are in that output. Standard input is
 * one text, so its includes are problems unless it is such an output. Includes that cannot be read are in `problems`.
 * @param name the path of the main file, or of an output of `nginx -T`; `-` is standard input
 * @throws NginxConfError if the main file cannot be read (without a line), or if nginx would refuse the text of any file
 */
export async function readNginxConf(name: string, stdin: Readable): Promise<NginxConf> {
  const isStdin = name === STDIN_NAME;
  const file = isStdin ? STDIN_IN_WORDS : Buffer.from(resolve(name)).toString('latin1');
  const text = await mainText(isStdin ? undefined : name, file, stdin);
  if (isConfDump(text)) return readConfDump(text);
  return readConf(file, text, isStdin ? NO_FILES : new FilesOnDisk());
}

// The main file may be a pipe: `<(ssh host cat /etc/nginx/nginx.conf)`.
async function mainText(path: string | undefined, file: string, stdin: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    const handle = path === undefined ? undefined : await open(path);
    for await (const chunk of handle === undefined ? stdin : handle.createReadStream()) {
      const bytes = Buffer.from(chunk as Buffer);
      chunks.push(bytes);
      length += bytes.length;
      if (length > CONF_BYTES_CAPACITY) break;
    }
  } catch (error) {
    if (!isFileError(error)) throw error;
    throw new NginxConfError(`${path === undefined ? 'read()' : 'open()'} failed (${systemWords(error)})`, file);
  }
  return Buffer.concat(chunks, length).toString('latin1');
}

const NO_FILES: ConfFiles = {
  read: (name) => {
    throw new NginxConfError(`${quoted(name)} is another file; pass the output of nginx -T instead`, name);
  },
  matches: (pattern) => ({
    names: [],
    problems: [`${quoted(pattern)} names other files; pass the output of nginx -T instead`],
  }),
};

/** The files of this machine. Names are latin1; the system gets their bytes. */
class FilesOnDisk implements ConfFiles {
  readonly #work = new GlobWork();
  #foldersRead = 0;

  readonly read = (name: string): string => {
    const failed = (what: string, why: string): NginxConfError =>
      new NginxConfError(`${what}() ${quoted(name)} failed (${why})`, name);
    let descriptor: number | undefined;
    try {
      // Without O_NONBLOCK, a pipe would wait for a writer here.
      descriptor = openSync(Buffer.from(name, 'latin1'), constants.O_RDONLY | constants.O_NONBLOCK);
      const info = fstatSync(descriptor);
      if (info.isDirectory()) throw failed('pread', SYSTEM_WORDS['EISDIR']!);
      if (!info.isFile()) throw failed('pread', 'it is no regular file');
      if (info.size > CONF_BYTES_CAPACITY) throw failed('pread', 'the file is too large');
      return readFileSync(descriptor, 'latin1');
    } catch (error) {
      throw isFileError(error) ? failed('open', systemWords(error)) : error;
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  };

  readonly matches = (pattern: string): GlobMatches => {
    const segments = this.#work.segments(pattern);
    if (segments === undefined) return { names: [], problems: [TOO_MANY] };
    const problems = new Set<string>();
    let found = [pattern.startsWith('/') ? '/' : ''];
    for (const [index, segment] of segments.entries()) {
      const ending = index === segments.length - 1 ? '' : '/';
      found = found.flatMap((folder) => this.#namesIn(folder, segment, ending, problems));
    }
    return { names: found.sort(), problems: [...problems] };
  };

  #namesIn(folder: string, segment: GlobSegment, ending: string, problems: Set<string>): string[] {
    if (segment.literal !== undefined) {
      const name = `${folder}${segment.literal}${ending}`;
      return ending === '/' || isThere(name) ? [name] : [];
    }
    const names: string[] = [];
    if (++this.#foldersRead > FOLDERS_READ_CAPACITY) {
      problems.add(TOO_MANY);
      return [];
    }
    for (const name of entriesOf(folder, problems)) {
      const isMatch = this.#work.matches(segment, name);
      if (isMatch === undefined) {
        problems.add(TOO_MANY);
        return [];
      }
      if (isMatch) names.push(`${folder}${name}${ending}`);
    }
    return names;
  }
}

const TOO_MANY = 'too many names to compare with the pattern';

// glob(3) passes over a folder that is missing or is no folder, and nginx includes nothing then.
function entriesOf(folder: string, problems: Set<string>): string[] {
  try {
    return readdirSync(Buffer.from(folder === '' ? '.' : folder, 'latin1'), 'latin1');
  } catch (error) {
    const code = codeOf(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR')
      problems.add(`opendir() ${quoted(folder)} failed (${systemWords(error)})`);
    return [];
  }
}

function isThere(name: string): boolean {
  try {
    return lstatSync(Buffer.from(name, 'latin1'), { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

function systemWords(error: unknown): string {
  return SYSTEM_WORDS[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
