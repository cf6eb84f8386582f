import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { viewOf } from '../../../src/formats/nginx-conf/access-logs.ts';
import { NginxConfError } from '../../../src/formats/nginx-conf/conf-error.ts';
import type { NginxConf } from '../../../src/formats/nginx-conf/includes.ts';
import { SETTING_RULES } from '../../../src/formats/nginx-conf/settings.ts';
import { StatementReader } from '../../../src/formats/nginx-conf/tokens.ts';
import { readNginxConf } from '../../../src/sources/files/nginx-conf-file.ts';

const FIXTURES = resolve('fixtures/nginx-conf');
const NO_INPUT = Readable.from([]);
const LUA_MODULES = ['ndk_http_module.so', 'ngx_http_lua_module.so'].map((name) => `/usr/lib/nginx/modules/${name}`);

const scratch = mkdtempSync(join(tmpdir(), 'nginx-conf-'));
mkdirSync(join(scratch, 'logs'));
afterAll(() => rmSync(scratch, { recursive: true }));

interface Verdict {
  /** What nginx 1.22.1 says, with lua-nginx-module 0.10.23 for Lua; `ok` if it accepts the syntax. */
  readonly nginx: string;
  /** What logscan says, if that is not the same, and why. */
  readonly logscan?: string;
}

const OK: Verdict = { nginx: 'ok' };
const X = 'x'.repeat(9);

