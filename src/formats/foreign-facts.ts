/* eslint-disable no-control-regex -- raw bytes are the subject here */
// Reads facts from the first bytes of foreign protocols: versions, names and addresses. The bytes are hostile and may be cut anywhere.

/** Facts by name. A fact is undefined if the bytes do not give it. */
export type ForeignFacts = Record<string, string | undefined>;

/** An unsigned 16-bit number in network byte order; NaN if the bytes are cut before it, so every comparison with it is false. */
const u16 = (bytes: string, at: number): number => bytes.charCodeAt(at) * 256 + bytes.charCodeAt(at + 1);

/** Two bytes of version: RFC 8446 §4.1.2 and before; SSL 2.0 (Hickman, 1995). */
const versionOf = (pair: string): string | undefined =>
  pair === '\x00\x02' ? 'SSL 2.0' : VERSIONS[pair[0] === '\x03' ? pair.charCodeAt(1) : -1];
const VERSIONS = ['SSL 3.0', '1.0', '1.1', '1.2', '1.3'];

/** Alert codes that a plain port receives (RFC 8446 §6). */
const ALERTS: Record<number, string> = { 40: 'handshake_failure', 70: 'protocol_version', 80: 'internal_error' };

/** Constant ClientHello randoms, their first four bytes: nmap-service-probes (TLSSessionReq), masscan's proto-ssl.c. */
const SCANNER_RANDOMS: Record<string, string> = { 'U\x1c\xa7\xe4': 'Nmap', 'RH\xc5\x1a': 'masscan' };

/** The record header of TLS (RFC 8446 §5.1). */
export function readRecord(bytes: string): ForeignFacts {
  return { recordVersion: versionOf(bytes.slice(1, 3)) };
}

/** A TLS alert (RFC 8446 §6). */
export function readAlert(bytes: string): ForeignFacts {
  const code = bytes.charCodeAt(6);
  return { ...readRecord(bytes), record: 'alert', alert: code >= 0 ? (ALERTS[code] ?? `${code}`) : undefined };
}

/**
 * A ClientHello: RFC 8446 §4.1.2, RFC 6066 §3 (SNI), RFC 7301 (ALPN). `recordVersion` is 1.0 for nearly every client, and `helloVersion`
 * is never above 1.2. `tlsVersion` is the highest version offered: only a client that speaks 1.3 lists the cipher suites 13 xx. It is
 * missing if the bytes are cut before it is clear.
 */
export function readClientHello(bytes: string): ForeignFacts {
  const facts: ForeignFacts = { ...readRecord(bytes), helloVersion: versionOf(bytes.slice(9, 11)) };
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

/** Names with one byte of length before each: the list of ALPN, a DNS name. */
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

/** The hello of SSL 2.0 (RFC 5246 appendix E.2). */
export function readSslv2(bytes: string): ForeignFacts {
  return { helloVersion: versionOf(bytes.slice(3, 5)) };
}

const ipv4 = (bytes: string): string => Array.from(bytes, (byte) => byte.charCodeAt(0)).join('.');

/** The user and target of a SOCKS 4 request (memo by Ying-Da Lee). In SOCKS 4A, 0.0.0.x stands for the name after the user. */
export function readSocks4(bytes: string): ForeignFacts {
  if (bytes.length < 8) return {};
  const [user, host] = bytes.slice(8).split('\0');
  const named = bytes.startsWith('\0\0\0', 4) && bytes[7] !== '\0' && host;
  return { user, target: `${named ? host : ipv4(bytes.slice(4, 8))}:${u16(bytes, 2)}` };
}

/** RFC 1928 §4: CONNECT, BIND or UDP, then an address or a name, and the port. */
const SOCKS5 = /^\x05[\x01-\x03]\x00(?:\x01(.{4})|\x03[\x01-\xff]([!-~]{1,255}))(..)$/s;

/** Whether bytes are a SOCKS 5 greeting (RFC 1928 §3: version, count, methods). Some clients send the request (§4) at once. */
export function isSocks5(bytes: string): boolean {
  const count = bytes.charCodeAt(1);
  if (bytes[0] !== '\x05' || !(count >= 1 && count <= 10)) return false;
  if (SOCKS5.test(bytes)) return true;
  return /^[\x00-\x09\x80-\xff]*$/.test(bytes.slice(2, 2 + count)) && /^(?:$|\x05)/.test(bytes.slice(2 + count));
}

/** The target of a SOCKS 5 request (RFC 1928 §4), if the bytes reach that far. */
export function readSocks5(bytes: string): ForeignFacts {
  const [, address, host, port] = SOCKS5.exec(bytes) ?? SOCKS5.exec(bytes.slice(2 + bytes.charCodeAt(1))) ?? [];
  if (port === undefined) return {};
  return { target: `${host ?? ipv4(address ?? '')}:${u16(port, 0)}` };
}

/** The addresses of a PROXY protocol header (HAProxy), section 2.1: family, source, destination, their ports. */
export function readProxyV1(bytes: string): ForeignFacts {
  const [, transport, source, destination, from, to] = bytes.split(' ', 6);
  const join = (host?: string, port?: string): string | undefined =>
    host && port ? `${host.includes(':') ? `[${host}]` : host}:${port}` : host;
  return { transport, source: join(source, from), destination: join(destination, to) };
}

/** The name that a DNS query asks for: RFC 1035 §4.1.2, after the two length bytes of TCP (§4.2.2) and the header. */
export function readDns(bytes: string): ForeignFacts {
  return { query: readNames(bytes, 14).join('.') };
}

/** Whether bytes are a Modbus request (Modbus Messaging on TCP/IP): transaction, protocol 0, length of the rest, unit, function code. */
export function isModbus(bytes: string): boolean {
  return bytes.length === 6 + u16(bytes, 4) && /^..\x00\x00\x00[\x02-\xfe].[\x01-\x18+]/s.test(bytes);
}

/** The address that a MGLNDD scan probes (SANS ISC diary 28458). */
export function readMglndd(bytes: string): ForeignFacts {
  return { target: bytes.slice(7).replace('_', ':') };
}
