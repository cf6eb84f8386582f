// The configuration file: where it is found, what may stand in it, and what is wrong with it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { readConfiguration } from '../../../src/cli/arguments/config-file.ts';
import { UsageError } from '../../../src/cli/errors.ts';
import { parseCommandLine } from '../../../src/cli/arguments/command-line.ts';
import type { Options } from '../../../src/cli/arguments/options.ts';
import type { Report } from '../../../src/report/report.ts';
import { newFolder, removeFolder } from '../../built-copy.ts';
import { logscan } from '../../fake-host.ts';

const LOG = 'fixtures/logs/2008-thread.log';
let folder = newFolder();
afterAll(() => removeFolder(folder));
beforeEach(() => {
  removeFolder(folder);
  folder = newFolder();
});

function file(text: string, name = 'c.toml'): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function optionsOf(text: string, ...words: readonly string[]): Promise<Options> {
  const parsed = parseCommandLine([LOG, ...words], '0', 0, await readConfiguration(file(text), {}));
  if (!('options' in parsed)) throw new Error('it only prints a text');
  return parsed.options;
}

describe('values', () => {
  test('of flags with a value, with several and without one', async () => {
    const text = `top = 2
format = 'json'
"fail-on" = ["fix > 0", "unknown share > 10%"]
by = "host"
no-color = true
ascii = true
quiet = false
no-progress = false
`;
    const options = await optionsOf(text);
    expect(options).toMatchObject({ top: 2, by: ['host'], color: false, ascii: true, quiet: false, progress: true });
    expect(options.renderer.name).toBe('json');
    expect(options.failOn).toHaveLength(2);
  });

  test('a flag on the command line overrules its key, and a list is replaced', async () => {
    const text = 'top = 2\nformat = "json"\nby = ["host", "hour"]\nignore = "i.toml"\n';
    const options = await optionsOf(text, '--top', '3', '--format', 'table', '--by', 'cause', '--ignore', 'x');
    expect(options).toMatchObject({ top: 3, by: ['cause'], ignoreFiles: ['x'] });
    expect(options.renderer.name).toBe('table');
  });

  test('the ending of -o goes before the format of the file', async () => {
    expect((await optionsOf('format = "table"\n', '-o', 'r.json')).renderer.name).toBe('json');
  });

  test('--log-format overrules the key field, and --field the key log-format', async () => {
    const format = await optionsOf('field = "status=code"\n', '--log-format', 'combined');
    expect([format.fields.size, format.parser === undefined]).toEqual([0, false]);
    const field = await optionsOf('log-format = "combined"\n', '--field', 'status=code');
    expect([field.fields.size, field.parser === undefined]).toEqual([1, true]);
  });

  test('names of files are relative to the folder of the file', async () => {
    expect(await optionsOf('nginx-conf = "nginx.conf"\nignore = ["a", "/b"]\n')).toMatchObject({
      nginxConf: join(folder, 'nginx.conf'),
      ignoreFiles: [join(folder, 'a'), '/b'],
    });
  });

  test('nginx-conf in the file does not take the place of standard input', async () => {
    const path = file('nginx-conf = "nginx.conf"\n');
    file('events {}\nhttp { access_log /nowhere/a.log; }\n', 'nginx.conf');
    const line = '192.0.2.7 - - [22/Nov/2026:15:00:00 +0000] "GET / HTTP/1.1" 499 0 "-" "-"\n';
    const { code, stdout } = await logscan(['--config', path, '--format', 'json'], { stdin: line });
    expect([code, (JSON.parse(stdout) as Report).totals.lines]).toEqual([0, 1]);
    const onTerminal = await logscan(['--config', path], { tty: ['stdin'] });
    expect(onTerminal).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^logscan says why/) });
  });
});

