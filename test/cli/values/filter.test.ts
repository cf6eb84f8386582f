// Which findings pass the filters that a user types, and the errors for invalid words.
import { describe, expect, test } from 'vitest';
import { CATALOGUE, type CauseId, type Facts, type Verdict } from '../../../src/judge/catalogue.ts';
import type { Finding } from '../../../src/judge/diagnose.ts';
import { UsageError } from '../../../src/cli/errors.ts';
import { compileFilter, type FilterWords } from '../../../src/cli/values/filter.ts';
import { parseLine } from '../../../src/formats/line.ts';

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const MSIE = 'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 5.1)';

interface About {
  readonly status?: number;
  readonly client?: string;
  readonly forwardedFor?: string;
  readonly agent?: string;
  readonly cause?: CauseId;
  readonly verdict?: Verdict;
  readonly evidence?: Facts;
}

function finding({
  status = 499,
  client = '192.0.2.7',
  forwardedFor,
  agent = CHROME,
  cause = 'stopped',
  verdict = CATALOGUE[cause].verdict,
  evidence = {},
}: About = {}): Finding {
  const tail = forwardedFor === undefined ? '' : ` "${forwardedFor}"`;
  const entry = parseLine(
    `${client} - - [22/Nov/2026:15:00:00 +0000] "GET / HTTP/1.1" ${status} 0 "-" "${agent}"${tail}`,
  );
  if (typeof entry === 'string') throw new Error(entry);
  return {
    file: 'access.log',
    line: 1,
    position: 0,
    entry,
    cause,
    case: 'any',
    family: CATALOGUE[cause].family,
    verdict,
    verdictConfidence: 'likely',
    confidence: 'likely',
    evidence,
    verdictProbability: 0.95,
    probability: 0.95,
    circumstances: { hasTimes: false, sharesAddress: false, alternative: undefined },
    alternatives: [],
    clientKind: undefined,
    revisable: undefined,
  };
}

function passes(words: FilterWords, about: About): boolean {
  return compileFilter(words)(finding(about));
}

describe('statuses, causes, verdicts', () => {
  test.each<[FilterWords, About, boolean]>([
    [{}, {}, true],
    [{ statuses: [], clients: [], excludedClients: [], userAgents: [], causes: [], verdicts: [] }, {}, true],
    [{ statuses: undefined, causes: undefined }, {}, true],
    [{ statuses: ['499'] }, { status: 499 }, true],
    [{ statuses: ['499'] }, { status: 400 }, false],
    [{ statuses: ['400', '499'] }, { status: 400 }, true],
    [{ statuses: ['400,499'] }, { status: 499 }, true],
    [{ statuses: ['400'] }, { status: 408 }, false],
    [{ causes: ['stopped'] }, {}, true],
    [{ causes: ['Retried', 'STOPPED'] }, {}, true],
    [{ causes: ['retried, stopped'] }, {}, true],
    [{ causes: ['retried'] }, {}, false],
    [{ verdicts: ['harmless'] }, {}, true],
    [{ verdicts: ['fix,hostile'] }, {}, false],
    [{ verdicts: ['fix'] }, { cause: 'tls-to-plain-port', verdict: 'fix' }, true],
    [{ verdicts: ['hostile'] }, { cause: 'tls-to-plain-port', verdict: 'fix' }, false],
    [{ statuses: ['499'], causes: ['stopped'], verdicts: ['harmless'], clients: ['192.0.2.7'] }, {}, true],
    [{ statuses: ['499'], causes: ['stopped'], verdicts: ['fix'], clients: ['192.0.2.7'] }, {}, false],
  ])('%j of %j: %s', (words, about, expected) => {
    expect(passes(words, about)).toBe(expected);
  });
});

