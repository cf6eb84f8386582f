// The configuration file: finds it, reads it as TOML, and turns its keys, which are long flags, into values of flags.
import { closeSync, openSync, readSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { nameText } from '../../render/escape.ts';
import { describeFileError, isFileError } from '../../sources/files/file-error.ts';
import { STDIN_NAME } from '../../sources/files/open.ts';
import { UsageError } from '../errors.ts';
import type { Flag } from '../reference/flag.ts';
import { FLAGS } from '../reference/flags.ts';
import { type IgnoreRule, isDay, readIgnoreRules } from '../values/ignore-rules.ts';
import { quoted, unknownWord } from '../vocabulary.ts';

/** The file for all users of a machine. */
const SYSTEM_FILE = '/etc/logscan.toml';
const MOST_BYTES = 1024 * 1024;
/** The table of accepted hits: `[[ignore]]`. */
const IGNORE = 'ignore';
/** The flags whose values are names of files. A relative name in a file is relative to the folder of that file. */
const FILE_FLAGS: ReadonlySet<string> = new Set(['nginx-conf', IGNORE]);

/** What the configuration files set. */
export interface Configuration {
  /** Values by the names of flags without dashes. A list is the value of a flag that may be repeated. */
  readonly values: ReadonlyMap<string, string | boolean | readonly string[]>;
  /** Where each value stands: `FILE:LINE`. */
  readonly places: ReadonlyMap<string, string>;
  /** The accepted hits. */
  readonly ignore: readonly IgnoreRule[];
}

/** A file of TOML. */
interface TomlFile {
  readonly file: string;
  readonly text: string;
  readonly table: Readonly<Record<string, unknown>>;
}

/** No file. */
export const NO_CONFIGURATION: Configuration = { values: new Map(), places: new Map(), ignore: [] };

/**
 * Reads the configuration files: the one that --config names, or else that of the machine and that of the user, whose keys overrule it.
 * @param named the file of --config; false for --no-config
 * @throws UsageError, which names file and line, for a file that cannot be read or is no TOML, and for a key or a value that no flag has
 */
export async function readConfiguration(
  named: string | false | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Configuration> {
  if (named === false) return NO_CONFIGURATION;
  const names = named === undefined ? [SYSTEM_FILE, ...userFile(env)] : [named];
  const files: Configuration[] = [];
  for (const name of names) {
    const read = await readToml(name, named === undefined ? undefined : '--config');
    if (read !== undefined) files.push(configurationOf(read));
  }
  return {
    values: new Map(files.flatMap(({ values }) => [...values])),
    places: new Map(files.flatMap(({ places }) => [...places])),
    ignore: files.flatMap(({ ignore }) => ignore),
  };
}

/**
 * Reads a list of accepted hits, as --ignore names it.
 * @throws UsageError as {@link readConfiguration}, also for a key other than `ignore`
 */
export async function readIgnoreFile(name: string): Promise<readonly IgnoreRule[]> {
  const read = (await readToml(name, '--ignore'))!;
  const other = Object.keys(read.table).find((key) => key !== IGNORE);
  if (other !== undefined) {
    throw new UsageError(
      `${placeOf(read, other)}: unknown key ${quoted(other)}; a list of accepted hits has only [[ignore]].`,
    );
  }
  const rules = read.table[IGNORE];
  if (rules !== undefined && !isListOfTables(rules)) {
    throw new UsageError(`${placeOf(read, IGNORE)}: ignore must be a list of rules; begin each rule with [[ignore]].`);
  }
  return rulesOf(read);
}

function userFile({
  XDG_CONFIG_HOME: own = '',
  HOME: home = '',
}: Readonly<Record<string, string | undefined>>): string[] {
  // The specification of XDG ignores a relative path.
  const folder = own.startsWith('/') ? own : home === '' ? undefined : join(home, '.config');
  return folder === undefined ? [] : [join(folder, 'logscan', 'config.toml')];
}

// A file that the user did not name may be missing.
async function readToml(file: string, flag: string | undefined): Promise<TomlFile | undefined> {
  const text = readText(file, flag);
  if (text === undefined) return undefined;
  const { parse, TomlError } = await import('smol-toml');
  try {
    return { file, text, table: parse(text) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const { line, message } = error;
    const [what = ''] = message.replace(/^Invalid TOML document: /, '').split('\n');
    throw new UsageError(`${nameText(file)}:${line}: this is not TOML: ${what}.`);
  }
}

function readText(file: string, flag: string | undefined): string | undefined {
  const told = flag === undefined ? nameText(file) : `${flag}: ${quoted(file)}`;
  try {
    const bytes = readBytes(file);
    if (bytes.length > MOST_BYTES) throw new UsageError(`${told} is larger than 1 MiB; name a configuration file.`);
    return bytes.toString('utf8');
  } catch (error) {
    if (error instanceof UsageError || !isFileError(error)) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (flag === undefined && (code === 'ENOENT' || code === 'ENOTDIR')) return undefined;
    const advice = flag === undefined ? '--no-config runs without it.' : 'name another file.';
    throw new UsageError(`${told} cannot be read: ${describeFileError(error)}; ${advice}`);
  }
}

function readBytes(file: string): Buffer {
  const descriptor = openSync(file === STDIN_NAME ? '/dev/stdin' : file, 'r');
  try {
    const parts: Buffer[] = [];
    for (let size = 0; size <= MOST_BYTES; size += parts.at(-1)!.length) {
      const part = Buffer.alloc(64 * 1024);
      const length = readSync(descriptor, part);
      if (length === 0) break;
      parts.push(part.subarray(0, length));
    }
    return Buffer.concat(parts);
  } finally {
    closeSync(descriptor);
  }
}

function configurationOf(read: TomlFile): Configuration {
  const values = new Map<string, string | boolean | readonly string[]>();
  const places = new Map<string, string>();
  for (const [key, value] of Object.entries(read.table)) {
    if (key === IGNORE && isListOfTables(value)) continue;
    const place = placeOf(read, key);
    const flag = flagOf(key, place);
    values.set(key, valueOf(flag, value, key, place, dirname(resolve(read.file))));
    places.set(key, place);
  }
  return { values, places, ignore: rulesOf(read) };
}

function flagOf(key: string, place: string): Flag {
  const flag = FLAGS.find(({ long }) => long === `--${key}`);
  if (flag !== undefined && flag.isPerRun !== true) return flag;
  if (flag !== undefined)
    throw new UsageError(`${place}: ${quoted(key)} belongs on the command line; write ${flag.long} there.`);
  const known = FLAGS.filter(({ isPerRun }) => isPerRun !== true).map(({ long }) => long.slice(2));
  throw new UsageError(`${place}: ${unknownWord('key', key, known, 'the keys are the long flags without dashes.')}`);
}

function valueOf(
  flag: Flag,
  value: unknown,
  key: string,
  place: string,
  folder: string,
): string | boolean | readonly string[] {
  const wrong = (form: string): UsageError => new UsageError(`${place}: ${quoted(key)} needs ${form}.`);
  if (flag.value === undefined) {
    if (typeof value === 'boolean') return value;
    throw wrong('true or false, without quotes');
  }
  const asText = (one: unknown): string => {
    if (typeof one === 'number' || typeof one === 'bigint') return String(one);
    if (typeof one !== 'string')
      throw wrong(flag.isRepeatable === true ? 'a text, or a list of texts' : 'one text or number');
    return FILE_FLAGS.has(key) && one !== STDIN_NAME ? resolve(folder, one) : one;
  };
  if (flag.isRepeatable === true) return (Array.isArray(value) ? (value as unknown[]) : [value]).map(asText);
  return asText(value);
}

function rulesOf(read: TomlFile): readonly IgnoreRule[] {
  const rules = read.table[IGNORE];
  if (!isListOfTables(rules)) return [];
  // Each rule begins at its own [[ignore]]; a list in one line begins where its key stands.
  const lines = linesThat(read.text, /^\s*\[\[\s*"?ignore"?\s*\]\]/);
  refuseMissingDays(read);
  return readIgnoreRules(rules, (i) => `${nameText(read.file)}:${lines[i] ?? lineOf(read.text, IGNORE)}`);
}

// The parser takes a day that does not exist for one of the next month, so only the text shows it.
function refuseMissingDays({ file, text }: TomlFile): void {
  for (const [index, line] of text.split('\n').entries()) {
    for (const [, day = ''] of line.matchAll(/\buntil["']?\s*=\s*["']?(\d{4}-\d\d-\d\d)/g)) {
      if (!isDay(day))
        throw new UsageError(`${nameText(file)}:${index + 1}: the day ${day} does not exist; check until.`);
    }
  }
}

function isListOfTables(value: unknown): value is readonly Readonly<Record<string, unknown>>[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one) => typeof one === 'object' && !(one instanceof Date) && !Array.isArray(one))
  );
}

function placeOf({ file, text }: TomlFile, key: string): string {
  return `${nameText(file)}:${lineOf(text, key)}`;
}

// The first line that begins with a key, bare or in quotes, or with the table of that name; 1 if there is none.
function lineOf(text: string, key: string): number {
  const name = key.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return linesThat(text, new RegExp(`^\\s*\\[{0,2}\\s*["']?${name}["']?\\s*[.=\\]]`))[0] ?? 1;
}

function linesThat(text: string, pattern: RegExp): number[] {
  return text.split('\n').flatMap((line, i) => (pattern.test(line) ? [i + 1] : []));
}
