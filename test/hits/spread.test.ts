// Tables do not get slower, whatever hashes strangers craft.
import { expect, test } from 'vitest';
import { hashText } from '../../src/hits/hash.ts';
import { spread } from '../../src/hits/spread.ts';
import { RecentRows } from '../../src/judge/tables/bounded.ts';
import { ClientLedger } from '../../src/report/counters/distinct.ts';
import { Room } from '../../src/report/counters/room.ts';
import { TopClients } from '../../src/report/sums/top-clients.ts';

const COUNT = 20_000;
const PRIME_A = 0x9e3779b1;

/** The inverse of an odd number modulo 2^32. */
function inverse(odd: number): number {
  let x = odd;
  for (let i = 0; i < 6; i++) x = Math.imul(x, 2 - Math.imul(odd, x));
  return x;
}

/** Addresses of one /64 whose hashes have the same upper 32 bits: the last four characters cancel what the others did. */
function collidingAddresses(count: number): string[] {
  const found: string[] = [];
  const target = firstLane('2001:db8:1:2:1111:2222:3333:4444');
  const before = Math.imul(target ^ (target >>> 15) ^ (target >>> 30), inverse(PRIME_A));
  for (let i = 0; found.length < count; i++) {
    const digits = (0x1000_0000 + (Math.imul(i, PRIME_A) >>> 4)).toString(16);
    const start = `2001:db8:1:2:${digits.slice(0, 4)}:${digits.slice(4)}:7777:`;
    const word = firstLane(start) ^ before;
    const end = String.fromCharCode(word & 255, (word >>> 8) & 255, (word >>> 16) & 255, word >>> 24);
    if (/^[1-9a-f][0-9a-f]{3}$/.test(end)) found.push(start + end);
  }
  return found;
}

/** The first lane of the hash of an address of 32 characters, after the characters that are given. */
function firstLane(text: string): number {
  let lane = 0x811c9dc5 ^ 32;
  for (let at = 0; at < text.length; at += 4) {
    let word = 0;
    for (let k = 3; k >= 0; k--) word = (word << 8) | text.charCodeAt(at + k);
    lane = Math.imul(lane ^ word, PRIME_A);
    lane ^= lane >>> 15;
  }
  return lane;
}

/** Hashes that share the bits that a table might use. */
const FAMILIES: Readonly<Record<string, (i: number) => number>> = {
  'the same upper 32 bits': (i) => 0x12345678 * 0x200000 + i,
  'the same lower 32 bits': (i) => i * 0x1_0000_0000 + 7,
  'the same lower 18 bits': (i) => i * 2 ** 18,
  'one slot of the golden ratio': (i) => Math.imul((i << 20) | (i >>> 12), inverse(PRIME_A)) >>> 0,
};

/** The most hashes that fall into one of 32,768 slots. */
function fullest(hashes: readonly number[]): number {
  const slots = new Map<number, number>();
  for (const hash of hashes) {
    const slot = spread(hash) & 0x7fff;
    slots.set(slot, (slots.get(slot) ?? 0) + 1);
  }
  return Math.max(...slots.values());
}

test.each(Object.entries(FAMILIES))('hashes with %s fall into different slots', (_, hashOf) => {
  expect(fullest(Array.from({ length: COUNT }, (_unused, i) => hashOf(i)))).toBeLessThan(24);
});

test('addresses that were crafted for one hash fall into different slots', () => {
  const hashes = collidingAddresses(30).map(hashText);
  expect(new Set(hashes.map((hash) => Math.floor(hash / 0x200000))).size).toBe(1);
  expect(new Set(hashes).size).toBe(30);
  expect(fullest(hashes)).toBeLessThan(4);
});

/** Milliseconds of the fastest of three runs. */
function fastest(run: () => void): number {
  const times = [1, 2, 3].map(() => {
    const begin = performance.now();
    run();
    return performance.now() - begin;
  });
  return Math.min(...times);
}

const TABLES: Readonly<Record<string, (hashes: readonly number[]) => void>> = {
  RecentRows: (hashes) => {
    const rows = new RecentRows(2 * COUNT);
    for (const hash of hashes) rows.touch(hash);
  },
  ClientLedger: (hashes) => {
    const ledger = new ClientLedger(32);
    for (const hash of hashes) ledger.add(hash, [1]);
  },
  TopClients: (hashes) => {
    const top = new TopClients(COUNT, new Room());
    for (const hash of hashes) top.add(hash, 'a client', 'stopped', 'a program');
  },
};

test.each(Object.entries(TABLES))('%s takes no longer for hashes that were crafted', (_, fill) => {
  const others = Array.from({ length: COUNT }, (_unused, i) => hashText(String(i)));
  for (const hashOf of Object.values(FAMILIES)) {
    const crafted = Array.from({ length: COUNT }, (_unused, i) => hashOf(i));
    // A table whose keys all fall into one slot takes some hundred times as long.
    expect(fastest(() => fill(crafted))).toBeLessThan(10 * fastest(() => fill(others)) + 5);
  }
});
