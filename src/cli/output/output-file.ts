// A file that a run writes. It is written next to its target and then renamed over the target. So readers never see half a report.
import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { callbackify } from 'node:util';
import { removeFile } from './file-paths.ts';

/**
 * When the target is replaced. `by-each-text`: every text is a whole report and replaces the one before. `by-first-text`: the
 * first text replaces the target, later texts are appended. `at-end`: all texts together replace the target at the end.
 */
export type Replaces = 'by-each-text' | 'by-first-text' | 'at-end';

/** What an {@link OutputFile} works with. */
export interface OutputFileSetup {
  /** The path of the target, without links. */
  readonly path: string;
  /** The target, open for appending; undefined if it does not exist yet. */
  readonly existing: FileHandle | undefined;
  readonly replaces: Replaces;
  /** The mode with all permissions that a new file may have. */
  readonly newMode: () => number;
}

/** These errors mean that the folder allows no new file, or that the target cannot be replaced. The target may still be writable. */
const REFUSALS: ReadonlySet<string | undefined> = new Set(['EACCES', 'EBUSY', 'EPERM', 'EROFS', 'EXDEV']);
const BUFFER_BYTES = 256 * 1024;

/**
 * A stream into a file. The target does not change before there is something to write. The target itself is overwritten if the
 * folder allows no new file, or if the target cannot be replaced (such as a file that is mounted into a container).
 */
export class OutputFile extends Writable {
  readonly #setup: OutputFileSetup;
  // The target as it is now; undefined if it does not exist.
  #existing: FileHandle | undefined;
  // The file that is written now.
  #current: FileHandle | undefined;
  // The path of the current file until it is renamed to the target.
  #temporary: string | undefined;
  #isReplaced = false;
  #mode: number | undefined;

  constructor(setup: OutputFileSetup) {
    super({ highWaterMark: BUFFER_BYTES });
    this.#setup = setup;
    this.#existing = setup.existing;
  }

  /** Removes the unfinished file at once and leaves the target as it is. Does nothing if the file is finished. */
  abandon(): void {
    this.#removeTemporary();
    this.destroy();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    callbackify(() => this.#take(chunk))(done);
  }

  override _writev(chunks: readonly { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    const texts = chunks.map(({ chunk }) => chunk);
    const isWhole = this.#setup.replaces === 'by-each-text';
    callbackify(() => this.#take(isWhole ? texts.at(-1)! : Buffer.concat(texts)))(done);
  }

  override _final(done: (error?: Error | null) => void): void {
    callbackify(() => this.#finish())(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#removeTemporary();
    callbackify(() => this.#close())(() => done(error));
  }

  async #take(bytes: Buffer): Promise<void> {
    const { replaces } = this.#setup;
    const file = (this.#current ??= await this.#begin());
    await file.appendFile(bytes);
    if (replaces === 'at-end') return;
    await this.#replace();
    if (replaces === 'by-each-text') this.#current = undefined;
  }

  async #finish(): Promise<void> {
    if (!this.#isReplaced) this.#current ??= await this.#begin();
    await this.#replace();
  }

  // Creates a file next to the target. If that is not allowed, empties the target.
  async #begin(): Promise<FileHandle> {
    const existing = this.#existing;
    const temporary = join(dirname(this.#setup.path), `.logscan-${randomBytes(8).toString('hex')}`);
    this.#temporary = temporary;
    try {
      // Exclusive creation (O_EXCL) never follows a link.
      const file = await open(temporary, 'ax+', existing === undefined ? this.#setup.newMode() : 0o600);
      if (this.destroyed) removeFile(temporary);
      if (existing !== undefined) await keepOwner(file, await existing.stat());
      return file;
    } catch (error) {
      this.#temporary = undefined;
      if (existing === undefined || !isRefusal(error)) throw error;
      await existing.truncate(0);
      return existing;
    }
  }

  async #close(): Promise<void> {
    for (const handle of new Set([this.#current, this.#existing])) await handle?.close();
  }

  // Renames the current file over the target, if it is not the target yet.
  async #replace(): Promise<void> {
    const file = this.#current;
    this.#isReplaced = true;
    if (file === undefined) return;
    await this.#narrow(file);
    const temporary = this.#temporary;
    if (temporary === undefined) return;
    // A full disk may be reported only here.
    await file.sync();
    const target = this.#existing;
    try {
      await rename(temporary, this.#setup.path);
      this.#temporary = undefined;
      this.#existing = file;
      await target?.close();
    } catch (error) {
      if (target === undefined || !isRefusal(error)) throw error;
      await copy(file, target);
      this.#removeTemporary();
      this.#current = target;
      await file.close();
    }
  }

  // A log that was opened later may have a stricter mode than the earlier logs.
  async #narrow(file: FileHandle): Promise<void> {
    if (this.#setup.existing !== undefined) return;
    const widest = this.#setup.newMode();
    if (this.#mode === widest) return;
    this.#mode = widest;
    const { mode } = await file.stat();
    if ((mode & 0o777 & ~widest) !== 0) await file.chmod(mode & widest);
  }

  #removeTemporary(): void {
    if (this.#temporary === undefined) return;
    removeFile(this.#temporary);
    this.#temporary = undefined;
  }
}

function isRefusal(error: unknown): boolean {
  return REFUSALS.has((error as NodeJS.ErrnoException).code);
}

async function copy(from: FileHandle, to: FileHandle): Promise<void> {
  await to.truncate(0);
  for await (const chunk of from.createReadStream({ start: 0, autoClose: false })) await to.appendFile(chunk as Buffer);
  await to.sync();
}

// The new file gets the owner and mode of the old one, as far as the system allows. A different group gets only the rights of "others".
async function keepOwner(file: FileHandle, { uid, gid, mode }: Stats): Promise<void> {
  const isGroupKept = await file
    .chown(uid, gid)
    .catch(() => file.chown(-1, gid))
    .then(
      () => true,
      () => false,
    );
  const group = isGroupKept ? 0o070 : (mode & 0o007) << 3;
  await file.chmod(mode & (0o707 | group)).catch(() => undefined);
}
