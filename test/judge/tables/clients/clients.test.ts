// What the table of clients remembers about a client.
import { expect, test } from 'vitest';
import { hash32 } from '../../../../src/hits/hash.ts';
import { type ClientHistory, Clients, visitorHash } from '../../../../src/judge/tables/clients/clients.ts';
import { FIREFOX, hitOf, type Line, observed, START } from '../../literal.ts';
import { pair } from '../../pair.ts';

const STYLE: Line = { request: 'GET /a.css HTTP/1.1', http_referer: 'https://a.example/' };

function clientsOf(lines: readonly Line[], clients: Clients = new Clients()): Clients {
  for (const line of lines) clients.observe(observed(line));
  return clients;
}

function historyOf(lines: readonly Line[], near: readonly Line[] = []): ClientHistory {
  return clientsOf(lines).of(hash32('192.0.2.7'), hitOf({ status: 400 }, near).before);
}

const HOST = 'a'.repeat(254);
const known = clientsOf([{ ...STYLE, http_referer: `https://${HOST}b/` }]);

pair('site-hosts', 'LONGEST_HOST', {
  // Hosts are compared up to this character. If they differ only later, they count as one host.
  inside: () => expect(known.hosts.isOfSite(`https://${HOST}c/`, '/x')).toBe(false),
  outside: () => expect(known.hosts.isOfSite(`https://${HOST}bc/`, '/x')).toBe(true),
});

test('the table counts answers, refusals and repeats, and keeps the first and the last time', () => {
  const lines = [{ at: -90 }, { at: -60, status: 404 }, { at: -30, status: 400 }, { status: 499 }, { status: 301 }];
  const history = historyOf(lines.map((line) => ({ request: 'GET /x HTTP/1.1', ...line })));
  expect(history).toMatchObject({ answered: 1, refused: 2, repeated: 4, gotPage: true, gotPartOfPage: false });
  expect(history.seconds).toBe(90);
});

test('neighbours count, but a line that the table has seen does not count twice', () => {
  expect(historyOf([{}], [{}, {}]).answered).toBe(2);
  expect(historyOf([{}, {}, {}], [{}]).answered).toBe(3);
  expect(historyOf([], [STYLE])).toMatchObject({ answered: 1, gotPartOfPage: true });
});

test('the referer of a style shows the host of this site, and other hosts do not belong to it', () => {
  const clients = clientsOf([STYLE]);
  expect(clients.hosts.isOfSite('https://a.example/x', '/y')).toBe(true);
  expect(clients.hosts.isOfSite('https://A.EXAMPLE/x', '/y')).toBe(true);
  expect(clients.hosts.isOfSite('https://b.example/x', '/y')).toBe(false);
  expect(clients.hosts.isOfSite('https://a.example/x', '/')).toBe(false);
  expect(clients.hosts.isOfSite('-', '/y')).toBe(false);
  expect(new Clients().hosts.isOfSite('https://b.example/x', '/y')).toBe(true);
});

test('a path where any client was answered does not refuse everybody', () => {
  const ask = (n: number, status: number): Line => ({ client: `192.0.2.${n}`, request: 'GET /x HTTP/1.1', status });
  const { pathHash } = observed(ask(1, 400));
  expect(clientsOf([ask(1, 400), ask(1, 400), ask(2, 400), ask(3, 404)]).paths.refusedEverybody(pathHash)).toBe(2);
  expect(clientsOf([1, 2, 3, 4, 5, 6].map((n) => ask(n, 400))).paths.refusedEverybody(pathHash)).toBe(4);
  const answered = clientsOf([ask(1, 400), ask(2, 200), ask(3, 400)]);
  expect(answered.paths.refusedEverybody(pathHash)).toBe(0);
  expect(answered.paths.isAnswered(pathHash)).toBe(true);
});

