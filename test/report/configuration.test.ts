// What the report quotes of a configuration.
import { describe, expect, test } from 'vitest';
import { readConf } from '../../src/formats/nginx-conf/includes.ts';
import { SETTING_RULES, type SettingName } from '../../src/formats/nginx-conf/settings.ts';
import { CAUSE_IDS, type CauseId } from '../../src/judge/catalogue.ts';
import { causeOf } from '../../src/judge/causes/index.ts';
import { ABOUT_CAUSE, ABOUT_REMARK, configuredFacts, quote } from '../../src/report/configuration.ts';
import { withQuote } from '../../src/report/words/quote-words.ts';
import { quoteSentence, withLimit, withoutQuote } from '../../src/report/words/quote-words.ts';
import type { ConfiguredSetting } from '../../src/report/shape/quoted.ts';
import { actionOf } from '../../src/report/words/words.ts';
import { ConfiguredLogs } from '../../src/sources/configured-logs.ts';

function quoted(cause: CauseId, text: string, host?: string): ConfiguredSetting[] {
  const files = { read: () => '', matches: () => ({ names: [], problems: ['a folder cannot be listed'] }) };
  const configuration = new ConfiguredLogs(readConf('/etc/nginx/nginx.conf', text, files));
  const blocks = configuration.blocksOf('a.log', host === undefined ? {} : { host });
  return quote(ABOUT_CAUSE[cause], [blocks, blocks], configuration);
}
const sentence = (cause: CauseId, text: string, host?: string): string => quoteSentence(quoted(cause, text, host));

describe('the sentence about the configuration', () => {
  test.each<[CauseId, string, string]>([
    [
      'cookie-or-header-too-large',
      'http {\nlarge_client_header_buffers 4 8k; server { } }',
      'large_client_header_buffers is 4 8k here (nginx.conf:2).',
    ],
    [
      'cookie-or-header-too-large',
      'http { server { } }',
      "large_client_header_buffers is not set here, so nginx's default holds (4 8k).",
    ],
    [
      'cookie-or-header-too-large',
      'http { client_header_buffer_size 9k; server { } }',
      "large_client_header_buffers is not set here, so nginx's default holds (4 8k); client_header_buffer_size is 9k here (nginx.conf:1).",
    ],
    [
      'upload-cut-short',
      'http { client_body_timeout 1; server { client_max_body_size 1k; client_body_timeout 2; }\nserver { } }',
      "client_body_timeout is 2 (nginx.conf:1) or 1 (nginx.conf:1), depending on the block; client_max_body_size is 1k (nginx.conf:1) or nginx's default 1m, depending on the block.",
    ],
    ['held-by-nginx', 'http { server { } }', 'limit_req is not set here.'],
    [
      'held-by-nginx',
      'http { server { limit_req zone=a; limit_req zone=b burst=5; } }',
      'limit_req is set here to zone=a (nginx.conf:1) and zone=b burst=5 (nginx.conf:1).',
    ],
    [
      'tls-to-plain-port',
      `http { server { ${[1, 2, 3, 4, 5].map((port) => `listen ${port};`).join('')} } server { } }`,
      "listen is set here to 1 (nginx.conf:1), 2 (nginx.conf:1), 3 (nginx.conf:1) and 2 more, or elsewhere nginx's default holds (*:80).",
    ],
    [
      'configured-response',
      'http { server { return 400 "go away"; } }',
      'return is set here to 400 "go away" (nginx.conf:1).',
    ],
    ['configured-response', 'http { server { return 404; } }', 'return 400 is not set here.'],
    [
      'unexplained',
      'error_log /e.log warn; http { server { } }',
      'error_log is set here to /e.log warn (nginx.conf:1).',
    ],
    ['unexplained', 'http { server { } }', "error_log is not set here, so nginx's default holds (level error)."],
    [
      'half-close',
      'http { include *; server { location / { proxy_pass http://a; } } }',
      "proxy_ignore_client_abort is not set in the files that could be read, so nginx's default holds (off).",
    ],
  ])('about %s in %s', (cause, text, expected) => {
    expect(sentence(cause, text)).toBe(expected);
  });

  test('is about the server of the host, if the line has it', () => {
    const text =
      'http { server { server_name a; client_body_timeout 1; } server { server_name b; client_body_timeout 2; } }';
    expect(sentence('upload-cut-short', text, 'b')).toMatch(/^client_body_timeout is 2 here/);
    expect(sentence('upload-cut-short', text)).toMatch(/^client_body_timeout is 1 \(.*\) or 2 \(.*\), depending/);
  });

  test('is missing where nothing counts', () => {
    expect(quoted('half-close', 'http { server { } }')).toEqual([]);
    expect(quoted('stopped', 'http { }')).toEqual([]);
    expect(quoted('blank-request', 'http { server { } }')).toEqual([]);
    expect(quoted('application-400', 'http { server { } }')).toEqual([]);
  });

  test('is short, however long the values are', () => {
    const long = sentence('held-by-nginx', `http { server { limit_req ${'x'.repeat(4000)}; } }`);
    expect(long.length).toBeLessThan(200);
    expect(long).toContain('xxx...');
  });

  test('comes after a text, and can be taken off', () => {
    const settings = quoted('held-by-nginx', 'http { server { } }');
    expect(withQuote('Do it.', settings)).toBe('Do it. limit_req is not set here.');
    expect(withoutQuote(withQuote('Do it.', settings), settings)).toBe('Do it.');
    expect(withQuote('Do it.')).toBe('Do it.');
    expect(withoutQuote('Do it.')).toBe('Do it.');
    expect(withoutQuote('Do it.', settings)).toBe('Do it.');
  });
});

