// Names the kind and family of a $http_user_agent: enough to tell people from programs, no more.
import { isbot } from 'isbot';
import { detached } from './detached.ts';

/**
 * Who speaks. `browser`: a person's browser. `app`: a program on a person's device. `program`: a script or HTTP library.
 * `crawler`: a robot that walks sites. `monitor`: an uptime or health check. `none`: no user agent was logged.
 */
export type AgentKind = 'browser' | 'app' | 'program' | 'crawler' | 'monitor' | 'none';

/** Kind and short name of a user agent; may be kept. */
export interface Agent {
  readonly kind: AgentKind;
  /** `Chrome`, `Firefox`, `curl`, …; hostile when it comes from an unknown product token. */
  readonly family: string;
}

const NONE: Agent = { kind: 'none', family: '-' };

// Uptime services and balancers' HTTP checks name themselves.
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
  [/\bVersion\/[\d.]+.*Safari\/|\bAppleWebKit\//, 'Safari'],
  [/^Mozilla\//, 'Mozilla'],
];

const CACHE_LIMIT = 4096;
const cache = new Map<string, Agent>();
// Several ask about one line, one after the other.
let lastText = '-';
let lastAgent = NONE;

/** Names kind and family; pure, and remembered for the last few thousand user agents. */
export function parseUserAgent(http_user_agent: string): Agent {
  if (http_user_agent === lastText) return lastAgent;
  let agent = cache.get(http_user_agent);
  if (agent === undefined) {
    const { kind, family } = readUserAgent(http_user_agent);
    agent = { kind, family: detached(family) };
    if (cache.size >= CACHE_LIMIT) cache.clear();
    cache.set(detached(http_user_agent), agent);
  }
  lastText = http_user_agent;
  lastAgent = agent;
  return agent;
}

/**
 * Tells whether nginx pads its error page for this user agent: `msie_padding` (on by default) applies when the user agent
 * contains `MSIE ` or, since 0.8.25, `Chrome/` (`ngx_http_process_user_agent`, `ngx_http_send_special_response`).
 */
export function isPadded(http_user_agent: string): boolean {
  return http_user_agent.includes('MSIE ') || http_user_agent.includes('Chrome/');
}

function readUserAgent(text: string): Agent {
  if (text === '-' || text === '') return NONE;
  const bounded = text.slice(0, 512);
  if (MONITOR.test(bounded)) return { kind: 'monitor', family: productName(bounded) };
  if (LIBRARY.test(bounded)) return { kind: 'program', family: productName(bounded) };
  if (APP.test(bounded) && !bounded.startsWith('Mozilla/')) return { kind: 'app', family: productName(bounded) };
  const browser = BROWSERS.find(([pattern]) => pattern.test(bounded));
  if (isRobot(bounded, browser !== undefined)) return { kind: 'crawler', family: robotName(bounded) };
  if (browser !== undefined) return { kind: 'browser', family: browser[1] };
  return { kind: 'program', family: productName(bounded) };
}

// The list of robots holds libraries and command-line tools too: a program that does not call itself a robot is none.
function isRobot(text: string, looksLikeBrowser: boolean): boolean {
  if (!isbot(text) || (looksLikeBrowser && isPlainBrowser(text))) return false;
  return (
    text.startsWith('Mozilla/') ||
    /bot\b|crawl|spider|slurp|fetcher|preview|externalhit|scan|archiver|https?:\/\//i.test(text)
  );
}

// `Mozilla/4.0 (compatible; MSIE …)` carries the word that robots use too.
function isPlainBrowser(text: string): boolean {
  return text.startsWith('Mozilla/4.0 (compatible; MSIE ') && !/https?:|bot|crawl|spider/i.test(text);
}

function productName(text: string): string {
  const inner = /compatible; ([\w .-]{2,40}?)[/;)]/.exec(text)?.[1];
  return inner ?? /^[^\s/(;]{1,40}/.exec(text)?.[0] ?? text.slice(0, 40);
}

function robotName(text: string): string {
  return (
    /[\w-]*(?:bot|crawler|spider|slurp|preview|externalhit)[\w-]*/i.exec(text)?.[0].slice(0, 40) ?? productName(text)
  );
}