describe('clients', () => {
  test.each<[string, string, boolean]>([
    ['192.0.2.7', '192.0.2.7', true],
    ['192.0.2.7', '192.0.2.70', false],
    ['192.0.2.7/32', '192.0.2.7', true],
    ['192.0.2.0/24', '192.0.2.255', true],
    ['192.0.2.0/24', '192.0.3.0', false],
    ['192.0.2.99/24', '192.0.2.1', true],
    ['192.0.2.0/25', '192.0.2.128', false],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['::/0', '2001:db8::1', true],
    ['::/0', '203.0.113.9', false],
    ['2001:db8::1', '2001:db8::1', true],
    ['2001:DB8:0:0::1', '2001:db8::1', true],
    ['2001:db8::/32', '2001:db8:ffff::1', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['2001:db8::/33', '2001:db8:8000::1', false],
    ['2001:db8::4/127', '2001:db8::5', true],
    ['2001:db8::4/127', '2001:db8::6', false],
    ['192.0.2.0/24', '::ffff:192.0.2.9', true],
    ['192.0.2.0/24', '::ffff:198.51.100.9', false],
    ['203.0.113.1, 192.0.2.0/24', '192.0.2.7', true],
    ['unix:', 'unix:', true],
    ['192.0.2.0/24', 'unix:', false],
    ['0.0.0.0/0', '198.51.100.xxx', false],
    ['198.51.100.xxx', '198.51.100.xxx', true],
    ['198.51.100.xxx', '198.51.100.7', false],
    ['client.example', 'client.example', true],
    ['fe80::1%eth0', 'fe80::1%eth0', true],
  ])('%s matches %s: %s', (word, client, expected) => {
    const one = finding();
    const other: Finding = { ...one, entry: { ...one.entry, remote_addr: client, client } };
    expect(compileFilter({ clients: [word] })(other)).toBe(expected);
    expect(compileFilter({ excludedClients: [word] })(other)).toBe(!expected);
  });

  test('the client is the one in the report, not the proxy in front of nginx', () => {
    const about = { client: '10.0.0.1', forwardedFor: '203.0.113.9, 10.0.0.2' };
    expect(passes({ clients: ['203.0.113.9'] }, about)).toBe(true);
    expect(passes({ clients: ['10.0.0.1'] }, about)).toBe(false);
    expect(passes({ excludedClients: ['10.0.0.0/8'] }, about)).toBe(true);
  });

  test('with --client-field the client may be any word', () => {
    expect(compileFilter({ clients: ['foo'] }, true)(finding({ client: 'foo' }))).toBe(true);
    for (const word of ['-', 'unknown']) expect(compileFilter({ clients: [word] })(finding())).toBe(false);
  });

  test('an excluded client is left out, even when --client lists it', () => {
    const isCounted = compileFilter({ clients: ['192.0.2.0/24'], excludedClients: ['192.0.2.7'] });
    expect(isCounted(finding({ client: '192.0.2.7' }))).toBe(false);
    expect(isCounted(finding({ client: '192.0.2.8' }))).toBe(true);
  });
});

describe('user agents', () => {
  const lent = { neighbour_user_agent: CHROME, neighbour_family: 'Chrome' };
  test.each<[string, string, boolean, Facts?]>([
    ['Chrome', CHROME, true],
    ['cHROME/142', CHROME, true],
    ['KHTML, like', CHROME, true],
    ['curl', CHROME, false],
    ['.*', CHROME, false],
    ['/5.0', CHROME, true],
    ['Internet Explorer', MSIE, true],
    ['-', '-', true],
    ['-', 'x-y', false],
    ['-', '-', true, lent],
    ['chrome', '-', true, lent],
    ['/chrome/i', '-', true, lent],
    ['firefox', '-', false, lent],
    ['chrome', 'curl/8.5.0', false, lent],
    ['/^Mozilla.*Chrome/', CHROME, true],
    ['/^mozilla/', CHROME, false],
    ['/^mozilla/i', CHROME, true],
    ['/chrome|firefox/i', CHROME, true],
    ['/^(?:curl|Wget)\\/\\d+/', 'curl/8.5.0', true],
    ['/(Chrome)?\\/14[0-9]{1,3}/', CHROME, true],
    ['/[*+?(|]+$/', 'a(*', true],
    ['Bücher', 'B\\xC3\\xBCcher', true],
    ['bücher', 'B\u00c3\u00bccher', true],
    ['say "hi"', 'say \\x22hi\\x22', true],
    ['say \\x22hi', 'say \\x22hi\\x22', true],
    ['needle', `${'x'.repeat(600)}needle`, true],
    ['/needle/', `${'x'.repeat(600)}needle`, false],
    ['/needle/', `${'x'.repeat(506)}needle`, true],
  ])('%s matches %s: %s', (word, agent, expected, evidence = {}) => {
    expect(passes({ userAgents: [word] }, { agent, evidence })).toBe(expected);
  });

  test('one of several user agents is enough', () => {
    const isCounted = compileFilter({ userAgents: ['curl', '/^wget/i'] });
    expect(['curl/8', 'Wget/1', CHROME, 'curl/8'].map((agent) => isCounted(finding({ agent })))).toEqual([
      true,
      true,
      false,
      true,
    ]);
  });
});

describe('invalid words', () => {
  const forms = 'write it like 192.0.2.7, 192.0.2.0/24 or 2001:db8::/32.';
  const noClient = (word: string): string => `--client: "${word}" is not an address or a network; ${forms}`;
  test.each<[FilterWords, string]>([
    [{ statuses: ['404'] }, '--status: logscan does not explain the status "404"; use 400 or 499.'],
    [{ statuses: ['4xx'] }, '--status: logscan does not explain the status "4xx"; use 400 or 499.'],
    [{ statuses: ['constructor'] }, '--status: logscan does not explain the status "constructor"; use 400 or 499.'],
    [{ statuses: ['400,'] }, '--status: logscan does not explain the status ""; use 400 or 499.'],
    [{ verdicts: ['fxi'] }, '--verdict: unknown verdict "fxi"; did you mean "fix"?'],
    [{ verdicts: ['clients'] }, '--verdict: unknown verdict "clients"; did you mean "client"?'],
    [{ verdicts: ['bad'] }, '--verdict: unknown verdict "bad"; use harmless, fix, client, hostile or unknown.'],
    [{ causes: ['retryed'] }, '--cause: unknown cause "retryed"; did you mean "retried"?'],
    [{ causes: ['stoped'] }, '--cause: unknown cause "stoped"; did you mean "stopped"?'],
    [
      { causes: ['tls_to_plain_port'] },
      '--cause: unknown cause "tls_to_plain_port"; did you mean "tls-to-plain-port"?',
    ],
    [{ causes: ['cookie'] }, '--cause: unknown cause "cookie"; did you mean "cookie-or-header-too-large"?'],
    [{ causes: ['weather'] }, '--cause: unknown cause "weather"; logscan causes lists all causes.'],
    [{ causes: ['we\u001b[31m'] }, '--cause: unknown cause "we\\x1B[31m"; logscan causes lists all causes.'],
    [
      { causes: ['timeout'] },
      '--cause: "timeout" is a family; name a cause in it: client-timeout, balancer-timeout or monitor-timeout.',
    ],
    [{ clients: [''] }, `--client: the value is empty; ${forms}`],
    [{ clients: ['foo'] }, noClient('foo')],
    [{ clients: ['192.0.2.300'] }, noClient('192.0.2.300')],
    [{ clients: ['192.0.2'] }, noClient('192.0.2')],
    [{ clients: ['192.0.2.*'] }, noClient('192.0.2.*')],
    [{ clients: ['192.0.2.07'] }, noClient('192.0.2.07')],
    [{ clients: ['192.0.2.0/33'] }, '--client: the prefix of "192.0.2.0/33" is too long; IPv4 takes 0 to 32.'],
    [{ clients: ['2001:db8::/129'] }, '--client: the prefix of "2001:db8::/129" is too long; IPv6 takes 0 to 128.'],
    [{ clients: ['192.0.2.0/255.255.255.0'] }, noClient('192.0.2.0/255.255.255.0')],
    [{ clients: ['192.0.2.1-192.0.2.9'] }, noClient('192.0.2.1-192.0.2.9')],
    [{ clients: ['192.0.2.1 192.0.2.9'] }, noClient('192.0.2.1 192.0.2.9')],
    [{ clients: ['2001:db8::1::2'] }, noClient('2001:db8::1::2')],
    [{ clients: ['example.org/24'] }, noClient('example.org/24')],
    [
      { excludedClients: ['192.0.2.0/33'] },
      '--exclude-client: the prefix of "192.0.2.0/33" is too long; IPv4 takes 0 to 32.',
    ],
    [{ userAgents: [''] }, '--user-agent: the value is empty; use - to find lines without a user agent.'],
    [
      { userAgents: ['/(/'] },
      '--user-agent: invalid regular expression "/(/" (missing closing )); ' +
        'correct it, or search for text without slashes.',
    ],
    [
      { userAgents: ['/a/gi'] },
      '--user-agent: the regular expression "/a/gi" ends in "gi"; only i is allowed after the last slash.',
    ],
  ])('%j', (words, message) => {
    expect(() => compileFilter(words)).toThrow(new UsageError(message));
  });
});
