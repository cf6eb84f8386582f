// Many plain files read piece by piece: only some of them are open, and a file that lost its name is noticed.
import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { SharedReads } from '../../../src/sources/files/shared-reads.ts';
import { newFolder, removeFolder } from '../../built-copy.ts';

const folder = newFolder();
afterAll(() => removeFolder(folder));

/** How many files of the folder this process has open. */
function countOpen(): number {
  return readdirSync('/proc/self/fd', { withFileTypes: true }).length;
}

async function* inTurn(readers: readonly AsyncGenerator<Buffer>[]): AsyncGenerator<[file: number, text: string]> {
  const left = new Set(readers);
  while (left.size > 0) {
    for (const reader of left) {
      const { value, done } = await reader.next();
      if (done === true) left.delete(reader);
      else yield [readers.indexOf(reader), value.toString()];
    }
  }
}

describe('files that are read in turn', () => {
  test('are read whole, in pieces, from their offset to the size that they had', async () => {
    const files = new SharedReads();
    const before = countOpen();
    const paths = Array.from({ length: 200 }, (_, i) => join(folder, `${i}.log`));
    for (const [i, path] of paths.entries()) writeFileSync(path, `skipped${'abc'.repeat(i)}${i}`);
    const readers: AsyncGenerator<Buffer>[] = [];
    for (const path of paths) readers.push((await files.read(path, 'skipped'.length, 100))!);
    writeFileSync(paths[7]!, 'later', { flag: 'a' });
    const texts = paths.map(() => '');
    let most = 0;
    for await (const [i, text] of inTurn(readers)) {
      expect(text.length).toBeLessThanOrEqual(100);
      texts[i] += text;
      most = Math.max(most, countOpen() - before);
    }
    await files.close();
    expect(texts).toEqual(paths.map((_, i) => `${'abc'.repeat(i)}${i}`));
    expect(most).toBeLessThan(100);
  });

  test('are not mixed up with a file that took the name of a file that was closed meanwhile', async () => {
    const files = new SharedReads();
    const path = join(folder, 'renamed.log');
    writeFileSync(path, 'x'.repeat(200));
    const reader = (await files.read(path, 0, 100))!;
    expect((await reader.next()).value).toHaveLength(100);
    // So many other files are opened that this one is closed.
    for (let i = 0; i < 100; i++) await files.read(join(folder, `${i}.log`), 0, 10);
    renameSync(path, `${path}.1`);
    writeFileSync(path, 'y'.repeat(200));
    await expect(reader.next()).rejects.toThrow('partly read: another file took its name');
    await files.close();
  });

  test('are plain, not empty, and there', async () => {
    const files = new SharedReads();
    const path = join(folder, 'empty.log');
    writeFileSync(path, '');
    expect(await files.read(path, 0, 100)).toBeUndefined();
    expect(await files.read(join(folder, 'gone.log'), 0, 100)).toBeUndefined();
    expect(await files.read(folder, 0, 100)).toBeUndefined();
  });
});
