// The state file of --state: how far each log was read, and what the scanner and the judge need to continue from there.
import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { SavedJudge } from '../judge/judge.ts';
import { describeFileError } from '../sources/files/file-error.ts';
import type { SavedLogFiles } from '../sources/log-files.ts';
import { UsageError } from './errors.ts';
import { quoted } from './vocabulary.ts';

/** Increased when the meaning of the state changes. A state of another version is refused. */
const STATE_VERSION = 3;
const MAGIC = 'logscan state';
/** Versions are counted; in a damaged file anything may stand in their place. */
const VERSION = /^\d{1,6}$/;
const LOCK_WRITTEN_WITHIN_MS = 10_000;

/** What one run keeps for the next. */
export interface State {
  readonly source: SavedLogFiles;
  readonly judge: SavedJudge;
}

/**
 * Reads a state file; undefined if it does not exist yet.
 * @throws UsageError if it is damaged, has another version or is not a state file; nothing is changed
 */
export function readState(path: string): State | undefined {
  let bytes: Buffer;
  try {
    const info = statSync(path);
    // A pipe would be waited for.
    if (!info.isFile() && !info.isDirectory()) throw refused(path, 'is not a file');
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
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
    return deserialize(gunzipSync(body)) as State;
  } catch {
    throw refused(path, 'is damaged');
  }
}

/**
 * Writes a state file in one step: at every moment the old or the new file is there and complete. Where `path` is a link, the
 * file that it leads to is replaced.
 */
export function writeState(path: string, state: State): void {
  const body = gzipSync(serialize(state), { level: 1 });
  const target = targetOf(path);
  const temporary = `${target}.new`;
  try {
    // A run that was killed may have left it. The exclusive creation never follows a link that somebody put there.
    remove(temporary);
    const file = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(file, `${MAGIC}\t${STATE_VERSION}\t${hash(body)}\n`);
      writeFileSync(file, body);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, target);
  } catch (error) {
    remove(temporary);
    throw error;
  }
}

/**
 * Takes the lock of a state file, so that two runs never use it at once. A lock whose process has ended is taken over.
 * @returns a function that releases the lock
 * @throws UsageError if another run holds the lock, or if it cannot be created
 */
export function lockState(path: string): () => void {
  const lock = `${path}.lock`;
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(lock, `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
      return () => remove(lock);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT')
        throw new UsageError(`--state: the folder of ${quoted(path)} does not exist; create it first.`);
      if (code !== 'EEXIST') {
        throw new UsageError(`--state: cannot create the lock file ${quoted(lock)}: ${describeFileError(error)}.`);
      }
    }
    const holder = readHolder(lock);
    if (holder.isAlive) {
      const owner = holder.pid === undefined ? '' : ` (process ${holder.pid})`;
      throw new UsageError(`--state: another run${owner} uses ${quoted(path)}; wait until it ends, or stop it.`);
    }
    takeOver(lock, holder.text);
  }
  throw new UsageError(
    `--state: cannot take over the lock file ${quoted(lock)}; remove it, if no other run uses ${quoted(path)}.`,
  );
}

function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
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
    // A run creates its lock first and writes its process number afterwards.
    const isAlive = pid === undefined ? Date.now() - statSync(lock).mtimeMs < LOCK_WRITTEN_WITHIN_MS : isRunning(pid);
    return { text, pid, isAlive };
  } catch {
    return { text: '', pid: undefined, isAlive: false };
  }
}

function isRunning(pid: number): boolean {
  // In a container, a new run gets the same process number as the killed run before it.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

// Two runs may find the same old lock. If the second run moved the new lock of the first run aside, it puts that lock back.
function takeOver(lock: string, text: string): void {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (readFileSync(aside, 'latin1') === text) unlinkSync(aside);
    else renameSync(aside, lock);
  } catch {
    // Another run took over the lock first.
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // The file is already gone.
  }
}
