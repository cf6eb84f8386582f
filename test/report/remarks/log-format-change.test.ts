// The directives that the remark about fields recommends.
import { expect, test } from 'vitest';
import { readConf } from '../../../src/formats/nginx-conf/includes.ts';
import { changesFor } from '../../../src/report/remarks/log-format-change.ts';
import { ConfiguredLogs } from '../../../src/sources/configured-logs.ts';

const FIELDS = 'rt=$request_time us=$upstream_status hh="$http_host"';

/** Each changed directive with its place. */
function changes(text: string, ...files: readonly string[]): string[] {
  const conf = readConf('/etc/nginx/nginx.conf', text, {
    read: () => '',
    matches: () => ({ names: [], problems: [] }),
  });
  return changesFor(FIELDS, files, new ConfiguredLogs(conf)).map(
    ({ file, line, text: directive }) => `${file === null ? 'new' : `${file}:${line}`} ${directive}`,
  );
}

test('the log_format of each log is named once, with the variables that it lacks', () => {
  const text = `http {
    log_format a '$status $request';
    log_format b '$status $request $request_time $http_host';
    access_log /a.log a;
    access_log /b.log b;
    access_log /c.log a;
  }`;
  expect(changes(text, '/a.log', '/b.log', '/c.log', '/a.log.1')).toEqual([
    `nginx.conf:2 log_format a '$status $request'\n    ' rt=$request_time us=$upstream_status hh="$http_host"';`,
    "nginx.conf:3 log_format b '$status $request $request_time $http_host'\n    ' us=$upstream_status';",
  ]);
});

test('logs in the predefined format get a new one', () => {
  const text = `http { access_log /a.log;
    server { access_log /a.log combined buffer=4k; access_log "/b c.log"; } }`;
  expect(changes(text, '/a.log', '/b c.log')).toEqual([
    expect.stringMatching(
      /^new log_format combined_more\n {4}'\$remote_addr .* '\n {4}'\$status .*'\n {4}' rt=\$request_time us=.*';$/,
    ),
    'nginx.conf:1 access_log /a.log combined_more;',
    'nginx.conf:2 access_log /a.log combined_more buffer=4k;',
    'nginx.conf:2 access_log ... combined_more;',
  ]);
});

test('nothing is recommended for a log that the configuration does not know, or that has all variables', () => {
  const text = "http { log_format a '$status $request_time $upstream_status $http_host'; access_log /a.log a; }";
  expect(changes(text, '/a.log', '/elsewhere/x.log', '-')).toEqual([]);
  expect(changes('http { access_log /a.log none; }', '/a.log')).toEqual([]);
});

test('only a few are printed', () => {
  const formats = Array.from({ length: 9 }, (_, i) => `log_format f${i} '$status';\naccess_log /a.log f${i};`).join('');
  expect(changes(`http { ${formats} }`, '/a.log')).toHaveLength(3);
  const logs = `http { ${'access_log /a.log;'.repeat(9)} }`;
  expect(changes(logs, '/a.log')).toHaveLength(4);
});
