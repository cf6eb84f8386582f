// Requests that nginx refuses for their headers, bodies or certificates, and 400s that it or the application was told to send.
import { drawProgram } from '../../worlds/people.ts';
import { truthOf } from '../../worlds/scenario.ts';
import { CONFIGURED_PATH } from '../configuration.ts';
import { sendRaw } from '../raw.ts';
import { readCertificate } from '../servers.ts';
import { type Scene, type Stage } from '../stage.ts';
import { keyOfConnection } from '../truth-book.ts';
import { reader, Visitor } from '../visitor.ts';
import { Wire } from '../wire.ts';
import { program } from './programs.ts';

/** More than `large_client_header_buffers` takes in one line by default. */
const TOO_LARGE = 9000;
/** Sizes of an application's answers, none of them that of a page of nginx. */
const SMALL_ANSWERS: readonly number[] = [35, 87, 310, 702];
const PORTION = 'A'.repeat(TOO_LARGE);

/** Headers that nginx refuses, after the request line; `%` stands for the host. Each has its label and its method. */
const FAULTS: readonly (readonly [label: string, method: string, protocol: string, headers: string])[] = [
  ['invalid_header', 'GET', '1.1', 'Host: %\r\nX-Broken\x00: a\r\n\r\n'],
  ['missing_host', 'GET', '1.1', '\r\n'],
  ['invalid_host', 'GET', '1.1', 'Host: a..b/c\r\n\r\n'],
  ['duplicate_host', 'GET', '1.1', 'Host: %\r\nHost: %\r\n\r\n'],
  ['duplicate_header', 'POST', '1.1', 'Host: %\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab'],
  ['bad_content_length', 'POST', '1.1', 'Host: %\r\nContent-Length: two\r\n\r\n'],
  ['cl_te_conflict', 'POST', '1.1', 'Host: %\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['te_in_http10', 'POST', '1.0', 'Host: %\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
  ['bad_chunked', 'POST', '1.1', 'Host: %\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n'],
];

/** A request as text, with the user agent before the headers that are at fault. */
function textOf(stage: Stage, method: string, protocol: string, headers: string, agent: string): string {
  const target = method === 'GET' ? stage.random.pick(stage.site.pages).path : stage.site.uploads[0]!;
  const named = agent === '-' ? '' : `User-Agent: ${agent}\r\n`;
  return `${method} ${target} HTTP/${protocol}\r\n${named}${headers.replaceAll('%', stage.site.host)}`;
}

/** All scenes of refused requests. @param folder of the certificates */
export function refused(folder: string): readonly Scene[] {
  return [
    {
      name: 'cookie-grows',
      times: 3,
      async play(stage) {
        const { random, site } = stage;
        const person = { ...stage.newPerson(), protocol: 'HTTP/1.1' };
        const visitor = new Visitor(stage, person);
        await visitor.browse(2);
        for (let i = random.integer(3, 6); i > 0; i--) {
          const request = visitor.ask({ target: random.pick(site.pages).path, headers: { cookie: `a=${PORTION}` } });
          request.expect(truthOf('cookie-grows', 'cookie_too_large'));
          await request.answer;
          await stage.pause(0.5, 4);
        }
        visitor.close();
      },
    },
    {
      name: 'cookie-on-one-path',
      times: 2,
      async play(stage) {
        const { random, site } = stage;
        const visitor = new Visitor(stage, { ...stage.newPerson(), protocol: 'HTTP/1.1' });
        const target = random.pick(site.pages).path;
        for (let i = 0; i < 3; i++) {
          const request = visitor.ask({ target, headers: { cookie: `a=${PORTION}` } });
          request.expect(truthOf('cookie-on-one-path', 'cookie_too_large'));
          await request.answer;
          await stage.pause(0.5, 3);
          await visitor.browse(1);
          await stage.pause(0.5, 3);
        }
        visitor.close();
      },
    },
    {
      name: 'token-too-large',
      times: 2,
      async play(stage) {
        const visitor = program(stage);
        for (let i = 0; i < 3; i++) {
          const headers = { authorization: `Bearer ${PORTION}` };
          const request = visitor.ask({ target: stage.random.pick(stage.site.api), headers });
          request.expect(truthOf('token-too-large', 'header_too_large'));
          await request.answer;
          await stage.pause(1, 6);
        }
        visitor.close();
      },
    },
    ...FAULTS.map(([label, method, protocol, headers]): Scene => ({
      name: label === 'bad_chunked' ? 'bad-chunk' : 'broken-headers',
      times: 1,
      async play(stage) {
        const address = stage.newAddress();
        const agent = drawProgram(stage.random);
        for (let i = 0; i < 2; i++) {
          await sendRaw(
            stage,
            address,
            textOf(stage, method, protocol, headers, agent),
            truthOf('broken-headers', label),
          );
          await stage.pause(1, 6);
        }
      },
    })),
    {
      name: 'plain-http-to-tls',
      times: 3,
      async play(stage) {
        const { address, agent } = stage.newPerson();
        for (let i = 0; i < 2; i++) {
          const text = textOf(stage, 'GET', '1.1', 'Host: %\r\n\r\n', agent);
          const truth = truthOf('plain-http-to-tls', 'plain_to_tls_port');
          await sendRaw(stage, address, text, truth, { port: stage.ports.tls });
          await stage.pause(1, 5);
        }
      },
    },
    ...(['ssl_no_cert', 'ssl_cert_error'] as const).map((label): Scene => ({
      name: 'client-certificate',
      times: 1,
      async play(stage) {
        const address = stage.newAddress();
        const agent = drawProgram(stage.random);
        for (let i = 0; i < 3; i++) {
          const text = textOf(stage, 'GET', '1.1', 'Host: %\r\n\r\n', agent);
          await sendRaw(stage, address, text, truthOf('client-certificate', label), {
            port: stage.ports.certified,
            tls: label === 'ssl_no_cert' ? {} : readCertificate(folder, 'stranger'),
          });
          await stage.pause(1, 5);
        }
      },
    })),
    {
      name: 'http2-faults',
      times: 2,
      async play(stage) {
        const visitor = new Visitor(stage, {
          address: stage.newAddress(),
          agent: drawProgram(stage.random),
          protocol: 'HTTP/2.0',
        });
        // A length without a body (RFC 9113, section 8.1.1).
        const request = visitor.ask({ target: stage.random.pick(stage.site.api), headers: { 'content-length': '5' } });
        request.expect(truthOf('http2-faults', 'h2_bad_request'));
        await request.answer;
        visitor.close();
      },
    },
    {
      name: 'body-leftover',
      times: 2,
      async play(stage) {
        const address = stage.newAddress();
        for (let i = 0; i < 2; i++) {
          const wire = new Wire(stage.ends(address, stage.ports.plain));
          stage.book.expect(keyOfConnection(address, await wire.ready), truthOf('body-leftover', 'body_leftover'));
          // The key of the first request keeps the one of the connection for what is left over.
          const headers = `Host: ${stage.site.host}\r\nX-Lab: ${stage.book.newKey()}\r\nContent-Length: 0\r\n\r\n`;
          const left = `name=${stage.random.id(5)}&mail=${stage.random.id(4)}%40example.org&text=${stage.random.id(9)}`;
          wire.send(`POST ${stage.site.forms[0]!} HTTP/1.1\r\n${headers}${left}`);
          await wire.answer();
          await wire.answer();
          wire.leave();
          await stage.pause(1, 6);
        }
      },
    },
    {
      name: 'application-400',
      times: 3,
      async play(stage) {
        const { random, site } = stage;
        const isPerson = random.chance(0.5);
        const { visitor } = isPerson ? await reader(stage) : { visitor: program(stage) };
        for (let i = random.integer(1, 4); i > 0; i--) {
          const orders = { wait: 0.05, status: 400, bytes: random.pick(SMALL_ANSWERS) };
          const request = visitor.ask({ target: random.pick(site.forms), method: 'POST', orders });
          request.expect(truthOf('application-400', 'app_400'));
          await request.answer;
          await stage.pause(1, 5);
        }
        visitor.close();
      },
    },
    {
      name: 'configured-400',
      times: 2,
      async play(stage) {
        const { visitor } = stage.random.chance(0.5) ? await reader(stage) : { visitor: program(stage) };
        for (let i = stage.random.integer(1, 3); i > 0; i--) {
          const request = visitor.ask({ target: CONFIGURED_PATH });
          request.expect(truthOf('configured-400', 'nginx_return_400'));
          await request.answer;
          await stage.pause(1, 5);
        }
        visitor.close();
      },
    },
  ];
}
