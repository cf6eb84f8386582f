// Finds the access logs in a folder that the user named, by their content; folders inside it are not searched.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Beginning, beginningOf } from './beginnings.ts';
import { describeFileError } from './file-error.ts';

/** This many first bytes and first lines decide whether a file is a log. */
const LOOK_BYTES = 64 * 1024;
const LOOK_LINES = 16;
/** A remark names this many files. */
const NAMES_KEPT = 8;

// The times of nginx's variables: $time_local, $time_iso8601 and $msec. The time of an error.log is none of them.
const TIME = /\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:|\d{4}-\d\d-\d\dT\d\d:\d\d:|(?:^|\D)\d{10}\.\d{3}(?:\D|$)/;

/** How the reports of logscan itself begin; they have times, too, and may be written to the folder of the logs. */
const OWN_REPORT = /^\{"(?:schema_version":|type":"(?:finding|related|report)")/;

/** Why a file in a folder is not read. */
type Reason = 'empty' | 'no log' | 'folder' | 'special' | 'gone';

const REASONS: Readonly<Record<Reason, readonly [one: string, several: string]>> = {
  empty: ['file is empty', 'files are empty'],
  'no log': [
    'file does not look like an access log; to read it, name it',
    'files do not look like access logs; to read one, name it',
  ],
  folder: [
    'folder inside it is not searched; to read it, name it',
    'folders inside it are not searched; to read one, name it',
  ],
  special: ['file is no regular file; to read it, name it', 'files are no regular files; to read one, name it'],
  gone: ['name leads to no file', 'names lead to no file'],
};

/**
 * The paths of the access logs in a folder, sorted by name. Files that cannot be read or unpacked are among them, so that reading
 * them gives an error. If there is no log, or if the folder cannot be listed, the folder itself is returned.
 * @param remark called with the folder and what is left out of it
 */
export async function logsIn(folder: string, remark: (file: string, text: string) => void): Promise<readonly string[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    remark(folder, `cannot be listed: ${describeFileError(error)}`);
    return [folder];
  }
  const logs: string[] = [];
  const left = new Map<Reason, string[]>();
  for (const name of names.sort()) {
    const path = join(folder, name);
    const reason = reasonAgainst(await beginningOf(path, LOOK_BYTES));
    if (reason === undefined) logs.push(path);
    else if (left.get(reason)?.push(name) === undefined) left.set(reason, [name]);
  }
  for (const [reason, files] of left) remark(folder, describeLeft(reason, files));
  if (logs.length > 0) return logs;
  remark(folder, 'no access log was found in it');
  return [folder];
}

function reasonAgainst({ kind, size, isForeign, bytes, failure }: Beginning): Reason | undefined {
  if (kind === 'folder') return 'folder';
  if (kind === 'stream') return 'special';
  if (kind === 'none') return isGone(failure) ? 'gone' : undefined;
  if (size === 0) return 'empty';
  if (failure !== undefined || isForeign || looksLikeLog(bytes)) return undefined;
  return bytes.length === 0 ? 'empty' : 'no log';
}

// A link that leads nowhere or in a circle, or a file that was just removed.
function isGone(failure: unknown): boolean {
  return failure instanceof Error && 'code' in failure && (failure.code === 'ENOENT' || failure.code === 'ELOOP');
}

/** Whether one of the first lines has a time as an access log has it, after text that is not binary. */
export function looksLikeLog(bytes: Buffer): boolean {
  const lines = bytes.toString('latin1').split('\n', LOOK_LINES);
  if (OWN_REPORT.test(lines[0] ?? '')) return false;
  return lines.some((line) => {
    const at = line.search(TIME);
    return at >= 0 && !isBinary(line.slice(0, at));
  });
}

function isBinary(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 && code !== 9 && code !== 13) return true;
  }
  return false;
}

function describeLeft(reason: Reason, names: readonly string[]): string {
  const more = names.length - NAMES_KEPT;
  const shown = names.slice(0, NAMES_KEPT).map((name) => `"${name}"`);
  const list = more > 0 ? `${shown.join(', ')} and ${more.toLocaleString('en')} more` : shown.join(', ');
  return `${names.length.toLocaleString('en')} ${REASONS[reason][names.length === 1 ? 0 : 1]}: ${list}`;
}
