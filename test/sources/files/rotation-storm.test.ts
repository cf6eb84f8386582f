// A log that is rotated again before its rotated files can be listed.
import { mkdtemp, rm } from 'node:fs/promises';
import { renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { followFiles } from '../../../src/sources/files/followed-names.ts';
import type * as siblings from '../../../src/sources/files/siblings.ts';

vi.mock('../../../src/sources/files/siblings.ts', async (importOriginal) => {
  let count = 0;
  return {
    ...(await importOriginal<typeof siblings>()),
    // Every listing shows a new file that is gone when it is opened.
    siblingsOf: (path: string) => {
      count++;
      const mtimeMs = Date.now() + 1000 * count;
      return Promise.resolve([{ path: `${path}.${count}`, id: `0:${count}`, mtimeMs, isRotated: true }]);
    },
  };
});

test('a remark says that a file may be missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'logscan-storm-'));
  const log = join(folder, 'access.log');
  writeFileSync(log, 'first\n');
  const remarks: string[] = [];
  const stop = new AbortController();
  let text = '';
  for await (const { bytes } of followFiles({
    files: [log],
    signal: stop.signal,
    pollMs: 10,
    isWatching: false,
    onRemark: (_file, remark) => void remarks.push(remark),
  })) {
    text += bytes.toString('latin1');
    if (text === 'first\n' && bytes.length > 0) {
      renameSync(log, `${log}.old`);
      writeFileSync(log, 'second\n');
    }
    if (text.endsWith('second\n')) stop.abort();
  }
  await rm(folder, { recursive: true });
  expect(remarks).toEqual(['it was rotated several times while it was read; one whole file may be missing']);
});
