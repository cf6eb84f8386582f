import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { viewOf } from '../../../src/formats/nginx-conf/access-logs.ts';
import { NginxConfError } from '../../../src/formats/nginx-conf/conf-error.ts';
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

function nginxVerdict(name: string, modules: readonly string[]): string {
  const load = modules.map((path) => `load_module ${path};`).join(' ');
  const args = ['-e', 'stderr', '-p', scratch, '-g', `${load} pid ${scratch}/nginx.pid;`, '-t', '-c', join(FIXTURES, name)];
  const said = spawnSync('nginx', args, { encoding: 'latin1' }).stderr.split('\n');
  const refusal = said.find((line) => /\[(?:emerg|crit)\]/.test(line));
  if (said.some((line) => line.endsWith('syntax is ok'))) return 'ok';
  return withoutFolder(refusal?.replace(/^.*? \d+#\d+: /, '') ?? said.join('\n'));
}

const hasNginx = spawnSync('nginx', ['-v']).status === 0;
const hasLua = hasNginx && spawnSync('ls', LUA_MODULES).status === 0;
const runnable = Object.entries(VERDICTS).filter(([name]) => (name.startsWith('lua') ? hasLua : hasNginx));
const left = Object.keys(VERDICTS).length - runnable.length;

describe('the installed nginx', () => {
  test.skipIf(runnable.length === 0).each(runnable)('says of %s what is recorded', (name, { nginx }) => {
    expect(nginxVerdict(name, name.startsWith('lua') ? LUA_MODULES : [])).toBe(nginx);
  });

  test.runIf(left > 0)(`is missing for ${left} of ${Object.keys(VERDICTS).length} files`, ({ skip }) => {
    skip(`${left} verdicts were not checked: nginx or its Lua module is not installed`);
  });
});
