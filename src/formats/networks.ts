// Networks of addresses, as CIDR writes them, and whether an address is in one of them.
import { isAddress } from './address.ts';

/** A network: its address as 16 bytes (IPv4 as ::ffff:a.b.c.d), and how many of their bits count. */
interface Network {
  readonly bytes: readonly number[];
  readonly bits: number;
}

const MAPPED_BITS = 96;

/** Whether a text is an address, or a network such as 192.0.2.0/24 or 2001:db8::/32. */
export function isNetwork(text: string): boolean {
  return networkOf(text) !== undefined;
}

/**
 * A test for addresses in some networks. An address that is not one is in no network.
 * @param networks each of them must be one ({@link isNetwork}); others are left out
 */
export function inNetworks(networks: readonly string[]): (address: string) => boolean {
  const all = networks.flatMap((text) => networkOf(text) ?? []);
  return (address) => {
    const bytes = bytesOf(address);
    return bytes !== undefined && all.some((network) => holds(network, bytes));
  };
}

function networkOf(text: string): Network | undefined {
  const [, address = text, prefix] = /^([^/]*)\/(\d{1,3})$/.exec(text) ?? [];
  const bytes = bytesOf(address);
  if (bytes === undefined) return undefined;
  const isIPv4 = !address.includes(':');
  const most = isIPv4 ? 32 : 128;
  const bits = Number(prefix ?? most);
  return bits > most ? undefined : { bytes, bits: isIPv4 ? bits + MAPPED_BITS : bits };
}

function holds({ bytes, bits }: Network, address: readonly number[]): boolean {
  // ::/0 holds no IPv4 address.
  if (bits < MAPPED_BITS && isMapped(address)) return false;
  return bytes.every((byte, i) => {
    const left = Math.min(8, Math.max(0, bits - 8 * i));
    return (byte ^ address[i]!) >> (8 - left) === 0;
  });
}

function isMapped(bytes: readonly number[]): boolean {
  return bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
}

function bytesOf(text: string): number[] | undefined {
  if (!isAddress(text)) return undefined;
  const at = text.lastIndexOf(':') + 1;
  const last = text.slice(at);
  if (last.includes('.')) {
    const four = last.split('.').map(Number);
    if (at === 0) return [...Array<number>(10).fill(0), 255, 255, ...four];
    return [...bytesOf(`${text.slice(0, at)}0:0`)!.slice(0, 12), ...four];
  }
  const [before = '', after] = text.split('::');
  const left = wordsIn(before);
  const right = wordsIn(after ?? '');
  const zeros = Array<number>(8 - left.length - right.length).fill(0);
  return [...left, ...zeros, ...right].flatMap((word) => [word >> 8, word & 255]);
}

function wordsIn(text: string): number[] {
  return text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16));
}
