// Trials of causes in which nginx or the application refuses a request of HTTP with 400.
import { randomBytes } from 'node:crypto';
import { Http2Channel } from '../nginx-lab/channel.ts';
import { ask, BROWSER, CLIENT } from './ask.ts';
import { must } from './must.ts';
import type { Site } from './site.ts';
import { blockOf, expectStatus, type Trial } from './trial.ts';

/** A cookie that fits 16k, and over HTTP/2, where its digits shrink to about two thirds, does not fit 8k. */
const COOKIE_BYTES = 15_000;
const REFUSED = /" 400 /;

/** The trials. */
export const REFUSED_TRIALS: readonly Trial[] = [
  {
    cause: 'cookie-or-header-too-large',
    needs: ['http_v2'],
    plan: {
      http: ['server { listen @PLAIN default_server; server_name other.example; return 404; }'],
      server: ['listen @PLAIN;', 'listen @TLS ssl http2;'],
    },
    async run(site) {
      const cookie = `Cookie: a=${randomBytes(COOKIE_BYTES / 2).toString('hex')}`;
      expectStatus(await ask(site, { agent: BROWSER, last: [cookie] }), 400, 'a large cookie');
      await site.explains(this.cause, REFUSED);
      expectStatus(await askOverHttp2(site, cookie), 0, 'a large cookie over HTTP/2');
      await site.explains(this.cause, /" 000 /);
      // What the advice says of a server block: it counts for headers after Host, and not for those before it.
      const block = blockOf(this.cause);
      const before = site.places;
      await site.apply([{ ...block, context: 'server' }]);
      expectStatus(await ask(site, { last: [cookie] }), 200, 'set in a server block, the cookie after Host');
      expectStatus(await ask(site, { first: [cookie] }), 400, 'set in a server block, the cookie before Host');
      await site.change(before);
      await site.apply([block]);
      expectStatus(await ask(site, { last: [cookie] }), 200, 'a large cookie');
      expectStatus(await ask(site, { first: [cookie] }), 200, 'a large cookie before Host');
      expectStatus(await askOverHttp2(site, cookie), 200, 'a large cookie over HTTP/2');
      must(!(await site.check(this.cause)).includes(' 400 '), 'the check still shows 400');
      return `${block.directives[0]} in http answers a cookie of ${COOKIE_BYTES} bytes, over HTTP/1.1 and HTTP/2`;
    },
  },
  {
    cause: 'proxy-protocol-mismatch',
    needs: ['http_realip'],
    plan: { server: ['listen @PLAIN;'] },
    async run(site) {
      const preface = 'PROXY TCP4 203.0.113.9 192.0.2.1 4711 80\r\n';
      expectStatus(await ask(site, { preface }), 400, 'a PROXY header');
      await site.explains(this.cause, /"PROXY TCP4/);
      await site.apply([blockOf(this.cause)]);
      expectStatus(await ask(site, { preface }), 200, 'a PROXY header');
      await site.line(/^203\.0\.113\.9 .* 200 /);
      const lines = site.lines().length;
      expectStatus(await ask(site), 0, 'a request without the header');
      must(site.lines().length === lines, 'a request without the header has a line');
      must(/HTTP\/1\.1 200|proxy_protocol/.test(await site.check(this.cause)), 'the check shows no answer');
      return 'listen with proxy_protocol takes the header, and the log shows the address of the client';
    },
  },
  {
    cause: 'http2-to-http1-port',
    needs: ['http_v2'],
    plan: { server: ['listen @PLAIN;'] },
    async run(site) {
      const preface = { raw: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n' };
      expectStatus(await ask(site, preface), 400, 'the preface of HTTP/2');
      await site.explains(this.cause, REFUSED);
      await site.apply([blockOf(this.cause)]);
      expectStatus(await ask(site, { ...preface, leavesAfter: 0.3 }), 0, 'an answer of HTTP/1 to the preface');
      must(/HTTP\/2 200|^$/.test((await site.check(this.cause)).split('\n')[0]!.trim()), 'HTTP/2 is not answered');
      return 'listen with http2 answers HTTP/2 without TLS';
    },
  },
  {
    cause: 'configured-response',
    plan: { server: ['listen @PLAIN;'], location: ['return 400;'] },
    async run(site) {
      for (let i = 0; i < 12; i++)
        expectStatus(await ask(site, { agent: BROWSER, address: `192.0.2.${1 + (i % 4)}` }), 400, 'return 400');
      await site.explains(this.cause, REFUSED);
      must((await site.check(this.cause)).includes('return 400;'), 'nginx -T does not show the return 400');
      await site.apply([blockOf(this.cause)]);
      const lines = site.lines().length;
      expectStatus(await ask(site, { agent: BROWSER }), 400, 'return 400');
      must(site.lines().length === lines, 'access_log off does not keep the line out of the log');
      await site.change({ location: ['proxy_pass http://@APPLICATION;'] });
      expectStatus(await ask(site, { agent: BROWSER }), 200, 'without return 400');
      return 'nginx -T names the return 400, access_log off hides its lines, and without it the path answers';
    },
  },
  {
    cause: 'application-400',
    plan: { server: ['listen @PLAIN;'] },
    async run(site) {
      expectStatus(await ask(site, { agent: BROWSER, orders: { status: 400, bytes: 40 } }), 400, 'the application');
      await site.explains(this.cause, REFUSED);
      expectStatus(await ask(site, { agent: BROWSER, orders: { status: 200 } }), 200, 'the corrected application');
      return 'nginx has nothing to set; the corrected application answers';
    },
  },
  {
    cause: 'application-499',
    plan: { server: ['listen @PLAIN;'] },
    async run(site) {
      expectStatus(await ask(site, { orders: { status: 499, bytes: 40 } }), 499, 'the application');
      await site.explains(this.cause, /" 499 /);
      await site.change({
        location: ['proxy_ignore_client_abort on;', 'proxy_read_timeout 300s;', ...site.places.location],
      });
      expectStatus(await ask(site, { orders: { status: 499, bytes: 40 } }), 499, 'what the advice calls no cure');
      expectStatus(await ask(site, { orders: { status: 200 } }), 200, 'the corrected application');
      return 'nginx has nothing to set; the corrected application answers';
    },
  },
  {
    cause: 'upload-cut-short',
    plan: {
      server: ['listen @PLAIN;'],
      front: [
        'proxy_pass http://@PLAIN;',
        'proxy_request_buffering off;',
        'proxy_http_version 1.1;',
        'client_body_timeout 1s;',
      ],
    },
    async run(site) {
      const slow = { method: 'POST', body: ['x'.repeat(50), 'x'.repeat(50)], pause: 1.6, port: site.ports.front };
      const upload = { ...slow, path: '/upload', agent: BROWSER };
      must((await ask(site, upload)) !== 200, 'a slow upload is answered');
      await site.explains(this.cause, REFUSED);
      await site.apply([blockOf(this.cause)], true);
      expectStatus(await ask(site, upload), 200, 'a slow upload');
      await site.check(this.cause);
      return `${blockOf(this.cause).directives[0]} in the nginx in front lets a slow upload end`;
    },
  },
  {
    cause: 'blank-request',
    plan: { server: ['listen @PLAIN;'] },
    async run(site) {
      const blank = { raw: '\r\n', leavesAfter: 0.1 };
      await ask(site, blank);
      await site.explains(this.cause, REFUSED);
      await site.apply([blockOf(this.cause)]);
      await ask(site, blank);
      expectStatus(await ask(site, { path: '/after' }), 200, 'a request');
      await site.line(/GET \/after /);
      must(site.lines().filter((line) => REFUSED.test(line)).length === 1, 'access_log with if= still writes a line');
      return 'access_log with if= keeps the line out of the log';
    },
  },
];

async function askOverHttp2(site: Site, cookie: string): Promise<number> {
  const { network } = site.lab;
  const ends = { host: network.serverFor(CLIENT), port: site.ports.tls, localAddress: network.localFor(CLIENT) };
  const channel = new Http2Channel(ends);
  const headers = { host: 'example.com', 'user-agent': BROWSER, cookie: cookie.slice('Cookie: '.length) };
  const answer = await channel.send({ method: 'GET', target: '/', headers }).answer;
  channel.close();
  return answer?.status ?? 0;
}
