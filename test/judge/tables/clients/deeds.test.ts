// What an answered line shows of its client, read once for each request and referer.
import { expect, test } from 'vitest';
import { Deeds, DID } from '../../../../src/judge/tables/clients/deeds.ts';
import { type Line, observed } from '../../literal.ts';

const SITE = 'https://a.example/';

function learnt(line: Line, deeds: Deeds = new Deeds()): number {
  return deeds.learn(observed(line));
}

test('only a GET with a user agent gets a page or a part of one', () => {
  expect(learnt({ request: 'GET /x HTTP/1.1' })).toBe(DID.page);
  expect(learnt({ request: 'GET /x HTTP/1.1', http_user_agent: '-' })).toBe(0);
  expect(learnt({ request: 'HEAD /x HTTP/1.1' })).toBe(0);
  expect(learnt({ request: 'GET /x.css HTTP/1.1', http_referer: SITE })).toBe(DID.part | DID.followed);
  expect(learnt({ request: 'GET /x.css HTTP/1.1', http_referer: SITE, http_user_agent: '-' })).toBe(0);
  expect(learnt({ request: 'DELETE /x HTTP/1.1' })).toBe(DID.wrote);
});

test('the same request shows something else without a user agent, in either order', () => {
  const named: Line = { request: 'GET /x HTTP/1.1', http_referer: SITE };
  const deeds = new Deeds();
  for (let i = 0; i < 2; i++) {
    expect(learnt(named, deeds)).toBe(DID.page | DID.followed);
    expect(learnt({ ...named, http_user_agent: '-' }, deeds)).toBe(0);
  }
});

test('the cache gives the same result as reading, for many requests and referers', () => {
  const deeds = new Deeds();
  learnt({ request: 'GET /a.css HTTP/1.1', http_referer: SITE }, deeds);
  const requests = ['GET /p', 'GET /p.css?', 'POST /p', 'PUT /p', 'HEAD /p'];
  const lines = Array.from({ length: 12_000 }, (_, i): Line => {
    const http_referer = ['-', `${SITE}${i % 300}`, `https://b.example/${i % 300}`][i % 3]!;
    return {
      request: `${requests[i % requests.length]}${i % 700} HTTP/1.1`,
      http_referer,
      status: i % 2 === 0 ? 200 : 201,
    };
  });
  let different = 0;
  for (const line of [...lines, ...lines]) {
    const one = observed(line);
    if (deeds.learn(one) !== deeds.of(one.entry)) different++;
  }
  expect(different).toBe(0);
});
