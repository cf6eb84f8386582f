// A followed log in every kind of rotation: each byte that was written arrives once, in the order of its file.
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { symlinkSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { followFiles } from '../../../src/sources/files/followed-names.ts';
import { storedZstd } from './stored-zstd.ts';

const POLL_MS = 40;

let folder = '';
let log = '';
let count = 0;
const running: Follower[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'logscan-follow-'));
  log = join(folder, 'access.log');
});

afterEach(async () => {
  await Promise.all(running.splice(0).map((follower) => follower.stop()));
  await rm(folder, { recursive: true });
});

/** This many lines, each different from all others. */
function lines(many: number): string {
  return Array.from({ length: many }, () => `line ${count++} ${'x'.repeat(count % 90)}\n`).join('');
}

/** Collects what followFiles yields, by file and generation. */
class Follower {
  readonly remarks: string[] = [];
  /** How often it has caught up with all files. */
  rounds = 0;
  readonly #texts = new Map<string, string[]>();
  readonly #controller = new AbortController();
  readonly #done: Promise<void>;
  #blocked: Promise<void> | undefined;

  constructor(files: readonly string[] = [log], isWatching = false) {
    this.#done = this.#run(files, isWatching);
    running.push(this);
  }

  /** The text of each generation of a file. */
  texts(file = log): string[] {
    return this.#texts.get(file) ?? [];
  }

  /** Waits until it has read everything that was written before this call. */
  async caughtUp(): Promise<void> {
    const until = this.rounds + 2;
    while (this.rounds < until) await sleep(5);
  }

  /** Reads nothing while the given function runs. */
  async asleep(act: () => void | Promise<void>): Promise<void> {
    let wake: () => void = () => {};
    const blocked = new Promise<void>((resolve) => (wake = resolve));
    const before = this.rounds;
    this.#blocked = blocked;
    while (this.rounds === before) await sleep(5);
    await act();
    this.#blocked = undefined;
    wake();
  }

  async stop(): Promise<void> {
    this.#controller.abort();
    await this.#done;
  }

