/* eslint-disable no-control-regex -- raw bytes are the subject here */
/**
 * Names the protocol behind a `$request` that is not HTTP/1: nginx logs the first bytes of whatever arrived, up to the first CR or LF.
 *
 * To add a protocol: one line in `RULES` (first match wins; the source as its comment), one row in test/parse/foreign-bytes.test.ts.
 */

import { detached } from './detached.ts';

/** What the raw bytes of a `$request` that is not HTTP/1 say. */
export interface ForeignBytes {
  /** Stable lower-case token: 'tls', 'rdp', 'proxy-v1', …; 'text-command' and 'binary' when nothing better is known. */
  readonly protocol: string;
  /** Human name for reports: 'TLS ClientHello', 'Remote Desktop (RDP)', … */
  readonly name: string;
  /** Named facts the bytes give, at most 80 characters each: the log's own text, still hostile, NOT escaped. */
  readonly facts: Readonly<Record<string, string>>;
}

type Facts = Record<string, string | undefined>;

interface Rule {
  readonly protocol: string;
  readonly name: string;
  /** Anchored and linear: the bytes are hostile. Its named groups are facts. */
  readonly match: RegExp | ((bytes: string) => boolean);
  readonly facts?: (bytes: string) => Facts;
}

/** No protocol needs more to be told apart, and a log line may be of any length. */
const MAX_LOOK = 4096;
const MAX_FACT = 80;

