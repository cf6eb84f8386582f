// Fuzz target: bookmarks. The input decides how a log is written, read and rotated; every line must be read once, in order.
import assert from 'node:assert/strict';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Bookmark, findUnread, markRead } from '../../src/sources/files/bookmark.ts';
import { openSource } from '../../src/sources/files/open.ts';
import { Choices } from './choices.ts';
import { scratchFolder } from './scratch-folder.ts';

const MOST_STEPS = 40;
/** Seconds of file time between two steps: more than the slack that bookmarks allow for file times. */
const STEP_SECONDS = 10;
const BEGIN_SECONDS = 1_800_000_000;
const NEVER = new AbortController().signal;
const scratch = scratchFolder('bookmark');
let stories = 0;

/** A log in its own folder, the writer of its lines, and a reader with a bookmark. */
class Story {
  readonly #folder: string;
  readonly #log: string;
  readonly #isDated: boolean;
  /** Rotated files, newest first. */
  #rotated: string[] = [];
  /** The file that the writer has open. */
  #written: string;
  #seconds = BEGIN_SECONDS;
  #number = 0;
  #bookmark: Bookmark | undefined;
  all = '';
  read = '';

  constructor(folder: string, isDated: boolean) {
    this.#folder = folder;
    this.#log = join(folder, 'access.log');
    this.#written = this.#log;
    this.#isDated = isDated;
    mkdirSync(folder);
  }

  write(lines: number, length: number): void {
    let text = '';
    for (let i = 0; i < lines; i++) text += `${this.#number++} ${'x'.repeat(length)}\n`;
    this.#append(text);
  }

  /** Writes a line in two parts, with a run in between. */
  async writeTorn(length: number): Promise<void> {
    const text = `${this.#number++} ${'x'.repeat(length)}\n`;
    this.#append(text.slice(0, length));
    await this.run();
    this.#append(text.slice(length));
  }

  /** Reads the unread bytes, as a run with a state does. */
  async run(): Promise<void> {
    const { unread } = await findUnread(this.#log, this.#bookmark);
    for (const { path, offset, lines, isCurrent, seen, handle } of unread) {
      if (handle === undefined || seen === undefined) continue;
      const source = await openSource(path, new Map(), NEVER, offset, handle);
      const pieces: Buffer[] = [];
      for await (const piece of source.chunks) pieces.push(piece);
      const bytes = Buffer.concat(pieces);
      const end = isCurrent ? bytes.lastIndexOf(10) + 1 : bytes.length;
      this.read += bytes.toString('latin1', 0, end);
      await handle.close();
      if (offset + end > 0) this.#bookmark = markRead(seen, offset + end, lines, this.#bookmark);
    }
  }

  /** Renames the log as logrotate does; the writer still writes to the renamed file until {@link reopen}. */
  rename(): void {
    if (!existsSync(this.#log) || this.#written !== this.#log) return;
    const name = this.#makeRoom();
    renameSync(this.#log, name);
    this.#written = name;
  }

  reopen(): void {
    if (this.#written === this.#log) return;
    this.#written = this.#log;
    this.#append('');
  }

  copyAndTruncate(): void {
    if (this.#written !== this.#log || !existsSync(this.#log) || statSync(this.#log).size === 0) return;
    const name = this.#makeRoom();
    copyFileSync(this.#log, name);
    this.#stamp(name);
    truncateSync(this.#log);
    this.#stamp(this.#log);
  }

  /** Packs a rotated file that nobody writes to. */
  pack(at: number): void {
    const name = this.#rotated[at % Math.max(1, this.#rotated.length)];
    if (name === undefined || name === this.#written || name.endsWith('.gz')) return;
    const { mtime } = statSync(name);
    writeFileSync(`${name}.gz`, gzipSync(readFileSync(name), { level: 1 }));
    utimesSync(`${name}.gz`, mtime, mtime);
    unlinkSync(name);
    this.#rotated = this.#rotated.map((one) => (one === name ? `${name}.gz` : one));
  }

  /** Leaves a file beside the log that does not come from rotation. */
  leaveOther(choice: number): void {
    const name = ['access.log.bak', 'access.log.1.swp', 'access.logs', 'error.log.1', 'access.log.lock'][choice % 5]!;
    writeFileSync(join(this.#folder, name), 'not of this log\n');
  }

  #append(text: string): void {
    appendFileSync(this.#written, text);
    this.#stamp(this.#written);
    this.all += text;
  }

  #stamp(path: string): void {
    this.#seconds += STEP_SECONDS;
    utimesSync(path, this.#seconds, this.#seconds);
  }

  // Returns the name for the newest rotated file. Numbered files are renamed to the next number first.
  #makeRoom(): string {
    const name = this.#isDated ? `${this.#log}-${this.#seconds}` : `${this.#log}.1`;
    if (!this.#isDated) {
      for (let i = this.#rotated.length - 1; i >= 0; i--) {
        const packed = this.#rotated[i]!.endsWith('.gz') ? '.gz' : '';
        const moved = `${this.#log}.${i + 2}${packed}`;
        renameSync(this.#rotated[i]!, moved);
        this.#rotated[i] = moved;
      }
    }
    this.#seconds += STEP_SECONDS;
    this.#rotated.unshift(name);
    return name;
  }
}

/** Runs a story: one byte chooses how rotated files are named, two bytes the first lines; each step takes one to three bytes. */
export async function fuzz(data: Buffer): Promise<void> {
  const choices = new Choices(data);
  const folder = join(scratch, String(stories++));
  const story = new Story(folder, choices.below(2) === 1);
  try {
    story.write(1 + choices.below(3), choices.below(256) * 8);
    await story.run();
    for (let step = 0; step < MOST_STEPS && !choices.isDone; step++) await takeStep(story, choices);
    story.reopen();
    story.write(1, 1);
    await story.run();
    assert.equal(story.read, story.all, 'every line is read once, in order');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function takeStep(story: Story, choices: Choices): Promise<void> {
  const step = choices.below(10);
  if (step <= 1) story.write(1 + choices.below(4), choices.below(256) * 4);
  else if (step === 2) await story.writeTorn(3 + choices.below(200));
  else if (step <= 4) await story.run();
  else if (step === 5) story.rename();
  else if (step === 6) story.reopen();
  else if (step === 7) story.copyAndTruncate();
  else if (step === 8) story.pack(choices.below(4));
  else story.leaveOther(choices.below(5));
}
