// The lock of a state file, so that two runs never use it at once.
import { readFileSync, readlinkSync, renameSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { describeFileError } from '../../sources/files/file-error.ts';
import { UsageError } from '../errors.ts';
import { removeFile } from '../output/file-paths.ts';
import { quoted } from '../vocabulary.ts';

/** A lock file without a process id counts as being written for this long after it was touched. */
const WRITTEN_WITHIN_MS = 10_000;
/** How often a run touches its lock. */
const BEAT_MS = 10_000;
/** A run on another machine or in another container has ended if its lock was not touched for this long. */
const SILENT_AFTER_MS = 6 * BEAT_MS;
/** Tolerance: start times of processes have steps of 10 ms, and the boot time has steps of a second. */
const START_SLACK_MS = 2000;
/** Ticks of the clock in /proc: Linux shows 100 a second to programs on every machine (USER_HZ). */
const TICKS_PER_SECOND = 100;

/** The process that holds a lock. The process id is not enough: after a restart or in a container, another process can have it. */
interface Holder {
  readonly pid: number;
  /** Boot id of the machine and id of the PID namespace (a container has its own); '' if the system has none. */
  readonly place: string;
}

/**
 * Takes the lock of a state file. A lock whose process has ended is taken over.
 * @returns a function that releases the lock
 * @throws UsageError if another run holds the lock, or if it cannot be created
 */
export function lockState(path: string): () => void {
  const lock = `${path}.lock`;
  const own: Holder = { pid: process.pid, place: placeOfProcesses() };
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(lock, `${own.pid} ${own.place}\n`, { flag: 'wx', mode: 0o600 });
      return heldLock(lock);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT')
        throw new UsageError(`--state: the folder of ${quoted(path)} does not exist; create it first.`);
      if (code !== 'EEXIST') {
        // On a full disk the lock file is created and then cannot be written.
        if (code === 'ENOSPC' || code === 'EDQUOT') removeFile(lock);
        throw new UsageError(`--state: cannot create the lock file ${quoted(lock)}: ${describeFileError(error)}.`);
      }
    }
    const { text, holder, isHeld } = readLock(lock, own);
    if (isHeld) {
      const owner = holder === undefined ? '' : ` (process ${holder.pid})`;
      throw new UsageError(`--state: another run${owner} uses ${quoted(path)}; wait until it ends, or stop it.`);
    }
    takeOver(lock, text);
  }
  throw new UsageError(
    `--state: cannot take over the lock file ${quoted(lock)}; remove it if no other run uses ${quoted(path)}.`,
  );
}

// Touches the lock every few seconds, for runs on other machines and in other containers, which cannot see this process.
function heldLock(lock: string): () => void {
  const beat = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(lock, now, now);
    } catch {
      // The lock was removed.
    }
  }, BEAT_MS).unref();
  return () => {
    clearInterval(beat);
    removeFile(lock);
  };
}

function readLock(
  lock: string,
  own: Holder,
): { readonly text: string; readonly holder: Holder | undefined; readonly isHeld: boolean } {
  try {
    const text = readFileSync(lock, 'latin1');
    const touchedMs = statSync(lock).mtimeMs;
    const [number, place = ''] = text.trim().split(' ');
    const pid = Number(number);
    if (!Number.isInteger(pid) || pid <= 0)
      return { text, holder: undefined, isHeld: Date.now() - touchedMs < WRITTEN_WITHIN_MS };
    const holder = { pid, place };
    return { text, holder, isHeld: isAlive(holder, own, touchedMs) };
  } catch {
    return { text: '', holder: undefined, isHeld: false };
  }
}

function isAlive({ pid, place }: Holder, own: Holder, touchedMs: number): boolean {
  // A process of another boot, container or machine cannot be seen from here. It touches its lock while it runs.
  if (place !== '' && own.place !== '' && place !== own.place) return Date.now() - touchedMs < SILENT_AFTER_MS;
  // In a container, a new run gets the same process id as the killed run before it.
  if (pid === own.pid || !isRunning(pid)) return false;
  // A process that started after the lock was last touched is not its holder: it only has the same process id.
  return startOf(pid) <= touchedMs + START_SLACK_MS;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

// The time when a process started, in milliseconds since the epoch; without /proc, the time when the machine started.
function startOf(pid: number): number {
  const booted = Date.now() - 1000 * uptime();
  try {
    // The name of the process is in parentheses and may contain anything, so split after it. Field 22 is the start time (proc(5)).
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
    const ticks = Number(fields[19]);
    return Number.isFinite(ticks) ? booted + (1000 * ticks) / TICKS_PER_SECOND : booted;
  } catch {
    return booted;
  }
}

function placeOfProcesses(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return `${boot}/${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return '';
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
