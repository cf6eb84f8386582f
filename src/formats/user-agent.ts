// Names the kind and family of a $http_user_agent: enough to tell people from programs, no more.
import { isbot, list as ROBOT_PATTERNS } from 'isbot';
import type { Entry } from './entry.ts';
import { detached } from './detached.ts';
import { TextMemo } from './text-memo.ts';

/**
 * What sent the request. `browser`: a person's browser. `app`: a program on a person's device. `program`: a script or HTTP library.
 * `crawler`: a robot that walks sites. `monitor`: an uptime or health check. `none`: no user agent was logged.
 */
export type AgentKind = 'browser' | 'app' | 'program' | 'crawler' | 'monitor' | 'none';

/** Kind and short name of a user agent. It may be kept, because it holds no part of a line. */
export interface Agent {
  readonly kind: AgentKind;
  /** `Chrome`, `Firefox`, `curl`, …; hostile when it comes from an unknown product token. */
  readonly family: string;
  /** It names itself a scanner. */
  readonly isScanner: boolean;
}

const NONE: Agent = { kind: 'none', family: '-', isScanner: false };

/** Only this many characters of a user agent are read. */
const CHARACTERS_READ = 512;

/** Scanners that give their name. */
const SCANNER = /zgrab|masscan|nmap|nikto|nuclei|censys|expanse|sqlmap|shodan|leakix|l9explore|scann?er|\bscan\b/i;
// Names of uptime services and of the health checks of load balancers.
const MONITOR =
  /uptime|pingdom|health-?check|GoogleHC|GoogleStackdriverMonitoring|kube-probe|check_http|nagios|icinga|zabbix|site24x7|statuscake|newrelicpinger|datadog|synthetic|freshping|hetrix|uptimia|nodeping|alertsite|watchdog|heartbeat|\bprobe\b|updown\.io|better ?stack|betteruptime|monitis|montastic|blackbox[-_ ]?exporter|consul health|elb-health|haproxy|checkly|gatus|\bmonitor(?:ing)?\b|monitor(?:ing)?bot/i;
const LIBRARY =
  /^(?:curl|wget|libcurl|python|aiohttp|httpx|go-http-client|java|jakarta|apache-httpclient|okhttp|axios|node|undici|got|superagent|ruby|faraday|rest-client|perl|libwww-perl|lwp|php|guzzle|symfony|wordpress|postman|insomnia|httpie|winhttp|restsharp|reqwest|hyper|dart|unirest|vertx|grpc|aws-sdk|boto|powershell|scrapy|ktor|websocket|.*http-?client)/i;