test('a restored table knows what the saved one knew', () => {
  const clients = clientsOf([STYLE, { at: 5, request: 'POST /x HTTP/1.1', status: 201 }, { at: 9, status: 400 }]);
  const history = clients.of(hash32('192.0.2.7'), []);
  clients.learn(hash32('192.0.2.7'), history, true);
  const later = new Clients(structuredClone(clients.save()));
  const [hash, { pathHash }] = [hash32('192.0.2.7'), observed({ request: 'POST /x HTTP/1.1' })];
  expect(later.of(hash, [])).toEqual(clients.of(hash, []));
  expect(later.of(hash, [])).toMatchObject({ wrote: true, attacked: true, gotPartOfPage: true });
  expect(later.paths.isAnswered(pathHash)).toBe(true);
  expect(later.hosts.isOfSite('https://b.example/', '/x')).toBe(false);
});

test('a client with several user agents also has a history for each of them', () => {
  const clients = clientsOf([
    {},
    {},
    { http_user_agent: 'curl/8.5.0' },
    { http_user_agent: 'curl/8.5.0', status: 404 },
    {},
  ]);
  const historyWith = (http_user_agent: string): ClientHistory => {
    const { clientHash, agentHash } = observed({ http_user_agent });
    return clients.of(visitorHash(clientHash, agentHash), []);
  };
  expect(clients.of(hash32('192.0.2.7'), [])).toMatchObject({ answered: 4, refused: 1 });
  expect(historyWith(FIREFOX)).toMatchObject({ answered: 3, refused: 0 });
  expect(historyWith('curl/8.5.0')).toMatchObject({ answered: 1, refused: 1 });
  expect(historyWith('wget')).toMatchObject({ answered: 0, refused: 0 });
});

test('a request with a referer is read again once the hosts of this site are known', () => {
  const link: Line = { request: 'GET /b HTTP/1.1', http_referer: 'https://b.example/' };
  // While no host is known, any host counts as one of this site.
  expect(historyOf([link]).followedLink).toBe(true);
  const [first, second] = [{ client: '192.0.2.1' }, { client: '192.0.2.2' }];
  const clients = clientsOf([{ ...link, ...first }, STYLE, { ...link, ...second }, { ...link, ...second }]);
  expect(clients.of(hash32('192.0.2.1'), []).followedLink).toBe(true);
  expect(clients.of(hash32('192.0.2.2'), [])).toMatchObject({ followedLink: false, gotPage: true });
});

test('each status of a POST decides for itself whether it was accepted', () => {
  const post: Line = { request: 'POST /x HTTP/1.1' };
  const clients = clientsOf([
    { ...post, client: '192.0.2.1', status: 200 },
    { ...post, client: '192.0.2.2', status: 303 },
    { ...post, client: '192.0.2.3', status: 200 },
  ]);
  const wrote = [1, 2, 3].map((n) => clients.of(hash32(`192.0.2.${n}`), []).wrote);
  expect(wrote).toEqual([false, true, false]);
});

test('many new clients replace the least recently used clients', () => {
  const clients = new Clients();
  const ask = (n: number): void => clients.observe(observed({ client: `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}` }));
  ask(0);
  for (let n = 1; n <= 100_000; n++) {
    ask(n);
    if (n % 100 === 0) ask(0);
  }
  expect(clients.of(hash32('10.0.0.0'), []).answered).toBe(1001);
  expect(clients.of(hash32('10.0.0.1'), []).answered).toBe(0);
  expect(clients.of(hash32('10.1.134.160'), []).answered).toBe(1);
});

test('a client was answered since a second if its last answer came in a later one', () => {
  const clients = clientsOf([{ at: 5 }, { at: 9, status: 400 }]);
  const client = hash32('192.0.2.7');
  expect([3, 4, 4.9, 5, 9].map((at) => clients.answeredSince(client, START + at))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(clients.answeredSince(hash32('192.0.2.8'), START)).toBe(false);
  expect(clientsOf([{ at: 9, status: 400 }]).answeredSince(client, 0)).toBe(false);
  expect(new Clients(clients.save()).answeredSince(client, START)).toBe(true);
});
