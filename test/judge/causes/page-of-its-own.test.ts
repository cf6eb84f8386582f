// The causes that have a page of their own in nginx, apart from the one about headers. Each cause is asked alone.
import { expect, test } from 'vitest';
import type { Cause, Evidence } from '../../../src/judge/causes/cause.ts';
import { clientCertificateInvalid } from '../../../src/judge/causes/client-certificate/client-certificate-invalid.ts';
import { clientCertificateMissing } from '../../../src/judge/causes/client-certificate/client-certificate-missing.ts';
import { plainHttpToTlsPort } from '../../../src/judge/causes/protocol-mismatch/plain-http-to-tls-port.ts';
import { HitView } from '../../../src/judge/evidence/view.ts';
import { findRelated } from '../../../src/judge/related.ts';
import { FIRM, hitOf, type Line, observed, tablesOf } from '../literal.ts';

function ask(cause: Cause, line: Line): Evidence | undefined {
  const tables = tablesOf([FIRM]);
  return cause.match(new HitView(hitOf({ status: 400, ...line }), tables), tables);
}

test.for([
  [clientCertificateInvalid, 58],
  [clientCertificateMissing, 80],
  [plainHttpToTlsPort, 98],
] as [Cause, number][])('$0.id has a page that is $1 bytes longer', ([cause, offset]) => {
  expect(ask(cause, { body_bytes_sent: 157 + offset })?.case).toBe('plain-page-shown');
  expect(ask(cause, { body_bytes_sent: 157 + offset - 1 })).toBeUndefined();
  expect(ask(cause, { body_bytes_sent: 157 + offset + 1 })).toBeUndefined();
});

test.for([
  [clientCertificateInvalid, 58, 'TLSv1.3', '-'],
  [clientCertificateMissing, 80, 'TLSv1.2', '-'],
  [plainHttpToTlsPort, 98, '-', 'TLSv1.3'],
] as [Cause, number, string, string][])(
  '$0.id is possible with $$ssl_protocol $2 only',
  ([cause, offset, own, other]) => {
    const page = (ssl_protocol: string): Evidence | undefined =>
      ask(cause, { body_bytes_sent: 157 + offset, extra: { ssl_protocol, server_port: 443 } });
    expect(page(own)).toMatchObject({ case: 'plain-page-shown', facts: { server_port: 443 } });
    expect(page(other)).toBeUndefined();
  },
);

test.for([
  ['-', 'hostile'],
  ['Mozilla/5.0 zgrab/0.x', 'hostile'],
  ['curl/8.5.0', undefined],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0', undefined],
] as const)('plain HTTP of %s on a TLS port is %s', ([http_user_agent, verdict]) => {
  expect(ask(plainHttpToTlsPort, { body_bytes_sent: 157 + 98, http_user_agent })?.verdict).toBe(verdict);
});

test.for([
  [{ status: 494 }, 'cookie-or-header-too-large', 'logged-as-internal-status'],
  [{ status: 495 }, 'client-certificate-invalid', 'logged-as-internal-status'],
  [{ status: 496 }, 'client-certificate-missing', 'logged-as-internal-status'],
  [{ status: 497 }, 'plain-http-to-tls-port', 'logged-as-internal-status'],
  [{ status: 0, request: '-' }, 'cookie-or-header-too-large', 'closed-before-request-line'],
] as const)('a line with %o is related to %s', ([line, cause, caseId]) => {
  expect(findRelated(observed(line), tablesOf())).toMatchObject({ cause, case: caseId });
});

test('a line with status 000 is not related if it has a request or no user agent', () => {
  expect(findRelated(observed({ status: 0 }), tablesOf())).toBeUndefined();
  expect(findRelated(observed({ status: 0, request: '-', http_user_agent: '-' }), tablesOf())).toBeUndefined();
  expect(findRelated(observed({ status: 200 }), tablesOf())).toBeUndefined();
});

test('the verdict of a related line depends on the client if the verdict of its cause does', () => {
  const line: Line = { status: 497, http_user_agent: 'curl/8.5.0' };
  const known = tablesOf([{ at: -60, request: 'POST /x HTTP/1.1', status: 201 }]);
  expect(findRelated(observed(line), tablesOf())).toMatchObject({ verdict: 'unknown', clientKind: 'stranger' });
  expect(findRelated(observed(line), known)).toMatchObject({ verdict: 'fix', clientKind: 'program' });
  const certificate = findRelated(observed({ ...line, status: 496 }), tablesOf());
  expect(certificate).toMatchObject({ verdict: 'fix', verdictConfidence: 'certain' });
  expect(certificate?.clientKind).toBeUndefined();
});
