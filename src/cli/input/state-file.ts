// The state file of --state: how far each log was read, and what the scanner and the judge need to continue from there.
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { SavedJudge } from '../../judge/judge.ts';
import type { SeenFixes } from '../../report/compare/fix-parts.ts';
import { describeFileError, unreadable } from '../../sources/files/file-error.ts';
import { READ_AT_ONCE } from '../../sources/files/positions.ts';
import type { SavedLogFiles } from '../../sources/log-files-options.ts';
import { UsageError } from '../errors.ts';
import { pathWithoutLinks, removeFile } from '../output/file-paths.ts';
import { quoted } from '../vocabulary.ts';

/** Increased when the meaning of the state changes. A state of another version is refused. */
const STATE_VERSION = 5;
const MAGIC = 'logscan state';
/** A version is a small whole number. Anything else in its place means that the file is damaged. */
const VERSION = /^\d{1,6}$/;

type KeptScan = NonNullable<SavedLogFiles['scan']>;

/** What one run keeps for the next. */
export interface State {
  readonly source: SavedLogFiles;
  readonly judge: SavedJudge;
  /** What was to fix in this run and in earlier ones; undefined in states of older versions. */
  readonly fixes?: SeenFixes | undefined;
}

/** The content of the file, as V8 serializes it. Each section is compressed on its own, so that it is unpacked only when needed. */
interface Sections {
  readonly bookmarks: SavedLogFiles['bookmarks'];
  readonly judge: Uint8Array;
  readonly scan: Uint8Array | undefined;
  readonly formats?: SavedLogFiles['formats'];
  readonly learned?: SavedLogFiles['learned'];
  readonly fixes?: SeenFixes | undefined;
}

function pack(value: unknown): Uint8Array {
  return gzipSync(serialize(value), { level: 1 });
}

function unpack(packed: Uint8Array): unknown {
  return deserialize(gunzipSync(packed));
}

/**
 * Reads a state file; undefined if it does not exist yet.
 * @throws UsageError if it is damaged, has another version or is not a state file; nothing is changed
 */
export function readState(path: string): State | undefined {
  let bytes: Buffer;
  try {
    bytes = readRegular(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UsageError(`--state: cannot read ${quoted(path)}: ${describeFileError(error)}.`);
  }
  const end = bytes.indexOf(10);
  const [magic, version, digest] = bytes.subarray(0, Math.max(0, end)).toString('latin1').split('\t');
  if (magic !== MAGIC) throw refused(path, 'is not a state file of logscan');
  if (!VERSION.test(version ?? '')) throw refused(path, 'is damaged');
  if (version !== String(STATE_VERSION)) {
    throw refused(path, `has version ${version} and this logscan reads only version ${STATE_VERSION}`);
  }
  const body = bytes.subarray(end + 1);
  if (hash(body) !== digest) throw refused(path, 'is damaged');
  try {
    const { bookmarks, judge, scan, formats, learned, fixes } = deserialize(body) as Sections;
    const kept = scan && { packed: scan, load: () => unpack(scan) as ReturnType<KeptScan['load']> };
    return { source: { bookmarks, scan: kept, formats, learned }, judge: unpack(judge) as SavedJudge, fixes };
  } catch {
    throw refused(path, 'is damaged');
  }
}

/** Replaces a state file atomically: at any moment, the complete old file or the complete new file exists. A link stays a link. */
export function writeState(path: string, state: State): void {
  const { bookmarks, scan, formats, learned } = state.source;
  const sections: Sections = {
    bookmarks,
    judge: pack(state.judge),
    scan: scan && (scan.packed ?? pack(scan.load())),
    formats,
    learned,
    fixes: state.fixes,
  };
  const body = serialize(sections);
  const target = pathWithoutLinks(path) ?? path;
  const temporary = `${target}.new`;
  // A killed run may have left this file. Exclusive creation (O_EXCL) never follows a link that somebody put in its place.
  removeFile(temporary);
  const file = openSync(temporary, 'wx', 0o600);
  try {
    try {
      writeFileSync(file, `${MAGIC}\t${STATE_VERSION}\t${hash(body)}\n`);
      writeFileSync(file, body);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, target);
  } catch (error) {
    removeFile(temporary);
    throw error;
  }
}

// Reads a regular file and refuses anything else: opening a named pipe would wait for a writer.
function readRegular(path: string): Buffer {
  const file = openSync(path, READ_AT_ONCE);
  try {
    const info = fstatSync(file);
    if (info.isDirectory()) throw Object.assign(new Error('it is a directory'), { code: 'EISDIR' });
    if (!info.isFile()) throw unreadable('it is not a regular file');
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function refused(path: string, why: string): UsageError {
  return new UsageError(
    `--state: ${quoted(path)} ${why}, so no log was read; move it away to start again. ` +
      'The next run then reads each log from its beginning.',
  );
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