/** `\xHH` is nginx (ngx_http_log_escape) and Apache, `\u00HH` nginx `escape=json`, the letters Apache (ap_escape_logitem) and JSON. */
const ESCAPE = /\\(?:x([0-9A-Fa-f]{2})|u00([0-9A-Fa-f]{2})|(["\\/abfnrtv]))/g;
const LETTER: Record<string, string> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** Undo nginx's `\xHH` (and Apache's `\"` `\\` `\n` `\t` `\r`…) escapes: one char per byte, if the log was read as latin1. */
export function unescapeBytes(text: string): string {
  return text.replace(ESCAPE, (_, hex?: string, json?: string, letter = '') => {
    const digits = hex ?? json;
    return digits === undefined ? (LETTER[letter] ?? letter) : String.fromCharCode(Number.parseInt(digits, 16));
  });
}

/** Network byte order; NaN when the bytes are cut before it, which ends every comparison with it. */
const u16 = (bytes: string, at: number): number => bytes.charCodeAt(at) * 256 + bytes.charCodeAt(at + 1);

/** Two bytes of version: RFC 8446 §4.1.2 and before; SSL 2.0 (Hickman, 1995). */
const versionOf = (pair: string): string | undefined =>
  pair === '\x00\x02' ? 'SSL 2.0' : VERSIONS[pair[0] === '\x03' ? pair.charCodeAt(1) : -1];
const VERSIONS = ['SSL 3.0', '1.0', '1.1', '1.2', '1.3'];

/** RFC 8446 §6, those that a plain port sees. */
const ALERTS: Record<number, string> = { 40: 'handshake_failure', 70: 'protocol_version', 80: 'internal_error' };

/** Constant ClientHello randoms, their first four bytes: nmap-service-probes (TLSSessionReq), masscan's proto-ssl.c. */
const SCANNER_RANDOMS: Record<string, string> = { 'U\x1c\xa7\xe4': 'Nmap', 'RH\xc5\x1a': 'masscan' };

const readRecord = (bytes: string): Facts => ({ recordVersion: versionOf(bytes.slice(1, 3)) });

function readAlert(bytes: string): Facts {
  const code = bytes.charCodeAt(6);
  return { ...readRecord(bytes), record: 'alert', alert: code >= 0 ? (ALERTS[code] ?? `${code}`) : undefined };
}

/**
 * RFC 8446 §4.1.2, RFC 6066 §3 (SNI), RFC 7301 (ALPN). `recordVersion` is 1.0 for nearly every client, `helloVersion` is never above 1.2;
 * `tlsVersion` is the highest version offered: only a client that speaks 1.3 lists its cipher suites (13 xx). Absent when cut before it shows.
 */
function readClientHello(bytes: string): Facts {
  const facts: Facts = { ...readRecord(bytes), helloVersion: versionOf(bytes.slice(9, 11)) };
  facts.scanner = SCANNER_RANDOMS[bytes.slice(11, 15)];
  const suites = 46 + bytes.charCodeAt(43); // after record, handshake header, version, random and session id
  if (!(suites <= bytes.length)) return facts;
  const suitesEnd = suites + u16(bytes, suites - 2);
  if (/^(?:..)*?\x13[\x01-\x05]/s.test(bytes.slice(suites, suitesEnd))) facts.tlsVersion = '1.3';
  else if (facts.helloVersion !== '1.2' || suitesEnd <= bytes.length) facts.tlsVersion = facts.helloVersion;
  let at = suitesEnd + 1 + bytes.charCodeAt(suitesEnd) + 2; // after the compression methods
  const end = Math.min(at + u16(bytes, at - 2), bytes.length);
  while (at + 4 <= end) {
    const body = bytes.slice(at + 4, at + 4 + u16(bytes, at + 2));
    const whole = body.length === u16(bytes, at + 2);
    if (whole && u16(bytes, at) === 0) facts.sni = body.slice(5, 5 + u16(body, 3));
    if (whole && u16(bytes, at) === 16) facts.alpn = readNames(body, 2).join(',');
    at += 4 + u16(bytes, at + 2);
  }
  return facts;
}

/** Names each led by one byte of length: ALPN's list, a DNS name. */
function readNames(bytes: string, from: number): string[] {
  const names: string[] = [];
  let at = from;
  while (bytes.charCodeAt(at) > 0) {
    const end = at + 1 + bytes.charCodeAt(at);
    names.push(bytes.slice(at + 1, end));
    at = end;
  }
  return names;
}

const readSslv2 = (bytes: string): Facts => ({ helloVersion: versionOf(bytes.slice(3, 5)) });

const ipv4 = (bytes: string): string => Array.from(bytes, (byte) => byte.charCodeAt(0)).join('.');

/** SOCKS 4 protocol memo (Ying-Da Lee), SOCKS 4A addition: 0.0.0.x asks for the name after the user. */
function readSocks4(bytes: string): Facts {
  if (bytes.length < 8) return {};
  const [user, host] = bytes.slice(8).split('\0');
  const named = bytes.startsWith('\0\0\0', 4) && bytes[7] !== '\0' && host;
  return { user, target: `${named ? host : ipv4(bytes.slice(4, 8))}:${u16(bytes, 2)}` };
}

/** RFC 1928 §4: CONNECT, BIND or UDP, then an address or a name, and the port. */
const SOCKS5 = /^\x05[\x01-\x03]\x00(?:\x01(.{4})|\x03[\x01-\xff]([!-~]{1,255}))(..)$/s;

/** RFC 1928 §3: version, count, as many methods; some clients send the request (§4) at once. */
function isSocks5(bytes: string): boolean {
  const count = bytes.charCodeAt(1);
  if (bytes[0] !== '\x05' || !(count >= 1 && count <= 10)) return false;
  if (SOCKS5.test(bytes)) return true;
  return /^[\x00-\x09\x80-\xff]*$/.test(bytes.slice(2, 2 + count)) && /^(?:$|\x05)/.test(bytes.slice(2 + count));
}

function readSocks5(bytes: string): Facts {
  const [, address, host, port] = SOCKS5.exec(bytes) ?? SOCKS5.exec(bytes.slice(2 + bytes.charCodeAt(1))) ?? [];
  if (port === undefined) return {};
  return { target: `${host ?? ipv4(address ?? '')}:${u16(port, 0)}` };
}

/** PROXY protocol (HAProxy), section 2.1: family, source, destination, their ports. */
function readProxyV1(bytes: string): Facts {
  const [, transport, source, destination, from, to] = bytes.split(' ', 6);
  const join = (host?: string, port?: string): string | undefined =>
    host && port ? `${host.includes(':') ? `[${host}]` : host}:${port}` : host;
  return { transport, source: join(source, from), destination: join(destination, to) };
}

/** RFC 1035 §4.1.2 after the two length bytes of TCP (§4.2.2) and the header. */
const readDns = (bytes: string): Facts => ({ query: readNames(bytes, 14).join('.') });

/** Modbus Messaging on TCP/IP: transaction, protocol 0, length of what follows, unit, function code. */
const isModbus = (bytes: string): boolean =>
  bytes.length === 6 + u16(bytes, 4) && /^..\x00\x00\x00[\x02-\xfe].[\x01-\x18+]/s.test(bytes);

/** Stratum v1 (slush), EthereumStratum, the Monero miners' login: newline-delimited JSON-RPC. */
const STRATUM = /^\{.{0,2000}?"method"\s{0,4}:\s{0,4}"(?<method>mining\.\w+|eth_submit\w+|eth_getWork|login)"/s;

const readMglndd = (bytes: string): Facts => ({ target: bytes.slice(7).replace('_', ':') });
const nmap = (): Facts => ({ scanner: 'Nmap' });

/** Requests of other protocols that look like `METHOD target`; asked before the HTTP shape. */
const LOOK_LIKE_HTTP: readonly Rule[] = [
  { protocol: 'http2-preface', name: 'HTTP/2 preface', match: /^PRI(?: \*?)?$|^PRI \* (?:HTTP\/2|$)/ }, // RFC 9113 §3.4
  { protocol: 'proxy-v1', name: 'PROXY protocol v1', match: /^PROXY (?:TCP[46]|UNKNOWN)(?: |$)/, facts: readProxyV1 },
  { protocol: 'rtsp', name: 'RTSP', match: /^[A-Z_]{3,20} (?:\S{1,2048} RTSP\/(?<version>\d\.\d)|rtspu?s?:\/\/)/ }, // RFC 2326
  { protocol: 'sip', name: 'SIP', match: /^OPTIONS sip:nm SIP\//, facts: nmap }, // nmap-service-probes, SIPOptions
  { protocol: 'sip', name: 'SIP', match: /^[A-Z]{3,20} (?:(?<target>sips?:\S+)|\S{1,2048} SIP\/\d)|^SIP\/2\.0 / }, // RFC 3261 §7
  { protocol: 'icap', name: 'ICAP', match: /^[A-Z]{3,20} (?:icaps?:\/\/|\S{1,2048} ICAP\/\d)/ }, // RFC 3507 §4.3.2
  { protocol: 'nats', name: 'NATS', match: /^CONNECT \{/ }, // NATS client protocol, CONNECT
  // memcached protocol.txt: keys of up to 250 bytes
  { protocol: 'memcached', name: 'memcached', match: /^(?:stats(?: [a-z]+)?|version|flush_all)$/ },
  { protocol: 'memcached', name: 'memcached', match: /^(?:gets? (?!https?:)[^/ ]\S*|(?:set|add) \S+ \d+ \d+ \d+)$/ },
];

/** Everything else, most telling first. The bytes are those of the specification named at the end of the line. */
const RULES: readonly Rule[] = [
  // TLS (RFC 8446 §5.1; handshake type 1 is ClientHello) and SSL 2.0
  { protocol: 'tls', name: 'TLS handshake', match: /^\x16\x03.{3}[^\x01]/s, facts: readRecord },
  { protocol: 'tls', name: 'TLS ClientHello', match: /^\x16\x03/, facts: readClientHello },
  { protocol: 'tls', name: 'TLS alert', match: /^\x15\x03[\x00-\x04]/, facts: readAlert },
  { protocol: 'tls', name: 'TLS record', match: /^[\x14\x17\x18]\x03[\x00-\x04]/, facts: readRecord },
  // RFC 5246 appendix E.2: length with the high bit, CLIENT-HELLO, version 2.0 or 3.x
  { protocol: 'sslv2', name: 'SSL 2.0 hello', match: /^[\x80-\x8f].\x01(?:$|\x00|\x03[\x00-\x04])/s, facts: readSslv2 },
  { protocol: 'proxy-v2', name: 'PROXY protocol v2', match: /^(?:\r\n\r\n)?\x00(?:$|\r\nQUIT)/ }, // PROXY protocol §2.2: its CR LF are eaten

  // Remote access
  { protocol: 'ssh', name: 'SSH', match: /^(?<banner>SSH-\d.+)/s }, // RFC 4253 §4.2
  { protocol: 'ssh', name: 'SSH disconnect', match: /^\x00\x00.{3}\x01\x00{3}[\x01-\x0f]\x00{3}/s }, // RFC 4253 §6, §11.1
  { protocol: 's7', name: 'Siemens S7', match: /^\x03\x00\x00.\x11\xe0.{5}[\xc0-\xc2]/s }, // ISO 8073 calling and called TSAP
  {
    protocol: 'rdp',
    name: 'Remote Desktop (RDP)', // [MS-RDPBCGR] 2.2.1.1: TPKT, X.224 connection request, cookie
    match: /^\x03\x00(?:\x00.{0,2}$|.{3}\xe0(?:.{5}Cookie: (?:mstshash=(?<mstshash>.*)|msts=(?<routingToken>.*)))?)/s,
  },
  { protocol: 'vnc', name: 'VNC', match: /^(?<banner>RFB \d{3}\.\d{3})/ }, // RFC 6143 §7.1.1
  { protocol: 'telnet', name: 'Telnet', match: /^\xff[\xfb-\xfe](?:$|[\x00-1])/ }, // RFC 854: IAC WILL, WONT, DO, DONT; an option
  { protocol: 'x11', name: 'X11', match: /^(?:l\x00\x0b\x00|B\x00\x00\x0b)\x00\x00/ }, // X11 protocol, connection setup
  { protocol: 'adb', name: 'Android Debug Bridge', match: /^CNXN[\x00\x01]\x00\x00\x01(?:.{16}(?<banner>[ -~]+))?/s }, // AOSP adb protocol.txt
  { protocol: 'jdwp', name: 'Java debugger (JDWP)', match: /^JDWP-Handshake/ }, // JDWP specification
  { protocol: 'winbox', name: 'MikroTik Winbox', match: /^.\x01\x00.M2/s }, // CVE-2018-14847 analyses

  // Proxies and tunnels
  { protocol: 'socks5', name: 'SOCKS5', match: isSocks5, facts: readSocks5 },
  { protocol: 'socks4', name: 'SOCKS4', match: /^\x04[\x01\x02].{0,6}(?:$|[ -~]{0,99}\x00)/s, facts: readSocks4 },
  { protocol: 'libp2p', name: 'libp2p', match: /^\x13\/multistream\// }, // multistream-select 1.0

  // Windows, directories, names
  { protocol: 'smb', name: 'Windows file sharing (SMB 1)', match: /^\x00\x00..\xffSMB/s }, // [MS-CIFS] 2.2.3.1
  { protocol: 'smb', name: 'Windows file sharing (SMB 2, 3)', match: /^\x00\x00..[\xfc-\xfe]SMB/s }, // [MS-SMB2] 2.2.1
  { protocol: 'netbios', name: 'NetBIOS session', match: /^\x81\x00\x00D / }, // RFC 1002 §4.3.2
  { protocol: 'dcerpc', name: 'DCE/RPC', match: /^\x05\x00[\x00-\x13].\x10\x00\x00\x00/s }, // C706 §12.6.3
  { protocol: 'kerberos', name: 'Kerberos', match: /^\x00\x00..[jl][\x81\x82].{1,2}0/s }, // RFC 4120 §5.4.1, §7.2.2
  // RFC 1157 §4, RFC 3412 §6: sequence, version, community (3: a sequence)
  { protocol: 'snmp', name: 'SNMP', match: /^0.{1,3}\x02\x01[\x00-\x03](?:0|\x04.(?<community>[ -~]+)[\xa0-\xa5])/s },
  // RFC 4511 §4.1.1: sequence, message id; bind, search, extended, abandon, unbind, delete
  { protocol: 'ldap', name: 'LDAP', match: /^0.{1,6}\x02(?:\x01.|\x02..|\x04.{4})[`cwPBJ]/s },
  // RFC 1035 §4.2.2: length, id, flags, one question or none
  { protocol: 'dns', name: 'DNS', match: /^\x00[\x0c-\xff]..[\x00\x01\x10].\x00[\x00\x01]\x00{5}/s, facts: readDns },
  // After DNS, which is told apart by more bytes. TCP framing: length (plain, tls-auth, tls-crypt), opcode HARD_RESET_CLIENT V1, V2 or V3
  { protocol: 'openvpn', name: 'OpenVPN', match: /^\x00[\x0e*6V][\x088P]/ },
  { protocol: 'sunrpc', name: 'Sun RPC', match: /^\x80\x00.{6}\x00{7}\x02/s }, // RFC 5531 §9, §11
  { protocol: 'rmcp/ipmi', name: 'IPMI (RMCP)', match: /^\x06\x00\xff[\x06\x07]/ }, // IPMI 2.0 §13.1.3

  // Databases, caches, queues
  { protocol: 'redis', name: 'Redis', match: /^\*\d{1,7}(?:$|\r)|^(?:INFO|PING|KEYS \*|CONFIG .+|SLAVEOF .+)$/i }, // RESP
  { protocol: 'memcached', name: 'memcached', match: /^\x80[\x00-\x24]\x00.[\x00-\x20]\x00{3}/s }, // memcached BinaryProtocol
  { protocol: 'mongodb', name: 'MongoDB', match: /^.{3}\x00.{8}[\xd4\xdc\xdd]\x07\x00\x00/s }, // wire protocol: OP_QUERY, OP_MSG
  // Frontend/backend protocol, message formats: SSLRequest, GSSENCRequest, CancelRequest; StartupMessage
  { protocol: 'postgres', name: 'PostgreSQL', match: /^\x00\x00\x00[\x08\x10]\x04\xd2\x16[./0]/ },
  { protocol: 'postgres', name: 'PostgreSQL', match: /^\x00\x00..\x00\x03\x00.(?:$|user\x00(?<user>[^\x00]+)|[a-z])/s },
  { protocol: 'mysql', name: 'MySQL', match: /^..\x00\x01.{9}\x00{23}/s }, // HandshakeResponse41
  { protocol: 'mssql', name: 'Microsoft SQL Server', match: /^[\x10\x12]\x01[\x00-\x0f].\x00\x00[\x00\x01]\x00/s }, // [MS-TDS] 2.2.3.1
  { protocol: 'oracle-tns', name: 'Oracle TNS', match: /^[\x00-\x07].\x00\x00\x01\x00\x00\x00\x01[,-?]/s }, // nmap-service-probes, oracle-tns
  { protocol: 'drda', name: 'IBM Db2 (DRDA)', match: /^..\xd0.{5}\x10\x41|^\x01\xc2\x00\x00\x00\x04/s }, // DRDA EXCSAT; nmap db2 probe
  { protocol: 'cassandra', name: 'Cassandra', match: /^[\x03-\x05]\x00\x00[\x00\x01][\x01\x05]\x00\x00\x00/ }, // CQL native protocol §2
  { protocol: 'kafka', name: 'Kafka', match: /^\x00\x00..\x00[\x03\x12]\x00[\x00-\x0c].{4}\x00.(?<clientId>[ -~]+)/s }, // Kafka protocol guide
  { protocol: 'amqp', name: 'AMQP', match: /^AMQP[\x00-\x03]/ }, // AMQP 0-9-1 §4.2.2, 1.0 §2.2
  { protocol: 'mqtt', name: 'MQTT', match: /^\x10[\x80-\xff]{0,3}[\x00-\x7f]\x00(?:\x04MQTT|\x06MQIsdp)/ }, // MQTT 3.1.1 §3.1
  { protocol: 'zookeeper', name: 'ZooKeeper', match: /^(?:ruok|srvr|mntr|isro|envi|wchs)$/ }, // administrator's guide: four letter words

  // Java and RPC
  { protocol: 'weblogic-t3', name: 'WebLogic T3', match: /^t3s? (?<version>\d[\d.]*)/ }, // nmap weblogic-t3-info
  { protocol: 'java-rmi', name: 'Java RMI', match: /^JRMI\x00/ }, // RMI specification §10.2
  { protocol: 'giop', name: 'CORBA (GIOP)', match: /^GIOP\x01/ }, // CORBA 3 part 2 §9.4
  { protocol: 'ajp', name: 'AJP', match: /^\x12\x34\x00/ }, // AJPv13

  // Industry and medicine
  { protocol: 'dicom', name: 'DICOM', match: /^\x01\x00.{4}\x00\x01\x00\x00(?<called>[ -~]{16})?/s }, // PS3.8 §9.3.2
  { protocol: 'niagara-fox', name: 'Niagara Fox', match: /^fox a \d/ }, // nmap fox-info
  { protocol: 'opcua', name: 'OPC UA', match: /^HELF(?:.{28}(?<endpoint>opc\.tcp:\/\/[!-~]+))?/s }, // OPC 10000-6 §7.1.2.3
  { protocol: 'modbus', name: 'Modbus', match: isModbus },
  { protocol: 'dnp3', name: 'DNP3', match: /^\x05d[\x05-\xff][\xc0-\xdf]/ }, // IEEE 1815 §9.2
  { protocol: 'ethernet-ip', name: 'EtherNet/IP', match: /^(?:c\x00\x00|e\x00\x04)\x00{9}/ }, // CIP volume 2 §2-4
  { protocol: 'tank-gauge', name: 'Fuel tank gauge', match: /^\x01I\d{5}$/ }, // Veeder-Root TLS-350 serial manual, 576013-635

  // Peers, media, games
  { protocol: 'bitcoin', name: 'Bitcoin', match: /^(?:\xf9\xbe\xb4\xd9|\x0b\x11\t\x07|.{4}version\x00{5})/s }, // P2P message header
  { protocol: 'bittorrent', name: 'BitTorrent', match: /^\x13BitTorrent protocol/ }, // BEP 3
  { protocol: 'stratum', name: 'Crypto mining (Stratum)', match: STRATUM },
  { protocol: 'rtmp', name: 'RTMP', match: /^\x03.{4}\x00{4}.{8}/s }, // RTMP 1.0 §5.2

  // Mail, files, chat
  { protocol: 'smtp', name: 'SMTP', match: /^(?:EHLO|HELO|LHLO)(?:$| (?<helo>.*))/is }, // RFC 5321 §4.1.1.1
  { protocol: 'smtp', name: 'SMTP', match: /^(?:MAIL FROM:|RCPT TO:|STARTTLS$)/i }, // RFC 5321 §4.1.1.2, RFC 3207
  { protocol: 'irc', name: 'IRC', match: /^USER (?<user>\S{1,80}) \S+ \S+ :?\S/ }, // RFC 2812 §3.1.3
  { protocol: 'irc', name: 'IRC', match: /^(?:NICK (?<nick>\S+)|JOIN [#&]|CAP LS)/ }, // RFC 2812 §3.1.2, IRCv3
  { protocol: 'ftp', name: 'FTP or POP3 login', match: /^(?:USER(?: (?<user>\S+))?|PASS(?: .*)?)$/s }, // RFC 959 §4.1.1, RFC 1939 §7
  { protocol: 'ftp', name: 'FTP', match: /^(?:SYST|FEAT|PASV|EPSV|AUTH (?:TLS|SSL)|TYPE [AI])$/ }, // RFC 959, 2389, 4217
  { protocol: 'pop3', name: 'POP3', match: /^(?:CAPA|STLS|UIDL|APOP .*)$/ }, // RFC 1939, 2449
  { protocol: 'imap', name: 'IMAP', match: /^[A-Za-z]{0,4}\d{1,4} (?:CAPABILITY|LOGIN|STARTTLS|LOGOUT|ID)(?: |$)/i }, // RFC 9051 §2.2.1
  { protocol: 'xmpp', name: 'XMPP', match: /^(?:<\?xml[^>]{0,100}>\s{0,9})?<stream:stream/ }, // RFC 6120 §4.2
  { protocol: 'pjl', name: 'Printer (PJL)', match: /^(?:\x1b%-12345X|@PJL)/ }, // HP PJL reference manual §2

  // Scanners and malware
  { protocol: 'mglndd', name: 'MGLNDD scan', match: /^MGLNDD(?:_|$)/, facts: readMglndd }, // SANS ISC diary 28458
  { protocol: 'leakix', name: 'LeakIX scan', match: /^.{0,64}(?:leakix|l9explore|l9tcpid)/is }, // github.com/LeakIX
  // nmap-service-probes: LANDesk-RC, NCP, LPDString; NotesRPC, WMSRequest; afp
  { protocol: 'nmap', name: 'Nmap probe', match: /^(?:TNMP\x04|DmdT\x00|\x01default$)/, facts: nmap },
  { protocol: 'nmap', name: 'Nmap probe', match: /^(?::\x00{3}\/\x00{3}\x02|\x01\x00\x00\xfd\xce\xfa)/, facts: nmap },
  { protocol: 'nmap', name: 'Nmap probe', match: /^\x00\x03\x00\x01\x00{7}\x02/, facts: nmap },
  { protocol: 'gh0st', name: 'Gh0st RAT', match: /^(?:Gh0st|(?<magic>[!-~]{5,8})..\x00\x00..\x00\x00x\x9c)/s }, // zlib after magic and two lengths
  { protocol: 'njrat', name: 'njRAT', match: /^[\w.\x00]{0,16}\|'\|'\|/ }, // its field separator

  // Text that is no protocol of its own
  { protocol: 'http-response', name: 'HTTP response', match: /^HTTP\/\d/ },
  { protocol: 'text-command', name: 'JSON text', match: /^(?:\{\s*(?:["}]|$)|\[\s*(?:["{[\]\d-]|$))/ },
  { protocol: 'text-command', name: 'XML or HTML text', match: /^<[?!A-Za-z]/ },
  { protocol: 'text-command', name: 'HTTP header line', match: /^(?!content-disp)(?<header>[a-z][a-z0-9-]{1,40}): /i },
];

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', 'PROPFIND'];
const KNOWN_METHOD = new RegExp(`^(?:${METHODS.join('|')})(?![A-Za-z0-9])`, 'i');
const METHOD_AND_TARGET = /^[A-Za-z][A-Za-z_-]{0,63} +(?:\/|[A-Za-z][A-Za-z0-9+.-]{0,20}:\/\/)/;
/** Whatever stands before it: `PRI * HTTP/2.0` alone is no request of that version. */
const HTTP_VERSION = /^(?!PRI \* ).{1,4096} HTTP\/\d(?:\.\d)?$/s;

/** An HTTP/1 request line without its version: cut short or malformed (RFC 9112 §3). */
function looksLikeHttp(bytes: string): boolean {
  if (KNOWN_METHOD.test(bytes) || METHOD_AND_TARGET.test(bytes)) return true;
  return bytes.length > 1 && METHODS.some((method) => method.startsWith(bytes));
}

/** Tail of a POST body that was taken for the next request: a path, a form (URL Standard §5, RFC 7578) or a shell command. */
function looksLikeBody(bytes: string): boolean {
  if (/^--\S|^content-disposition:/i.test(bytes) || bytes.startsWith('/')) return true;
  return /^[\t -~]*$/.test(bytes) && (/^[^ ]*[=&]/.test(bytes) || SHELL.test(bytes));
}
const SHELL = /^(?:sh|bash|cd|rm|cp|mv|cat|chmod|wget|curl|busybox|tftp|echo|nc)[ +]|[;`]|\$[({]|\+\/|&&/;

function firstOf(rules: readonly Rule[], bytes: string): ForeignBytes | undefined {
  for (const { protocol, name, match, facts: read } of rules) {
    const found = typeof match === 'function' ? match(bytes) && { groups: undefined } : match.exec(bytes);
    if (!found) continue;
    const facts: Record<string, string> = {};
    for (const [key, value] of Object.entries<string | undefined>({ ...found.groups, ...read?.(bytes) })) {
      const text = value?.slice(0, MAX_FACT).trim();
      if (text) facts[key] = text;
    }
    return { protocol, name, facts };
  }
  return undefined;
}

/**
 * Names the protocol of a request text as logged (escaped). Undefined for what looks like an HTTP/1 request line, even a malformed one,
 * for the tail of a body (a path, a form, a shell command), and for '' and '-'. Never undefined when the first two bytes hold a control
 * byte or one from 0x7F up: then it is 'binary' at least.
 */
export function identifyForeignBytes(request: string): ForeignBytes | undefined {
  if (request.length > LONGEST_KEPT) return readForeignBytes(request);
  let known = answers.get(request);
  if (known === undefined) {
    known = { foreign: readForeignBytes(request) };
    if (answers.size >= ANSWERS_KEPT) answers.clear();
    answers.set(detached(request), known);
  }
  return known.foreign;
}

// A scanner sends the same bytes to everybody.
const ANSWERS_KEPT = 512;
const LONGEST_KEPT = 512;
const answers = new Map<string, { readonly foreign: ForeignBytes | undefined }>();

function readForeignBytes(request: string): ForeignBytes | undefined {
  if (request === '' || request === '-') return undefined;
  const bytes = unescapeBytes(request.slice(0, MAX_LOOK));
  const printableStart = /^[\t -~]{1,2}$/.test(bytes.slice(0, 2));
  if (printableStart && HTTP_VERSION.test(bytes)) return undefined;
  const lookalike = firstOf(LOOK_LIKE_HTTP, bytes);
  if (lookalike || (printableStart && looksLikeHttp(bytes))) return lookalike;
  const named = firstOf(RULES, bytes);
  if (named || (printableStart && looksLikeBody(bytes))) return named;
  if (!/^[\t -~]+$/.test(bytes)) return { protocol: 'binary', name: 'Unknown binary data', facts: {} };
  const words = bytes.trim().split(/[\t ]+/, 3);
  const name = words.length > 2 ? 'Text, not HTTP' : 'Text command';
  return { protocol: 'text-command', name, facts: { command: words[0]?.slice(0, MAX_FACT) ?? '' } };
}
