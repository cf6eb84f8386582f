// The state file of --state: where each log was read to, and what the diagnosis needs to go on from there.
import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { SavedDiagnosis } from './diagnosis.ts';
import { describeFileError, UsageError } from './errors.ts';
import type { Bookmark } from './input/bookmark.ts';

/** Raised when the meaning of the state changes; an older state is then refused, never guessed at. */
const STATE_VERSION = 1;
const MAGIC = 'logscan state';

/** What is kept between runs. */
export interface State {
  /** By the name of the input as the user gave it. */
  readonly bookmarks: ReadonlyMap<string, Bookmark>;
  readonly diagnosis: SavedDiagnosis;
}

/**
 * Reads a state file; undefined when there is none yet.
 * @throws UsageError when it is damaged, of another version or not a state file: it says what to do, and nothing is changed
 */
export function readState(path: string): State | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UsageError(`--state ${path}: ${describeFileError(error)}`);
  }
  const end = bytes.indexOf(10);
  const [magic, version, digest] = bytes.subarray(0, Math.max(0, end)).toString('latin1').split('\t');
  if (magic !== MAGIC) throw refused(path, 'it is not a state file of logscan');
  if (version !== String(STATE_VERSION)) {
    throw refused(path, `it is of version ${version ?? '?'}, this logscan writes version ${STATE_VERSION}`);
  }
  const body = bytes.subarray(end + 1);
  if (hash(body) !== digest) throw refused(path, 'it is damaged');
  try {
    return deserialize(gunzipSync(body)) as State;
  } catch {
    throw refused(path, 'it is damaged');
  }
}

/** Writes a state file so that at every moment either the old or the new one is there, whole. */
export function writeState(path: string, state: State): void {
  const body = gzipSync(serialize(state), { level: 1 });
  const temporary = `${path}.new`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    writeSync(file, `${MAGIC}\t${STATE_VERSION}\t${hash(body)}\n`);
    writeSync(file, body);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

/**
 * Takes the lock beside a state file, so that two runs never use it at once; a lock whose process is gone is taken over.
 * @returns a function that gives it back
 * @throws UsageError when another run holds it
 */
export function lockState(path: string): () => void {
  const lock = `${path}.lock`;
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(lock, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
      return () => unlinkSync(lock);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
        throw new UsageError(`${lock}: ${describeFileError(error)}`);
    }
    const holder = readHolder(lock);
    if (holder !== undefined && isAlive(holder)) {
      throw new UsageError(`--state ${path}: another run (process ${holder}) is using it; wait for it, or stop it`);
    }
    takeAway(lock);
  }
  throw new UsageError(`--state ${path}: its lock ${lock} could not be taken; remove it if no other run is under way`);
}

function refused(path: string, why: string): UsageError {
  return new UsageError(
    `--state ${path}: ${why}. Nothing was read. Move it away to start anew: the first run then reads each log from its beginning`,
  );
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function readHolder(lock: string): number | undefined {
  try {
    const pid = Number(readFileSync(lock, 'latin1').trim());
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function takeAway(lock: string): void {
  try {
    unlinkSync(lock);
  } catch {
    // Another run took it away first.
  }
}
