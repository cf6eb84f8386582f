// Which access_log of a configuration wrote a file, and in which formats.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readConf } from '../../src/formats/nginx-conf/includes.ts';
import { ConfiguredLogs } from '../../src/sources/configured-logs.ts';

const folder = mkdtempSync(join(tmpdir(), 'configured-'));
afterAll(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'logs'));
const log = (name: string): string => join(folder, 'logs', name);

function configured(text: string, file = join(folder, 'conf', 'nginx.conf')): ConfiguredLogs {
  return new ConfiguredLogs(readConf(file, text, { read: () => '', matches: () => ({ names: [], problems: [] }) }));
}

const CONF = `http {
  log_format a '$status a $request';
  log_format b escape=json '$status b\\' $request';
  access_log ${log('access.log')} a;
  server { server_name one; }
  server { access_log ${log('shop.log')} b; access_log ${log('shop.log')} a; location / { access_log off; } }
  server { access_log ${log('$host')}-host.log b; access_log logs/relative.log b; }
  server { access_log syslog:server=localhost b; access_log ${log('x/same.log')} a; access_log ${log('y/same.log')} b; }
}`;
const A = "nginx.conf:2 log_format a '$status a $request';";
const B = "nginx.conf:3 log_format b escape=json '$status b\\' $request';";

/** The formats that are tried first, and whether the file should have them. */
function tried(file: string, conf = configured(CONF)): unknown[] {
  const { formats = [], note, isExpected } = conf.knownFormats(file) ?? {};
  return [isExpected, note, ...formats.map(({ place, directive }) => `${place} ${directive}`)];
}

describe('the formats of a file', () => {
  const a = [true, undefined, A];

  test.each(['access.log', 'access.log.1', 'access.log-20261122', 'access.log.2.gz', 'access.log.gz'])(
    'are those of its path: %s',
    (name) => {
      expect(tried(log(name))).toEqual(a);
    },
  );

  test('are all formats of the path, in the order of the configuration', () => {
    expect(tried(log('shop.log'))).toEqual([true, undefined, B, A]);
  });

  test('are those of the only access_log with its name, for a copied log', () => {
    const note = 'of the access_log with this name (nginx.conf:4)';
    expect(tried('/copied/access.log')).toEqual([true, note, A]);
    expect(tried('/copied/access.log.3.gz')).toEqual([true, note, A]);
  });

  test('are only candidates if several access_logs have the name, or if none has', () => {
    for (const name of ['/copied/same.log', '/copied/none.log', '-', 'access.logger'])
      expect(tried(name).filter((one) => one === A || one === B || typeof one === 'boolean')).toEqual([false, A, B]);
  });

  test('may be one that no access_log has, but combined needs no candidate', () => {
    const conf = configured("http { log_format a '$status a $request'; access_log /other.log; }");
    expect(tried('/copied/none.log', conf)).toEqual([false, undefined, A.replace('2', '1')]);
    expect(tried('/other.log', conf)).toEqual([true, undefined, 'undefined undefined']);
  });

  test('are the first candidates where a path with variables may be the file', () => {
    expect(tried(log('www-host.log'))).toEqual([false, undefined, B, A]);
  });

  test('are those of a relative path in the folder of nginx', () => {
    expect(tried(log('relative.log')).slice(0, 1)).toEqual([true]);
  });

  test('are those of the target of a link', () => {
    mkdirSync(join(folder, 'real'));
    writeFileSync(join(folder, 'real', 'linked.log'), '');
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    const conf = configured(`http { log_format a '$status a $request'; access_log ${folder}/link/linked.log a; }`);
    expect(tried(join(folder, 'real', 'linked.log'), conf)).toEqual([true, undefined, A.replace('2', '1')]);
  });

  test('are unknown without any access_log of HTTP', () => {
    const conf = configured("stream { log_format a '$status'; access_log /a.log a; }");
    expect(conf.knownFormats('/a.log')).toBeUndefined();
  });
});

test('the blocks of a file are those whose requests it has', () => {
  const names = (file: string): string[] =>
    configured(CONF)
      .blocksOf(file, {})
      .contexts.map(({ kind, directive }) => `${kind} ${directive?.line}`);
  expect(names(log('access.log'))).toEqual(['server 5']);
  expect(names(log('shop.log'))).toEqual(['server 6']);
});

test('the logs that exist are named, and the remarks say why others are not read', () => {
  for (const name of ['access.log', 'relative.log']) writeFileSync(log(name), '');
  expect(configured(CONF).namedFiles()).toEqual({
    files: [log('access.log'), log('relative.log')],
    remarks: [
      `access_log ${log('shop.log')} (nginx.conf:6, nginx.conf:6): no regular file is there`,
      `access_log ${log('x/same.log')} (nginx.conf:8): no regular file is there`,
      `access_log ${log('y/same.log')} (nginx.conf:8): no regular file is there`,
      'access_log off (nginx.conf:6): these requests are in no log',
      `access_log ${log('$host')}-host.log (nginx.conf:7): the path has variables; to read its files, name them`,
      'access_log syslog:server=localhost (nginx.conf:8): this log is no file',
    ],
  });
});

test('a relative path without a known folder, a folder, and a name that is not UTF-8 are named in remarks', () => {
  writeFileSync(Buffer.from(log('\xff.log'), 'latin1'), '');
  const text = `http { access_log no-such-folder/a.log; access_log ${folder}; access_log ${log('\xff.log')}; }`;
  expect(configured(text, '/elsewhere/nginx.conf').namedFiles()).toEqual({
    files: [],
    remarks: [
      "access_log no-such-folder/a.log (nginx.conf:1): the path is relative to nginx's prefix, which is unknown; to read the log, name it",
      `access_log ${folder} (nginx.conf:1): no regular file is there`,
      `access_log ${log('\xff.log')} (nginx.conf:1): the name is not UTF-8, so logscan cannot read it`,
    ],
  });
});

test('many access_logs take little time', () => {
  const many = Array.from({ length: 100_000 }, (_, i) => `access_log /no/${i}.log;`).join('');
  const began = performance.now();
  const conf = configured(`http { ${many} server { } }`);
  expect(conf.knownFormats('/copied/77.log')?.isExpected).toBe(true);
  expect(conf.namedFiles().remarks.length).toBe(100_000);
  expect(performance.now() - began).toBeLessThan(30_000);
});
