// The library: what a program that uses logscan sees. It prints nothing and changes nothing global.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { causes, explain, type Finding, scan } from '../src/index.ts';
import { newFolder, removeFolder } from './built-copy.ts';
import { logscan } from './fake-host.ts';
import { EntriesSource } from './hits/entries-source.ts';
import { placed } from './judge/literal.ts';

const THREAD = 'fixtures/logs/2008-thread.log';

describe('scan', () => {
  const folder = newFolder();
  afterAll(() => removeFolder(folder));
  const printed = vi.fn(() => true);
  beforeAll(() => {
    vi.spyOn(process.stdout, 'write').mockImplementation(printed);
    vi.spyOn(process.stderr, 'write').mockImplementation(printed);
  });
  afterAll(() => vi.restoreAllMocks());

  test('gives the report that the program prints, and prints nothing', async () => {
    const report = await scan({ files: [THREAD] });
    expect(printed).not.toHaveBeenCalled();
    const { stdout } = await logscan([THREAD, '--format', 'json']);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(report)));
  });

  test('gives each finding in line order, and marks related lines', async () => {
    const told: (readonly [number, boolean])[] = [];
    const text = [
      '192.0.2.7 - - [22/Nov/2026:15:00:00 +0000] "GET / HTTP/1.1" 499 0 "-" "curl/8.5.0"',
      '192.0.2.7 - - [22/Nov/2026:15:00:01 +0000] "GET / HTTP/1.1" 497 0 "-" "curl/8.5.0"',
    ].join('\n');
    const onFinding = ({ line }: Finding, isRelated: boolean): void => void told.push([line, isRelated]);
    const { totals } = await scan({ text }, { onFinding });
    expect(told).toEqual([
      [1, false],
      [2, true],
    ]);
    expect(totals).toMatchObject({ lines: 2, related: 1 });
  });

  test('gives the same report for a text and for a file with the same bytes', async () => {
    const text = readFileSync(THREAD, 'latin1');
    const [a, b] = [await scan({ text }), await scan({ files: [THREAD] })];
    // The samples of fixes name the input, too.
    const named = JSON.parse(JSON.stringify(b).replaceAll(JSON.stringify(THREAD), '"text"')) as typeof b;
    expect({ ...a, inputs: [] }).toEqual({ ...named, inputs: [] });
  });

  test('finds the format of a text', async () => {
    const text = Array.from(
      { length: 40 },
      (_, i) =>
        `{"time":"2026-11-29T12:00:${10 + i}+00:00","ip":"192.0.2.${i}","status":${i % 4 === 0 ? 499 : 200},"request":"GET /${i} HTTP/1.1","agent":"curl/8.5.0"}`,
    ).join('\n');
    const { totals, inputs } = await scan({ text });
    expect(totals).toMatchObject({ lines: 40, unparsed: 0, by_status: { '499': 10 } });
    expect(inputs).toMatchObject([{ file: 'text', log_format: { found_by: 'inferred' } }]);
  });

  test('takes hits from another source', async () => {
    const source = new EntriesSource([{ status: 499 }, { status: 200, at: 5 }].map(placed));
    expect((await scan({ source })).totals).toMatchObject({ lines: 2, by_status: { '499': 1 } });
  });

  test('reports only lines between since and until', async () => {
    const path = join(folder, 'access.log');
    const line = (clock: string): string =>
      `192.0.2.7 - - [22/Nov/2026:${clock} +0000] "GET / HTTP/1.1" 499 0 "-" "curl/8.5.0"\n`;
    writeFileSync(path, ['15:00:00', '16:00:00', '17:00:00'].map(line).join(''));
    const count = async (times: Parameters<typeof scan>[1]): Promise<number> =>
      (await scan({ files: [path] }, times)).totals.by_status['499'];
    expect(await count({})).toBe(3);
    expect(await count({ since: new Date('2026-11-22T16:00:00Z') })).toBe(2);
    expect(await count({ until: new Date('2026-11-22T16:00:00Z') })).toBe(2);
    expect(await count({ since: new Date('2026-11-22T15:30:00Z'), until: new Date('2026-11-22T16:30:00Z') })).toBe(1);
  });

  test('quotes a configuration, and throws if nginx would refuse it', async () => {
    const nginxConf = join(folder, 'nginx.conf');
    writeFileSync(
      nginxConf,
      'http {\nlarge_client_header_buffers 4 16k; server { access_log /elsewhere/2008-thread.log; } }',
    );
    const { fixes } = await scan({ files: [THREAD] }, { nginxConf });
    expect(fixes[0]?.action).toMatch(/ large_client_header_buffers is 4 16k here \(nginx\.conf:2\)\.$/);
    writeFileSync(nginxConf, 'http {\n');
    await expect(scan({ files: [THREAD] }, { nginxConf })).rejects.toThrow('unexpected end of file, expecting "}" in ');
    await expect(scan({ files: [THREAD] }, { nginxConf: '-' })).rejects.toThrow(TypeError);
    expect(printed).not.toHaveBeenCalled();
  });

  test('says in the report why a file could not be read', async () => {
    const { inputs } = await scan({ files: [join(folder, 'gone.log')] });
    expect(inputs).toMatchObject([{ lines: 0, error: 'no such file' }]);
  });

  test('sums up hits by keys', async () => {
    const { by } = await scan({ files: [THREAD] }, { by: ['status', 'server'] });
    expect(by?.map(({ key, groups }) => [key, groups.map(({ hits }) => hits)])).toEqual([
      ['status', [180, 14]],
      ['server', [194]],
    ]);
  });

  test('counts only what passes a filter', async () => {
    const { totals, verdicts } = await scan({ files: [THREAD] }, { filter: ({ verdict }) => verdict === 'fix' });
    expect(totals.filtered_out).toBeGreaterThan(0);
    expect(verdicts).toMatchObject({ harmless: { hits: 0 }, client: { hits: 0 } });
  });

  test('passes on an error that the caller throws, and refuses standard input', async () => {
    const onFinding = (): never => {
      throw new RangeError('no more');
    };
    await expect(scan({ files: [THREAD] }, { onFinding })).rejects.toThrow('no more');
    await expect(scan({ files: ['-'] })).rejects.toThrow('"-" is not a path');
  });

  test('ends early when its signal is aborted', async () => {
    expect((await scan({ files: [THREAD] }, { signal: AbortSignal.abort() })).totals.lines).toBe(0);
  });
});

test.for(causes.map((cause) => [cause]))('explains %s', ([cause]) => {
  expect(explain(cause!, 60)).toMatch(new RegExp(`^${cause}: [^]*\\nWhat to change\\n[^]*\\nExample\\n`));
});
