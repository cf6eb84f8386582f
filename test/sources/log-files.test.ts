// Log files as a source: unreadable and partly read files are reported, and a fault of the sink is not blamed on the file.
import { spawn } from 'node:child_process';
import { appendFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatIso8601 } from '../../src/formats/time-local.ts';
import type { HitSink } from '../../src/hits/source.ts';
import { LogFiles } from '../../src/sources/log-files.ts';
import type { Report } from '../../src/report/report.ts';
import { copyRepository, newFolder, removeFolder } from '../built-copy.ts';
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

  test('say why a file cannot be read, and continue with the next one', async () => {
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

  test('do not report a fault of the sink as an error of the file', async () => {
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

const DAMAGED = 'the gzip data is damaged or incomplete; everything before the damage was read';
const TRUNCATED =
  'partly read: it was truncated while logscan read it; run logscan again, with the copy that rotation made of it';
const REPLACED =
  'partly read: another file took its name while logscan read it; run logscan again to read the new file';

/** At least this many bytes of lines, eight lines a second, numbered from `from` on. The first line is a hit. */
function linesOf(bytes: number, from = 0): string {
  const lines: string[] = [];
  for (let length = 0, second = from; length < bytes; second++) {
    const time = formatIso8601(1_795_305_600 + Math.floor(second / 8), 0).slice(11, 19);
    const line = `192.0.2.7 - - [22/Nov/2026:${time} +0000] "GET /${second} HTTP/1.1" ${second === from ? 499 : 200} 0 "-" "curl"\n`;
    lines.push(line);
    length += line.length;
  }
  return lines.join('');
}

describe('a log that changes while it is read', () => {
  const folder = newFolder();
  afterAll(() => removeFolder(folder));
  const log = join(folder, 'access.log');

  /** Reads the log, and does something to it after its first piece. Returns the error that is reported at its end. */
  async function readWhile(
    act: () => void,
    more: { readonly state?: true; readonly signal?: AbortSignal } = {},
  ): Promise<unknown> {
    let told: unknown = 'nothing';
    let hasActed = false;
    const resume = more.state ? { bookmarks: new Map(), scan: undefined } : undefined;
    await new LogFiles({ files: [log], stdin: openStdin(), jobs: 1, resume }).run(
      {
        observe: () => {},
        close: () => {},
        progress() {
          if (!hasActed) act();
          hasActed = true;
          return undefined;
        },
        endInput: (_input, error) => (told = error),
      },
      more.signal ?? NO_SIGNAL,
    );
    expect(hasActed).toBe(true);
    return told;
  }

  // A small file is read as a stream, a file from 1 MiB on in blocks, a packed file through an inflater.
  describe.each([
    ['small', (text: string) => text.slice(0, 900_000)],
    ['large', (text: string) => text],
    ['packed', (text: string) => gzipSync(text)],
  ])('%s', (_name, form) => {
    const text = linesOf(4_000_000);
    const old = form(text);
    const other = form(linesOf(4_000_000, 80));

    test.each<[string, unknown, () => void]>([
      ['is whole when nothing happens', undefined, () => {}],
      ['is whole when it grows', undefined, () => appendFileSync(log, other)],
      ['is whole when it is renamed or deleted', undefined, () => rmSync(log)],
      ['is reported when it is truncated', TRUNCATED, () => truncateSync(log)],
      ['is reported when it loses its last byte', TRUNCATED, () => truncateSync(log, old.length - 1)],
      ['is reported when it is written again, as long as before', TRUNCATED, () => writeFileSync(log, other)],
      [
        'is reported when it is truncated and already longer than before',
        TRUNCATED,
        () => {
          truncateSync(log);
          writeFileSync(log, other);
          appendFileSync(log, other);
        },
      ],
      [
        'is reported when another file takes its name',
        REPLACED,
        () => {
          renameSync(log, `${log}.1`);
          writeFileSync(log, '');
        },
      ],
    ])('%s', async (_what, expected, act) => {
      writeFileSync(log, old);
      const told = await readWhile(act);
      // If packed data ends early, the inflater reports damage first.
      if (expected === TRUNCATED && typeof old !== 'string') expect([TRUNCATED, DAMAGED]).toContain(told);
      else expect(told).toBe(expected);
    });
  });

  test('is not reported with a saved state: the next run reads the rest', async () => {
    writeFileSync(log, linesOf(2_000_000));
    expect(await readWhile(() => writeFileSync(log, ''), { state: true })).toBeUndefined();
  });

  test('is not reported when the reading was stopped', async () => {
    writeFileSync(log, linesOf(4_000_000));
    const stop = new AbortController();
    const act = (): void => {
      truncateSync(log);
      stop.abort();
    };
    expect(await readWhile(act, { signal: stop.signal })).toBeUndefined();
  });
});

describe('the program', () => {
  const folder = newFolder();
  let copy = '';
  beforeAll(() => void (copy = copyRepository({ compiled: true })), 60_000);
  afterAll(() => [folder, copy].forEach(removeFolder));

  test.each(['1', '2'])(
    'says that a log was partly read, and exits with 4: --jobs %s',
    async (jobs) => {
      const [first, second] = [join(folder, 'first.log'), join(folder, 'second.log')];
      writeFileSync(first, linesOf(60_000_000));
      writeFileSync(second, linesOf(1000, 600_000));
      const words = [first, second, '--jobs', jobs, '--format', 'ndjson'];
      const run = spawn(process.execPath, [join(copy, 'bin/logscan.js'), ...words]);
      let [stdout, stderr] = ['', ''];
      run.stdout.on('data', (chunk: Buffer) => {
        // At the first finding, much of the first log is not read yet.
        if (stdout === '') writeFileSync(second, '');
        stdout += chunk.toString();
      });
      run.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      const code = await new Promise((resolve) => run.on('close', resolve));
      const report = JSON.parse(stdout.trimEnd().split('\n').pop() ?? '') as Report;
      expect({ code, stderr }).toEqual({ code: 4, stderr: `logscan: ${second}: ${TRUNCATED}\n` });
      expect(report.inputs.map(({ error }) => error)).toEqual([undefined, TRUNCATED]);
      expect(report.remarks.map((remark) => remark.code)).toContain('input-error');
    },
    60_000,
  );
});

test('a later run reads the saved lines in their own format, even if the log shows another one by then', async () => {
  const folder = newFolder();
  try {
    const log = join(folder, 'access.log');
    const line = (second: number, status: number): string => {
      const time = `2026-11-22T15:00:${String(second).padStart(2, '0')}+00:00`;
      const agent = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0';
      return `{"at":"${time}","ip":"192.0.2.${second % 9}","req":"GET /${second} HTTP/1.1","code":"${status}","size":"${status === 499 ? 0 : 500 + second}","agent":"${agent}"}\n`;
    };
    writeFileSync(log, Array.from({ length: 50 }, (_, i) => line(i, i === 49 ? 499 : 200)).join(''));
    const closed: string[] = [];
    const sink: HitSink = { observe: () => {}, close: ({ entry }) => void closed.push(entry.request) };
    const options = { files: [log], stdin: openStdin(), jobs: 1 };
    const first = new LogFiles({ ...options, resume: { bookmarks: new Map(), scan: undefined } });
    await first.run(sink, NO_SIGNAL);
    const saved = first.save();
    expect([closed, saved.formats?.length]).toEqual([[], 1]);
    renameSync(log, `${log}.1`);
    writeFileSync(log, '192.0.2.7 - - [22/Nov/2026:15:02:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8.5.0"\n');
    const second = new LogFiles({ ...options, resume: saved });
    await second.run(sink, NO_SIGNAL);
    expect(closed).toEqual(['GET /49 HTTP/1.1']);
    expect(second.save().formats).toEqual(saved.formats);
  } finally {
    removeFolder(folder);
  }
});