/** The verdict of nginx on each file of fixtures/nginx-conf: `nginx -t -c FILE`, without the time and the folder. */
const VERDICTS: Readonly<Record<string, Verdict>> = {
  'access-log-off-and-more.conf': { nginx: 'invalid parameter "combined" in access-log-off-and-more.conf:3' },
  'arguments-missing.conf': {
    nginx: 'invalid number of arguments in "large_client_header_buffers" directive in arguments-missing.conf:3',
  },
  'block-misplaced.conf': { nginx: '"location" directive is not allowed here in block-misplaced.conf:3' },
  'block-without-brace.conf': { nginx: 'directive "http" has no opening "{" in block-without-brace.conf:2' },
  'brace-after-words.conf': { nginx: 'unexpected "}" in brace-after-words.conf:3' },
  'brace-in-word.conf': OK,
  'brace-too-many.conf': { nginx: 'unexpected "}" in brace-too-many.conf:4' },
  'braced-variable-open.conf': {
    nginx: 'the closing bracket in "status" variable is missing in braced-variable-open.conf:3',
  },
  'braced-variables.conf': OK,
  'byte-order-mark.conf': { nginx: 'unknown directive "\xef\xbb\xbfevents" in byte-order-mark.conf:1' },
  'carriage-returns.conf': OK,
  'comment-too-long.conf': { nginx: `too long parameter "#${X}..." started in comment-too-long.conf:2` },
  'comments.conf': OK,
  'directive-misplaced.conf': { nginx: '"listen" directive is not allowed here in directive-misplaced.conf:3' },
  'directive-twice.conf': { nginx: '"client_max_body_size" directive is duplicate in directive-twice.conf:4' },
  'empty.conf': OK,
  'end-in-block.conf': { nginx: 'unexpected end of file, expecting "}" in end-in-block.conf:5' },
  'end-in-word.conf': { nginx: 'unexpected end of file, expecting ";" or "}" in end-in-word.conf:3' },
  'format-escape.conf': { nginx: 'unknown log format escaping "xml" in format-escape.conf:5' },
  'format-in-server.conf': { nginx: '"log_format" directive is not allowed here in format-in-server.conf:3' },
  'format-twice.conf': { nginx: 'duplicate "log_format" name "combined" in format-twice.conf:3' },
  'format-unknown.conf': { nginx: 'unknown log format "main" in format-unknown.conf:3' },
  // nginx logs this one without a place.
  'include-folder.conf': {
    nginx: 'pread() "parts/folder" failed (21: Is a directory)',
    logscan: 'pread() "parts/folder" failed (21: Is a directory) in include-folder.conf:3',
  },
  'include-missing.conf': {
    nginx: 'open() "parts/no-such-file.conf" failed (2: No such file or directory) in include-missing.conf:3',
  },
  'include-pattern.conf': OK,
  'include-unbalanced.conf': { nginx: 'unexpected "}" in parts/unbalanced.conf:2' },
  'include-without-name.conf': {
    nginx: 'invalid number of arguments in "include" directive in include-without-name.conf:3',
  },
  'inherited.conf': OK,
  'lone-dollar.conf': { nginx: 'invalid parameter "$" in lone-dollar.conf:3' },
  // The part after the comma differs between versions of lua-nginx-module, and logscan knows no such limit.
  'lua-bracket-open.conf': {
    nginx:
      'Lua code block missing the closing long bracket "]==]", the inlined Lua code may be too long in lua-bracket-open.conf:4',
    logscan: 'Lua code block missing the closing long bracket "]==]" in lua-bracket-open.conf:4',
  },
  'lua-open.conf': { nginx: 'unexpected end of file, expecting "}" in lua-open.conf:5' },
  'lua-quote-alone.conf': OK,
  'lua.conf': OK,
  'minimal.conf': OK,
  'nul-byte.conf': OK,
  'quote-in-word.conf': OK,
  'quote-open.conf': { nginx: 'unexpected end of file, expecting ";" or "}" in quote-open.conf:6' },
  'quote-then-brace.conf': OK,
  'quote-without-space.conf': { nginx: 'unexpected "c" in quote-without-space.conf:3' },
  'quoted-much-too-long.conf': {
    nginx: `too long parameter, probably missing terminating "'" character in quoted-much-too-long.conf:4`,
  },
  'quoted-too-long.conf': { nginx: `too long parameter "x${X}..." started in quoted-too-long.conf:3` },
  'quotes.conf': OK,
  'semicolon-alone.conf': { nginx: 'unexpected ";" in semicolon-alone.conf:1' },
  // nginx names the last line of the directive, logscan its first.
  'semicolon-missing-quietly.conf': {
    nginx: 'invalid number of arguments in "server_tokens" directive in semicolon-missing-quietly.conf:4',
    logscan: 'invalid number of arguments in "server_tokens" directive in semicolon-missing-quietly.conf:3',
  },
  'semicolon-missing.conf': { nginx: 'directive "listen" is not terminated by ";" in semicolon-missing.conf:5' },
  'table-with-block.conf': { nginx: 'unexpected "{" in table-with-block.conf:3' },
  'tables.conf': OK,
  'word-just-fits.conf': OK,
  'word-too-long.conf': { nginx: `too long parameter "x${X}..." started in word-too-long.conf:3` },
};

/** The first refusal, as nginx would print it, or `ok`. */
async function verdictOf(name: string): Promise<string> {
  try {
    const { problems } = viewOf(await readNginxConf(join(FIXTURES, name), NO_INPUT));
    return problems[0]?.message ?? 'ok';
  } catch (error) {
    if (!(error instanceof NginxConfError)) throw error;
    return error.message;
  }
}

const withoutFolder = (text: string): string => text.replaceAll(`${FIXTURES}/`, '');

describe('the verdicts of nginx', () => {
  test('are recorded for each file', () => {
    const files = readdirSync(FIXTURES).filter((name) => name.endsWith('.conf'));
    expect(Object.keys(VERDICTS).toSorted()).toEqual(files.toSorted());
    expect(files.length).toBeGreaterThanOrEqual(25);
  });

  test.each(Object.entries(VERDICTS))('%s', async (name, { nginx, logscan = nginx }) => {
    expect(withoutFolder(await verdictOf(name))).toBe(logscan);
  });
});

function write(name: string, text: string): string {
  const path = join(scratch, name);
  writeFileSync(path, text, 'latin1');
  return path;
}

