// Follows logs by name through rename, copytruncate, dated names and switched links, and reads every byte once.
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { describeFileError } from './file-error.ts';
import { Doorbell } from './doorbell.ts';
import { type Sibling, siblingsOf } from './siblings.ts';
import { type Opened, openOther, openSibling, Tail, type TurnEnd } from './tail.ts';

/** nginx writes into a renamed file until it gets USR1 (ngx_reopen_files). So it is read for this long, and until it is quiet. */
const DRAIN_MS = 60_000;
const QUIET_MS = 5000;
const MOST_DRAINED = 8;
/** For a moment, rotation may leave no file under the name, or one that only root may read. No remark is made before this time. */
const PATIENCE_MS = 2000;
/** A file's modification time is that of the last tick of the system's clock. */
const TICK_MS = 10;
/** Pause before files are listed again: rotation renames files and is done in a moment. */
const RETRY_MS = 50;
const ATTEMPTS = 5;

/**
 * Bytes of one followed file. The caller assembles lines for each `file` and `generation`, because late lines of a rotated
 * file arrive among lines of the new one. The caller needs to keep only the unfinished line of each generation.
 */
export interface FollowedBytes {
  /** The name as given. Empty when all files were read to their ends; then `bytes` is empty, too. */
  readonly file: string;
  /** Number of this file among the files under this name, from 0. */
  readonly generation: number;
  readonly bytes: Buffer;
  /** First bytes of another file under the same name, after rotation or truncation. They continue no unfinished line. */
  readonly startsFile: boolean;
  /** Everything that exists now was read: of this file, or of all files if `bytes` is empty. */
  readonly isCaughtUp: boolean;
}

/** What to follow, and how. */
export interface FollowOptions {
  readonly files: readonly string[];
  readonly signal: AbortSignal;
  /** Milliseconds between two polls, 200 by default. */
  readonly pollMs?: number;
  /** Whether a change in a file's folder starts a poll sooner, true by default. Where that fails (NFS) it only polls. */
  readonly isWatching?: boolean;
  readonly onRemark?: (file: string, remark: string) => void;
}

/**
 * Yields the bytes of all files as they grow, each from its beginning, until aborted. When everything was read, it yields
 * empty `bytes`, at most once per poll. A missing or unreadable file gets one remark and is tried again.
 */
