// Which addresses stand for many people: the bounds of user agents and of shares.
import { expect, test } from 'vitest';
import { hash32 } from '../../../src/hits/hash.ts';
import { SharedAddresses } from '../../../src/judge/tables/shared-addresses.ts';
import { observed } from '../literal.ts';
import { pair } from '../pair.ts';

/** Lines of one address: how many, and with how many user agents. */
interface Traffic {
  readonly lines: number;
  readonly agents: number;
}

/** The table after the lines of some addresses, from 192.0.2.1 on, and of `passers` clients with one line each. */
function sharesOf(addresses: readonly Traffic[], passers = 0): SharedAddresses {
  const shared = new SharedAddresses();
  addresses.forEach(({ lines, agents }, index) => {
    for (let i = 0; i < lines; i++) {
      shared.observe(observed({ client: `192.0.2.${index + 1}`, http_user_agent: `agent ${i % agents}` }));
    }
  });
  for (let i = 0; i < passers; i++) shared.observe(observed({ client: `198.51.100.${i}` }));
  return shared;
}
const isShared = (traffic: Traffic, passers: number): boolean =>
  sharesOf([traffic], passers).isShared(hash32('192.0.2.1'));

pair('shared-addresses', 'MANY_USER_AGENTS', {
  inside: () => expect(isShared({ lines: 8, agents: 8 }, 92)).toBe(true),
  outside: () => expect(isShared({ lines: 8, agents: 7 }, 92)).toBe(false),
});

pair('shared-addresses', 'BUSY_SHARE', {
  inside: () => expect(isShared({ lines: 20, agents: 4 }, 80)).toBe(true),
  outside: () => expect(isShared({ lines: 19, agents: 4 }, 81)).toBe(false),
});

pair('shared-addresses', 'BUSY_USER_AGENTS', {
  inside() {
    expect(isShared({ lines: 60, agents: 4 }, 40)).toBe(true);
    expect(sharesOf([{ lines: 100, agents: 4 }]).mainAddresses()).toEqual({ addresses: 1, share: 1 });
  },
  outside() {
    expect(isShared({ lines: 60, agents: 3 }, 40)).toBe(false);
    expect(sharesOf([{ lines: 100, agents: 3 }]).mainAddresses()).toBeUndefined();
  },
});

pair('shared-addresses', 'MOST_MAIN_ADDRESSES', {
  inside: () => expect(sharesOf(equal(4)).mainAddresses()).toEqual({ addresses: 4, share: 1 }),
  outside: () => expect(sharesOf(equal(5)).mainAddresses()).toBeUndefined(),
});

function equal(count: number): Traffic[] {
  return Array.from({ length: count }, () => ({ lines: 40, agents: 4 }));
}

pair('shared-addresses', 'LEAST_MAIN_SHARE', {
  inside: () => expect(sharesOf([{ lines: 90, agents: 4 }], 10).mainAddresses()).toEqual({ addresses: 1, share: 0.9 }),
  outside: () => expect(sharesOf([{ lines: 89, agents: 4 }], 11).mainAddresses()).toBeUndefined(),
});

pair('shared-addresses', 'LEAST_LINES', {
  inside: () => expect(sharesOf([{ lines: 100, agents: 4 }]).mainAddresses()).toEqual({ addresses: 1, share: 1 }),
  outside: () => expect(sharesOf([{ lines: 99, agents: 4 }]).mainAddresses()).toBeUndefined(),
});

test('the busiest addresses are the main ones', () => {
  const shared = sharesOf([
    { lines: 1, agents: 1 },
    { lines: 60, agents: 9 },
    { lines: 1, agents: 1 },
    { lines: 40, agents: 9 },
  ]);
  expect(shared.mainAddresses()).toEqual({ addresses: 2, share: 100 / 102 });
});

test('a main address is one of those that nearly all lines come from, also after a state was saved', () => {
  const shared = sharesOf([{ lines: 2, agents: 2 }, ...equal(3), { lines: 70, agents: 9 }], 4);
  for (const table of [shared, new SharedAddresses(shared.save())]) {
    const main = [1, 2, 3, 4, 5].filter((i) => table.isMain(hash32(`192.0.2.${i}`)));
    expect(main).toEqual([2, 3, 4, 5]);
    expect(table.isMain(hash32('203.0.113.1'))).toBe(false);
  }
});

test('counts at most 32 user agents of an address', () => {
  const shared = sharesOf([{ lines: 40, agents: 40 }]);
  expect(shared.of(hash32('192.0.2.1'))).toEqual({ shareOfTraffic: 1, userAgents: 32 });
});

test('the order of the lines does not matter for equally busy addresses', () => {
  const busier = [70, 8, 8].map((lines) => ({ lines, agents: 4 }));
  /** The main addresses when 192.0.2.8 and 192.0.2.9 have 7 lines each, and only 192.0.2.9 has several user agents. */
  const mainIn = (order: readonly ('192.0.2.8' | '192.0.2.9')[]): ReturnType<SharedAddresses['mainAddresses']> => {
    const shared = sharesOf(busier);
    for (const client of order) {
      for (let i = 0; i < 7; i++) {
        shared.observe(observed({ client, http_user_agent: `agent ${client === '192.0.2.9' ? i : 0}` }));
      }
    }
    return shared.mainAddresses();
  };
  expect(mainIn(['192.0.2.8', '192.0.2.9'])).toEqual(mainIn(['192.0.2.9', '192.0.2.8']));
});