describe('where it is', () => {
  test('XDG_CONFIG_HOME, or else .config in the home folder; --no-config leaves it out', async () => {
    mkdirSync(join(folder, '.config', 'logscan'), { recursive: true });
    mkdirSync(join(folder, 'xdg', 'logscan'), { recursive: true });
    file('top = 2\n', '.config/logscan/config.toml');
    file('top = 3\n', 'xdg/logscan/config.toml');
    const topWith = async (env: Record<string, string>, named?: false): Promise<unknown> =>
      (await readConfiguration(named, env)).values.get('top');
    expect(await topWith({ HOME: folder })).toBe('2');
    expect(await topWith({ HOME: folder, XDG_CONFIG_HOME: join(folder, 'xdg') })).toBe('3');
    expect(await topWith({ HOME: folder, XDG_CONFIG_HOME: 'xdg' })).toBe('2');
    expect(await topWith({ HOME: folder }, false)).toBeUndefined();
    expect(await topWith({ HOME: join(folder, 'xdg') })).toBeUndefined();
    expect(await topWith({})).toBeUndefined();
  });

  test('the run takes it from the environment', async () => {
    mkdirSync(join(folder, '.config', 'logscan'), { recursive: true });
    const path = file('format = "json"\n', '.config/logscan/config.toml');
    const env = { HOME: folder };
    expect((await logscan([LOG], { env })).stdout).toMatch(/^\{"schema_version"/);
    expect((await logscan([LOG, '--no-config'], { env })).stdout).toMatch(/^2008-thread/);
    writeFileSync(path, 'top = "many"\n');
    expect(await logscan([LOG], { env })).toMatchObject({ code: 2, stdout: '' });
  });

  test('a wrong file does not hide help, commands and --no-config', async () => {
    const path = file('[\n');
    const env = { HOME: folder };
    mkdirSync(join(folder, '.config', 'logscan'), { recursive: true });
    file('[\n', '.config/logscan/config.toml');
    for (const words of [['--help'], ['help', 'times'], ['explain', 'stopped'], ['--version'], [LOG, '--no-config']])
      expect((await logscan(words, { env })).code).toBe(0);
    expect((await logscan(['--help', '--config', path])).code).toBe(0);
    expect((await logscan([LOG, '--config', path])).code).toBe(2);
  });
});

test.each([
  ['topp = 2\n', ':1: unknown key "topp"; did you mean "top"?'],
  ['# a\n\nweather = 2\n', ':3: unknown key "weather"; the keys are the long flags without dashes.'],
  ['[top]\na = 1\n', ':1: "top" needs one text or number.'],
  ['[table]\n', ':1: unknown key "table"; the keys are the long flags without dashes.'],
  ['since = "1h"\n', ':1: "since" belongs on the command line; write --since there.'],
  ['config = "x"\n', ':1: "config" belongs on the command line; write --config there.'],
  ['top = true\n', ':1: "top" needs one text or number.'],
  ['top = [1]\n', ':1: "top" needs one text or number.'],
  ['top = 2026-11-22\n', ':1: "top" needs one text or number.'],
  ['by = [["host"]]\n', ':1: "by" needs a text, or a list of texts.'],
  ['ascii = "yes"\n', ':1: "ascii" needs true or false, without quotes.'],
  ['top = 1\ntop = 2\n', ':2: this is not TOML: '],
  ['top = \n', ':1: this is not TOML: '],
  ['a = 1\n[[ignore]]\nreason = "x"\n', ':1: unknown key "a"'],
  ['\n[[ignore]]\nreason = "x"\n', ':2: the rule ignores every hit; add a cause, a client or a path.'],
  ['top = 0\n', ':1: --top: invalid number "0"; use a whole number from 1 to 10000.'],
  ['ascii = true\n\ncause = "stoped"\n', ':3: --cause: unknown cause "stoped"; did you mean "stopped"?'],
])('%j: the error names file and line', async (text, message) => {
  const path = file(text);
  const { code, stdout, stderr } = await logscan([LOG, '--config', path]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(`logscan: ${path}${message}`);
});

test('a key that does not fit the log: the error names file and line', async () => {
  const path = file('\ntrusted-proxy = "10.0.0.0/8"\n');
  const { code, stderr } = await logscan([LOG, '--config', path]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(`logscan: ${path}:2: --client-field: `)]);
});

test('a typed value is blamed without the place of its key', async () => {
  const { stderr } = await logscan([LOG, '--config', file('top = 3\n'), '--top', '0']);
  expect(stderr).toMatch(/^logscan: --top: invalid number "0"/);
});

test.each([
  ['a missing file', 'none', /--config: ".*none" cannot be read: no such file; name another file\./],
  ['a folder', '.', /--config: ".*" cannot be read: it is a directory/],
  ['a file that never ends', '/dev/zero', /--config: "\/dev\/zero" is larger than 1 MiB; name a configuration file\./],
])('%s', async (_what, name, message) => {
  const { code, stderr } = await logscan([LOG, '--config', join(name.startsWith('/') ? '' : folder, name)]);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});

test('any text is read or refused with its place', async () => {
  const piece = fc.constantFrom(
    'top',
    'by',
    'ignore',
    '=',
    '[',
    ']',
    '[[',
    ']]',
    '"',
    "'",
    '\n',
    '1',
    'true',
    ' ',
    '{',
    '}',
    ',',
    '.',
    '#',
    '__proto__',
    '\u0000',
    'é',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 25 }), async (pieces) => {
      const path = file(pieces.join(''));
      try {
        await readConfiguration(path, {});
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
        expect((error as UsageError).message).toMatch(/c\.toml:\d+: [^\n]+$/);
      }
    }),
    { numRuns: 500 },
  );
});