  async #run(files: readonly string[], isWatching: boolean): Promise<void> {
    const onRemark = (_file: string, remark: string): void => void this.remarks.push(remark);
    const followed = followFiles({ files, signal: this.#controller.signal, pollMs: POLL_MS, isWatching, onRemark });
    for await (const { file, generation, bytes, startsFile, isCaughtUp } of followed) {
      if (bytes.length === 0) {
        expect({ file, isCaughtUp }).toEqual({ file: '', isCaughtUp: true });
        this.rounds++;
        await this.#blocked;
        continue;
      }
      expect(bytes.length).toBeLessThanOrEqual(256 * 1024);
      const texts = this.#texts.get(file) ?? [];
      this.#texts.set(file, texts);
      expect(startsFile).toBe(texts[generation] === undefined && generation > 0);
      texts[generation] = (texts[generation] ?? '') + bytes.toString('latin1');
    }
  }
}

/** Compares what arrived of each generation with what was written to it. */
function expectAll(follower: Follower, written: readonly string[], file = log): void {
  const received = follower.texts(file);
  const arrived = new Map<string, number>();
  for (const line of received.join('').split('\n')) arrived.set(line, (arrived.get(line) ?? 0) + 1);
  arrived.delete('');
  const lost = written.flatMap((text) => text.split('\n')).filter((line) => line !== '' && !arrived.has(line));
  const twice = [...arrived].filter(([, times]) => times > 1);
  expect({ lost: lost.length, twice: twice.length }).toEqual({ lost: 0, twice: 0 });
  expect(received.map((text) => text.length)).toEqual(written.map((text) => text.length));
  expect(received.every((text, i) => text === written[i])).toBe(true);
}

describe('a file', () => {
  test('is read from its beginning and as it grows, half lines included', async () => {
    let written = lines(10_000);
    writeFileSync(log, written);
    const follower = new Follower();
    for (const more of [lines(1), 'half', ` line\n${lines(3)}`, lines(200)]) {
      await follower.caughtUp();
      appendFileSync(log, more);
      written += more;
    }
    await follower.caughtUp();
    expectAll(follower, [written]);
    expect(follower.remarks).toEqual([]);
  });

  test('may come later, go away and come back', async () => {
    const [first, second] = [lines(20), lines(30)];
    const follower = new Follower();
    await follower.caughtUp();
    expect(follower.remarks).toEqual(['no such file; waiting for it']);
    writeFileSync(log, first);
    await follower.caughtUp();
    rmSync(log);
    await follower.caughtUp();
    writeFileSync(log, second);
    await follower.caughtUp();
    expectAll(follower, [first, second]);
    expect(follower.remarks).toHaveLength(1);
  });

  test('that is a device gets a remark', async () => {
    const follower = new Follower(['/dev/null']);
    await follower.caughtUp();
    expect(follower.remarks).toEqual(['it is not a regular file; --follow reads only regular files; trying again']);
  });

  test('that cannot be read gets one remark', async () => {
    mkdirSync(log);
    const follower = new Follower();
    await follower.caughtUp();
    await follower.caughtUp();
    expect(follower.remarks).toEqual(['it is a directory; name a file in it; trying again']);
    renameSync(log, join(folder, 'elsewhere'));
    const written = lines(5);
    writeFileSync(log, written);
    await follower.caughtUp();
    expectAll(follower, [written]);
  });

  test('is followed together with another one', async () => {
    const other = join(folder, 'other.log');
    const written = [lines(5), lines(60_000)];
    writeFileSync(log, written[0]!);
    writeFileSync(other, written[1]!);
    const follower = new Follower([log, other]);
    for (let i = 0; i < 5; i++) {
      await follower.caughtUp();
      for (const [at, file] of [log, other].entries()) {
        const more = lines(i);
        appendFileSync(file, more);
        written[at] += more;
      }
    }
    await follower.caughtUp();
    expectAll(follower, [written[0]!]);
    expectAll(follower, [written[1]!], other);
  });

  test('wakes the follower when it changes', async () => {
    writeFileSync(log, '');
    const controller = new AbortController();
    const started = Date.now();
    const { signal } = controller;
    let received = '';
    for await (const { bytes } of followFiles({ files: [log], signal, pollMs: 10_000 })) {
      received += bytes.toString('latin1');
      if (received === 'woken\n') controller.abort();
      else setTimeout(() => writeFileSync(log, 'woken\n'), 100);
    }
    expect(Date.now() - started).toBeLessThan(5000);
  });
});

describe('rename and create', () => {
  for (const rotated of ['access.log.1', 'access.log-20261122']) {
    test(`to ${rotated}: late lines of the old file are read, and never joined to lines of the new file`, async () => {
      const [first, late, half, second] = [lines(1000), lines(20), 'half a line', lines(10)];
      writeFileSync(log, first);
      const follower = new Follower();
      await follower.caughtUp();
      const writer = openSync(log, 'a');
      renameSync(log, join(folder, rotated));
      await follower.caughtUp();
      writeSync(writer, late);
      await follower.caughtUp();
      writeFileSync(log, second);
      writeSync(writer, half);
      await follower.caughtUp();
      const [latest, last] = [lines(2), lines(3)];
      writeSync(writer, latest);
      appendFileSync(log, last);
      await follower.caughtUp();
      closeSync(writer);
      expectAll(follower, [first + late + half + latest, second + last]);
      expect(follower.remarks).toEqual([]);
    });
  }

  test('packed and deleted at once', async () => {
    const [first, unread, late, second] = [lines(500), lines(50), lines(5), lines(10)];
    writeFileSync(log, first);
    const follower = new Follower();
    await follower.caughtUp();
    const writer = openSync(log, 'a');
    await follower.asleep(() => {
      appendFileSync(log, unread);
      writeFileSync(`${log}.1.gz`, gzipSync(readFileSync(log)));
      rmSync(log);
      writeSync(writer, late);
      writeFileSync(log, second);
    });
    await follower.caughtUp();
    closeSync(writer);
    expectAll(follower, [first + unread + late, second]);
  });

  test('twice between two looks', async () => {
    const texts = [lines(300), lines(200), lines(100), lines(50)];
    writeFileSync(`${log}.1`, 'from before\n');
    writeFileSync(log, texts[0]!);
    const follower = new Follower();
    await follower.caughtUp();
    await sleep(20);
    const unread = lines(10);
    await follower.asleep(async () => {
      appendFileSync(log, unread);
      renameSync(`${log}.1`, `${log}.4`);
      renameSync(log, `${log}.3`);
      for (const [i, name] of [`${log}.2`, `${log}.1`, log].entries()) {
        await sleep(20);
        writeFileSync(name, texts[i + 1]!);
      }
    });
    await follower.caughtUp();
    expectAll(follower, [texts[0]! + unread, ...texts.slice(1)]);
  });

  test('by switching a link, there and back', async () => {
    const [a, b] = [join(folder, 'a.log'), join(folder, 'b.log')];
    const texts = [lines(100), lines(80)];
    writeFileSync(a, texts[0]!);
    writeFileSync(b, texts[1]!);
    const follower = new Follower();
    for (const target of [a, b, a]) {
      symlinkSync(target, `${log}.new`);
      renameSync(`${log}.new`, log);
      await follower.caughtUp();
      for (const [i, file] of [a, b].entries()) {
        const more = lines(2);
        appendFileSync(file, more);
        texts[i] += more;
      }
    }
    await follower.caughtUp();
    expectAll(follower, texts);
  });

  test('by a file with the same lines and more (rsync) continues the old file', async () => {
    const [first, more] = [lines(100), lines(10)];
    writeFileSync(log, first);
    const follower = new Follower();
    await follower.caughtUp();
    writeFileSync(`${log}.new`, first + more);
    renameSync(`${log}.new`, log);
    await follower.caughtUp();
    expectAll(follower, [first + more]);
  });
});

describe('copytruncate', () => {
  /** Follows a log, then writes to it, copies it, truncates it and writes again between two looks. */
  async function copyTruncate(copy: (unread: string) => void, second: string): Promise<[Follower, string]> {
    const [first, unread] = [lines(1000), lines(100)];
    writeFileSync(log, first);
    const follower = new Follower();
    await follower.caughtUp();
    await follower.asleep(() => {
      appendFileSync(log, unread);
      copy(unread);
      truncateSync(log);
      appendFileSync(log, second);
    });
    await follower.caughtUp();
    return [follower, first + unread];
  }

  test('reads the rest in the copy', async () => {
    const second = lines(10);
    const [follower, first] = await copyTruncate(() => copyFileSync(log, `${log}.1`), second);
    const more = lines(10);
    appendFileSync(log, more);
    await follower.caughtUp();
    expectAll(follower, [first, second + more]);
    expect(follower.remarks).toEqual([]);
  });

  test('reads the rest in a packed copy', async () => {
    const second = lines(10);
    const pack = (): void => writeFileSync(`${log}-20261122.gz`, gzipSync(readFileSync(log)));
    const [follower, first] = await copyTruncate(pack, second);
    expectAll(follower, [first, second]);
  });

  test('is noticed even if the file is already longer than before', async () => {
    const second = lines(5000);
    const [follower, first] = await copyTruncate(() => copyFileSync(log, `${log}.1`), second);
    expectAll(follower, [first, second]);
  });

  test('does not read a copy that ends before the last line that was read', async () => {
    const [copied, uncopied, second] = [lines(100), lines(10), lines(5)];
    writeFileSync(log, copied);
    const follower = new Follower();
    await follower.caughtUp();
    copyFileSync(log, `${log}.1`);
    appendFileSync(log, uncopied);
    await follower.caughtUp();
    await follower.asleep(() => {
      truncateSync(log);
      appendFileSync(log, second);
    });
    await follower.caughtUp();
    expectAll(follower, [copied + uncopied, second]);
    expect(follower.remarks).toEqual([]);
  });

  test('twice between two looks', async () => {
    const texts = [lines(300), lines(200), lines(100)];
    writeFileSync(log, texts[0]!);
    const follower = new Follower();
    await follower.caughtUp();
    await sleep(20);
    await follower.asleep(async () => {
      copyFileSync(log, `${log}.2`);
      await sleep(20);
      writeFileSync(log, texts[1]!);
      copyFileSync(log, `${log}.1`);
      await sleep(20);
      writeFileSync(log, texts[2]!);
    });
    await follower.caughtUp();
    expectAll(follower, texts);
  });

  describe('of a log that was empty at the last look', () => {
    async function followEmpty(): Promise<Follower> {
      writeFileSync(`${log}.9`, 'from before\n');
      writeFileSync(log, '');
      const follower = new Follower();
      await follower.caughtUp();
      await sleep(20);
      return follower;
    }

    test.each([
      ['reads the copy', `.1`, (bytes: Buffer) => bytes],
      ['reads the packed copy', `-20261122.gz`, (bytes: Buffer) => gzipSync(bytes)],
      ['reads the copy that is packed with zstd', `.1.zst`, storedZstd],
    ])('%s', async (_name, ending, form) => {
      const follower = await followEmpty();
      const texts = [lines(20), lines(10)];
      await follower.asleep(() => {
        appendFileSync(log, texts[0]!);
        writeFileSync(`${log}${ending}`, form(readFileSync(log)));
        truncateSync(log);
      });
      await follower.caughtUp();
      expect(follower.texts()).toEqual(texts.slice(0, 1));
      appendFileSync(log, texts[1]!);
      await follower.caughtUp();
      expectAll(follower, texts);
      expect(follower.remarks).toEqual([]);
    });

    test('reads every copy, then the lines written since, in order', async () => {
      const follower = await followEmpty();
      for (let round = 0; round < 3; round++) {
        const before = follower.texts().filter((text) => text !== '');
        const texts = [lines(20), lines(30), lines(10)];
        await follower.asleep(async () => {
          for (const [i, text] of texts.slice(0, 2).entries()) {
            appendFileSync(log, text);
            copyFileSync(log, `${log}.${8 - 2 * round - i}`);
            truncateSync(log);
            await sleep(20);
          }
          appendFileSync(log, texts[2]!);
        });
        await follower.caughtUp();
        expectAll(follower, [...before, ...texts]);
        // Empties the log again, with a copy of everything that was read.
        copyFileSync(log, `${log}-${round}`);
        truncateSync(log);
        await follower.caughtUp();
        await sleep(20);
      }
    });

    test('reads lines once that are both in a copy and still in the log', async () => {
      const follower = await followEmpty();
      const text = lines(20);
      await follower.asleep(() => {
        appendFileSync(log, text);
        copyFileSync(log, `${log}.1`);
      });
      await follower.caughtUp();
      expectAll(follower, [text]);
      truncateSync(log);
      await follower.caughtUp();
      const second = lines(5);
      appendFileSync(log, second);
      await follower.caughtUp();
      expectAll(follower, [text, second]);
    });

    test('without a copy reads no other file and no older one', async () => {
      const follower = await followEmpty();
      await follower.asleep(() => {
        appendFileSync(log, 'x\n');
        truncateSync(log);
        writeFileSync(join(folder, 'access.log.saved'), 'other lines\n');
        writeFileSync(join(folder, 'other.log.1'), 'other lines\n');
      });
      await follower.caughtUp();
      await follower.caughtUp();
      expect(follower.texts()).toEqual([]);
      expect(follower.remarks).toEqual([]);
    });
  });

  test('without a copy gets a remark', async () => {
    const second = lines(10);
    const [follower, first] = await copyTruncate(() => writeFileSync(`${log}.1`, 'another log\n'), second);
    expect(follower.remarks).toEqual([
      'it was truncated and no copy of it was found; lines written just before that may be missing',
    ]);
    expect(first.startsWith(follower.texts()[0]!)).toBe(true);
  });
});

test('ends when aborted, also while waiting', async () => {
  writeFileSync(log, lines(10));
  const controller = new AbortController();
  const { signal } = controller;
  const followed = followFiles({ files: [log], signal, pollMs: 60_000, isWatching: false });
  for (let pieces = 0; pieces < 2; pieces++) expect((await followed.next()).done).toBe(false);
  const waiting = followed.next();
  await sleep(100);
  controller.abort();
  expect((await waiting).done).toBe(true);
});
