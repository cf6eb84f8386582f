// Who sends requests: user agents and addresses of browsers, apps, crawlers, monitors and scanners.
import type { Random } from './random.ts';

/** What sends requests. */
export interface Client {
  readonly address: string;
  readonly agent: string;
  /** `HTTP/1.1` or `HTTP/2.0`. */
  readonly protocol: string;
}

const chrome = (os: string, version: number, tail = ''): string =>
  `Mozilla/5.0 (${os}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36${tail}`;

/** The user agent of a browser. */
export function drawBrowser(random: Random, isOld: boolean): string {
  if (isOld)
    return random.pick([
      'Mozilla/5.0 (Windows; U; Windows NT 5.1; en-US; rv:1.9.0.4) Gecko/2008102920 Firefox/3.0.4',
      'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 5.1; .NET CLR 2.0.50727)',
      'Mozilla/5.0 (Windows NT 6.1; WOW64; rv:12.0) Gecko/20100101 Firefox/12.0',
      'Mozilla/5.0 (Windows NT 6.1) AppleWebKit/536.5 (KHTML, like Gecko) Chrome/19.0.1084.52 Safari/536.5',
    ]);
  const version = random.integer(118, 143);
  return random.weighted([
    [chrome('Windows NT 10.0; Win64; x64', version), 6],
    [chrome('Macintosh; Intel Mac OS X 10_15_7', version), 3],
    [chrome('Linux; Android 10; K', version).replace(' Safari', ' Mobile Safari'), 6],
    [chrome('Windows NT 10.0; Win64; x64', version, ` Edg/${version}.0.0.0`), 2],
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`, 2],
    [`Mozilla/5.0 (X11; Linux x86_64; rv:${version}.0) Gecko/20100101 Firefox/${version}.0`, 1],
    [
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.${random.integer(0, 6)} Safari/605.1.15`,
      3,
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_${random.integer(0, 6)} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.${random.integer(0, 6)} Mobile/15E148 Safari/604.1`,
      6,
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 400.0.0.28.118`,
      1,
    ],
  ]);
}

/** The user agent of an app on a phone. */
export function drawApp(random: Random): string {
  return random.pick([
    'okhttp/4.12.0',
    'Dart/3.5 (dart:io)',
    `Shop/${random.integer(1, 9)}.${random.integer(0, 20)} CFNetwork/1568.200.51 Darwin/24.1.0`,
    `AcmeApp/${random.integer(1, 9)}.${random.integer(0, 20)} (Android 14; SM-A546B)`,
    `acme/${random.integer(100, 400)} CFNetwork/1490.0.4 Darwin/23.2.0`,
  ]);
}

/** The user agent of an app or of a program that uses an API. */
export function drawProgram(random: Random): string {
  return random.pick([
    'okhttp/4.12.0',
    'python-requests/2.32.3',
    'Go-http-client/1.1',
    'Apache-HttpClient/4.5.14 (Java/17.0.12)',
    'axios/1.7.9',
    'Dart/3.5 (dart:io)',
    `Shop/${random.integer(1, 9)}.${random.integer(0, 20)} CFNetwork/1568.200.51 Darwin/24.1.0`,
    'GuzzleHttp/7',
    'Java/17.0.12',
    'node',
    'curl/8.5.0',
    'PostmanRuntime/7.43.0',
    `acme-sync/${random.integer(1, 4)}.2`,
    'Ruby',
    'aiohttp/3.10',
    '-',
  ]);
}

/** The user agent of a crawler. */
export function drawCrawler(random: Random): string {
  return random.pick([
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
    'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
    'Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)',
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
    'Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)',
    'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
  ]);
}

/** The user agent of a monitor; some do not say what they are. */
export function drawMonitor(random: Random): string {
  return random.pick([
    'Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)',
    'Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)',
    'check_http/v2.3.3 (monitoring-plugins 2.3.3)',
    'Blackbox Exporter/0.25.0',
    'StatusCake',
    'kube-probe/1.30',
    'ELB-HealthChecker/2.0',
    'Zabbix',
    'curl/7.88.1',
    'Wget/1.21.3',
    'acme-watch/1.0',
    'python-requests/2.31.0',
    chrome('X11; Linux x86_64', 126).replace('Chrome', 'HeadlessChrome'),
  ]);
}

/** The user agent of a scanner; most send none, or pretend to be a browser. */
export function drawScanner(random: Random): string {
  return random.weighted([
    ['-', 5],
    ['Mozilla/5.0 zgrab/0.x', 1],
    ['masscan/1.3 (https://github.com/robertdavidgraham/masscan)', 1],
    ['Mozilla/5.0 (compatible; CensysInspect/1.1; +https://about.censys.io/)', 1],
    ['Mozilla/5.0', 1],
    [chrome('Windows NT 10.0; Win64; x64', 91), 1],
    ['python-requests/2.27.1', 1],
  ]);
}

/** An address that no one has (RFC 5737, RFC 2544, RFC 3849), by its number. */
export function addressOf(number: number, isV6 = false): string {
  if (isV6)
    return `2001:db8:${((number >>> 8) & 0xffff).toString(16)}:${(number & 255).toString(16)}::${(number % 9999).toString(16)}`;
  const block = number % 4;
  const host = 1 + (Math.floor(number / 4) % 254);
  if (block === 3) return `198.18.${Math.floor(number / 1016) % 256}.${host}`;
  return `${['192.0.2', '198.51.100', '203.0.113'][block]}.${host}`;
}
