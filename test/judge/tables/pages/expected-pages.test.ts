// What a configuration says of the pages of a server, and how the page of a line then is found.
import { describe, expect, test } from 'vitest';
import { readConf } from '../../../../src/formats/nginx-conf/includes.ts';
import { diagnose } from '../../../../src/judge/diagnose.ts';
import { HitView } from '../../../../src/judge/evidence/view.ts';
import type { NginxVersion } from '../../../../src/judge/tables/era.ts';
import { contradicts, PageExpectations } from '../../../../src/judge/tables/pages/expected-pages.ts';
import type { ExpectedPages } from '../../../../src/judge/tables/pages/page-kinds.ts';
import { Tables } from '../../../../src/judge/tables/tables.ts';
import { ConfiguredLogs } from '../../../../src/sources/configured-logs.ts';
import { hitOf, type Line } from '../../literal.ts';

function configured(text: string): ConfiguredLogs {
  const files = { read: () => '', matches: () => ({ names: [], problems: ['a folder cannot be listed'] }) };
  return new ConfiguredLogs(readConf('/etc/nginx/nginx.conf', text, files));
}

function expected(text: string, version?: NginxVersion, host?: string): ExpectedPages | undefined {
  return new PageExpectations(configured(text), version).of('log', host === undefined ? {} : { host });
}

const server = (inside: string): string => `http { server { ${inside} } }`;

describe('the size of the plain page', () => {
  test.each<[string, NginxVersion | undefined, readonly number[] | undefined]>([
    // Measured on 1.22.1, 1.29.8 and 1.2.9.
    ['server_tokens off;', undefined, [150, 166]],
    ['server_tokens off;', [1, 22, 1], [150]],
    ['server_tokens off;', [1, 15, 4], [150]],
    ['server_tokens off;', [1, 15, 3], [166]],
    ['server_tokens on;', [1, 22, 1], [157, 166]],
    ['', [1, 2, 9], [172, 181]],
    ['', [1, 18, 0], [157, 166]],
    ['server_tokens on;', undefined, undefined],
    ['server_tokens build;', [1, 22, 1], undefined],
    ['server_tokens $a;', [1, 22, 1], undefined],
    // A location may have another page.
    ['server_tokens off; location / { server_tokens on; }', [1, 22, 1], undefined],
  ])('with "%s" and version %j is one of %j', (text, version, sizes) => {
    expect(expected(server(text), version)?.plainBytes).toEqual(sizes);
  });

  test('depends on the default server, too, which answers before the host is known', () => {
    const text = 'http { server { server_tokens on; } server { server_name b; server_tokens off; } }';
    expect(expected(text, undefined, 'b')?.plainBytes).toBeUndefined();
    expect(
      expected(text.replace('{ server_tokens on', '{ listen 81; server_tokens on'), undefined, 'b')?.plainBytes,
    ).toEqual([150, 166]);
  });
});

describe('the pages that a server never sends', () => {
  const ALL = ['certificate-invalid', 'certificate-missing', 'plain-http-to-tls'];
  test.each<[string, readonly string[]]>([
    ['', ALL],
    ['listen 443 ssl;', ALL.slice(0, 2)],
    ['listen 443; ssl on;', ALL.slice(0, 2)],
    ['listen 443 quic;', ALL],
    ['ssl_verify_client on;', ALL.slice(2)],
    ['ssl_verify_client optional_no_ca;', ALL.slice(2)],
    ['location / { return 496; }', ALL.slice(2)],
    ['return 497;', ALL.slice(0, 2)],
  ])('with "%s" are %j', (text, without) => {
    expect([...expected(server(text))!.without].toSorted()).toEqual(without);
  });
});

test('one server with ssl makes its address one with TLS for all servers', () => {
  const text = 'http { server { listen 1; server_name a; } server { listen 1 ssl; server_name b; } }';
  expect(expected(text, undefined, 'a')?.without.has('plain-http-to-tls')).toBe(false);
  expect(expected(text.replace('listen 1 ssl', 'listen 2 ssl'), undefined, 'a')?.without.has('plain-http-to-tls')).toBe(
    true,
  );
});

