/* eslint-disable no-control-regex -- raw bytes are the subject here */
// The rules that recognise foreign protocols, each with its source.
//
// To add a protocol: one line in RULES (the first match wins; its source as the comment), one row in test/formats/foreign-bytes.test.ts.
import {
  type ForeignFacts,
  isModbus,
  isSocks5,
  readAlert,
  readClientHello,
  readDns,
  readMglndd,
  readProxyV1,
  readRecord,
  readSocks4,
  readSocks5,
  readSslv2,
} from './foreign-facts.ts';

/** How one protocol is recognized. */
export interface ForeignRule {
  readonly protocol: string;
  readonly name: string;
  /** Anchored and linear: the bytes are hostile. Its named groups are facts. */
  readonly match: RegExp | ((bytes: string) => boolean);
  readonly facts?: (bytes: string) => ForeignFacts;
}

/** Stratum v1 (slush), EthereumStratum, and the login of Monero miners: newline-delimited JSON-RPC. */
const STRATUM = /^\{.{0,2000}?"method"\s{0,4}:\s{0,4}"(?<method>mining\.\w+|eth_submit\w+|eth_getWork|login)"/s;

const nmap = (): ForeignFacts => ({ scanner: 'Nmap' });

/** Requests of other protocols that look like `METHOD target`. They are tried before the shape of HTTP. */
export const LOOK_LIKE_HTTP: readonly ForeignRule[] = [
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

/** All other protocols, the most specific rules first. The bytes come from the specification named at the end of the line. */
export const RULES: readonly ForeignRule[] = [
  // TLS (RFC 8446 §5.1; handshake type 1 is ClientHello) and SSL 2.0
  { protocol: 'tls', name: 'TLS handshake', match: /^\x16\x03.{3}[^\x01]/s, facts: readRecord },
  { protocol: 'tls', name: 'TLS ClientHello', match: /^\x16\x03/, facts: readClientHello },
  { protocol: 'tls', name: 'TLS alert', match: /^\x15\x03[\x00-\x04]/, facts: readAlert },
  { protocol: 'tls', name: 'TLS record', match: /^[\x14\x17\x18]\x03[\x00-\x04]/, facts: readRecord },
  // RFC 5246 appendix E.2: length with the high bit, CLIENT-HELLO, version 2.0 or 3.x
  { protocol: 'sslv2', name: 'SSL 2.0 hello', match: /^[\x80-\x8f].\x01(?:$|\x00|\x03[\x00-\x04])/s, facts: readSslv2 },
  { protocol: 'proxy-v2', name: 'PROXY protocol v2', match: /^(?:\r\n\r\n)?\x00(?:$|\r\nQUIT)/ }, // PROXY protocol §2.2; its CR LF are skipped

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
  // After DNS, whose rule checks more bytes. TCP framing: length (plain, tls-auth, tls-crypt), opcode HARD_RESET_CLIENT V1, V2 or V3
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
