// Hostile configurations: whatever the text is, only the documented error is thrown, and the time is linear.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fuzz } from '../../scripts/fuzz/conf.ts';
import { TARGETS } from '../../scripts/fuzz/targets.ts';
import { viewOf } from '../../src/formats/nginx-conf/access-logs.ts';
import { NginxConfError } from '../../src/formats/nginx-conf/conf-error.ts';
import { isConfDump, readConfDump } from '../../src/formats/nginx-conf/dump.ts';
import { logWriters } from '../../src/formats/nginx-conf/log-writers.ts';

const FOLDER = 'fixtures/nginx-conf';
const confs = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.conf'))
  .map((name) => readFileSync(join(FOLDER, name)));

describe('only the documented error is thrown', () => {
  test('for words and signs in any order', () => {
    fc.assert(fc.property(TARGETS['conf']!.inputs, fuzz), { numRuns: 1000 });
  });

  test('for any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => fuzz(Buffer.from(bytes))));
  });

  test('for configurations with a part replaced', () => {
    const piece = fc.oneof(
      fc.string({ unit: fc.constantFrom('{', '}', ';', '"', "'", '\\', '$', '#', '\n', ' ', '['), maxLength: 3 }),
      fc.constantFrom(...confs).map((conf) => conf.toString('latin1').slice(-40)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...confs), fc.nat(), fc.nat(30), piece, (conf, at, length, put) => {
        const text = conf.toString('latin1');
        const from = at % (text.length + 1);
        fuzz(Buffer.from(text.slice(0, from) + put + text.slice(from + length), 'latin1'));
      }),
      { numRuns: 1000 },
    );
  });
});

const BYTES = 5_000_000;
/** Of the processor; most inputs need less than a second. A quadratic step over 5 MB would need hours. */
const MOST_SECONDS = 30;
const main = '# configuration file /main:\n';
const much = (unit: string, share = 1): string => unit.repeat(Math.floor((BYTES * share) / unit.length));
const lua = (code: string): string => `http { init_by_lua_block { ${code}`;
const numbered = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('');

const HOSTILE: Readonly<Record<string, string>> = {
  words: much('a '),
  directives: much('a;'),
  blocks: much('a{'),
  'empty servers': `http{${much('server{}')}}`,
  'quoted words': much('"a" '),
  'an open quote': `"${much('a')}`,
  backslashes: much('\\'),
  'line feeds': much('\n'),
  comments: much('#\n'),
  'braced variables': much('${'),
  'random signs': much('\0\xff{}"'),
  'quotes in Lua': lua(much("'")),
  'escaped quotes in Lua': lua(much(`'\\"\\`)),
  'brackets in Lua': lua(much('[=')),
  'a long bracket in Lua': lua(`[${much('=')}`),
  'comments in Lua': lua(much('--')),
  'Lua blocks on one line': much('a_by_lua_block {}'),
  'Lua blocks with escaped quotes': much(`a_by_lua_block {\\"\\'}`),
  'Lua blocks': much('a_by_lua_block {"}\n'),
  'an entry in a table': `http { map a b {${much('a ')};}}`,
  'strings of a format': `http { log_format a ${much('$a b ')};}`,
  'formats of one name': `http{${much('log_format a $a;')}}`,
  'logs and locations': `http{${much('access_log /a$b;', 0.5)} server{${much('location /{}', 0.5)}}}`,
  'variables in a path': `http{${much(`access_log /${'$a-'.repeat(1000)};`)}}`,
  'a file that includes itself': `${main}include /*;${much('\n# configuration file /main:\ninclude /*;')}`,
  'files that include each other':
    main + numbered(60, (i) => `include /${i};include /${i};\n# configuration file /${i}:\n`),
  'names and patterns': `${main}${numbered(50_000, (i) => `include /*${i}*a;\n`)}${numbered(50_000, (i) => `# configuration file /x${i}:\n`)}`,
  'a pattern of stars': `${main}${much(`include /${'*a'.repeat(1500)};\n`)}# configuration file /${'a'.repeat(4000)}:\n`,
  'open brackets in patterns': `${main}${much(`include /${'['.repeat(4000)};\n`)}`,
  'messages of nginx': `${much('nginx: \n')}${main}`,
};

describe(`${BYTES / 1e6} MB are read in seconds:`, () => {
  test.each(Object.entries(HOSTILE))('%s', { timeout: 120_000 }, (_, text) => {
    const start = process.cpuUsage();
    try {
      const view = viewOf(readConfDump(isConfDump(text) ? text : main + text));
      logWriters(view, `/a${'-'.repeat(1000)}`);
    } catch (error) {
      expect(error).toBeInstanceOf(NginxConfError);
    }
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(MOST_SECONDS);
  });
});
