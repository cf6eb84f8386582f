// A file that a run writes: it is made beside its target and renamed over it, so that no reader finds half a report there.
import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { callbackify } from 'node:util';
import { removeFile } from './file-paths.ts';

/**
 * When the target is replaced: by each text, which is then a whole report; by the first text, and later texts are appended; or
 * at the end, by all texts.
 */
export type Replaces = 'by-each-text' | 'by-first-text' | 'at-end';

/** What an {@link OutputFile} works with. */
export interface OutputFileSetup {
  /** The path of the target, without links. */
  readonly path: string;
  /** The target, open for appending; undefined if it does not exist yet. */
  readonly existing: FileHandle | undefined;
  readonly replaces: Replaces;
  /** The widest mode for a new file. */
  readonly newMode: () => number;
}

/** A new file here, or a rename onto the target, is not allowed. The target itself may still be written to. */
const REFUSALS: ReadonlySet<string | undefined> = new Set(['EACCES', 'EBUSY', 'EPERM', 'EROFS', 'EXDEV']);
const BUFFER_BYTES = 256 * 1024;

/**
 * A stream into a file. Nothing changes at the target before there is something to say. Where the folder allows no new file, or
 * the target cannot be replaced (a file that is mounted into a container), the target itself is written to.
 */
export class OutputFile extends Writable {
  readonly #setup: OutputFileSetup;
  // What stands at the target.
  #existing: FileHandle | undefined;
  // What is written to now.
  #current: FileHandle | undefined;
  // The path of the current file as long as it is not the target.
  #temporary: string | undefined;
  #isReplaced = false;
  #mode: number | undefined;

  constructor(setup: OutputFileSetup) {
    super({ highWaterMark: BUFFER_BYTES });
    this.#setup = setup;
    this.#existing = setup.existing;
  }

  /** Removes what is not finished, at once, and leaves the target as it is. Does nothing after the end. */
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

  // Begins a file beside the target, or empties the target where that is not allowed.
  async #begin(): Promise<FileHandle> {
    const existing = this.#existing;
    const temporary = join(dirname(this.#setup.path), `.logscan-${randomBytes(8).toString('hex')}`);
    this.#temporary = temporary;
    try {
      // The exclusive creation never follows a link.
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
    // A full disk may show only here.
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

  // A log that was opened later may allow less than those before it.
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

// The replaced file keeps its owner and mode as far as the system allows. Another group gets no more than everybody gets.
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