const read = (path: string, input: readonly string[] = []): Promise<NginxConf> =>
  readNginxConf(path, Readable.from(input.map((text) => Buffer.from(text, 'latin1'))));
const messages = ({ problems }: NginxConf): string[] => problems.map(({ message }) => message.replaceAll(scratch, ''));
const names = ({ directives }: NginxConf): string[] => directives.map(({ name }) => name);

describe('a configuration on disk', () => {
  test('includes files by patterns, in the order of their bytes, whatever their names are', async () => {
    for (const folder of ['sites', 'sites/b', 'sites/a', 'sites/empty']) mkdirSync(join(scratch, folder));
    for (const file of ['b/1.conf', 'a/2.conf', 'a/1.conf', 'a/.hidden.conf', 'a/1.conf~']) {
      write(`sites/${file}`, `"${file}";`);
    }
    writeFileSync(Buffer.from(join(scratch, 'sites/a/\xff.conf'), 'latin1'), 'bytes;');
    const conf = await read(
      write('patterns.conf', 'include sites/*/?.conf;\ninclude sites/a/\xff.con[f];\ninclude none/*/a;'),
    );
    expect(names(conf)).toEqual(['a/1.conf', 'a/2.conf', 'bytes', 'b/1.conf', 'bytes']);
    expect(conf.directives[0]).toMatchObject({ file: `${scratch}/sites/a/1.conf`, line: 1 });
    expect(conf.problems).toEqual([]);
  });

  test('reports what it cannot include, and reads the rest', async () => {
    symlinkSync('loop', join(scratch, 'loop'));
    symlinkSync('nowhere', join(scratch, 'dangling.part'));
    execFileSync('mkfifo', [join(scratch, 'pipe')]);
    mkdirSync(join(scratch, 'folder'));
    const includes = [
      'none',
      'loop',
      '*.part',
      'pipe',
      '/dev/zero',
      'folder',
      'pipe/x',
      'x'.repeat(300),
      '"a\0b"',
      'self.conf',
    ];
    const conf = await read(write('self.conf', `${includes.map((name) => `include ${name};\n`).join('')}last;`));
    expect(messages(conf)).toEqual([
      'open() "/none" failed (2: No such file or directory) in /self.conf:1',
      'open() "/loop" failed (40: Too many levels of symbolic links) in /self.conf:2',
      'open() "/dangling.part" failed (2: No such file or directory) in /self.conf:3',
      'pread() "/pipe" failed (it is no regular file) in /self.conf:4',
      'pread() "/dev/zero" failed (it is no regular file) in /self.conf:5',
      'pread() "/folder" failed (21: Is a directory) in /self.conf:6',
      'open() "/pipe/x" failed (20: Not a directory) in /self.conf:7',
      expect.stringContaining('failed (36: File name too long) in /self.conf:8'),
      expect.stringMatching(/^open\(\) "\/a\0b" failed \(.*\) in \/self\.conf:9$/),
      '"/self.conf" includes itself in /self.conf:10',
    ]);
    expect(names(conf)).toEqual(['last']);
  });

  test('searches at most 10,000 folders', async () => {
    const includes = (count: number): string =>
      Array.from({ length: count }, (_, i) => `include none-${i}*;\n`).join('');
    expect(messages(await read(write('patterns.conf', includes(10_000))))).toEqual([]);
    expect(messages(await read(write('patterns.conf', includes(10_001))))).toEqual([
      'too many names to compare with the pattern in /patterns.conf:10001',
    ]);
  });

  test.skipIf(process.getuid?.() === 0)('reports what it may not read', async () => {
    mkdirSync(join(scratch, 'secret'));
    chmodSync(write('secret.part', 'a;'), 0);
    chmodSync(join(scratch, 'secret'), 0);
    expect(messages(await read(write('denied.conf', 'include secret.part;\ninclude secret/*;')))).toEqual([
      'open() "/secret.part" failed (13: Permission denied) in /denied.conf:1',
      'opendir() "/secret/" failed (13: Permission denied) in /denied.conf:2',
    ]);
  });

  test.each([
    ['none.conf', 'open() failed (2: No such file or directory) in /none.conf'],
    ['logs', 'open() failed (21: Is a directory) in /logs'],
  ])('that cannot be read is an error: %s', async (name, message) => {
    const error: unknown = await read(join(scratch, name)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NginxConfError);
    expect((error as NginxConfError).message.replaceAll(scratch, '')).toBe(message);
  });

  test('may be a pipe', async () => {
    const path = join(scratch, 'conf-pipe');
    execFileSync('mkfifo', [path]);
    const [conf] = await Promise.all([read(path), writeFile(path, 'events { }\nhttp { }')]);
    expect(names(conf)).toEqual(['events', 'http']);
  });
});

