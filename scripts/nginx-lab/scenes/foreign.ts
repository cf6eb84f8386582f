// Scanners and clients that speak another protocol: what gets into the place of a request line.
import { setTimeout as sleep } from 'node:timers/promises';
import { drawScanner } from '../../worlds/people.ts';
import { truthOf } from '../../worlds/scenario.ts';
import { sendRaw } from '../raw.ts';
import { BALANCERS, type Scene, type Stage } from '../stage.ts';
import { keyOfConnection } from '../truth-book.ts';
import { Visitor } from '../visitor.ts';
import { Wire } from '../wire.ts';

/** First bytes of other protocols and broken request lines, as latin1, each with its label. */
const FIRST_BYTES: readonly (readonly [label: string, bytes: string])[] = [
  [
    'garbage_rdp',
    '\x03\x00\x00/*\xe0\x00\x00\x00\x00\x00Cookie: mstshash=Administr\r\n\x01\x00\x08\x00\x03\x00\x00\x00',
  ],
  ['garbage_ssh', 'SSH-2.0-Go\r\n'],
  ['garbage_smb', '\x00\x00\x00T\xffSMBr\x00\x00\x00\x00\x18\x01(\x00\x00\x00\x00\x00\x00'],
  ['garbage_socks', '\x05\x01\x00'],
  ['garbage_socks', '\x04\x01\x00P\xc0\x00\x02\x07\x00'],
  ['garbage_other', 'OPTIONS sip:nm SIP/2.0\r\nVia: SIP/2.0/TCP nm;branch=foo\r\n\r\n'],
  ['garbage_other', '*1\r\n$4\r\nINFO\r\n'],
  ['garbage_other', 'MGLNDD_192.0.2.7_443\n'],
  ['garbage_other', '\x10\x10\x00\x04MQTT\x04\x02\x00<\x00\x04scan'],
  ['garbage_other', '\x9b\xc1\xf2\x88\xa0\x91\xd7\xee\xb3'],
  ['h2_to_h1', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00'],
  ['invalid_method', 'get / HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['invalid_method', 't3 12.1.2\nAS:2048\nHL:19\n\n'],
  ['invalid_method', 'G@T / HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['invalid_uri', 'GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['invalid_uri', 'GET index.php HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['uri_traversal', 'GET /../../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['uri_traversal', 'GET /cgi-bin/.%2e/.%2e/.%2e/.%2e/bin/sh HTTP/1.1\r\nHost: x\r\n\r\n'],
  ['open_proxy_probe', 'CONNECT www.example.net:443 HTTP/1.1\r\nHost: www.example.net:443\r\n\r\n'],
];
const SCANNED: readonly string[] = ['/.env', '/wp-login.php', '/.git/config', '/admin', '/actuator/health', '/'];

async function scanPaths(stage: Stage, address: string, count: number): Promise<void> {
  const visitor = new Visitor(stage, { address, agent: drawScanner(stage.random), protocol: 'HTTP/1.1' });
  for (let i = 0; i < count; i++) {
    await visitor.ask({ target: stage.random.pick(SCANNED), orders: { wait: 0, status: 404, bytes: 153 } }).answer;
    await stage.pause(0.02, 0.3);
  }
  visitor.close();
}

/** All scenes of foreign bytes. */
export const FOREIGN: readonly Scene[] = [
  ...FIRST_BYTES.map(([label, bytes]): Scene => ({
    name: 'scan',
    times: 1,
    async play(stage) {
      const address = stage.newAddress();
      if (stage.random.chance(0.4)) await scanPaths(stage, address, stage.random.integer(2, 8));
      await sendRaw(stage, address, bytes, truthOf('scan', label));
    },
  })),
  {
    name: 'botnet',
    times: 1,
    async play(stage) {
      const [label, bytes] = stage.random.pick(FIRST_BYTES);
      const one = async (): Promise<void> => {
        await stage.pause(0, 20);
        await sendRaw(stage, stage.newAddress(), bytes, truthOf('botnet', label));
      };
      await Promise.all(Array.from({ length: 8 }, one));
    },
  },
  {
    name: 'scan',
    times: 3,
    // A TLS client on the plain port: nginx logs its first bytes.
    async play(stage) {
      const address = stage.newAddress();
      const socket = new Wire(stage.ends(address, stage.ports.plain), { servername: stage.site.host });
      socket.socket.once('connect', () => {
        const { localPort = 0 } = socket.socket;
        stage.book.expect(keyOfConnection(address, localPort), truthOf('scan', 'tls_to_plain_port'));
      });
      await Promise.race([socket.closed, sleep(3000)]);
      socket.leave();
    },
  },
  {
    name: 'proxy-header',
    times: 1,
    // A balancer that speaks the PROXY protocol to a port that does not expect it.
    async play(stage) {
      for (let i = 0; i < 8; i++) {
        const port = stage.random.integer(30_000, 60_000);
        await sendRaw(
          stage,
          BALANCERS[0]!,
          `PROXY TCP4 ${stage.newAddress().replace(/.*:.*/, '192.0.2.9')} 10.0.0.1 ${port} 80\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n`,
          truthOf('proxy-header', 'proxy_protocol_to_plain'),
        );
        await stage.pause(0.5, 2);
      }
    },
  },
  {
    name: 'scanner paths',
    times: 4,
    async play(stage) {
      await scanPaths(stage, stage.newAddress(), 10);
    },
  },
];