export async function* followFiles(options: FollowOptions): AsyncGenerator<FollowedBytes> {
  const { signal, pollMs = 200, isWatching = true, onRemark = () => {} } = options;
  const files = [...new Set(options.files)];
  const followed = files.map((file) => new FollowedFile(file, onRemark));
  const bell = new Doorbell();
  if (isWatching) for (const folder of new Set(files.map((file) => dirname(file)))) bell.watch(folder);
  const stop = (): void => bell.ring();
  signal.addEventListener('abort', stop);
  try {
    while (!signal.aborted) {
      bell.reset();
      for (const file of followed) {
        // A second turn if the first did not catch up: a truncated file must start again before its next truncation.
        for (let turns = 0; turns === 0 || (turns === 1 && !file.isCaughtUp); turns++) {
          for await (const piece of file.turn()) {
            yield piece;
            if (signal.aborted) return;
          }
        }
      }
      if (!followed.every((file) => file.isCaughtUp)) continue;
      yield { file: '', generation: 0, bytes: Buffer.alloc(0), startsFile: false, isCaughtUp: true };
      if (!signal.aborted) await bell.wait(pollMs);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    bell.close();
    await Promise.all(followed.map((file) => file.close()));
  }
}

/** All files that have or had one name. */
class FollowedFile {
  /** The last turn reached the end of all its files. */
  isCaughtUp = false;
  readonly #name: string;
  readonly #onRemark: (file: string, remark: string) => void;
  /** Path of the current file, links resolved. */
  #path: string;
  #current: Tail | undefined;
  /** Files that had the name before, and copies of them. They are read in this order, before the current file. */
  #old: Tail[] = [];
  #generations = 0;
  /** When the current file was last known to be neither replaced nor truncated. */
  #seenAt = Date.now();
  #failingSince: number | undefined;
  #said = '';

  constructor(name: string, onRemark: (file: string, remark: string) => void) {
    this.#name = name;
    this.#path = name;
    this.#onRemark = onRemark;
  }

  /** Checks which file has the name now, and yields the new bytes, oldest file first. */
  async *turn(): AsyncGenerator<FollowedBytes> {
    const startedAt = Date.now();
    const isLookedUp = await this.#look();
    // A file that was empty may have been written to, copied and truncated since. The copies are read first.
    const refilled = await this.#current?.refilled();
    if (refilled !== undefined) await this.#addSkipped((this.#current = refilled), 0);
    this.isCaughtUp = true;
    for (const tail of [...this.#old, this.#current]) {
      if (tail === undefined) continue;
      const end = yield* this.#read(tail);
      if (end === 'end') continue;
      if (end === 'changed') await (tail === this.#current ? this.#restart(tail) : this.#drop(tail));
      this.isCaughtUp = false;
      break;
    }
    if (isLookedUp) this.#seenAt = startedAt;
    await this.#dropDrained();
  }

  async close(): Promise<void> {
    for (const tail of [...this.#old, this.#current]) await tail?.close();
  }

  async *#read(tail: Tail): AsyncGenerator<FollowedBytes, TurnEnd> {
    try {
      const pieces = tail.read();
      let startsFile = tail.offset === 0;
      for (;;) {
        const { done, value } = await pieces.next();
        if (done === true) return value;
        this.#said = '';
        const generation = (tail.generation ??= this.#generations++);
        startsFile &&= generation > 0;
        const isCaughtUp = tail === this.#current && tail.isAtEnd;
        yield { file: this.#name, generation, bytes: value, startsFile, isCaughtUp };
        startsFile = false;
      }
    } catch (error) {
      this.#say(describeFileError(error));
      // Without an id, the current file is opened again at the next look.
      tail.id = '';
      return tail.isPacked ? 'changed' : 'end';
    }
  }

  // Opens the file that has the name now, if it is another one. False if it is unknown which file has the name.
  async #look(): Promise<boolean> {
    let opened: Opened | undefined;
    try {
      opened = await openOther(this.#name, this.#current?.id);
    } catch (error) {
      this.#failingSince ??= Date.now();
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (this.#current === undefined || Date.now() - this.#failingSince >= PATIENCE_MS) {
        this.#say(`${describeFileError(error)}; ${isMissing ? 'waiting for it' : 'trying again'}`);
      }
      return isMissing;
    }
    this.#failingSince = undefined;
    if (opened === undefined) return true;
    // The new file may hold the same bytes (rsync, sed -i), or the old handle may have gone stale (NFS).
    if ((await this.#current?.moveTo(opened)) !== true) await this.#replace(opened);
    this.#path = opened.path;
    return true;
  }

  // Another file took the name; it may be one that had it before (a link switched back).
  async #replace(opened: Opened): Promise<void> {
    const replaced = this.#current;
    const known = this.#old.find((one) => one.id === opened.id);
    if (known !== undefined) await opened.handle.close();
    this.#current = known ?? (await Tail.start(opened));
    this.#old = this.#old.filter((one) => one !== known);
    if (replaced === undefined) return;
    replaced.replacedAt = Date.now();
    this.#old.push(replaced);
    if (known === undefined) await this.#addSkipped(replaced, await replaced.modifiedAt());
  }

  // Starts a truncated file again, after the rest of its old bytes. Only a copy beside it can have these.
  async #restart(truncated: Tail): Promise<void> {
    this.#current = await truncated.restarted();
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      for (const sibling of (await siblingsOf(this.#path)).toReversed()) {
        const copy = await openSibling(sibling);
        if (copy === undefined) continue;
        if (truncated.sharesHead(copy)) {
          this.#old.push(truncated.copiedTo(copy));
          return this.#addSkipped(truncated, sibling.mtimeMs);
        }
        await copy.close();
      }
      // Rotation may be renaming the copy right now.
      await sleep(RETRY_MS);
    }
    this.#say('it was truncated and no copy of it was found; lines written just before that may be missing');
    return this.#addSkipped(truncated, 0);
  }

  // Adds the files between the old one and the current one, if there were several rotations since the last look.
  async #addSkipped(old: Tail, oldModifiedAt: number): Promise<void> {
    const since = Math.max(oldModifiedAt, this.#seenAt - TICK_MS);
    const known = [...this.#old, this.#current, old].filter((tail) => tail !== undefined);
    const ids = new Set(known.map(({ id }) => id));
    const isWanted = (one: Sibling): boolean => one.isRotated && one.mtimeMs > since && !ids.has(one.id);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const wanted = (await siblingsOf(this.#path)).filter(isWanted);
      const skipped = await Promise.all(wanted.map((sibling) => openSibling(sibling)));
      const now = (await siblingsOf(this.#path)).filter(isWanted);
      // While files are renamed and packed, a file may be missed or seen under two names.
      if (isDeepStrictEqual(now, wanted) && !skipped.includes(undefined)) {
        for (const one of skipped) {
          if (one === undefined || known.some((tail) => tail.sharesHead(one))) await one?.close();
          else this.#old.push(one);
        }
        return;
      }
      for (const one of skipped) await one?.close();
      await sleep(RETRY_MS);
    }
    this.#say('it was rotated several times while it was read; one whole file may be missing');
  }

  // Closes old files that are no longer written to: the writer has changed to the current file.
  async #dropDrained(): Promise<void> {
    const now = Date.now();
    const isUsed = this.#current !== undefined && this.#current.offset > 0;
    for (const tail of this.#old.filter(({ quietSince }) => quietSince !== undefined)) {
      const isOver = now - tail.replacedAt > DRAIN_MS && now - (tail.quietSince ?? now) > QUIET_MS;
      if ((isOver && isUsed) || this.#old.length > MOST_DRAINED) await this.#drop(tail);
    }
  }

  async #drop(tail: Tail): Promise<void> {
    this.#old = this.#old.filter((one) => one !== tail);
    await tail.close();
  }

  #say(remark: string): void {
    if (remark !== this.#said) this.#onRemark(this.#name, remark);
    this.#said = remark;
  }
}