describe('one page for all errors', () => {
  test.each<[string, boolean]>([
    ['error_page 400 494 495 496 497 /e;', true],
    ['error_page 400 494 /e; error_page 404 495 496 497 /e;', true],
    ['error_page 400 /e;', false],
    ['error_page 400 494 495 496 /e; error_page 497 /f;', false],
    ['error_page 400 494 495 496 497 =200 /e;', false],
    ['error_page 400 494 495 496 497 /e; location / { error_page 404 /f; }', false],
    ['', false],
  ])('with "%s": %s', (text, isOnePage) => {
    expect(expected(server(text))?.isOnePage).toBe(isOnePage);
  });

  test('contradicts a built-in page, unless lines show that page for certain', () => {
    const page = { kind: 'plain', plainBytes: 157, isFirm: false, isAssumed: true, isAmbiguous: true } as const;
    const one = expected(server('error_page 400 494 495 496 497 /e;'));
    expect(contradicts(page, one)).toBe(true);
    expect(contradicts({ ...page, isFirm: true }, one)).toBe(false);
    expect(contradicts({ ...page, plainBytes: 3000 }, one)).toBe(false);
    expect(contradicts(page, expected(server('')))).toBe(false);
    expect(contradicts(page, undefined)).toBe(false);
  });
});

test('the lengths of texts of return 400 are known, unless they hold variables', () => {
  const text =
    'location /a { return 400 "gone\\n"; } location /b { return 400 "no $uri"; } location /c { return 404 "abc"; }';
  expect(
    [...expected(server(`${text} if ($a) { return 400 \xe2\x82\xac; } return 400;`))!.returnedBytes].toSorted(
      (a, b) => a - b,
    ),
  ).toEqual([3, 5]);
});

test('nothing is expected if a part of the configuration is missing, or if it has no server', () => {
  expect(expected(`http { include *; server { server_tokens off; } }`)).toBeUndefined();
  expect(expected('http { server_tokens off; }')).toBeUndefined();
});

describe('a line', () => {
  /** The cause of a whole request that got a 400 of this size, in a log that shows nothing else. */
  function causeOf(size: number, text?: string, line: Line = {}): string {
    const tables = new Tables(undefined, undefined, text === undefined ? undefined : configured(text));
    const hit = hitOf({ status: 400, body_bytes_sent: size, ...line });
    return diagnose(new HitView(hit, tables), tables).cause;
  }

  test('is judged by the pages that the configuration allows', () => {
    // 248 bytes: the page about plain HTTP with server_tokens off, or the page about headers of an old version.
    expect(causeOf(248)).toBe('plain-http-to-tls-port');
    expect(causeOf(248, server('listen 443 ssl; server_tokens off;'))).toBe('plain-http-to-tls-port');
    expect(causeOf(248, server('listen 80;'))).not.toBe('plain-http-to-tls-port');
    expect(causeOf(226)).toBe('cookie-or-header-too-large');
    expect(causeOf(226, server('server_tokens off;'))).toBe('cookie-or-header-too-large');
    expect(causeOf(237)).toBe('client-certificate-missing');
    expect(causeOf(237, server('listen 443 ssl; ssl_verify_client on;'))).toBe('client-certificate-missing');
    expect(causeOf(237, server('listen 443 ssl;'))).not.toBe('client-certificate-missing');
  });

  test('with the size of a built-in page is no built-in page where an error_page replaces all of them', () => {
    expect(causeOf(233)).toBe('cookie-or-header-too-large');
    expect(causeOf(233, server('error_page 400 494 495 496 497 /e;'))).not.toBe('cookie-or-header-too-large');
  });

  test('has the text of a return 400 if its length is that of the text, and no upstream answered', () => {
    const text = server('return 400 "gone";');
    expect(causeOf(4)).toBe('application-400');
    expect(causeOf(4, text)).toBe('configured-response');
    expect(causeOf(5, text)).toBe('application-400');
    expect(causeOf(4, text, { extra: { upstream_status: '400' } })).toBe('application-400');
    expect(causeOf(157, server(`return 400 ${'x'.repeat(157)};`))).not.toBe('configured-response');
  });

  test('is judged by the server of its host', () => {
    const text = 'http { server { server_name a; listen 80; } server { server_name b; listen 443 ssl; } }';
    expect(causeOf(255, text, { extra: { host: 'b' } })).toBe('plain-http-to-tls-port');
    expect(causeOf(255, text, { extra: { host: 'a' } })).not.toBe('plain-http-to-tls-port');
  });
});
