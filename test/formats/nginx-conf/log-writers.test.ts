import { describe, expect, test } from 'vitest';
import { type LogPlaces, logWriters } from '../../../src/formats/nginx-conf/log-writers.ts';
import { viewOfText } from './conf-text.ts';

/** The line of each log that writes to the file, `?` after it if that is uncertain, and the blocks whose requests go there. */
function writers(text: string, path: string, places?: LogPlaces): string[] {
  return logWriters(viewOfText(text), path, places).map(({ log, contexts, isCertain }) => {
    const blocks = contexts.map(({ directive }) => [directive?.name, ...directive!.args].join(' '));
    return `${log.directive?.line ?? 'default'}${isCertain ? '' : '?'} ${blocks.join(', ')}`;
  });
}

const CONF = `http { log_format short $status;
  access_log /var/log/a.log;
  server {
    location /1 { access_log /var/log/b.log short; access_log /var/log/a.log short; location /deep { } }
    location /2 { access_log off; }
    location /3 { access_log syslog:server=/var/log/a.log; }
    location /4 { }
  }
}`;

describe('the writers of a file', () => {
  test('are the logs of its path, with the blocks that inherit them', () => {
    expect(writers(CONF, '/var/log/a.log')).toEqual(['2 http, server, location /4', '4 location /1, location /deep']);
    expect(writers(CONF, '/var/log/b.log')).toEqual(['4 location /1, location /deep']);
    expect(writers(CONF, '/var/log/c.log')).toEqual([]);
  });

  test.each<[string, string, LogPlaces, boolean | undefined]>([
    ['/a/b.log', '/a/b.log', {}, true],
    ['/a//x/../b.log', '/a/./b.log', {}, true],
    ['/a/b.log', '/a/c.log', {}, undefined],
    ['logs/b.log', '/etc/nginx/logs/b.log', { prefix: '/etc/nginx' }, true],
    ['logs/b.log', '/etc/nginx/logs/b.log', { prefix: '/etc/nginx/' }, true],
    ['logs/b.log', '/usr/logs/b.log', { prefix: '/etc/nginx' }, undefined],
    ['../b.log', '/etc/b.log', { prefix: '/etc/nginx' }, true],
    // Without the prefix, only the end of the path is known.
    ['logs/b.log', '/usr/logs/b.log', {}, false],
    ['logs/b.log', '/usr/xlogs/b.log', {}, undefined],
    ['/a/$host.log', '/a/www.log', {}, false],
    ['/a/${host}-x.log', '/a/www-x.log', {}, false],
    ['/a/$host-x.log', '/a/www-y.log', {}, undefined],
    ['/a/$host.log', '/b/www.log', {}, undefined],
    ['/a/x$host$uri.log', '/a/x.log', {}, false],
    ['/a/$a-$b-$c.log', '/a/1-2-3.log', {}, false],
    ['/a/$a-$b-$c.log', '/a/1-2.log', {}, undefined],
    // One text cannot be the end and a part in the middle at once.
    ['/a/$x.log$y.log', '/a/1.log', {}, undefined],
    ['logs/$host.log', '/usr/logs/www.log', {}, false],
    ['logs/$host.log', '/usr/logs/www.log', { prefix: '/etc' }, undefined],
    ['/link/b.log', '/real/b.log', { realPath: (path) => path.replace('/link/', '/real/') }, true],
    ['/dev/stdout', '/dev/stdout', {}, true],
  ])('%s is %s with %j: %s', (written, path, places, isCertain) => {
    const found = logWriters(viewOfText(`http { access_log ${written}; }`), path, places);
    expect(found.map((one) => one.isCertain)).toEqual(isCertain === undefined ? [] : [isCertain]);
  });

  test('include the log that was built in, where no directive says anything', () => {
    const text = 'http { server { } server { access_log /b.log; } }';
    expect(writers(text, '/var/log/nginx/access.log')).toEqual(['default? http, server']);
    const builtInLog = '/var/log/nginx/access.log';
    expect(writers(text, builtInLog, { builtInLog })).toEqual(['default http, server']);
    expect(writers(text, '/other/access.log', { builtInLog })).toEqual([]);
    expect(writers(text, '/var/log/nginx/other.log')).toEqual([]);
  });
});