test('the advice about buffers recommends larger ones than the configuration has', () => {
  const advice = (value: string): string => {
    const settings = quoted('cookie-or-header-too-large', `http { large_client_header_buffers ${value}; server { } }`);
    return /to (\S+ \w+)\./.exec(actionOf('cookie-or-header-too-large', configuredFacts(settings)))![1]!;
  };
  expect(['4 8k', '8 32K', '4 1m', '4 8192'].map(advice)).toEqual(['4 16k', '8 64k', '4 2048k', '4 16k']);
  expect(actionOf('cookie-or-header-too-large', {})).toContain('to 4 16k.');
});

test('the advice about the PROXY header depends on the listens', () => {
  const advice = (text: string): string => {
    const settings = quoted('proxy-protocol-mismatch', `http { server { ${text} } }`);
    return actionOf('proxy-protocol-mismatch', configuredFacts(settings));
  };
  expect(advice('listen 80 proxy_protocol; listen 81 proxy_protocol;')).toMatch(
    /^Each listen takes the PROXY header already/,
  );
  expect(advice('listen 80 proxy_protocol; listen 81;')).toMatch(/^Add proxy_protocol/);
  expect(advice('')).toMatch(/^Add proxy_protocol/);
});

test('the advice to wait longer names the time after which nginx itself gives up', () => {
  const advice = (cause: CauseId, text: string): string =>
    withLimit('Wait longer.', cause, quoted(cause, `http { server { location / { ${text} } } }`));
  expect(advice('client-timeout', 'proxy_pass http://a; proxy_read_timeout 30s;')).toBe(
    'Wait longer. After 30s nginx itself answers 504, so a longer wait needs a longer proxy_read_timeout here, too.',
  );
  expect(advice('balancer-timeout', 'fastcgi_pass a;')).toMatch(
    /After 60s nginx .* a longer fastcgi_read_timeout here/,
  );
  // Nobody knows which of the two served the request.
  expect(advice('monitor-timeout', 'proxy_pass http://a; } location /php { fastcgi_pass a;')).toBe('Wait longer.');
  expect(advice('monitor-timeout', 'root /a;')).toBe('Wait longer.');
  expect(advice('slow-upstream', 'proxy_pass http://a;')).toBe('Wait longer.');
});

describe('the table', () => {
  // Named as something that is not the cure, or in another server: its value says nothing about the hits.
  const NOT_QUOTED: Readonly<Record<string, readonly SettingName[]>> = {
    'cookie-or-header-too-large': ['client_max_body_size'],
    'application-499': ['proxy_ignore_client_abort'],
    'invalid-http2-request': ['large_client_header_buffers'],
    'tls-to-plain-port': ['error_page'],
    'open-proxy-probe': ['proxy_pass'],
    'plain-http-to-tls-port': ['proxy_pass'],
  };
  const words = (texts: readonly string[]): Set<string> => new Set(texts.join(' ').match(/\b[a-z][a-z0-9_]+\b/g));

  test('has each directive that an advice names', () => {
    const missing = CAUSE_IDS.flatMap((id) => {
      const { always = [], ifSet = [] } = ABOUT_CAUSE[id] ?? {};
      const known = new Set<string>([...always, ...ifSet, ...(NOT_QUOTED[id] ?? [])]);
      const named = words([causeOf(id).advice({})]);
      return (Object.keys(SETTING_RULES) as SettingName[])
        .filter((name) => name.includes('_') && name !== 'access_log' && named.has(name) && !known.has(name))
        .map((name) => `${id}: ${name}`);
    });
    expect(missing).toEqual([]);
  });

  test('has only directives that logscan reads', () => {
    for (const about of [...Object.values(ABOUT_CAUSE), ...Object.values(ABOUT_REMARK)])
      for (const name of [...about.always, ...(about.ifSet ?? [])]) expect(SETTING_RULES).toHaveProperty(name);
  });
});
