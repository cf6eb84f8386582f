// The cases of causes of the family protocol-mismatch that show in the first bytes.
import { expect, test } from 'vitest';
import type { Cause, Evidence } from '../../../src/judge/causes/cause.ts';
import { http2ToHttp1Port } from '../../../src/judge/causes/protocol-mismatch/http2-to-http1-port.ts';
import { proxyProtocolMismatch } from '../../../src/judge/causes/protocol-mismatch/proxy-protocol-mismatch.ts';
import { tlsToPlainPort } from '../../../src/judge/causes/protocol-mismatch/tls-to-plain-port.ts';
import { HitView } from '../../../src/judge/evidence/view.ts';
import { hitOf, type Line, tablesOf } from '../literal.ts';

/** The evidence of a cause for these bytes, after these lines of the log. The first nine lines are neighbours. */
function said(cause: Cause, request: string, lines: readonly Line[] = []): Evidence | undefined {
  const tables = tablesOf(lines);
  const line: Line = { request, status: 400, body_bytes_sent: 157, http_user_agent: '-' };
  return cause.match(new HitView(hitOf(line, lines.slice(0, 9)), tables), tables);
}

test.for([
  ['\\x16\\x03\\x01', 'tls-record'],
  ['\\x15\\x03\\x01\\x00\\x02', 'tls-record'],
  ['\\x17\\x03\\x03', 'tls-record'],
  ['\\x80w\\x01\\x03\\x01', 'old-ssl-hello'],
  ['\\x03\\x00\\x00', undefined],
] as const)('tls-to-plain-port: %s is %s', ([request, expected]) => {
  expect(said(tlsToPlainPort, request)?.case).toBe(expected);
});

test('the port of the listen is a fact, where the log has it', () => {
  const causes: [Cause, string][] = [
    [tlsToPlainPort, '\\x16\\x03\\x01'],
    [http2ToHttp1Port, 'PRI * HTTP/2.0'],
    [proxyProtocolMismatch, 'PROXY UNKNOWN'],
  ];
  for (const [cause, request] of causes) {
    const line: Line = { request, status: 400, body_bytes_sent: 157, http_user_agent: '-' };
    const hit = hitOf({ ...line, extra: { server_port: 8080 } });
    expect(cause.match(new HitView(hit, tablesOf()), tablesOf())?.facts).toMatchObject({ server_port: 8080 });
    expect(said(cause, request)?.facts).not.toHaveProperty('server_port');
  }
});

test.for([
  ['PRI * HTTP/2.0', 'preface'],
  ['PRI *', 'preface'],
  ['PRI', 'preface'],
  ['PRI / HTTP/1.1', undefined],
  ['PRINT', undefined],
] as const)('http2-to-http1-port: %s is %s', ([request, expected]) => {
  expect(said(http2ToHttp1Port, request)?.case).toBe(expected);
});

test.for([
  ['PROXY TCP4 192.0.2.1 192.0.2.2 1 2', 'text-header'],
  ['PROXY UNKNOWN', 'text-header'],
  ['\\x00', 'binary-header'],
  ['\\x00\\x00', undefined],
  ['PROXY', undefined],
] as const)('proxy-protocol-mismatch: %s is %s', ([request, expected]) => {
  expect(said(proxyProtocolMismatch, request)?.case).toBe(expected);
});
