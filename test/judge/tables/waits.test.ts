// The last aborts of the log.
import { expect, test } from 'vitest';
import { Waits } from '../../../src/judge/tables/waits.ts';
import { observed } from '../literal.ts';

test('keeps the last aborts with a time, also between runs', () => {
  const waits = new Waits();
  for (let at = 0; at < 300; at++) waits.observe(observed({ at, status: 499, extra: { request_time: at } }));
  waits.observe(observed({ at: 400, status: 200, extra: { request_time: 5 } }));
  waits.observe(observed({ at: 401, status: 499 }));
  expect(waits.all).toHaveLength(192);
  expect(waits.all.at(-1)).toMatchObject({ seconds: 299, isForwarded: false, programHash: 0 });
  expect(new Waits(structuredClone(waits.save())).all).toEqual(waits.all);
});

test('keeps one abort of a client for each second', () => {
  const waits = new Waits();
  const drop = (at: number, http_user_agent: string): void =>
    waits.observe(observed({ at, status: 499, http_user_agent, extra: { request_time: 3 } }));
  drop(1, 'curl/8');
  drop(1, 'okhttp/4');
  drop(1, 'curl/8');
  drop(2, 'curl/8');
  expect(waits.all).toHaveLength(3);
});
