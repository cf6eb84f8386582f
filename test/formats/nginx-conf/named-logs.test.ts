// The logs that a configuration names, and the directives that name no file.
import { expect, test } from 'vitest';
import { namedLogs } from '../../../src/formats/nginx-conf/named-logs.ts';
import { viewOfText } from './conf-text.ts';

/** Each file with the lines of its directives, and each other directive with its reason. */
function named(text: string): string[] {
  const { files, others } = namedLogs(viewOfText(text));
  return [
    ...files.map(
      ({ path = 'built in', logs }) => `${path} ${logs.map(({ directive }) => directive?.line ?? 'default').join(' ')}`,
    ),
    ...others.map(({ reason, directive: { args, line } }) => `${reason} ${args[0]} ${line}`),
  ];
}

test('each path is named once, with all its directives', () => {
  expect(
    named(`http { log_format f $status;
      access_log /a.log;
      server { access_log /b.log; location / { access_log /a.log f; access_log //b.log; } }
      server { }
    }`),
  ).toEqual(['/a.log 2 3', '/b.log 3 3']);
});

test.each([
  ['http { server { access_log off; } }', ['off off 1']],
  ['http { server { access_log syslog:server=a; } }', ['syslog syslog:server=a 1']],
  ['http { access_log /$host.log; server { } }', ['variables /$host.log 1']],
  ['http { access_log logs/a.log; }', ['logs/a.log 1']],
  // Without a directive nginx writes to the file that was built in, but only a server has requests.
  ['http { server { } }', ['built in default']],
  ['http { }', []],
  ['http { server { access_log /a.log; } }', ['/a.log 1']],
  ['stream { log_format s $status; access_log /s.log s; server { } }', []],
  ['', []],
])('%s names %j', (text, logs) => {
  expect(named(text)).toEqual(logs);
});