const DUMP =
  '# configuration file /etc/nginx/nginx.conf:\ninclude a*;\n\n# configuration file /etc/nginx/a.conf:\nb;\n';

describe('standard input', () => {
  test('is one text, in any chunks', async () => {
    const conf = await read('-', ['eve', 'nts { }\nhttp', ' { }']);
    expect(names(conf)).toEqual(['events', 'http']);
    expect(conf.directives[1]).toMatchObject({ file: 'standard input', line: 2 });
  });

  test('includes no files of this machine', async () => {
    expect(messages(await read('-', ['include /etc/passwd;\ninclude /etc/pass*;']))).toEqual([
      '"/etc/passwd" is another file; pass the output of nginx -T instead in standard input:1',
      '"/etc/pass*" names other files; pass the output of nginx -T instead in standard input:2',
    ]);
  });

  test('may be the output of nginx -T, as a file may', async () => {
    for (const conf of [await read('-', [DUMP]), await read(write('dump', DUMP))]) {
      expect(conf.problems).toEqual([]);
      expect(conf.directives).toMatchObject([{ name: 'b', file: '/etc/nginx/a.conf', line: 1 }]);
    }
  });

  test('ends at 64 MiB', async () => {
    const chunk = `#${'a'.repeat(1022)}\n`.repeat(1024);
    await expect(read('-', new Array<string>(65).fill(chunk))).rejects.toThrow(
      'more than 64 MiB of configuration in standard input',
    );
  });
});

/** Runs `nginx -t` and returns its first refusal without the time, or `ok`. */
function nginxSays(path: string, modules: readonly string[] = []): string {
  const load = modules.map((module) => `load_module ${module};`).join(' ');
  const args = ['-e', 'stderr', '-p', scratch, '-g', `${load} pid ${scratch}/nginx.pid;`, '-t', '-c', path];
  const { stderr } = spawnSync('nginx', args, { encoding: 'latin1' });
  if (/ syntax is ok$/m.test(stderr)) return 'ok';
  const refusal = /\[(?:emerg|crit)\] \d+#\d+: ([^]*?)\n(?=nginx: |\d{4}\/)/.exec(stderr);
  return withoutFolder(refusal?.[1] ?? stderr);
}

// nginx before 1.19.5 has no flag -e.
const hasNginx = spawnSync('nginx', ['-e', 'stderr', '-v']).status === 0;
const hasLua = hasNginx && LUA_MODULES.every((path) => existsSync(path));
const runnable = Object.entries(VERDICTS).filter(([name]) => (name.startsWith('lua') ? hasLua : hasNginx));
const left = Object.keys(VERDICTS).length - runnable.length;

