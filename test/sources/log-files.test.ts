// Log files as a source: what cannot be read is told, and a fault of the sink is no fault of the file.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { HitSink } from '../../src/hits/source.ts';
import { LogFiles } from '../../src/sources/log-files.ts';
import { newFolder, removeFolder } from '../built-copy.ts';
import { openStdin } from '../fake-host.ts';

const NO_SIGNAL = new AbortController().signal;

describe('log files', () => {
  const folder = newFolder();
  afterAll(() => removeFolder(folder));
  const log = join(folder, 'access.log');
  writeFileSync(log, '192.0.2.7 - - [22/Nov/2026:15:00:00 +0000] "GET / HTTP/1.1" 499 0 "-" "curl/8.5.0"\n');
  const read = (sink: Partial<HitSink>, ...files: readonly string[]): Promise<void> =>
    new LogFiles({ files, stdin: openStdin(), jobs: 1 }).run(
      { observe: () => {}, close: () => {}, ...sink },
      NO_SIGNAL,
    );

  test('say why one cannot be read, and go on with the next', async () => {
    writeFileSync(join(folder, 'packed.log'), '\u00fd7zXZ\0more', 'latin1');
    const told: string[] = [];
    const sink: Partial<HitSink> = {
      beginInput: ({ file }) => void told.push(file.slice(folder.length + 1)),
      endInput: (_input, error) => void told.push(error?.slice(0, 20) ?? 'read'),
    };
    await read(sink, join(folder, 'gone.log'), join(folder, 'packed.log'), folder, log);
    expect(told).toEqual([
      'gone.log',
      'no such file',
      'packed.log',
      'it is compressed wit',
      '',
      'it is a directory; n',
      'access.log',
      'read',
    ]);
  });

  test('do not take a fault of the sink for one of the file', async () => {
    const ended: unknown[] = [];
    const sink: Partial<HitSink> = {
      observe() {
        throw new TypeError('a rule is broken');
      },
      endInput: (_input, error) => void ended.push(error),
    };
    await expect(read(sink, log)).rejects.toThrow('a rule is broken');
    expect(ended).toEqual([]);
  });
});
