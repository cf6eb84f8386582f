import { describe, expect, test } from 'vitest';
import type { AccessLog } from '../../../src/formats/nginx-conf/access-logs.ts';
import { contextAt, problemsOf, viewOfText } from './conf-text.ts';

function shown({ target, format, condition, isPacked, directive }: AccessLog): string {
  const where =
    target.kind === 'file' ? target.path : target.kind === 'syslog' ? `syslog ${target.parameters}` : target.kind;
  const extra = [condition === undefined ? '' : ` if ${condition}`, isPacked ? ' packed' : ''].join('');
  return `${where} as ${format?.name ?? 'unknown'}${extra} (${directive?.line ?? 'default'})`;
}

function logsAt(text: string, ...path: string[]): string[] {
  const view = viewOfText(text);
  return view.logsInForce.get(contextAt(view, path))!.map(shown);
}

const CONF = `http {
  log_format main $status;
  access_log /http; access_log /second main if=$loggable;
  server {
    location /inherits { if ($a) { access_log /if main gzip buffer=1k; } limit_except GET { access_log /except; } }
    location /off { access_log off; location /off/deep { } location /off/own { access_log /own; } }
    location /both { access_log /own; access_log off; }
  }
  server { access_log syslog:server=192.0.2.1,tag=a main; location / { } }
}`;

describe('the access logs in force', () => {
  test.each([
    [['http'], ['/http as combined (3)', '/second as main if $loggable (3)']],
    [
      ['http', 'server', 'location /inherits'],
      ['/http as combined (3)', '/second as main if $loggable (3)'],
    ],
    [['http', 'server', 'location /inherits', 'if ($a)'], ['/if as main packed (5)']],
    [['http', 'server', 'location /inherits', 'limit_except GET'], ['/except as combined (5)']],
    [['http', 'server', 'location /off'], []],
    [['http', 'server', 'location /off', 'location /off/deep'], []],
    [['http', 'server', 'location /off', 'location /off/own'], ['/own as combined (6)']],
    // One `off` turns off the other logs of the block, too.
    [['http', 'server', 'location /both'], []],
  ])('in %j are %j', (path, expected) => {
    expect(logsAt(CONF, ...path)).toEqual(expected);
  });

  test('may be syslog', () => {
    const view = viewOfText(CONF);
    const second = contextAt(view, ['http']).children[1]!;
    expect(view.logsInForce.get(second)!.map(shown)).toEqual(['syslog server=192.0.2.1,tag=a as main (9)']);
  });

  test('are the file that was built in, if no directive says anything', () => {
    expect(logsAt('http { server { } }', 'http', 'server')).toEqual(['built-in as combined (default)']);
    expect(logsAt('http { access_log off; server { } }', 'http', 'server')).toEqual([]);
  });

  test('of stream have the formats of stream and no default', () => {
    const text =
      'http { log_format a $status; } stream { log_format b $status; server { access_log /s b; } server { } }';
    const view = viewOfText(text);
    const [first, second] = contextAt(view, ['stream']).children;
    expect(view.logsInForce.get(first!)!.map(shown)).toEqual(['/s as b (1)']);
    expect(view.logsInForce.get(second!)).toEqual([]);
    expect(view.logFormats.map(({ name }) => name)).toEqual(['combined', 'a']);
  });
});

describe('nginx refuses', () => {
  test.each([
    ['http { access_log /a main; log_format main $status; }', 'unknown log format "main" in f:1'],
    ['http { access_log /a buffer=1k; }', 'unknown log format "buffer=1k" in f:1'],
    ['http { access_log off main; }', 'invalid parameter "main" in f:1'],
    ['http { log_format a $b; log_format a $c; }', 'duplicate "log_format" name "a" in f:1'],
    ['http { log_format combined $b; }', 'duplicate "log_format" name "combined" in f:1'],
    ['http { server { log_format a $b; } }', '"log_format" directive is not allowed here in f:1'],
    ['http { server { if ($a) { access_log /a; } } }', '"access_log" directive is not allowed here in f:1'],
    ['stream { access_log /a; }', 'log format is not specified in f:1'],
    ['stream { access_log /a combined; }', 'unknown log format "combined" in f:1'],
  ])('%s', (text, message) => {
    expect(problemsOf(text)).toEqual([message]);
  });

  test('a format that is unknown, but the log is kept', () => {
    expect(logsAt('http { access_log /a main; }', 'http')).toEqual(['/a as unknown (1)']);
  });
});
