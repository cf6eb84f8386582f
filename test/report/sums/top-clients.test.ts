// The clients with the most hits, when there are more clients than are remembered.
import { expect, test } from 'vitest';
import type { CauseId } from '../../../src/judge/catalogue.ts';
import { TopClients } from '../../../src/report/sums/top-clients.ts';
import { Room } from '../../../src/report/counters/room.ts';
import { hashText } from '../../../src/hits/hash.ts';

function add(top: TopClients, client: string, times = 1, cause: CauseId = 'stopped', agent = 'Firefox'): void {
  for (let i = 0; i < times; i++) top.add(hashText(client), client, cause, agent);
}

function names(top: TopClients, count = 10): string[] {
  return top.list(count).map(({ client, hits }) => `${client} ${hits}`);
}

test('most hits first; of equal clients the earlier one first', () => {
  const top = new TopClients(100, new Room());
  for (const client of ['b', 'a', 'd', 'c']) add(top, client, client === 'd' ? 3 : 2);
  expect(names(top)).toEqual(['d 3', 'b 2', 'a 2', 'c 2']);
  expect(names(top, 2)).toEqual(['d 3', 'b 2']);
  expect(new TopClients(100, new Room()).list(5)).toEqual([]);
});

test('a client has the cause and the user agent of most of its hits; hits without a user agent do not count', () => {
  const top = new TopClients(100, new Room());
  add(top, 'a', 2, 'stopped', 'Firefox');
  add(top, 'a', 2, 'retried', 'Chrome');
  add(top, 'b', 3, 'port-scan', '-');
  add(top, 'b', 1, 'retried', 'curl');
  add(top, 'b', 3, 'retried', '-');
  add(top, 'c', 1, 'port-scan', '-');
  expect(top.list(3)).toEqual([
    { client: 'b', hits: 7, main_cause: 'retried', main_cause_hits: 4, user_agent: 'curl' },
    { client: 'a', hits: 4, main_cause: 'stopped', main_cause_hits: 2, user_agent: 'Firefox' },
    { client: 'c', hits: 1, main_cause: 'port-scan', main_cause_hits: 1, user_agent: '-' },
  ]);
});

test('too many clients: the half with the fewest hits is forgotten, and no other client gets its counts', () => {
  const top = new TopClients(10, new Room());
  for (let i = 0; i < 4; i++) add(top, `often-${i}`, 5 + i, 'retried', 'Chrome');
  for (let i = 0; i < 6; i++) add(top, `once-${i}`, 1, 'port-scan', 'curl');
  add(top, 'late', 2, 'stopped', 'Safari');
  expect(names(top)).toEqual(['often-3 8', 'often-2 7', 'often-1 6', 'often-0 5', 'late 2']);
  expect(top.list(5)[4]).toMatchObject({ main_cause: 'stopped', main_cause_hits: 2, user_agent: 'Safari' });
  for (let i = 0; i < 1000; i++) add(top, `flood-${i}`);
  expect(names(top, 4)).toEqual(['often-3 8', 'often-2 7', 'often-1 6', 'often-0 5']);
  add(top, 'often-1', 3);
  expect(names(top, 1)).toEqual(['often-1 9']);
});

test('only the first user agents of a client are counted', () => {
  const withOthers = (others: number): TopClients => {
    const top = new TopClients(10, new Room());
    for (let i = 0; i < others; i++) add(top, 'a', 1, 'stopped', `product-${i}`);
    add(top, 'a', 5, 'stopped', 'late');
    return top;
  };
  expect(withOthers(64).list(1)).toMatchObject([{ hits: 69, user_agent: 'late' }]);
  expect(withOthers(65).list(1)).toMatchObject([{ hits: 70, user_agent: 'product-0' }]);
  const top = new TopClients(10, new Room());
  add(top, 'a', 3, 'stopped', 'first');
  for (let i = 0; i < 1000; i++) add(top, 'a', 1, 'stopped', `product-with-a-long-name-${i}`);
  add(top, 'a', 2000, 'stopped', 'late');
  expect(top.list(1)).toMatchObject([{ hits: 3003, user_agent: 'first' }]);
});

test('a copy changes independently', () => {
  const top = new TopClients(10, new Room());
  add(top, 'a', 2);
  const copy = top.copy(new Room());
  add(copy, 'a', 1, 'retried', 'Chrome');
  add(copy, 'b', 4);
  add(top, 'c', 1);
  expect(names(copy)).toEqual(['b 4', 'a 3']);
  expect(names(top)).toEqual(['a 2', 'c 1']);
});
