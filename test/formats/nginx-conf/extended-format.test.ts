// A log_format with more variables, laid out as it stands.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { partsOf } from '../../../src/formats/log-format/directive.ts';
import { type AddedField, extendedFormat, lackingIn } from '../../../src/formats/nginx-conf/extended-format.ts';
import { readLogFormat } from '../../../src/formats/nginx-conf/log-formats.ts';
import { parseConf } from '../../../src/formats/nginx-conf/tree.ts';

const RT: AddedField = { variable: 'request_time', text: 'rt=$request_time' };
const HH: AddedField = { variable: 'http_host', text: 'hh="$http_host"' };

/** The first log_format of a text with more variables. */
function extended(text: string, fields: readonly AddedField[] = [RT, HH]): string | undefined {
  const directive = parseConf(text, 'f', 'http').find(({ name }) => name === 'log_format')!;
  return extendedFormat(directive.text!, readLogFormat(directive), fields);
}

describe('a log_format with more variables', () => {
  test.each<[string, string, string]>([
    [
      'of several lines gets one more line',
      "gzip on;\n  log_format main '$remote_addr \"$request\" '\n                  '$status';",
      "log_format main '$remote_addr \"$request\" '\n                '$status'\n                ' rt=$request_time hh=\"$http_host\"';",
    ],
    [
      'of one line gets a second one',
      "http2 on; log_format main '$status $request' ;",
      "log_format main '$status $request'\n    ' rt=$request_time hh=\"$http_host\"';",
    ],
    [
      'keeps its comments and blanks, with blanks for tabs',
      '\tlog_format main # first\n\t\t"$status " # second\n\t\t$request # third\n\t\t;',
      'log_format main # first\n    "$status " # second\n    $request\n    \' rt=$request_time hh="$http_host"\' # third\n;',
    ],
    [
      'in JSON stays JSON',
      `log_format main escape=json '{"a":"$status",'\n  '"b":"$request"}';`,
      `log_format main escape=json '{"a":"$status",'\n  '"b":"$request","request_time":"$request_time","http_host":"$http_host"}';`,
    ],
    [
      'in JSON in double quotes has its quotes escaped',
      String.raw`log_format main escape=json "{\"a\":\"$status $request\"}";`,
      String.raw`log_format main escape=json "{\"a\":\"$status $request\",\"request_time\":\"$request_time\",\"http_host\":\"$http_host\"}";`,
    ],
    [
      'in LTSV stays LTSV',
      String.raw`log_format main 'status:$status\treq:$request\tua:$http_user_agent';`,
      String.raw`log_format main 'status:$status\treq:$request\tua:$http_user_agent'` +
        `\n    ${String.raw`'\trequest_time:$request_time\thttp_host:$http_host';`}`,
    ],
    [
      'with one separator keeps it',
      "log_format main '$status|$request|$http_user_agent';",
      "log_format main '$status|$request|$http_user_agent'\n    '|$request_time|$http_host';",
    ],
    [
      'with tabs keeps them, but none is printed',
      "log_format main '$status\t$request';",
      String.raw`log_format main '$status\t$request'` + `\n    ${String.raw`'\t$request_time\t$http_host';`}`,
    ],
  ])('%s', (_name, text, expected) => {
    expect(extended(text)).toBe(expected);
  });

  test('ends a variable before a name that follows it', () => {
    expect(extended('log_format main $status$request;', [RT])).toBe(
      "log_format main $status$request\n    ' rt=$request_time';",
    );
  });

  test('is missing if it is very long', () => {
    expect(extended(`log_format main '$status${'x'.repeat(3900)}';`)).toBeDefined();
    expect(extended(`log_format main ${"'$status'".repeat(1)} '${'x'.repeat(4000)}';`)).toBeUndefined();
  });

  test('gets only the variables that it lacks', () => {
    const format = readLogFormat(parseConf("log_format a '$status ${http_host}x$http_hosts';", 'f', 'http')[0]!);
    expect(lackingIn(format, [RT, HH])).toEqual([RT]);
  });
});

test('whatever the directive is, the new one is the same format with more variables, and safe to print', () => {
  const unit = fc.constantFrom(
    '$a',
    '$b',
    '${c}',
    ' ',
    '|',
    '{',
    '}',
    '"',
    "'",
    '\\',
    '\t',
    '\n',
    '#',
    ';',
    ':',
    'x',
    '\x80',
  );
  const strings = fc.array(fc.string({ unit, maxLength: 8 }), { minLength: 1, maxLength: 4 });
  const quotes = fc.constantFrom('"', "'");
  fc.assert(
    fc.property(strings, quotes, fc.constantFrom(' ', '\n\t', ' # x\n', '\r\n'), (words, quote, blank) => {
      const quoted = words.map((word) => quote + word.replaceAll(/["'\\]/g, String.raw`\$&`) + quote);
      const text = ` log_format name ${quoted.join(blank)};`;
      const before = readLogFormat(parseConf(text, 'f', 'http')[0]!).format;
      const changed = extended(text);
      if (changed === undefined) return;
      expect(changed).not.toMatch(/[\t\r]/);
      const after = readLogFormat(parseConf(changed, 'f', 'http')[0]!).format;
      const count = (format: string, variable: string): number =>
        partsOf([format]).filter((part) => 'variable' in part && part.variable === variable).length;
      for (const variable of ['a', 'b', 'c']) expect(count(after, variable)).toBe(count(before, variable));
      for (const { variable } of [RT, HH]) expect(count(after, variable)).toBe(1);
    }),
    { numRuns: 500 },
  );
});

test.skipIf(spawnSync('nginx', ['-e', 'stderr', '-v']).status !== 0)('nginx takes the directive', () => {
  const folder = mkdtempSync(join(tmpdir(), 'extended-'));
  try {
    const formats = [
      "log_format a '$remote_addr \"$request\" '\n  '$status';",
      `log_format b escape=json '{"a":"$status"}';`,
      String.raw`log_format c "{\"a\":\"$status\"}";`,
      String.raw`log_format d 'a:$status\tb:$request';`,
      'log_format e "$status "\n\t$request # x\n;',
    ].map((text) => extended(text)!);
    writeFileSync(join(folder, 'a.conf'), `events { }\nhttp {\n${formats.join('\n')}\n}\n`);
    const args = ['-e', 'stderr', '-p', folder, '-g', `pid ${folder}/pid;`, '-t', '-c', join(folder, 'a.conf')];
    expect(spawnSync('nginx', args, { encoding: 'utf8' }).stderr).toContain('syntax is ok');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
