// Kinds of user agents: a crawler names itself, and a word alone does not make a browser a crawler.
import { expect, test } from 'vitest';
import { type AgentKind, parseUserAgent } from '../../src/formats/user-agent.ts';

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0';

test.for<[string, AgentKind, string]>([
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'crawler', 'Googlebot'],
  [`Mozilla/5.0 (X11; Linux x86_64) ${CHROME} Safari/537.36 bingbot/2.0`, 'crawler', 'bingbot'],
  ['Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)', 'crawler', 'Baiduspider'],
  ['Sogou web spider/4.0(+http://www.sogou.com/docs/help/webmasters.htm#07)', 'crawler', 'spider'],
  ['facebookexternalhit/1.1', 'crawler', 'facebookexternalhit'],
  ['Mozilla/5.0 (compatible; ExampleFetch/1.0)', 'crawler', 'ExampleFetch'],
  ['Feedfetcher-Google; (+http://www.google.com/feedfetcher.html)', 'crawler', 'Feedfetcher-Google'],
  ['example-fetcher/2.0', 'crawler', 'example-fetcher'],
  ['sync-job/0.4 node-fetch/3.3', 'program', 'sync-job'],
  ['cross-fetch/4.0', 'program', 'cross-fetch'],
  ['Mozilla/5.0 (compatible; Example/1.0; +https://example.com/)', 'crawler', 'Example'],
  ['Mozilla/5.0 (compatible; Example; http://www.example.com/)', 'crawler', 'Example'],
  ['Feedly/1.0 (+http://www.example.com/)', 'crawler', 'Feedly'],
  ['ExampleInspect/1.0 (https://example.com/)', 'crawler', 'ExampleInspect'],
  ['WhatsApp/2.24.20.89 A', 'crawler', 'WhatsApp'],
  ['Mozilla/5.0 (compatible; ExampleAgent/1.0; info@example.com)', 'crawler', 'ExampleAgent'],
])('%s is a crawler', ([text, kind, family]) => expect(parseUserAgent(text)).toMatchObject({ kind, family }));

test.for<[string, AgentKind, string]>([
  [
    `Mozilla/5.0 (Linux; Android 8.1; wv) ${CHROME} Mobile Safari/537.36 SogouMSE,SogouMobileBrowser/5.16.5`,
    'browser',
    'Chrome',
  ],
  [
    'Mozilla/5.0 (Windows; U; Windows NT 6.1; rv:1.9.2.3) Gecko/20100401 Firefox/3.6.3 QQDownload/1.7',
    'browser',
    'Firefox',
  ],
  [`Mozilla/5.0 (Linux; Android 9; CUBOT_X18) ${CHROME} Mobile Safari/537.36`, 'browser', 'Chrome'],
  ['Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; from: http://www.example.com/)', 'browser', 'Internet Explorer'],
  ['Opera/9.80 (Android; Opera Mini/36.2/119.132; U; en) Presto/2.12.423 Version/12.16', 'browser', 'Opera'],
  ['Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.20348.2849', 'program', 'WindowsPowerShell'],
  ['Mozilla/5.0', 'program', 'Mozilla'],
  ['Mozilla/5.0 (compatible)', 'program', 'Mozilla'],
  [
    `Mozilla/5.0 (X11; Linux x86_64) ${CHROME.replace('Chrome', 'HeadlessChrome')} Safari/537.36`,
    'program',
    'HeadlessChrome',
  ],
  [`Mozilla/5.0 (X11; Linux x86_64) ${CHROME} Safari/537.36 Chrome-Lighthouse`, 'program', 'Chrome-Lighthouse'],
  ['Example/1.0 (https://example.com/)', 'program', 'Example'],
  ['curl/8.5.0', 'program', 'curl'],
  ['-', 'none', '-'],
])('%s is no crawler', ([text, kind, family]) => expect(parseUserAgent(text)).toMatchObject({ kind, family }));