const APP = /dalvik\/|cfnetwork\/|darwin\/|^[\w.]+\/[\w.]+ .*(?:android|ios|iphone)/i;
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\/|\bEdge\/|\bEdgiOS\//, 'Edge'],
  [/\bOPR\/|\bOpera\b/, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bYaBrowser\//, 'Yandex'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bChrome\/|\bCriOS\/|\bChromium\//, 'Chrome'],
  [/\bMSIE |\bTrident\//, 'Internet Explorer'],
  [/\bVersion\/[\d.].*Safari\/|\bAppleWebKit\//, 'Safari'],
  [/^Mozilla\//, 'Mozilla'],
];
/** The families of browsers. A program may call itself by one of them. */
export const BROWSER_NAMES: ReadonlySet<string> = new Set(BROWSERS.map(([, name]) => name));

// `node-fetch`, `cross-fetch` and the like are libraries.
const CRAWLER_NAME =
  /(?<!\bcu)bots?(?:\b|[_\d])|crawl|spider|slurp|(?<![a-z]-)fetch|fetcher|preview|externalhit|(?<!cam)scan|archiver|mediapartners|googleother|google favicon/i;
// The previews that messengers show of a link. (https://faq.whatsapp.com: `WhatsApp/2.… A`.)
const LINK_PREVIEW = /^WhatsApp\//;
// An address at which the operators of a crawler can be reached.
const CONTACT = /https?:\/\/|\+www\.|@[\w-]+\.[a-z]/i;
const PART_OF_CONTACT = /^(?:http|url|\.com|@[\w-]+\.)$/i;
const CONTACTS = ['http://', 'a url', 'example.com', 'us@example.'];
const CRAWLER_FORM = /\+(?:https?:|www\.)|^Mozilla\/\d\.\d \(compatible; (?!MSIE )/i;
// Programs whose user agent is that of a browser, and browsers that are run by a program.
const AUTOMATED =
  /WindowsPowerShell|HeadlessChrome|HeadlessEdg|\bHeadless\b|PhantomJS|Puppeteer|Playwright|Selenium|Chrome-Lighthouse|\bPTST\b/i;

const userAgents = new TextMemo<Agent>((text) => {
  const { kind, family } = readUserAgent(text);
  return { kind, family: detached(family), isScanner: SCANNER.test(text.slice(0, CHARACTERS_READ)) };
});

/** Names kind and family. Pure; answers are cached for a few thousand user agents. */
export function parseUserAgent(http_user_agent: string): Agent {
  return userAgents.of(http_user_agent);
}

/** Whether a line says that the request had no user agent, or that nginx had not read that far: `-` in a field for it. */
export function saysNoUserAgent({
  http_user_agent,
  lacksUserAgent,
}: Pick<Entry, 'http_user_agent' | 'lacksUserAgent'>): boolean {
  return http_user_agent === '-' && lacksUserAgent !== true;
}

/**
 * Whether nginx pads its error page for this user agent: `msie_padding` (on by default) applies when the user agent
 * contains `MSIE ` or, since 0.8.25, `Chrome/` (`ngx_http_process_user_agent`, `ngx_http_send_special_response`).
 */
export function isPadded(http_user_agent: string): boolean {
  return http_user_agent.includes('MSIE ') || http_user_agent.includes('Chrome/');
}

/** Whether a user agent is that of an HTTP library or a command-line tool, which many programs use. */
export function isLibrary(http_user_agent: string): boolean {
  return LIBRARY.test(http_user_agent.slice(0, CHARACTERS_READ));
}

function readUserAgent(text: string): Pick<Agent, 'kind' | 'family'> {
  if (text === '-' || text === '') return NONE;
  const bounded = text.slice(0, CHARACTERS_READ);
  if (MONITOR.test(bounded)) return { kind: 'monitor', family: productName(bounded) };
  if (LIBRARY.test(bounded)) return { kind: 'program', family: productName(bounded) };
  // Browsers name their phone, too.
  if (APP.test(bounded) && !/^(?:Mozilla|Opera)\//.test(bounded)) return { kind: 'app', family: productName(bounded) };
  if (isCrawler(bounded)) return { kind: 'crawler', family: robotName(bounded) };
  const automated = AUTOMATED.exec(bounded)?.[0];
  if (automated !== undefined) return { kind: 'program', family: automated };
  const browser = BROWSERS.find(([pattern]) => pattern.test(bounded));
  if (browser === undefined) return { kind: 'program', family: productName(bounded) };
  // Programs send `Mozilla/5.0` and no more.
  const isBare = browser[1] === 'Mozilla' && isbot(bounded);
  return { kind: isBare ? 'program' : 'browser', family: browser[1] };
}

// isbot also finds libraries, tools, and words that occur in browsers (`Sogou`, `Download`). A crawler shows that it is one by its
// name, or by a contact address together with another sign of a robot.
function isCrawler(text: string): boolean {
  if (LINK_PREVIEW.test(text)) return true;
  if (!isbot(text)) return false;
  if (CRAWLER_NAME.test(text)) return true;
  if (!CONTACT.test(text)) return false;
  return CRAWLER_FORM.test(text) || (robotSign ??= otherSigns()).test(text);
}

let robotSign: RegExp | undefined;

// isbot's patterns, except the patterns that match a part of a contact address. They are joined, because testing each one is slow.
function otherSigns(): RegExp {
  const isOther = (pattern: string): boolean =>
    CONTACTS.every((contact) => !PART_OF_CONTACT.test(new RegExp(pattern, 'i').exec(contact)?.[0] ?? ''));
  return new RegExp(ROBOT_PATTERNS.filter(isOther).join('|'), 'i');
}

function productName(text: string): string {
  const inner = /compatible; ([\w .-]{2,40}?)[/;)]/.exec(text)?.[1];
  return inner ?? /^[^\s/(;]{1,40}/.exec(text)?.[0] ?? text.slice(0, 40);
}

// The word that contains a robot's name. The name is searched first, then the word around it, so that a long word without a name
// is read only once.
function robotName(text: string): string {
  const at = ROBOT_NAME.exec(text)?.index;
  if (at === undefined) return productName(text);
  let from = at;
  while (from > 0 && WORD.test(text.charAt(from - 1))) from--;
  return WORDS.exec(text.slice(from, from + 40))?.[0] ?? '';
}

const ROBOT_NAME = /bot|crawler|spider|slurp|preview|externalhit/i;
const WORD = /[\w-]/;
const WORDS = /^[\w-]*/;

// Every browser of this century names its engine. Old browsers and their imitators send `Mozilla/4.0 (compatible; …)`.
const ENGINE = /Gecko|KHTML|AppleWebKit|Trident|MSIE |Presto|Opera|compatible|Android|Konqueror/;

/** Whether a user agent begins like a browser's but names no engine. No browser sends that. */
export function isDisguised(http_user_agent: string): boolean {
  return http_user_agent.startsWith('Mozilla/') && !ENGINE.test(http_user_agent.slice(0, CHARACTERS_READ));
}
