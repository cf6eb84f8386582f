// Names the protocol of requests that are not HTTP/1, and reads facts from their bytes.
import { describe, expect, test } from 'vitest';

import { identifyForeignBytes, unescapeBytes } from '../../src/formats/foreign-bytes.ts';

const raw = String.raw;

/** What nginx logs for these bytes: up to the first CR or LF, escaped as ngx_http_log_escape does. */
function logged(bytes: string): string {
  const line = /^[^\r\n]*/.exec(bytes)?.[0] ?? '';
  return line.replace(
    /[^ !#-[\]-~]/g,
    (byte) => raw`\x` + byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0'),
  );
}

const short = (n: number): string => String.fromCharCode(n >> 8, n & 255);
const sized = (body: string): string => short(body.length) + body;

function clientHello(options: {
  suites: string;
  version?: string;
  random?: string;
  extensions?: [number, string][];
}): string {
  const { suites, version = '\x03\x03', random = 'r'.repeat(32), extensions } = options;
  const tail = extensions ? sized(extensions.map(([type, body]) => short(type) + sized(body)).join('')) : '';
  const body = `${version}${random}\x00${sized(suites)}\x01\x00${tail}`;
  return `\x16\x03\x01${sized(`\x01\x00${sized(body)}`)}`;
}

const sni = (host: string): [number, string] => [0, sized(`\x00${sized(host)}`)];
const alpn: [number, string] = [16, sized('\x02h2\x08http/1.1')];

type Row = [request: string, protocol: string, facts?: Record<string, string>];

const rows: Row[] = [
  // TLS
  [raw`\x16\x03\x01`, 'tls', { recordVersion: '1.0' }],
  [raw`\x16\x03\x01\x02`, 'tls', { recordVersion: '1.0' }],
  [raw`\x16\x03\x03\x00@\x02\x00\x00<`, 'tls', { recordVersion: '1.2' }],
  [raw`\x16\x03\x00\x00s\x01\x00\x00o\x03\x00`, 'tls', { recordVersion: 'SSL 3.0', helloVersion: 'SSL 3.0' }],
  [raw`\x16\x03\x01\x00u\x01\x00\x00q\x03\x03abc`, 'tls', { recordVersion: '1.0', helloVersion: '1.2' }],
  [
    logged(clientHello({ suites: '\xc0\x2f\xc0\x2b', extensions: [sni('shop.example'), alpn] })),
    'tls',
    { recordVersion: '1.0', helloVersion: '1.2', tlsVersion: '1.2', sni: 'shop.example', alpn: 'h2,http/1.1' },
  ],
  [
    logged(clientHello({ suites: '\x13\x01\x13\x02\xc0\x2f', extensions: [[23, ''], sni('cdn.example')] })),
    'tls',
    { recordVersion: '1.0', helloVersion: '1.2', tlsVersion: '1.3', sni: 'cdn.example' },
  ],
  // most hellos are cut at a 0A byte: in suite C0 0A, or at extension 000A
  [logged(clientHello({ suites: '\xc0\x14\xc0\x0a\x00\x35' })), 'tls', { recordVersion: '1.0', helloVersion: '1.2' }],
  [
    logged(clientHello({ suites: '\x13\x03\xc0\x2f', extensions: [sni('a.example'), [10, '\x00\x02\x00\x1d'], alpn] })),
    'tls',
    { recordVersion: '1.0', helloVersion: '1.2', tlsVersion: '1.3', sni: 'a.example' },
  ],
  [
    logged(clientHello({ suites: '\x00\x2f', version: '\x03\x01' })),
    'tls',
    { recordVersion: '1.0', helloVersion: '1.0', tlsVersion: '1.0' },
  ],
  [
    logged(clientHello({ suites: '\x00\x2f', random: 'U\x1c\xa7\xe4random1random2random3random4' })),
    'tls',
    { recordVersion: '1.0', helloVersion: '1.2', tlsVersion: '1.2', scanner: 'Nmap' },
  ],
  [raw`\x15\x03\x01\x00\x02\x02F`, 'tls', { recordVersion: '1.0', record: 'alert', alert: 'protocol_version' }],
  [raw`\x15\x03\x03\x00\x02\x01\x5A`, 'tls', { recordVersion: '1.2', record: 'alert', alert: '90' }],
  [raw`\x15\x03\x03`, 'tls', { recordVersion: '1.2', record: 'alert' }],
  [raw`\x18\x03\x02\x00\x03\x01@\x00`, 'tls', { recordVersion: '1.1' }],
  [raw`\x80.\x01\x00\x02\x00\x15\x00\x00\x00\x10`, 'sslv2', { helloVersion: 'SSL 2.0' }],
  [raw`\x80g\x01\x03\x02\x00N\x00\x00\x00\x10`, 'sslv2', { helloVersion: '1.1' }],
  [raw`\x80g\x01`, 'sslv2'],

  // HTTP/2, PROXY protocol
  ['PRI * HTTP/2.0', 'http2-preface'],
  ['PRI *', 'http2-preface'],
  [
    'PROXY TCP4 203.0.113.9 198.51.100.7 51234 80',
    'proxy-v1',
    { transport: 'TCP4', source: '203.0.113.9:51234', destination: '198.51.100.7:80' },
  ],
  [
    'PROXY TCP6 2001:db8::9 2001:db8::7 51234 443',
    'proxy-v1',
    { transport: 'TCP6', source: '[2001:db8::9]:51234', destination: '[2001:db8::7]:443' },
  ],
  ['PROXY UNKNOWN', 'proxy-v1', { transport: 'UNKNOWN' }],
  ['PROXY TCP4 203.0.113.9', 'proxy-v1', { transport: 'TCP4', source: '203.0.113.9' }],
  [logged('\x00\r\nQUIT\n!\x11'), 'proxy-v2'],

  // Looks like METHOD target
  ['DESCRIBE rtsp://198.51.100.7/cam1 RTSP/1.0', 'rtsp', { version: '1.0' }],
  ['OPTIONS / RTSP/1.0', 'rtsp', { version: '1.0' }],
  ['OPTIONS sip:nm SIP/2.0', 'sip', { scanner: 'Nmap' }],
  ['REGISTER sip:pbx.example SIP/2.0', 'sip', { target: 'sip:pbx.example' }],
  ['INVITE tel:+15550100 SIP/2.0', 'sip'],
  ['OPTIONS icap://av.example/scan ICAP/1.0', 'icap'],
  [logged('CONNECT {"verbose":false}'), 'nats'],
  ['get session:1', 'memcached'],
  ['set k 0 0 5', 'memcached'],
  ['stats slabs', 'memcached'],

  // Remote access
  ['SSH-2.0-OpenSSH_9.6', 'ssh', { banner: 'SSH-2.0-OpenSSH_9.6' }],
  [raw`\x00\x00\x00\x14\x06\x01\x00\x00\x00\x0B\x00\x00\x00\x05Later`, 'ssh'],
  [raw`\x03\x00\x00(#\xE0\x00\x00\x00\x00\x00Cookie: mstshash=bob`, 'rdp', { mstshash: 'bob' }],
  [
    raw`\x03\x00\x00-(\xE0\x00\x00\x00\x00\x00Cookie: msts=3640205228.15629.0000`,
    'rdp',
    { routingToken: '3640205228.15629.0000' },
  ],
  [raw`\x03\x00\x00\x13\x0E\xE0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x01\x00\x00\x00`, 'rdp'],
  [raw`\x03\x00\x00`, 'rdp'],
  [raw`\x03\x00\x00\x16\x11\xE0\x00\x00\x00\x01\x00\xC1\x02\x01\x00\xC2\x02\x01\x02\xC0\x01`, 's7'],
  ['RFB 003.008', 'vnc', { banner: 'RFB 003.008' }],
  [raw`\xFF\xFD\x18\xFF\xFB\x1F`, 'telnet'],
  [raw`l\x00\x0B\x00\x00\x00\x00\x00\x00\x00\x00\x00`, 'x11'],
  [
    logged('CNXN\x01\x00\x00\x01\x00\x00\x10\x00\x07\x00\x00\x00\x32\x02\x00\x00\xbc\xb1\xa7\xb1host::\x00'),
    'adb',
    { banner: 'host::' },
  ],
  ['JDWP-Handshake', 'jdwp'],
  [raw`d\x01\x00bM2\x05\x00\xFF`, 'winbox'],

  // Proxies and tunnels
  [raw`\x04\x01\x00P\xC63d\x07\x00`, 'socks4', { target: '198.51.100.7:80' }],
  [raw`\x04\x01\x01\xBB\x00\x00\x00\x01me\x00web.example\x00`, 'socks4', { user: 'me', target: 'web.example:443' }],
  [raw`\x04\x01\x00\x19`, 'socks4'],
  [raw`\x05\x01\x00`, 'socks5'],
  [raw`\x05\x03\x00\x01\x02`, 'socks5'],
  [raw`\x05\x01\x00\x05\x01\x00\x01\xC63d\x07\x00P`, 'socks5', { target: '198.51.100.7:80' }],
  [raw`\x05\x01\x00\x03\x0Bweb.example\x01\xBB`, 'socks5', { target: 'web.example:443' }],
  [raw`\x00\x0E8abcdefgh\x00\x00\x00\x00\x00`, 'openvpn'],
  [raw`\x13/multistream/1.0.0`, 'libp2p'],

  // Windows, directories, names
  [raw`\x00\x00\x00/\xFFSMBr\x00\x00\x00\x00\x18`, 'smb'],
  [raw`\x00\x00\x00h\xFESMB@\x00\x01\x00`, 'smb'],
  [raw`\x81\x00\x00D CKFDENECFDEFFCFGEFFCCACACACACACA\x00`, 'netbios'],
  [raw`\x05\x00\x0B\x03\x10\x00\x00\x00H\x00\x00\x00`, 'dcerpc'],
  [raw`\x00\x00\x00qj\x81n0\x81k\xA1\x03\x02\x01\x05`, 'kerberos'],
  [raw`0&\x02\x01\x01\x04\x06public\xA0\x19\x02\x04`, 'snmp', { community: 'public' }],
  ['0\\x0C\\x02\\x01\\x01`\\x07\\x02\\x01\\x03\\x04\\x00\\x80\\x00', 'ldap'],
  [
    raw`\x00\x1D\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07example\x00\x00\x01\x00\x01`,
    'dns',
    { query: 'www.example' },
  ],
  [raw`\x80\x00\x00(abcd\x00\x00\x00\x00\x00\x00\x00\x02\x00\x01\x86\xA0`, 'sunrpc'],
  [raw`\x06\x00\xFF\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x09 \x18\xC8\x81\x008\x8E\x04\xB5`, 'rmcp/ipmi'],

  // Databases, caches, queues
  ['*1', 'redis'],
  ['INFO', 'redis'],
  ['CONFIG GET dir', 'redis'],
  [raw`\x80\x0B\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00`, 'memcached'],
  [raw`:\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\xD4\x07\x00\x00\x00\x00\x00\x00admin.$cmd`, 'mongodb'],
  [raw`\x00\x00\x00\x08\x04\xD2\x16/`, 'postgres'],
  [raw`\x00\x00\x00!\x00\x03\x00\x00user\x00joe\x00database\x00db\x00\x00`, 'postgres', { user: 'joe' }],
  [raw` \x00\x00\x01\x85\xA6\xFF\x01\x00\x00\x00\x01!` + raw`\x00`.repeat(23), 'mysql'],
  [raw`\x12\x01\x00/\x00\x00\x01\x00\x00\x00\x1A\x00\x06`, 'mssql'],
  [raw`\x00W\x00\x00\x01\x00\x00\x00\x018\x01,\x00\x00\x08\x00`, 'oracle-tns'],
  [raw`\x00d\xD0A\x00\x01\x00^\x10A\x00\x09`, 'drda'],
  [raw`\x04\x00\x00\x00\x05\x00\x00\x00\x00`, 'cassandra'],
  [raw`\x00\x00\x00\x15\x00\x12\x00\x00\x00\x00\x00\x01\x00\x05probe`, 'kafka', { clientId: 'probe' }],
  [raw`AMQP\x00\x00\x09\x01`, 'amqp'],
  [raw`\x10\x11\x00\x04MQTT\x04\x02\x00<\x00\x05probe`, 'mqtt'],
  ['ruok', 'zookeeper'],

  // Java, industry, medicine
  ['t3 12.2.1', 'weblogic-t3', { version: '12.2.1' }],
  [raw`JRMI\x00\x02K`, 'java-rmi'],
  [raw`GIOP\x01\x00\x01\x00$\x00\x00\x00`, 'giop'],
  [raw`\x124\x00\x01\x09`, 'ajp'],
  [
    logged(`\x01\x00\x00\x00\x00\xcd\x00\x01\x00\x00${'ARCHIVE'.padEnd(16)}${'PROBE'.padEnd(16)}`),
    'dicom',
    { called: 'ARCHIVE' },
  ],
  ['fox a 1 -1 fox hello', 'niagara-fox'],
  [logged(`HELF${'\x00'.repeat(28)}opc.tcp://plc.example:4840`), 'opcua', { endpoint: 'opc.tcp://plc.example:4840' }],
  [raw`\x00\x01\x00\x00\x00\x05\x00+\x0E\x01\x00`, 'modbus'],
  [raw`\x05d\x05\xC9\x01\x00\x00\x04`, 'dnp3'],
  [raw`c\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xC1\xDE\xBE\xD1`, 'ethernet-ip'],
  [raw`\x01I20100`, 'tank-gauge'],

  // Peers, media
  [raw`\xF9\xBE\xB4\xD9version\x00\x00\x00\x00\x00f\x00\x00\x00`, 'bitcoin'],
  [raw`\x13BitTorrent protocol\x00\x00\x00\x00\x00\x10\x00\x05`, 'bittorrent'],
  [logged('{"id":1,"method":"mining.subscribe","params":["probe/1.0"]}'), 'stratum', { method: 'mining.subscribe' }],
  [logged('{"params": [], "id": 2, "method": "mining.authorize"}'), 'stratum', { method: 'mining.authorize' }],
  [raw`\x03\x00\x00\x00\x00\x00\x00\x00\x00abcdefghijkl`, 'rtmp'],

  // Mail, files, chat
  ['EHLO probe.example', 'smtp', { helo: 'probe.example' }],
  ['EHLO', 'smtp'],
  ['MAIL FROM:<a@b.example>', 'smtp'],
  ['USER bob +iw bob :Bob', 'irc', { user: 'bob' }],
  ['NICK bob', 'irc', { nick: 'bob' }],
  ['USER anonymous', 'ftp', { user: 'anonymous' }],
  ['AUTH TLS', 'ftp'],
  ['CAPA', 'pop3'],
  ['a001 CAPABILITY', 'imap'],
  ["<?xml version='1.0'?><stream:stream to='x.example'>", 'xmpp'],
  [raw`\x1B%-12345X@PJL INFO ID`, 'pjl'],

  // Scanners and malware
  ['MGLNDD_198.51.100.7_443', 'mglndd', { target: '198.51.100.7:443' }],
  ['l9tcpid/v1.1.0', 'leakix'],
  [raw`TNMP\x04\x00\x00\x00TNME\x00\x00\x04\x00`, 'nmap', { scanner: 'Nmap' }],
  [raw`\x01default`, 'nmap', { scanner: 'Nmap' }],
  [raw`:\x00\x00\x00/\x00\x00\x00\x02\x00`, 'nmap', { scanner: 'Nmap' }],
  [raw`\x01\x00\x00\xFD\xCE\xFA\x0B\xB0`, 'nmap', { scanner: 'Nmap' }],
  [raw`\x00\x03\x00\x01\x00\x00\x00\x00\x00\x00\x00\x02\x00`, 'nmap', { scanner: 'Nmap' }],
  [raw`Gh0st\xB0\x00\x00\x00\xF0\x00\x00\x00x\x9CKS`, 'gh0st'],
  [raw`HEART\xB0\x00\x00\x00\xF0\x00\x00\x00x\x9CKS`, 'gh0st', { magic: 'HEART' }],
  [raw`ll|'|'|SGFja2Vk|'|'|PC|'|'|`, 'njrat'],
  [raw`212\x00ll|'|'|SGFja2Vk|'|'|`, 'njrat'],

  // No protocol of its own
  ['HTTP/1.1 200 OK', 'http-response'],
  ['HELP', 'text-command', { command: 'HELP' }],
  ['QUIT', 'text-command', { command: 'QUIT' }],
  ['x', 'text-command', { command: 'x' }],
  ['status all', 'text-command', { command: 'status' }],
  ['the quick brown fox', 'text-command', { command: 'the' }],
  [logged('{"jsonrpc":"2.0","method":"eth_blockNumber"}'), 'text-command'],
  ['{', 'text-command'],
  ['<soap:Envelope>', 'text-command'],
  ['Accept-Language: en', 'text-command', { header: 'Accept-Language' }],
  [raw`\x01`, 'binary'],
  [raw`\x16`, 'binary'],
  [raw`\x05d`, 'binary'],
  [raw`\x00\x00\x00\x00\x00\x00`, 'binary'],
  [raw`\xD1\x02\x99!Q\xE0s\x7F\x81`, 'binary'],
  [raw`;Q\xD1\x02=\x13\x07`, 'binary'],
  [raw`/\x01\x02`, 'binary'],
  [raw`\x00GET / HTTP/1.1`, 'binary'],
  [raw`a\x80=b`, 'binary'],
  [raw`ab\x80`, 'binary'],
];

test.for(rows)('%s is %s', ([request, protocol, facts = {}]) => {
  expect(identifyForeignBytes(request)).toMatchObject({ protocol, facts });
  expect(identifyForeignBytes(request)?.facts).toEqual(facts);
});

test('names for reports', () => {
  const nameOf = (request: string): string | undefined => identifyForeignBytes(request)?.name;
  expect(nameOf(raw`\x16\x03\x01`)).toBe('TLS ClientHello');
  expect(nameOf(raw`\x16\x03\x03\x00@\x02`)).toBe('TLS handshake');
  expect(nameOf(raw`\x15\x03\x01`)).toBe('TLS alert');
  expect(nameOf(raw`\x03\x00\x00\x0B\x06\xE0\x00\x00\x00\x00\x00`)).toBe('Remote Desktop (RDP)');
  expect(nameOf('HELP')).toBe('Text command');
  expect(nameOf('the quick brown fox')).toBe('Text, not HTTP');
  expect(nameOf(raw`[1,2]`)).toBe('JSON text');
});

test.for([
  '',
  '-',
  'GET / HTTP/1.1',
  'GET',
  'GE',
  'GET ',
  'GET /half',
  'GET / HTTP/2.0',
  'GET HTTP/1.0 HTTP/1.1',
  'GET @host.example/x HTTP/1.1',
  'GET ../../x HTTP',
  'POST /x HTTP1.1',
  'get / HTTP/1.1',
  'foo / HTTP/1.1',
  'Q1 x HTTP/1.0',
  'ABCD / HTTP/1.1',
  'VERSION-CONTROL /x HTTP/1.1',
  'SSTP_DUPLEX_POST /sra_/ HTTP/1.1',
  'OPTIONS * HTTP/1.1',
  'CONNECT web.example:443 HTTP/1.1',
  'CONNECT 198.51.100.7:25',
  'GET http://web.example/ HTTP/1.1',
  'GET rtsp://web.example/ HTTP/1.1',
  'get http://web.example/',
  'PRI / HTTP/1.1',
  // other protocols' bytes inside an HTTP request
  raw`GET /\x16\x03\x01 HTTP/1.1`,
  'GET /SSH-2.0-x HTTP/1.1',
  'POST /mstshash=x HTTP/1.1',
  'GET /?q=MGLNDD_198.51.100.7_80 HTTP/1.1',
  "GET /|'|'| HTTP/1.1",
  'GET /leakix HTTP/1.1',
  'GET /a RTSP/1.0 HTTP/1.1',
  'GET /sip:nm SIP/2.0 HTTP/1.1',
  raw`GET\x09/ HTTP/1.1`,
  raw`GET / HTTP/1.1\x5Cr\x5CnHost: a`,
  // tails of bodies
  '/tmp/x',
  raw`/a\xE4`,
  'name=value&other=1',
  'mitForm=Send',
  'sh+/tmp/x&n=0',
  ';wget+http://198.51.100.7/x',
  'rm -rf /tmp/x',
  '$(id)',
  '------WebKitFormBoundaryabc',
  logged('Content-Disposition: form-data; name="a"'),
])('%j is HTTP, the end of a body, or empty', (request) => {
  expect(identifyForeignBytes(request)).toBeUndefined();
});

describe('hostile bytes', () => {
  test('a fake user name inside TLS is still TLS', () => {
    expect(identifyForeignBytes(raw`\x16\x03\x01 Cookie: mstshash=root SSH-2.0-x HTTP/1.1`)?.protocol).toBe('tls');
    expect(identifyForeignBytes(raw`\x16\x03\x01 HTTP/1.1`)?.protocol).toBe('tls');
  });

  test('TLS cut anywhere is TLS, and half an SNI is not shown', () => {
    const hello = clientHello({ suites: '\x13\x01\xc0\x2f', extensions: [[23, ''], sni('shop.example'), alpn] });
    for (let end = 3; end < hello.length; end++) {
      const found = identifyForeignBytes(logged(hello.slice(0, end)));
      expect(found?.protocol).toBe('tls');
      expect([undefined, 'shop.example']).toContain(found?.facts['sni']);
    }
  });

  test('every sample cut anywhere still has an answer, with bounded facts', () => {
    for (const [request] of rows) {
      const bytes = unescapeBytes(request);
      for (let end = 1; end <= bytes.length; end++) {
        const found = identifyForeignBytes(logged(bytes.slice(0, end)));
        if (/^[^\t -~]/.test(bytes)) expect(found).toBeDefined();
        for (const value of Object.values(found?.facts ?? {})) expect(value.length).toBeLessThanOrEqual(80);
      }
    }
  });

  test('facts keep the hostile text, up to 80 characters', () => {
    const cookie = raw`\x03\x00\x00(#\xE0\x00\x00\x00\x00\x00Cookie: mstshash=\x1B]0;x\x07`;
    expect(identifyForeignBytes(cookie + 'y'.repeat(500))?.facts['mstshash']).toBe(`\x1b]0;x\x07${'y'.repeat(74)}`);
    expect(identifyForeignBytes(`SSH-2.0-${'z'.repeat(500)}`)?.facts['banner']).toHaveLength(80);
  });

  test('wrong lengths do not mislead', () => {
    expect(
      identifyForeignBytes(raw`\x16\x03\x01\xFF\xFF\x01\xFF\xFF\xFF\x03\x03` + raw`\xFF`.repeat(300))?.protocol,
    ).toBe('tls');
    expect(identifyForeignBytes(raw`\x05\x09\x00`)?.protocol).toBe('socks5');
    expect(identifyForeignBytes(raw`\x05o\xD9G`)?.protocol).toBe('binary');
    expect(identifyForeignBytes(raw`\x10 \x00\x00Cx`)?.protocol).toBe('binary');
    expect(identifyForeignBytes('constructor')?.facts).toEqual({ command: 'constructor' });
  });

  test.for([
    'a',
    ' ',
    raw`\x00`,
    raw`\x16\x03\x01`,
    raw`\x13\x01`,
    '{"method" ',
    'GET ',
    ' HTTP/1',
    "|'|'|",
    '\\',
    raw`\x5`,
    'USER a b ',
    '<?xml ',
    '0\\x82',
  ])('1 MiB of %j is read in 200 ms', (part) => {
    const request = part.repeat(Math.ceil(2 ** 20 / part.length));
    const start = performance.now();
    for (const lead of ['', 'PRI * ', 'OPTIONS ', '{', raw`\x04\x01`, raw`\x03\x00\x00/*\xE0`])
      identifyForeignBytes(lead + request);
    expect(performance.now() - start).toBeLessThan(200);
  });
});

describe('unescapeBytes', () => {
  test.for([
    ['', ''],
    ['plain text', 'plain text'],
    [raw`\x16\x03\x01`, '\x16\x03\x01'],
    [raw`\xff\xFF\x5C\x22`, '\xff\xff\\"'],
    [raw`\x5Cx41`, raw`\x41`],
    [raw`a\"b\\c\n\t\r\v`, 'a"b\\c\n\t\r\v'],
    [raw`\u0016\u0003`, '\x16\x03'],
    [raw`\x1`, raw`\x1`],
    [raw`\xZZ\q`, raw`\xZZ\q`],
    ['end\\', 'end\\'],
  ] as const)('%j gives %j', ([text, bytes]) => {
    expect(unescapeBytes(text)).toBe(bytes);
  });

  test('gives back every byte that nginx escapes', () => {
    const all = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join('');
    expect(
      unescapeBytes(
        all
          .split(/[\r\n]/)
          .map(logged)
          .join(''),
      ),
    ).toBe(all.replace(/[\r\n]/g, ''));
  });

  test('is linear', () => {
    const start = performance.now();
    expect(unescapeBytes(raw`\x41`.repeat(2 ** 18))).toHaveLength(2 ** 18);
    expect(unescapeBytes('\\'.repeat(2 ** 20))).toHaveLength(2 ** 19);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