describe('the installed nginx', () => {
  test.runIf(left > 0)(`does not check ${left} of ${Object.keys(VERDICTS).length} recorded verdicts`, ({ skip }) => {
    skip(`${left} verdicts are not checked: nginx or its Lua module is not installed`);
  });

  test.skipIf(runnable.length === 0).each(runnable)('says of %s what is recorded', (name, { nginx }) => {
    expect(nginxSays(join(FIXTURES, name), name.startsWith('lua') ? LUA_MODULES : [])).toBe(nginx);
  });

  test.runIf(hasNginx).each(['inherited.conf', 'include-pattern.conf', 'tables.conf', 'lua-quote-alone.conf'])(
    'prints %s so that it reads like the files',
    async (name) => {
      const path = join(FIXTURES, name);
      const load = name.startsWith('lua') ? LUA_MODULES.map((module) => `load_module ${module};`).join(' ') : '';
      if (name.startsWith('lua') && !hasLua) return;
      const args = ['-e', 'stderr', '-p', scratch, '-g', `${load} pid ${scratch}/nginx.pid;`, '-T', '-c', path];
      const { stdout, stderr } = spawnSync('nginx', args, { encoding: 'latin1' });
      const conf = await read(path);
      expect(conf.directives.length).toBeGreaterThan(0);
      expect(await read('-', [stderr + stdout])).toEqual(conf);
    },
  );

  test.runIf(hasNginx)('reads the same words', { timeout: 60_000 }, () => {
    const sign = fc.constantFrom(
      'a',
      'n',
      'r',
      't',
      '"',
      "'",
      '\\',
      '$',
      '{',
      '}',
      ';',
      '#',
      ' ',
      '\n',
      '\t',
      ')',
      '(',
      '\x80',
    );
    fc.assert(
      fc.property(fc.string({ unit: sign, minLength: 1, maxLength: 12 }), (raw) => {
        // A value that starts with x is invalid, so nginx quotes it and stops there.
        const path = write('words.conf', `events { }\nhttp {\nserver_tokens ${raw};\n}\n`);
        const said = nginxSays(path).replaceAll(`${scratch}/`, '');
        expect(firstRefusal(readFileSync(path, 'latin1'))).toBe(said);
      }),
      { numRuns: 60 },
    );
  });

  const rules = Object.entries(SETTING_RULES);
  test.runIf(hasNginx).for(rules)('allows %s in the same blocks', ([name, { places, args }], { skip }) => {
    const directive = `${name} ${new Array<string>(args[0]).fill('1').join(' ')};`;
    const said = Object.entries(AROUND).map(([kind, [before, after]]) => {
      const path = write('place.conf', `events { }\n${before} ${directive} ${after}\n`);
      return { kind, refusal: nginxSays(path) };
    });
    if (said.some(({ refusal }) => refusal.startsWith('unknown directive'))) skip(`this nginx has no ${name}`);
    const denied = said.filter(({ refusal }) => refusal.startsWith(`"${name}" directive is not allowed here`));
    const expected = Object.keys(AROUND).filter((kind) => !(places as readonly string[]).includes(kind));
    expect(denied.map(({ kind }) => kind)).toEqual(expected);
  });
});

/** The text before and after a directive in each kind of block. */
const AROUND: Readonly<Record<string, readonly [string, string]>> = {
  main: ['', ''],
  http: ['http {', '}'],
  server: ['http { server {', '} }'],
  'server if': ['http { server { if ($host) {', '} } }'],
  location: ['http { server { location / {', '} } }'],
  if: ['http { server { location / { if ($host) {', '} } } }'],
  limit_except: ['http { server { location / { limit_except GET {', '} } } }'],
};

/** What nginx must say of a text whose fourth statement is `server_tokens`. */
function firstRefusal(text: string): string {
  const reader = new StatementReader(text, 'words.conf');
  try {
    for (const _ of ['events {', '}', 'http {']) reader.next();
    const { words, end } = reader.next();
    const place = `in words.conf:${reader.line}`;
    if (end === '{') return `directive "server_tokens" is not terminated by ";" ${place}`;
    if (words.length !== 2) return `invalid number of arguments in "server_tokens" directive ${place}`;
    return `invalid value "${words[1]}" ${place}`;
  } catch (error) {
    if (!(error instanceof NginxConfError)) throw error;
    return error.message;
  }
}
