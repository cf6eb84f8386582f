// IP addresses as text: recognises them, recognises private ones, and takes a port off.

const BYTE = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = new RegExp(`^${BYTE}(?:\\.${BYTE}){3}$`);
const GROUP = /^[\da-f]{1,4}$/i;
const IPV6_GROUPS = 8;
/** The longest is an IPv6 address that ends with an IPv4 address. */
const LONGEST = 45;
// Networks that anyone may use: RFC 1918, RFC 6598, loopback and link-local; IPv6 loopback, RFC 4193 and link-local.
const PRIVATE_IPV4 =
  /^(?:10|127|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01])|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;
const PRIVATE_IPV6 = /^(?:f[cd][\da-f]{2}:|fe[89ab][\da-f]:|[0:]+:0*1$)/i;
/** An IPv4 address on a socket that accepts both families. */
const MAPPED = /^[0:]+:ffff:(?=[\d.]+$)/i;
const PORT = /^:\d{1,5}$/;
const COLON = 58;
const OPEN_BRACKET = 91;

/** Whether a text is an IPv4 or IPv6 address and nothing else: no port, no brackets, no zone. */
export function isAddress(text: string): boolean {
  if (text.length > LONGEST) return false;
  return text.includes(':') ? isIpv6(text) : IPV4.test(text);
}

function isIpv6(text: string): boolean {
  const last = text.slice(text.lastIndexOf(':') + 1);
  const endsWithIpv4 = IPV4.test(last);
  // An IPv4 address at the end stands for two groups.
  const halves = (endsWithIpv4 ? `${text.slice(0, -last.length)}0:0` : text).split('::');
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (!groups.every((group) => GROUP.test(group))) return false;
  // `::` may occur once and stands for one or more groups of zeros.
  return halves.length === 2 ? groups.length < IPV6_GROUPS : halves.length === 1 && groups.length === IPV6_GROUPS;
}

/** Whether an address is private. Many networks use the same private addresses, so outside its network it identifies no client. */
export function isPrivateAddress(address: string): boolean {
  const bare = address.replace(MAPPED, '');
  return bare.includes(':') ? PRIVATE_IPV6.test(bare) : PRIVATE_IPV4.test(bare);
}

/** The network of an address: `203.0.113.0/24` or `2001:db8::/64`; any other text unchanged. */
export function networkOf(address: string): string {
  const bare = address.replace(MAPPED, '');
  if (!isAddress(bare)) return address;
  if (!bare.includes(':')) return `${bare.slice(0, bare.lastIndexOf('.'))}.0/24`;
  const groupsOf = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [head = '', tail] = bare.split('::');
  const before = groupsOf(head);
  // `::` stands for zeros. An IPv4 address at the end stands for two groups.
  const after = groupsOf((tail ?? '').replace(/[\d.]+\.\d+$/, '0:0'));
  const zeros = tail === undefined ? 0 : IPV6_GROUPS - before.length - after.length;
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after].slice(0, IPV6_GROUPS / 2);
  const last = groups.findLastIndex((group) => parseInt(group, 16) > 0);
  const shown = groups.slice(0, last + 1).map((group) => parseInt(group, 16).toString(16));
  return `${shown.join(':')}::/64`;
}

/**
 * The address in `address:port` (as `$remote_addr:$remote_port` writes it), `[address]:port` or `[address]`; any other text unchanged.
 * Without brackets, `2001:db8::1:5112` is itself an address and is not changed.
 */
export function withoutPort(text: string): string {
  if (text.charCodeAt(0) === OPEN_BRACKET) {
    const [, inner] = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text) ?? [];
    return inner !== undefined && isAddress(inner) ? inner : text;
  }
  const at = text.lastIndexOf(':');
  if (at < 1 || text.charCodeAt(at - 1) === COLON || !PORT.test(text.slice(at)) || isAddress(text)) return text;
  const address = text.slice(0, at);
  return isAddress(address) ? address : text;
}
