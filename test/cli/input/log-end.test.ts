// --since and --until that no line of the log is in: stderr says where the log ends or begins, by its own clock.
import { gzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { logscan } from '../../fake-host.ts';

const LOG = 'fixtures/logs/2008-thread.log';

test.each([
  [
    ['--since', '2008-12-16'],
    '--since: no line is from 2008-12-16T00:00:00-05:00 or later; the log ends at 2008-12-15T21:01:08-05:00',
  ],
  [
    ['--until', '2008-12-15'],
    '--until: no line is from 2008-12-15T00:00:00-05:00 or earlier; the log begins at 2008-12-15T20:41:04-05:00',
  ],
  [
    ['--since', '2008-12-15T21:00', '--until', '2008-12-15T20:50'],
    '--since: no line can be from 2008-12-15T21:00:00-05:00 or later and from 2008-12-15T20:50:00-05:00 or earlier',
  ],
])('%j', async (words, said) => {
  const expected = { code: 0, stderr: `logscan: ${said}\n` };
  expect(await logscan([LOG, ...words])).toMatchObject(expected);
  expect(await logscan(words, { stdin: gzipSync(readFileSync(LOG)) })).toMatchObject(expected);
});

test('between two lines', async () => {
  const line = (time: string): string => `192.0.2.7 - - [22/Nov/2026:${time} +0100] "GET / HTTP/1.1" 499 0 "-" "-"\n`;
  const { stderr } = await logscan(['--since', '2026-11-22T12:00', '--until', '2026-11-22T12:05'], {
    stdin: line('11:00:00') + line('13:00:00'),
  });
  expect(stderr).toBe('logscan: --since: no line is from 2026-11-22T12:00:00+01:00 to 2026-11-22T12:05:00+01:00\n');
});

test.each([['1h'], ['03:00']])('an old log and --since %s: the log ends long ago', async (since) => {
  const { stderr } = await logscan([LOG, '--since', since]);
  expect(stderr).toMatch(
    /^logscan: --since: no line is from .* or later; the log ends at 2008-12-15T21:01:08-05:00\n$/,
  );
});

test.each([
  ['a line in time', [LOG, '--since', '2008-12-15T21:01:08']],
  ['no line at all', ['--since', '1h']],
])('%s: nothing is said', async (_what, words) => {
  expect((await logscan(words)).stderr).toBe('');
});
