// Trials of causes that have to do with TLS.
import { readCertificate } from '../nginx-lab/servers.ts';
import { ask, BROWSER } from './ask.ts';
import { must } from './must.ts';
import { blockOf, expectStatus, type Trial } from './trial.ts';

const REFUSED = /" 400 /;

/** The trials. */
export const TLS_TRIALS: readonly Trial[] = [
  {
    cause: 'plain-http-to-tls-port',
    plan: { server: ['listen @TLS ssl;'], front: ['proxy_pass http://@TLS;'] },
    async run(site) {
      const { tls, front } = site.ports;
      expectStatus(await ask(site, { agent: BROWSER, port: tls }), 400, 'plain HTTP');
      await site.explains(this.cause, REFUSED);
      expectStatus(await ask(site, { port: front }), 400, 'plain HTTP of the nginx in front');
      await site.apply([blockOf(this.cause)]);
      expectStatus(await ask(site, { port: tls }), 301, 'plain HTTP');
      const kept = blockOf(this.cause).directives.map((one) => one.replace('=301', '=308'));
      await site.apply([{ context: 'server', directives: kept }]);
      expectStatus(await ask(site, { port: tls, method: 'POST', body: ['a=1'] }), 308, 'plain HTTP with a body');
      await site.apply([blockOf(this.cause)]);
      await site.apply([blockOf(this.cause, 1)], true);
      expectStatus(await ask(site, { port: front }), 200, 'https of the nginx in front');
      must((await site.check(this.cause)).includes(' 301 '), 'the check shows no redirect');
      // The address in the answer must be the port that speaks TLS.
      const location = `https://example.com:${tls}/a?b=1`;
      must(
        (await site.rawAnswer('GET /a?b=1 HTTP/1.0\r\nHost: example.com\r\n\r\n', tls)).includes(
          `Location: ${location}\r\n`,
        ),
        `the redirect does not name ${location}`,
      );
      expectStatus(await ask(site, { port: tls, path: '/a?b=1', tls: {} }), 200, 'the address of the redirect');
      return 'error_page 497 sends people to https on the same port, and https in the nginx in front is answered';
    },
  },
  {
    cause: 'tls-to-plain-port',
    plan: { server: ['listen @TLS;'] },
    async run(site) {
      expectStatus(await ask(site, { port: site.ports.tls, tls: {} }), 0, 'TLS to a plain port');
      await site.explains(this.cause, REFUSED);
      await site.apply([blockOf(this.cause)]);
      expectStatus(await ask(site, { port: site.ports.tls, tls: {} }), 200, 'TLS');
      must((await site.check(this.cause)).includes('BEGIN CERTIFICATE'), 'the check shows no certificate');
      return 'listen with ssl and a certificate answers TLS';
    },
  },
  {
    cause: 'tls-handshake-failed',
    plan: { server: ['listen @TLS ssl;', 'ssl_ciphers ALL:@SECLEVEL=0;', 'ssl_protocols TLSv1.1;'] },
    async run(site) {
      const asked = { port: site.ports.tls, tls: { minVersion: 'TLSv1.2' as const } };
      expectStatus(await ask(site, asked), 0, 'a client of TLS 1.2');
      await site.apply([blockOf(this.cause)]);
      expectStatus(await ask(site, asked), 200, 'a client of TLS 1.2');
      await site.check(this.cause);
      return 'ssl_protocols with TLSv1.2 answers (nginx since 1.3.15 writes no line for a failed handshake)';
    },
  },
  {
    cause: 'client-certificate-missing',
    plan: {
      server: ['listen @TLS ssl;', 'ssl_client_certificate @CERTIFICATES/authorities.pem;', 'ssl_verify_client on;'],
    },
    async run(site) {
      const { tls: port } = site.ports;
      const known = readCertificate(site.lab.folder, 'stranger');
      expectStatus(await ask(site, { agent: BROWSER, port, tls: {} }), 400, 'no certificate');
      await site.explains(this.cause, REFUSED);
      expectStatus(await ask(site, { port, tls: known }), 200, 'a certificate');
      await site.apply([blockOf(this.cause)]);
      expectStatus(await ask(site, { port, tls: {} }), 200, 'no certificate');
      expectStatus(await ask(site, { port, tls: {}, path: '/private/' }), 403, 'no certificate at the private path');
      const there = await ask(site, { port, tls: known, path: '/private/' });
      must(there !== 403 && there !== 400, `a certificate at the private path: ${there}`);
      must((await site.check(this.cause)).includes(' 200 '), 'the check shows no answer');
      return 'a certificate is answered; with optional, only the private path needs one';
    },
  },
  {
    cause: 'client-certificate-invalid',
    plan: {
      server: [
        'listen @TLS ssl;',
        'ssl_client_certificate @CERTIFICATES/client-authority.pem;',
        'ssl_verify_client on;',
      ],
    },
    async run(site) {
      const asked = { agent: BROWSER, port: site.ports.tls, tls: readCertificate(site.lab.folder, 'stranger') };
      expectStatus(await ask(site, asked), 400, 'a certificate of an unknown authority');
      await site.explains(this.cause, REFUSED);
      const before = site.places;
      const optional = before.server.map((one) => one.replace('ssl_verify_client on', 'ssl_verify_client optional'));
      await site.change({ server: optional });
      expectStatus(await ask(site, asked), 400, 'ssl_verify_client optional, which the advice calls no cure');
      await site.change(before);
      await site.apply([blockOf(this.cause)]);
      expectStatus(await ask(site, asked), 200, 'a certificate whose authority is in the file');
      must(/client\.pem: OK[^]* 200 /.test(await site.check(this.cause)), 'the checks show no valid certificate');
      return 'ssl_client_certificate with the authority of the client answers it; optional does not';
    },
  },
];
