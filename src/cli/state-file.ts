// The state file of --state: where each log was read to, and what the diagnosis needs to go on from there.
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { SavedJudge } from '../judge/judge.ts';
import { describeFileError, UsageError } from './errors.ts';
import type { SavedLogFiles } from '../sources/log-files.ts';

/** Raised when the meaning of the state changes; an older state is then refused, never guessed at. */
const STATE_VERSION = 3;
const MAGIC = 'logscan state';
const LOCK_WRITTEN_WITHIN_MS = 10_000;

/** What is kept between runs. */
export interface State {
  readonly source: SavedLogFiles;
  readonly judge: SavedJudge;
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
  try {
    const file = openSync(temporary, 'w', 0o600);
    try {
      writeFileSync(file, `${MAGIC}\t${STATE_VERSION}\t${hash(body)}\n`);
      writeFileSync(file, body);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    takeAway(temporary);
    throw error;
  }
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
      return () => takeAway(lock);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
        throw new UsageError(`${lock}: ${describeFileError(error)}`);
    }
    const holder = readHolder(lock);
    if (holder.isAlive) {
      const who = holder.pid === undefined ? '' : ` (process ${holder.pid})`;
      throw new UsageError(`--state ${path}: another run${who} is using it; wait for it, or stop it`);
    }
    takeOver(lock, holder.text);
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

interface Holder {
  readonly text: string;
  readonly pid: number | undefined;
  readonly isAlive: boolean;
}

function readHolder(lock: string): Holder {
  try {
    const text = readFileSync(lock, 'latin1');
    const number = Number(text.trim());
    const pid = Number.isInteger(number) && number > 0 ? number : undefined;
    // A lock is made first and written then.
    const isAlive = pid === undefined ? Date.now() - statSync(lock).mtimeMs < LOCK_WRITTEN_WITHIN_MS : isRunning(pid);
    return { text, pid, isAlive };
  } catch {
    return { text: '', pid: undefined, isAlive: false };
  }
}

function isRunning(pid: number): boolean {
  // In a container, a run gets the number of the killed one before it.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

// Two runs may find the same old lock: of the one that comes second, the fresh lock of the first is put back.
function takeOver(lock: string, text: string): void {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (readFileSync(aside, 'latin1') === text) unlinkSync(aside);
    else renameSync(aside, lock);
  } catch {
    // Another run took it away first.
  }
}

function takeAway(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // Somebody else did.
  }
}
