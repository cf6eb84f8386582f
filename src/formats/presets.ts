// Made by `npm run presets` from the files in src/formats/presets; do not edit.
import type { Preset } from './preset.ts';

/** The presets, sorted by name. */
export const PRESETS: readonly Preset[] = [
  {
    name: 'alibaba-sls',
    title: 'Alibaba Cloud Simple Log Service: request time and length before the status',
    source: 'https://help.aliyun.com/en/sls/use-the-nginx-configuration-mode-to-collect-logs',
    directive: 'log_format main\n    \'$remote_addr - $remote_user [$time_local] "$request" $request_time $request_length \'\n    \'$status $body_bytes_sent "$http_referer" "$http_user_agent"\';',
    samples: {
      400: '203.0.113.24 - - [29/Nov/2026:12:55:44 +0000] "GET /pric" 0.050 0 400 0 "-" "-"',
      499: '203.0.113.24 - - [29/Nov/2026:12:55:46 +0000] "GET /reports/17?page=2 HTTP/1.1" 2.000 193 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"',
    },
  },
  {
    name: 'alp-json',
    title: 'JSON of alp',
    source: 'https://github.com/tkuchiki/alp/blob/d91a23dc/README.ja.md',
    directive: 'log_format json escape=json\n    \'{"time":"$time_local","host":"$remote_addr","forwardedfor":"$http_x_forwarded_for",\'\n    \'"req":"$request","status":"$status","method":"$request_method","uri":"$request_uri",\'\n    \'"body_bytes":$body_bytes_sent,"referer":"$http_referer","ua":"$http_user_agent",\'\n    \'"request_time":$request_time,"cache":"$upstream_http_x_cache",\'\n    \'"runtime":"$upstream_http_x_runtime","response_time":"$upstream_response_time",\'\n    \'"vhost":"$host"}\';',
    samples: {
      400: '{"time":"29/Nov/2026:12:55:43 +0000","host":"203.0.113.24","forwardedfor":"","req":"\\u0016\\u0003\\u0001\\u0000m\\u0001\\u0000\\u0000i\\u0003\\u0003K\\u000E!y|ZS\\u0007w\\u0010","status":"400","method":"","uri":"","body_bytes":157,"referer":"","ua":"","request_time":0.000,"cache":"","runtime":"","response_time":"","vhost":"_"}',
      499: '{"time":"29/Nov/2026:12:55:52 +0000","host":"192.0.2.10","forwardedfor":"198.51.100.7","req":"GET /orders/17?page=2 HTTP/1.1","status":"499","method":"GET","uri":"/orders/17?page=2","body_bytes":0,"referer":"https://www.example.com/orders","ua":"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0","request_time":2.008,"cache":"","runtime":"","response_time":"0.000, 2.008","vhost":"www.example.com"}',
    },
  },
  {
    name: 'alp-ltsv',
    title: 'LTSV of alp: label:value pairs, a tab between them',
    source: 'https://github.com/tkuchiki/alp/blob/d91a23dc/README.ja.md',
    directive: 'log_format ltsv\n    "time:$time_local\\thost:$remote_addr\\tforwardedfor:$http_x_forwarded_for"\n    "\\treq:$request\\tstatus:$status\\tmethod:$request_method\\turi:$request_uri"\n    "\\tsize:$body_bytes_sent\\treferer:$http_referer\\tua:$http_user_agent"\n    "\\treqtime:$request_time\\tcache:$upstream_http_x_cache"\n    "\\truntime:$upstream_http_x_runtime\\tapptime:$upstream_response_time\\tvhost:$host";',
    samples: {
      400: 'time:29/Nov/2026:12:55:43 +0000\thost:203.0.113.24\tforwardedfor:-\treq:\\x16\\x03\\x01\\x00m\\x01\\x00\\x00i\\x03\\x03K\\x0E!y|ZS\\x07w\\x10\tstatus:400\tmethod:-\turi:-\tsize:157\treferer:-\tua:-\treqtime:0.000\tcache:-\truntime:-\tapptime:-\tvhost:_',
      499: 'time:29/Nov/2026:12:55:48 +0000\thost:192.0.2.10\tforwardedfor:198.51.100.7\treq:GET /reports/17?page=2 HTTP/1.1\tstatus:499\tmethod:GET\turi:/reports/17?page=2\tsize:0\treferer:https://www.example.com/orders\tua:Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0\treqtime:2.001\tcache:-\truntime:-\tapptime:2.001\tvhost:www.example.com',
    },
  },
  {
    name: 'amplify',
    title: 'main_ext of NGINX Amplify: main, then host, times and upstream',
    source: 'https://github.com/nginx/documentation/blob/76d29060/content/amplify/metrics-metadata/nginx-metrics.md',
    directive: 'log_format main_ext\n    \'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" "$http_x_forwarded_for" \'\n    \'"$host" sn="$server_name" rt=$request_time \'\n    \'ua="$upstream_addr" us="$upstream_status" ut="$upstream_response_time" \'\n    \'ul="$upstream_response_length" cs=$upstream_cache_status\';',
    samples: {
      400: '203.0.113.24 - - [29/Nov/2026:12:55:44 +0000] "GET /pric" 400 0 "-" "-" "-" "_" sn="_" rt=0.050 ua="-" us="-" ut="-" ul="-" cs=-',
      499: '192.0.2.10 - - [29/Nov/2026:12:55:52 +0000] "GET /orders/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" "198.51.100.7" "www.example.com" sn="www.example.com" rt=2.008 ua="192.0.2.21:8080, 192.0.2.22:8080" us="502, -" ut="0.000, 2.008" ul="0, 0" cs=-',
    },
  },
  {
    name: 'angie-extended',
    title: 'extended of the Angie packages: rt= between referer and user agent, then host, URI and upstream',
    source: 'https://github.com/FuriousWarrior/AngieFastStart/blob/2ac08470e172104f3a3d8c9afca0c5829784afaf/conf/angie.conf',
    directive: 'log_format extended\n    \'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent \'\n    \'"$http_referer" rt="$request_time" "$http_user_agent" "$http_x_forwarded_for" \'\n    \'h="$host" sn="$server_name" ru="$request_uri" u="$uri" \'\n    \'ucs="$upstream_cache_status" ua="$upstream_addr" us="$upstream_status" \'\n    \'uct="$upstream_connect_time" urt="$upstream_response_time"\';',
    samples: {
      400: '203.0.113.24 - - [29/Nov/2026:12:55:43 +0000] "\\x16\\x03\\x01\\x00m\\x01\\x00\\x00i\\x03\\x03K\\x0E!y|ZS\\x07w\\x10" 400 157 "-" rt="0.000" "-" "-" h="_" sn="_" ru="-" u="-" ucs="-" ua="-" us="-" uct="-" urt="-"',
      499: '192.0.2.10 - - [29/Nov/2026:12:55:48 +0000] "GET /reports/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" rt="2.001" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" "198.51.100.7" h="www.example.com" sn="www.example.com" ru="/reports/17?page=2" u="/reports/17" ucs="-" ua="192.0.2.22:8080" us="-" uct="0.000" urt="2.001"',
    },
  },
  {
    name: 'apisix',
    title: 'Apache APISIX: host before the request, request time before the referer, upstream and request id after',
    source: 'https://github.com/apache/apisix/blob/f519a0f0/apisix/cli/config.lua',
    directive: 'log_format main\n    \'$remote_addr - $remote_user [$time_local] $http_host "$request" $status $body_bytes_sent \'\n    \'$request_time "$http_referer" "$http_user_agent" \'\n    \'$upstream_addr $upstream_status $upstream_response_time \'\n    \'"$upstream_scheme://$upstream_host$upstream_uri" "$apisix_request_id"\';',
    samples: {
      400: '2001:db8::7:24 - - [29/Nov/2026:12:55:43 +0000] - "GET / HTTP/1.1" 400 157 0.000 "-" "-" - - - "://" "15032b24fefa5218a4ce16a85a2aa407"',
      499: '203.0.113.24 - - [29/Nov/2026:12:55:50 +0000] www.example.com "GET /orders/17?page=2 HTTP/1.1" 499 0 2.000 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" 192.0.2.21:8080, 192.0.2.22:8080 502, - 0.000, 2.000 "http://www.example.com" "d73856178c54ad746de4ebf5eb1b9053"',
    },
  },
  {
    name: 'apisix-old',
    title: 'Apache APISIX before it wrote a request id',
    source: 'https://github.com/apache/apisix/blob/000d12efd873b3cc3c9dcb62f3979f03941207d3/apisix/cli/config.lua',
    directive: 'log_format main\n    \'$remote_addr - $remote_user [$time_local] $http_host "$request" $status $body_bytes_sent \'\n    \'$request_time "$http_referer" "$http_user_agent" \'\n    \'$upstream_addr $upstream_status $upstream_response_time \'\n    \'"$upstream_scheme://$upstream_host$upstream_uri"\';',
    samples: {
      400: '203.0.113.24 - - [29/Nov/2026:12:55:43 +0000] - "\\x16\\x03\\x01\\x00m\\x01\\x00\\x00i\\x03\\x03K\\x0E!y|ZS\\x07w\\x10" 400 157 0.000 "-" "-" - - - "://"',
      499: '203.0.113.24 - - [29/Nov/2026:12:55:50 +0000] www.example.com "GET /orders/17?page=2 HTTP/1.1" 499 0 2.000 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" 192.0.2.21:8080, 192.0.2.22:8080 502, - 0.000, 2.000 "http://www.example.com"',
    },
  },
  {
    name: 'bunkerweb',
    title: 'BunkerWeb: host before combined, the request id in place of a dash',
    source: 'https://docs.bunkerweb.io/latest/settings/',
    directive: 'log_format logf\n    \'$host $remote_addr - $request_id $remote_user [$time_local] "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent"\';',
    samples: {
      400: '_ 2001:db8::7:24 - 15032b24fefa5218a4ce16a85a2aa407 - [29/Nov/2026:12:55:43 +0000] "GET / HTTP/1.1" 400 157 "-" "-"',
      499: 'www.example.com 203.0.113.24 - ddc0d8180984e763f8f267fe720eeb57 - [29/Nov/2026:12:55:46 +0000] "GET /reports/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"',
    },
  },
  {
    name: 'caprover',
    title: 'CapRover: main, with the host in quotes before the request',
    source: 'https://github.com/caprover/caprover/blob/c352c978/template/base-nginx-conf.ejs',
    directive: 'log_format main\n    \'$remote_addr - $remote_user [$time_local] "$host" "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" "$http_x_forwarded_for"\';',
    samples: {
      400: '203.0.113.24 - - [29/Nov/2026:12:55:43 +0000] "_" "\\x16\\x03\\x01\\x00m\\x01\\x00\\x00i\\x03\\x03K\\x0E!y|ZS\\x07w\\x10" 400 157 "-" "-" "-"',
      499: '192.0.2.10 - - [29/Nov/2026:12:55:48 +0000] "www.example.com" "GET /reports/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" "198.51.100.7"',
    },
  },
  {
    name: 'centminmod',
    title: 'main of Centmin Mod: the request without quotes, the status in quotes, then the connection',
    source: 'https://github.com/centminmod/centminmod/blob/f3601cfa/config/nginx/nginx.conf',
    directive: 'log_format main\n    \'$remote_addr - $remote_user [$time_local] $request "$status" $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" "$http_x_forwarded_for" "$gzip_ratio" \'\n    \'"$connection" "$connection_requests" "$request_time"\';',
    samples: {
      400: '203.0.113.24 - - [29/Nov/2026:12:55:44 +0000] GET /pric "400" 0 "-" "-" "-" "-" "5" "1" "0.050"',
      499: '192.0.2.10 - - [29/Nov/2026:12:55:48 +0000] GET /reports/17?page=2 HTTP/1.1 "499" 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" "198.51.100.7" "-" "9" "1" "2.001"',
    },
  },
  {
    name: 'centminmod-cloudflare',
    title: 'main_extssl of Centmin Mod: main, upstream, TLS, TCP and two Cloudflare headers',
    source: 'https://github.com/centminmod/centminmod/blob/f3601cfa/config/nginx/log_format_brotli.conf',
    directive: 'log_format main_extssl\n    \'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" "$http_x_forwarded_for" \'\n    \'"$host" sn="$server_name" rt=$request_time \'\n    \'ua="$upstream_addr" us="$upstream_status" ut="$upstream_response_time" \'\n    \'ul="$upstream_response_length" cs=$upstream_cache_status \'\n    \'"$gzip_ratio" "$brotli_ratio" \'\n    \'$http2 $ssl_protocol $ssl_cipher $ssl_session_reused $ssl_early_data \'\n    \'$http_content_length $http_content_encoding $request_length \'\n    \'$tcpinfo_rtt $tcpinfo_snd_cwnd $http_cf_ipcountry $http_cf_ray\';',
    samples: {
      400: '203.0.113.24 - - [29/Nov/2026:12:55:43 +0000] "\\x16\\x03\\x01\\x00m\\x01\\x00\\x00i\\x03\\x03K\\x0E!y|ZS\\x07w\\x10" 400 157 "-" "-" "-" "_" sn="_" rt=0.000 ua="-" us="-" ut="-" ul="-" cs=- "-" ""  - - - - - - 0 22 12 - -',
      499: '192.0.2.10 - - [29/Nov/2026:12:55:52 +0000] "GET /orders/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" "198.51.100.7" "www.example.com" sn="www.example.com" rt=2.008 ua="192.0.2.21:8080, 192.0.2.22:8080" us="502, -" ut="0.000, 2.008" ul="0, 0" cs=- "-" ""  - - - - - - 271 18 10 DE 9a1f3c5d7e8b2046-FRA',
    },
  },
  {
    name: 'chef-server',
    title: 'opscode of Chef Infra Server: request time before the size, then upstream and headers of Chef',
    source: 'https://github.com/chef/chef-server/blob/04edd655a00c95f17de53c131cc0b6c8232b1257/omnibus/files/server-ctl-cookbooks/infra-server/templates/default/nginx/nginx.conf.erb',
    directive: 'log_format opscode\n    \'$remote_addr - $remote_user [$time_local]  "$request" $status "$request_time" \'\n    \'$body_bytes_sent "$http_referer" "$http_user_agent" \'\n    \'"$upstream_addr" "$upstream_status" "$upstream_response_time" \'\n    \'"$http_x_chef_version" "$http_x_ops_sign" "$http_x_ops_userid" \'\n    \'"$http_x_ops_timestamp" "$http_x_ops_content_hash" $request_length \'\n    \'"$http_x_remote_request_id"\';',
    samples: {
      400: '203.0.113.24 - - [29/Nov/2026:12:55:44 +0000]  "GET /pric" 400 "0.050" 0 "-" "-" "-" "-" "-" "-" "-" "-" "-" "-" 0 "-"',
      499: '203.0.113.24 - - [29/Nov/2026:12:55:50 +0000]  "GET /orders/17?page=2 HTTP/1.1" 499 "2.000" 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" "192.0.2.21:8080, 192.0.2.22:8080" "502, -" "0.000, 2.000" "-" "-" "-" "-" "-" 192 "-"',
    },
  },
  {
    name: 'cloudfoundry-php',
    title: 'extended of the Cloud Foundry PHP buildpack: the Common Log Format, then the request id',
    source: 'https://github.com/cloudfoundry/php-buildpack/blob/d9b1f27af8d5083401f0ac5e81f9578fc19b619f/defaults/config/nginx/http-logging.conf',
    directive: 'log_format extended\n    \'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent \'\n    \'vcap_request_id=$http_x_vcap_request_id\';',
    samples: {
      400: '203.0.113.24 - - [29/Nov/2026:12:55:43 +0000] "\\x16\\x03\\x01\\x00m\\x01\\x00\\x00i\\x03\\x03K\\x0E!y|ZS\\x07w\\x10" 400 157 vcap_request_id=-',
      499: '203.0.113.24 - - [29/Nov/2026:12:55:46 +0000] "GET /reports/17?page=2 HTTP/1.1" 499 0 vcap_request_id=-',
    },
  },
  {
    name: 'cloudfoundry-staticfile',
    title: 'Cloud Foundry staticfile buildpack: X-Forwarded-For and referer before the time, no client address',
    source: 'https://github.com/cloudfoundry/staticfile-buildpack/blob/2f163e40f6f21982806c11b3d2a4340a0daa66de/src/staticfile/finalize/data.go',
    directive: 'log_format cloudfoundry\n    \'$http_x_forwarded_for - $http_referer - [$time_local] "$request" $status $body_bytes_sent\';',
    samples: {
      400: '- - - - [29/Nov/2026:12:55:44 +0000] "GET /pric" 400 0',
      499: '198.51.100.7 - https://www.example.com/orders - [29/Nov/2026:12:55:48 +0000] "GET /reports/17?page=2 HTTP/1.1" 499 0',
    },
  },
  {
    name: 'combined',
    title: 'combined, which nginx uses where access_log names no format',
    source: 'https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format',
    directive: 'log_format combined\n    \'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent"\';',
    samples: {
      400: '203.0.113.24 - - [29/Nov/2026:12:55:43 +0000] "\\x16\\x03\\x01\\x00m\\x01\\x00\\x00i\\x03\\x03K\\x0E!y|ZS\\x07w\\x10" 400 157 "-" "-"',
      499: '203.0.113.24 - - [29/Nov/2026:12:55:46 +0000] "GET /reports/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"',
    },
  },
  {
    name: 'combined-time',
    title: 'combined_time of GitLab.com: combined, then the request time',
    source: 'https://gitlab.com/gitlab-com/infrastructure/-/issues/1114',
    directive: 'log_format combined_time\n    \'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" $request_time\';',
    samples: {
      400: '2001:db8::7:24 - - [29/Nov/2026:12:55:43 +0000] "GET / HTTP/1.1" 400 157 "-" "-" 0.000',
      499: '203.0.113.24 - - [29/Nov/2026:12:55:46 +0000] "GET /reports/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" 2.000',
    },
  },
  {
    name: 'common',
    title: 'Common Log Format: combined without referer and user agent (Cloud Foundry PHP buildpack)',
    source: 'https://github.com/cloudfoundry/php-buildpack/blob/d9b1f27af8d5083401f0ac5e81f9578fc19b619f/defaults/config/nginx/http-logging.conf',
    directive: 'log_format common\n    \'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent\';',
    samples: {
      400: '198.51.100.7 - - [29/Nov/2026:12:55:43 +0000] "\\x03\\x00\\x00/*\\xE0\\x00\\x00\\x00\\x00\\x00Cookie: mstshash=Administr" 400 157',
      499: '203.0.113.24 - - [29/Nov/2026:12:55:46 +0000] "GET /reports/17?page=2 HTTP/1.1" 499 0',
    },
  },
  {
    name: 'compression',
    title: 'The example of the nginx log module: combined with all bytes sent, then the gzip ratio',
    source: 'https://nginx.org/en/docs/http/ngx_http_log_module.html',
    directive: 'log_format compression\n    \'$remote_addr - $remote_user [$time_local] "$request" $status $bytes_sent \'\n    \'"$http_referer" "$http_user_agent" "$gzip_ratio"\';',
    samples: {
      400: '203.0.113.24 - - [29/Nov/2026:12:55:43 +0000] "\\x16\\x03\\x01\\x00m\\x01\\x00\\x00i\\x03\\x03K\\x0E!y|ZS\\x07w\\x10" 400 309 "-" "-" "-"',
      499: '203.0.113.24 - - [29/Nov/2026:12:55:46 +0000] "GET /reports/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" "-"',
    },
  },
  {
    name: 'cpanel-cache-status',
    title: 'cacheStatus of cPanel: host, server and cache status first, spaces inside the quotes of the request',
    source: 'https://support.cpanel.net/hc/en-us/articles/4403096479383-How-to-create-a-custom-access-log-for-NGINX-that-shows-the-cache-status-for-each-request',
    directive: 'log_format cacheStatus\n    \'$host $server_name $server_port $remote_addr $upstream_cache_status $remote_user \'\n    \'[$time_local] " $request " $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" "$http_x_forwarded_for"\';',
    samples: {
      400: '_ _ 80 203.0.113.24 - - [29/Nov/2026:12:55:43 +0000] " \\x16\\x03\\x01\\x00m\\x01\\x00\\x00i\\x03\\x03K\\x0E!y|ZS\\x07w\\x10 " 400 157 "-" "-" "-"',
      499: 'www.example.com www.example.com 80 192.0.2.10 - - [29/Nov/2026:12:55:48 +0000] " GET /reports/17?page=2 HTTP/1.1 " 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" "198.51.100.7"',
    },
  },
  {
    name: 'datadog-trace',
    title: 'with_trace_id of Datadog: main with X-Forwarded-User as the user, then the ids of trace and span',
    source: 'https://docs.datadoghq.com/tracing/setup_overview/proxy_setup/?tab=nginx',
    directive: 'log_format with_trace_id\n    \'$remote_addr - $http_x_forwarded_user [$time_local] "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" "$http_x_forwarded_for" \'\n    \'"$opentracing_context_x_datadog_trace_id" "$opentracing_context_x_datadog_parent_id"\';',
    samples: {
      400: '203.0.113.24 - - [29/Nov/2026:12:55:43 +0000] "\\x16\\x03\\x01\\x00m\\x01\\x00\\x00i\\x03\\x03K\\x0E!y|ZS\\x07w\\x10" 400 157 "-" "-" "-" "" ""',
      499: '192.0.2.10 - - [29/Nov/2026:12:55:48 +0000] "GET /reports/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" "198.51.100.7" "5208512171318403364" "3827194500937652811"',
    },
  },
  {
    name: 'discourse',
    title: 'Discourse: time first, user agent and route before the status',
    source: 'https://github.com/discourse/discourse/blob/00d445c4/config/nginx.sample.conf',
    directive: 'log_format log_discourse\n    \'[$time_local] $remote_addr "$request" "$http_user_agent" "$sent_http_x_discourse_route" \'\n    \'$status $bytes_sent "$http_referer" $upstream_response_time $request_time \'\n    \'"$sent_http_x_discourse_username"\';',
    samples: {
      400: '[29/Nov/2026:12:55:43 +0000] 198.51.100.7 "\\x03\\x00\\x00/*\\xE0\\x00\\x00\\x00\\x00\\x00Cookie: mstshash=Administr" "-" "-" 400 309 "-" - 0.001 "-"',
      499: '[29/Nov/2026:12:55:50 +0000] 203.0.113.24 "GET /orders/17?page=2 HTTP/1.1" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" "-" 499 0 "https://www.example.com/orders" 0.000, 2.000 2.000 "-"',
    },
  },
  {
    name: 'easyengine',
    title: 'rt_cache of EasyEngine 3: upstream time and cache status before the time, host before the request',
    source: 'https://github.com/EasyEngine/easyengine/blob/593625b9eb7bf08b31fa8a70a4677cb141d28672/ee/cli/templates/nginx-core.mustache',
    directive: 'log_format rt_cache\n    \'$remote_addr $upstream_response_time $upstream_cache_status [$time_local] \'\n    \'$http_host "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent"\';',
    samples: {
      400: '198.51.100.7 - - [29/Nov/2026:12:55:43 +0000] - "\\x03\\x00\\x00/*\\xE0\\x00\\x00\\x00\\x00\\x00Cookie: mstshash=Administr" 400 157 "-" "-"',
      499: '203.0.113.24 2.000 - [29/Nov/2026:12:55:46 +0000] www.example.com "GET /reports/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"',
    },
  },
  {
    name: 'elastic-beanstalk-healthd',
    title: 'healthd of AWS Elastic Beanstalk: a quote between the values, X-Forwarded-For but no client address',
    source: 'https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/health-enhanced-serverlogs.html',
    directive: 'log_format healthd\n    \'$msec"$uri"$status"$request_time"$upstream_response_time"\'\n    \'$http_x_forwarded_for\';',
    samples: {
      400: '1795956944.049"-"400"0.050"-"-',
      499: '1795956948.573"/reports/17"499"2.001"2.001"198.51.100.7',
    },
  },
  {
    name: 'gitlab',
    title: 'GitLab Linux package: method, filtered URI and protocol as the request, then the gzip ratio',
    source: 'https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/gitlab/attributes/default.rb',
    directive: 'log_format gitlab_access\n    \'$remote_addr - $remote_user [$time_local] \'\n    \'"$request_method $filtered_request_uri $server_protocol" $status $body_bytes_sent \'\n    \'"$filtered_http_referer" "$http_user_agent" $gzip_ratio\';',
    samples: {
      400: '203.0.113.24 - - [29/Nov/2026:12:55:43 +0000] "-  -" 400 157 "" "-" -',
      499: '203.0.113.24 - - [29/Nov/2026:12:55:46 +0000] "GET /reports/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" -',
    },
  },
  {
    name: 'goaccess-vcombined',
    title: 'VCOMBINED of GoAccess: host:port before combined',
    source: 'https://gist.github.com/jyap808/10570005',
    directive: 'log_format vcombined\n    \'$host:$server_port $remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent"\';',
    samples: {
      400: '_:80 203.0.113.24 - - [29/Nov/2026:12:55:44 +0000] "GET /pric" 400 0 "-" "-"',
      499: 'www.example.com:80 203.0.113.24 - - [29/Nov/2026:12:55:46 +0000] "GET /reports/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"',
    },
  },
  {
    name: 'graylog-json',
    title: 'JSON of the Graylog content pack for nginx',
    source: 'https://github.com/petestorey26/graylog-content-pack-nginx-json/blob/012fd73dc91acf0cc05514dcab26f5246c7e2774/README.md',
    directive: 'log_format graylog2_json escape=json\n    \'{ "timestamp": "$time_iso8601", "remote_addr": "$remote_addr", \'\n    \'"remote_user": "$remote_user", "body_bytes_sent": $body_bytes_sent, \'\n    \'"request_time": $request_time, "status": $status, "request": "$request", \'\n    \'"request_method": "$request_method", "host": "$host",\'\n    \'"upstream_cache_status": "$upstream_cache_status","upstream_addr": "$upstream_addr",\'\n    \'"http_x_forwarded_for": "$http_x_forwarded_for","http_referrer": "$http_referer", \'\n    \'"http_user_agent": "$http_user_agent" }\';',
    samples: {
      400: '{ "timestamp": "2026-11-29T12:55:43+00:00", "remote_addr": "203.0.113.24", "remote_user": "", "body_bytes_sent": 157, "request_time": 0.000, "status": 400, "request": "\\u0016\\u0003\\u0001\\u0000m\\u0001\\u0000\\u0000i\\u0003\\u0003K\\u000E!y|ZS\\u0007w\\u0010", "request_method": "", "host": "_","upstream_cache_status": "","upstream_addr": "","http_x_forwarded_for": "","http_referrer": "", "http_user_agent": "" }',
      499: '{ "timestamp": "2026-11-29T12:55:52+00:00", "remote_addr": "192.0.2.10", "remote_user": "", "body_bytes_sent": 0, "request_time": 2.008, "status": 499, "request": "GET /orders/17?page=2 HTTP/1.1", "request_method": "GET", "host": "www.example.com","upstream_cache_status": "","upstream_addr": "192.0.2.21:8080, 192.0.2.22:8080","http_x_forwarded_for": "198.51.100.7","http_referrer": "https://www.example.com/orders", "http_user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" }',
    },
  },
  {
    name: 'gzip-ratio',
    title: 'The first example of the NGINX admin guide: combined, then the gzip ratio',
    source: 'https://docs.nginx.com/nginx/admin-guide/monitoring/logging/',
    directive: 'log_format compression\n    \'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" "$gzip_ratio"\';',
    samples: {
      400: '203.0.113.24 - - [29/Nov/2026:12:55:44 +0000] "GET /pric" 400 0 "-" "-" "-"',
      499: '203.0.113.24 - - [29/Nov/2026:12:55:46 +0000] "GET /reports/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" "-"',
    },
  },
  {
    name: 'harbor',
    title: 'timed_combined of Harbor: combined without user and time, then times and pipelining',
    source: 'https://github.com/goharbor/harbor/blob/0aab12bae764faceea912ee76356f9888dce4682/make/photon/prepare/templates/nginx/nginx.http.conf.jinja',
    directive: 'log_format timed_combined\n    \'$remote_addr - "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" \'\n    \'$request_time $upstream_response_time $pipe\';',
    samples: {
      400: '2001:db8::7:24 - "GET / HTTP/1.1" 400 157 "-" "-" 0.000 - .',
      499: '203.0.113.24 - "GET /orders/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" 2.000 0.000, 2.000 .',
    },
  },
  {
    name: 'heroku-l2met',
    title: 'l2met of the Heroku buildpack: request time and request id, no status',
    source: 'https://github.com/heroku/heroku-buildpack-nginx/blob/0bd0d41eb1df0ebf0dd56c01106043268448d2bf/config/nginx.conf.erb',
    directive: 'log_format l2met\n    \'measure#nginx.service=$request_time request_id=$http_x_request_id\';',
    samples: {
      400: 'measure#nginx.service=0.000 request_id=-',
      499: 'measure#nginx.service=2.000 request_id=-',
    },
  },
  {
    name: 'hestiacp',
    title: 'main of Hestia and Vesta: the request without quotes, the status in quotes',
    source: 'https://github.com/hestiacp/hestiacp/blob/011df157046b26a6d78c90eb07d25875c52df13c/install/deb/nginx/nginx.conf',
    directive: 'log_format main\n    \'$remote_addr - $remote_user [$time_local] $request "$status" $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" "$http_x_forwarded_for"\';',
    samples: {
      400: '2001:db8::7:24 - - [29/Nov/2026:12:55:43 +0000] GET / HTTP/1.1 "400" 157 "-" "-" "-"',
      499: '192.0.2.10 - - [29/Nov/2026:12:55:48 +0000] GET /reports/17?page=2 HTTP/1.1 "499" 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" "198.51.100.7"',
    },
  },
  {
    name: 'ingress-nginx',
    title: 'upstreaminfo of ingress-nginx since 0.26: combined, then length, times and upstream',
    source: 'https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/log-format/',
    directive: 'log_format upstreaminfo\n    \'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" \'\n    \'$request_length $request_time [$proxy_upstream_name] [$proxy_alternative_upstream_name] \'\n    \'$upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id\';',
    samples: {
      400: '198.51.100.7 - - [29/Nov/2026:12:55:43 +0000] "\\x03\\x00\\x00/*\\xE0\\x00\\x00\\x00\\x00\\x00Cookie: mstshash=Administr" 400 157 "-" "-" 0 0.001 [] [] - - - - 93da83384678ebaa3a743db615b7fb61',
      499: '203.0.113.24 - - [29/Nov/2026:12:55:50 +0000] "GET /orders/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" 192 2.000 [default-shop-8080] [] 192.0.2.21:8080, 192.0.2.22:8080 0, 0 0.000, 2.000 502, - d73856178c54ad746de4ebf5eb1b9053',
    },
  },
  {
    name: 'ingress-nginx-json',
    title: 'The JSON example of the ingress-nginx documentation',
    source: 'https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#log-format-upstream',
    directive: 'log_format upstreaminfo escape=json\n    \'{"time": "$time_iso8601", "remote_addr": "$proxy_protocol_addr", \'\n    \'"x_forwarded_for": "$proxy_add_x_forwarded_for", "request_id": "$req_id", \'\n    \'"remote_user": "$remote_user", "bytes_sent": $bytes_sent, "request_time": $request_time, \'\n    \'"status": $status, "vhost": "$host", "request_proto": "$server_protocol", \'\n    \'"path": "$uri", "request_query": "$args", "request_length": $request_length, \'\n    \'"duration": $request_time, "method": "$request_method", \'\n    \'"http_referrer": "$http_referer", "http_user_agent": "$http_user_agent" }\';',
    samples: {
      400: '{"time": "2026-11-29T12:55:44+00:00", "remote_addr": "203.0.113.24", "x_forwarded_for": "192.0.2.10", "request_id": "39fa83c09d7c7eb5000bd54e4135f11c", "remote_user": "", "bytes_sent": 309, "request_time": 0.000, "status": 400, "vhost": "_", "request_proto": "", "path": "", "request_query": "", "request_length": 0, "duration": 0.000, "method": "", "http_referrer": "", "http_user_agent": "" }',
      499: '{"time": "2026-11-29T12:55:55+00:00", "remote_addr": "203.0.113.24", "x_forwarded_for": "192.0.2.10", "request_id": "351225ab3afd4677376e01530079e7e7", "remote_user": "", "bytes_sent": 0, "request_time": 2.000, "status": 499, "vhost": "www.example.com", "request_proto": "HTTP/1.1", "path": "/orders/17", "request_query": "page=2", "request_length": 192, "duration": 2.000, "method": "GET", "http_referrer": "https://www.example.com/orders", "http_user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" }',
    },
  },
  {
    name: 'ingress-nginx-old',
    title: 'upstreaminfo of older ingress-nginx: the real address twice, one upstream name',
    source: 'https://github.com/kubernetes/ingress-nginx/blob/9c6201b79a8b4/internal/ingress/controller/config/config.go',
    directive: 'log_format upstreaminfo\n    \'$the_real_ip - [$the_real_ip] - $remote_user [$time_local] "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" \'\n    \'$request_length $request_time [$proxy_upstream_name] \'\n    \'$upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id\';',
    samples: {
      400: '203.0.113.24 - [203.0.113.24] - - [29/Nov/2026:12:55:43 +0000] "\\x16\\x03\\x01\\x00m\\x01\\x00\\x00i\\x03\\x03K\\x0E!y|ZS\\x07w\\x10" 400 157 "-" "-" 0 0.000 [] - - - - 7b09806ddabd15df3c86470abcdc31ab',
      499: '203.0.113.24 - [203.0.113.24] - - [29/Nov/2026:12:55:50 +0000] "GET /orders/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" 192 2.000 [default-shop-8080] 192.0.2.21:8080, 192.0.2.22:8080 0, 0 0.000, 2.000 502, - d73856178c54ad746de4ebf5eb1b9053',
    },
  },
  {
    name: 'ingress-nginx-real-ip',
    title: 'upstreaminfo of ingress-nginx before 0.26: the real address in brackets before the user',
    source: 'https://docs.elastic.co/integrations/nginx_ingress_controller',
    directive: 'log_format upstreaminfo\n    \'$remote_addr - [$the_real_ip] - $remote_user [$time_local] "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" \'\n    \'$request_length $request_time [$proxy_upstream_name] [$proxy_alternative_upstream_name] \'\n    \'$upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id\';',
    samples: {
      400: '2001:db8::7:24 - [2001:db8::7:24] - - [29/Nov/2026:12:55:43 +0000] "GET / HTTP/1.1" 400 157 "-" "-" 18 0.000 [] [] - - - - 15032b24fefa5218a4ce16a85a2aa407',
      499: '203.0.113.24 - [203.0.113.24] - - [29/Nov/2026:12:55:46 +0000] "GET /reports/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" 193 2.000 [default-shop-8080] [] 192.0.2.22:8080 0 2.000 - ddc0d8180984e763f8f267fe720eeb57',
    },
  },
  {
    name: 'ingress-nginx-uri',
    title: 'upstreaminfo of ingress-nginx, with the rewritten URI in the request',
    source: 'https://github.com/kubernetes/ingress-nginx/blob/02b31e681b427eb1f0824ebffa935eeb2ea3eae7/docs/user-guide/nginx-configuration/log-format.md',
    directive: 'log_format upstreaminfo\n    \'$remote_addr - $remote_user [$time_local] "$request_method $uri $server_protocol" \'\n    \'$status $body_bytes_sent "$http_referer" "$http_user_agent" \'\n    \'$request_length $request_time [$proxy_upstream_name] [$proxy_alternative_upstream_name] \'\n    \'$upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id\';',
    samples: {
      400: '2001:db8::7:24 - - [29/Nov/2026:12:55:43 +0000] "GET / HTTP/1.1" 400 157 "-" "-" 18 0.000 [] [] - - - - 15032b24fefa5218a4ce16a85a2aa407',
      499: '203.0.113.24 - - [29/Nov/2026:12:55:50 +0000] "GET /orders/17 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" 192 2.000 [default-shop-8080] [] 192.0.2.21:8080, 192.0.2.22:8080 0, 0 0.000, 2.000 502, - d73856178c54ad746de4ebf5eb1b9053',
    },
  },
  {
    name: 'json-analytics',
    title: 'json_analytics, which Grafana dashboards for Loki read: JSON with every value in quotes',
    source: 'https://www.velebit.ai/blog/nginx-json-logging/',
    directive: 'log_format json_analytics escape=json\n    \'{"msec": "$msec", "connection": "$connection", \'\n    \'"connection_requests": "$connection_requests", "pid": "$pid", "request_id": "$request_id", \'\n    \'"request_length": "$request_length", "remote_addr": "$remote_addr", \'\n    \'"remote_user": "$remote_user", "remote_port": "$remote_port", "time_local": "$time_local", \'\n    \'"time_iso8601": "$time_iso8601", "request": "$request", "request_uri": "$request_uri", \'\n    \'"args": "$args", "status": "$status", "body_bytes_sent": "$body_bytes_sent", \'\n    \'"bytes_sent": "$bytes_sent", "http_referer": "$http_referer", \'\n    \'"http_user_agent": "$http_user_agent", "http_x_forwarded_for": "$http_x_forwarded_for", \'\n    \'"http_host": "$http_host", "server_name": "$server_name", "request_time": "$request_time", \'\n    \'"upstream": "$upstream_addr", "upstream_connect_time": "$upstream_connect_time", \'\n    \'"upstream_header_time": "$upstream_header_time", \'\n    \'"upstream_response_time": "$upstream_response_time", \'\n    \'"upstream_response_length": "$upstream_response_length", \'\n    \'"upstream_cache_status": "$upstream_cache_status", "ssl_protocol": "$ssl_protocol", \'\n    \'"ssl_cipher": "$ssl_cipher", "scheme": "$scheme", "request_method": "$request_method", \'\n    \'"server_protocol": "$server_protocol", "pipe": "$pipe", "gzip_ratio": "$gzip_ratio", \'\n    \'"http_cf_ray": "$http_cf_ray"}\';',
    samples: {
      400: '{"msec": "1795956944.049", "connection": "5", "connection_requests": "1", "pid": "12849", "request_id": "3cfacb1acd5ce0679ddd1eaaf8e16b8e", "request_length": "0", "remote_addr": "203.0.113.24", "remote_user": "", "remote_port": "41215", "time_local": "29/Nov/2026:12:55:44 +0000", "time_iso8601": "2026-11-29T12:55:44+00:00", "request": "GET /pric", "request_uri": "", "args": "", "status": "400", "body_bytes_sent": "0", "bytes_sent": "0", "http_referer": "", "http_user_agent": "", "http_x_forwarded_for": "", "http_host": "", "server_name": "_", "request_time": "0.050", "upstream": "", "upstream_connect_time": "", "upstream_header_time": "", "upstream_response_time": "", "upstream_response_length": "", "upstream_cache_status": "", "ssl_protocol": "", "ssl_cipher": "", "scheme": "http", "request_method": "", "server_protocol": "", "pipe": ".", "gzip_ratio": "", "http_cf_ray": ""}',
      499: '{"msec": "1795956952.884", "connection": "14", "connection_requests": "1", "pid": "12849", "request_id": "7d59d36968f011629ecad3f2febdd24a", "request_length": "271", "remote_addr": "192.0.2.10", "remote_user": "", "remote_port": "41377", "time_local": "29/Nov/2026:12:55:52 +0000", "time_iso8601": "2026-11-29T12:55:52+00:00", "request": "GET /orders/17?page=2 HTTP/1.1", "request_uri": "/orders/17?page=2", "args": "page=2", "status": "499", "body_bytes_sent": "0", "bytes_sent": "0", "http_referer": "https://www.example.com/orders", "http_user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "http_x_forwarded_for": "198.51.100.7", "http_host": "www.example.com", "server_name": "www.example.com", "request_time": "2.008", "upstream": "192.0.2.21:8080, 192.0.2.22:8080", "upstream_connect_time": "-, 0.000", "upstream_header_time": "-, -", "upstream_response_time": "0.000, 2.008", "upstream_response_length": "0, 0", "upstream_cache_status": "", "ssl_protocol": "", "ssl_cipher": "", "scheme": "http", "request_method": "GET", "server_protocol": "HTTP/1.1", "pipe": ".", "gzip_ratio": "", "http_cf_ray": "9a1f3c5d7e8b2046-FRA"}',
    },
  },
  {
    name: 'kong',
    title: 'kong_log_format of Kong: combined, then the request id',
    source: 'https://github.com/Kong/kong/blob/22246ef2/kong/templates/nginx_kong.lua',
    directive: 'log_format kong_log_format\n    \'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" kong_request_id: "$kong_request_id"\';',
    samples: {
      400: '198.51.100.7 - - [29/Nov/2026:12:55:43 +0000] "\\x03\\x00\\x00/*\\xE0\\x00\\x00\\x00\\x00\\x00Cookie: mstshash=Administr" 400 157 "-" "-" kong_request_id: "93da83384678ebaa3a743db615b7fb61"',
      499: '203.0.113.24 - - [29/Nov/2026:12:55:46 +0000] "GET /reports/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" kong_request_id: "ddc0d8180984e763f8f267fe720eeb57"',
    },
  },
  {
    name: 'loki-gateway',
    title: 'main of the gateways of Grafana Loki, Mimir and Tempo: status before the request',
    source: 'https://github.com/grafana/loki/blob/main/production/helm/loki/values.yaml',
    directive: 'log_format main\n    \'$remote_addr - $remote_user [$time_local]  $status "$request" $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" "$http_x_forwarded_for"\';',
    samples: {
      400: '198.51.100.7 - - [29/Nov/2026:12:55:43 +0000]  400 "\\x03\\x00\\x00/*\\xE0\\x00\\x00\\x00\\x00\\x00Cookie: mstshash=Administr" 157 "-" "-" "-"',
      499: '192.0.2.10 - - [29/Nov/2026:12:55:48 +0000]  499 "GET /reports/17?page=2 HTTP/1.1" 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" "198.51.100.7"',
    },
  },
  {
    name: 'main',
    title: 'main of the packages and the Docker image of nginx: combined, then X-Forwarded-For',
    source: 'https://github.com/nginx/nginx/blob/master/conf/nginx.conf',
    directive: 'log_format main\n    \'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" "$http_x_forwarded_for"\';',
    samples: {
      400: '2001:db8::7:24 - - [29/Nov/2026:12:55:43 +0000] "GET / HTTP/1.1" 400 157 "-" "-" "-"',
      499: '192.0.2.10 - - [29/Nov/2026:12:55:48 +0000] "GET /reports/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" "198.51.100.7"',
    },
  },
  {
    name: 'matomo-json',
    title: 'JSON of Matomo log analytics, without JSON escaping',
    source: 'https://github.com/matomo-org/matomo-log-analytics/blob/d1cd2fed/README.md',
    directive: 'log_format matomo\n    \'{"ip": "$remote_addr","host": "$host","path": "$request_uri",\'\n    \'"status": "$status","referrer": "$http_referer","user_agent": "$http_user_agent",\'\n    \'"length": $bytes_sent,"generation_time_milli": $request_time,"date": "$time_iso8601"}\';',
    samples: {
      400: '{"ip": "2001:db8::7:24","host": "_","path": "/","status": "400","referrer": "-","user_agent": "-","length": 309,"generation_time_milli": 0.000,"date": "2026-11-29T12:55:43+00:00"}',
      499: '{"ip": "203.0.113.24","host": "www.example.com","path": "/reports/17?page=2","status": "499","referrer": "https://www.example.com/orders","user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0","length": 0,"generation_time_milli": 2.000,"date": "2026-11-29T12:55:46+00:00"}',
    },
  },
  {
    name: 'netdata',
    title: 'Netdata recommends: request length and times between size and referer',
    source: 'https://github.com/netdata/netdata/blob/1488c3ed6efa087d9ee9a3c4287f8a8eacc0df83/src/go/plugin/go.d/collector/weblog/parser.go',
    directive: 'log_format netdata\n    \'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent \'\n    \'$request_length $request_time $upstream_response_time \'\n    \'"$http_referer" "$http_user_agent"\';',
    samples: {
      400: '203.0.113.24 - - [29/Nov/2026:12:55:44 +0000] "GET /pric" 400 0 0 0.050 - "-" "-"',
      499: '203.0.113.24 - - [29/Nov/2026:12:55:46 +0000] "GET /reports/17?page=2 HTTP/1.1" 499 0 193 2.000 2.000 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"',
    },
  },
  {
    name: 'nginx-admins-handbook',
    title: 'main-level-0 of the Nginx Admin Handbook: method, whole URL and protocol as the request, then the request time',
    source: 'https://github.com/trimstray/nginx-admins-handbook/blob/5aea1f81/doc/HELPERS.md',
    directive: 'log_format main-level-0\n    \'$remote_addr - $remote_user [$time_local] \'\n    \'"$request_method $scheme://$host$request_uri $server_protocol" \'\n    \'$status $body_bytes_sent "$http_referer" "$http_user_agent" $request_time\';',
    samples: {
      400: '203.0.113.24 - - [29/Nov/2026:12:55:43 +0000] "- http://_- -" 400 157 "-" "-" 0.000',
      499: '203.0.113.24 - - [29/Nov/2026:12:55:46 +0000] "GET http://www.example.com/reports/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" 2.000',
    },
  },
  {
    name: 'nginx-agent-metrics',
    title: 'NGINX Agent metrics: main, then sizes, request time, gzip ratio, protocol and a space',
    source: 'https://github.com/nginx/documentation/blob/76d29060/content/includes/use-cases/monitoring/enable-nginx-oss-metrics.md',
    directive: 'log_format main\n    \'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" "$http_x_forwarded_for" \'\n    \'"$bytes_sent" "$request_length" "$request_time" "$gzip_ratio" $server_protocol \';',
    samples: {
      400: '203.0.113.24 - - [29/Nov/2026:12:55:43 +0000] "\\x16\\x03\\x01\\x00m\\x01\\x00\\x00i\\x03\\x03K\\x0E!y|ZS\\x07w\\x10" 400 157 "-" "-" "-" "309" "0" "0.000" "-" - ',
      499: '192.0.2.10 - - [29/Nov/2026:12:55:48 +0000] "GET /reports/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" "198.51.100.7" "0" "272" "2.001" "-" HTTP/1.1 ',
    },
  },
  {
    name: 'nginx-apm',
    title: 'apm of the NGINX blog: name=value pairs after the time',
    source: 'https://blog.nginx.org/blog/using-nginx-logging-for-application-performance-monitoring',
    directive: 'log_format apm\n    \'"$time_local" client=$remote_addr method=$request_method request="$request" \'\n    \'request_length=$request_length status=$status bytes_sent=$bytes_sent \'\n    \'body_bytes_sent=$body_bytes_sent referer=$http_referer user_agent="$http_user_agent" \'\n    \'upstream_addr=$upstream_addr upstream_status=$upstream_status \'\n    \'request_time=$request_time upstream_response_time=$upstream_response_time \'\n    \'upstream_connect_time=$upstream_connect_time upstream_header_time=$upstream_header_time\';',
    samples: {
      400: '"29/Nov/2026:12:55:43 +0000" client=2001:db8::7:24 method=GET request="GET / HTTP/1.1" request_length=18 status=400 bytes_sent=309 body_bytes_sent=157 referer=- user_agent="-" upstream_addr=- upstream_status=- request_time=0.000 upstream_response_time=- upstream_connect_time=- upstream_header_time=-',
      499: '"29/Nov/2026:12:55:46 +0000" client=203.0.113.24 method=GET request="GET /reports/17?page=2 HTTP/1.1" request_length=193 status=499 bytes_sent=0 body_bytes_sent=0 referer=https://www.example.com/orders user_agent="Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" upstream_addr=192.0.2.22:8080 upstream_status=- request_time=2.000 upstream_response_time=2.000 upstream_connect_time=0.000 upstream_header_time=-',
    },
  },
  {
    name: 'nginx-forward-proxy',
    title: 'NGINX as an HTTP CONNECT proxy: method and host:port in place of the request',
    source: 'https://github.com/nginx/documentation/blob/76d29060/content/nginx/admin-guide/web-server/http-connect-proxy.md',
    directive: 'log_format http_connect\n    \'$remote_addr [$time_local] $request_method $host:$request_port $status \'\n    \'$upstream_addr $bytes_sent $upstream_connect_time $request_time "$http_user_agent"\';',
    samples: {
      400: '203.0.113.24 [29/Nov/2026:12:55:43 +0000] - _:80 400 - 309 - 0.000 "-"',
      499: '203.0.113.24 [29/Nov/2026:12:55:50 +0000] GET www.example.com:80 499 192.0.2.21:8080, 192.0.2.22:8080 0 -, 0.001 2.000 "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"',
    },
  },
  {
    name: 'nginx-proxy',
    title: 'vhost of nginx-proxy: host before combined, upstream address after it',
    source: 'https://github.com/nginx-proxy/nginx-proxy/blob/584073da/nginx.tmpl',
    directive: 'log_format vhost\n    \'$host $remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" "$upstream_addr"\';',
    samples: {
      400: '_ 203.0.113.24 - - [29/Nov/2026:12:55:43 +0000] "\\x16\\x03\\x01\\x00m\\x01\\x00\\x00i\\x03\\x03K\\x0E!y|ZS\\x07w\\x10" 400 157 "-" "-" "-"',
      499: 'www.example.com 203.0.113.24 - - [29/Nov/2026:12:55:50 +0000] "GET /orders/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" "192.0.2.21:8080, 192.0.2.22:8080"',
    },
  },
  {
    name: 'nginx-proxy-manager',
    title: 'proxy of Nginx Proxy Manager, for proxy hosts',
    source: 'https://github.com/NginxProxyManager/nginx-proxy-manager/blob/1bafe11025fd624efc03222ed1db1c248c5604ca/docker/rootfs/etc/nginx/conf.d/include/log-proxy.conf',
    directive: 'log_format proxy\n    \'[$time_local] $upstream_cache_status $upstream_status $status - \'\n    \'$request_method $scheme $host "$request_uri" [Client $remote_addr] \'\n    \'[Length $body_bytes_sent] [Gzip $gzip_ratio] [Sent-to $server] \'\n    \'"$http_user_agent" "$http_referer"\';',
    samples: {
      400: '[29/Nov/2026:12:55:44 +0000] - - 400 - - http _ "-" [Client 203.0.113.24] [Length 0] [Gzip -] [Sent-to ] "-" "-"',
      499: '[29/Nov/2026:12:55:46 +0000] - - 499 - GET http www.example.com "/reports/17?page=2" [Client 203.0.113.24] [Length 0] [Gzip -] [Sent-to 192.0.2.22] "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" "https://www.example.com/orders"',
    },
  },
  {
    name: 'nginx-proxy-manager-standard',
    title: 'standard of Nginx Proxy Manager, for redirections and dead hosts',
    source: 'https://github.com/NginxProxyManager/nginx-proxy-manager/blob/1bafe11025fd624efc03222ed1db1c248c5604ca/docker/rootfs/etc/nginx/conf.d/include/log-proxy.conf',
    directive: 'log_format standard\n    \'[$time_local] $status - $request_method $scheme $host "$request_uri" \'\n    \'[Client $remote_addr] [Length $body_bytes_sent] [Gzip $gzip_ratio] \'\n    \'"$http_user_agent" "$http_referer"\';',
    samples: {
      400: '[29/Nov/2026:12:55:43 +0000] 400 - - http _ "-" [Client 203.0.113.24] [Length 157] [Gzip -] "-" "-"',
      499: '[29/Nov/2026:12:55:46 +0000] 499 - GET http www.example.com "/reports/17?page=2" [Client 203.0.113.24] [Length 0] [Gzip -] "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" "https://www.example.com/orders"',
    },
  },
  {
    name: 'nginxlog-exporter',
    title: 'prometheus-nginxlog-exporter: combined, then rt= without quotes and uct= uht= urt= in quotes',
    source: 'https://github.com/martin-helmich/prometheus-nginxlog-exporter/blob/7422e87d/README.adoc',
    directive: 'log_format upstream_time\n    \'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent"\'\n    \'rt=$request_time uct="$upstream_connect_time" \'\n    \'uht="$upstream_header_time" urt="$upstream_response_time"\';',
    samples: {
      400: '198.51.100.7 - - [29/Nov/2026:12:55:43 +0000] "\\x03\\x00\\x00/*\\xE0\\x00\\x00\\x00\\x00\\x00Cookie: mstshash=Administr" 400 157 "-" "-"rt=0.001 uct="-" uht="-" urt="-"',
      499: '203.0.113.24 - - [29/Nov/2026:12:55:50 +0000] "GET /orders/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"rt=2.000 uct="-, 0.001" uht="-, -" urt="0.000, 2.000"',
    },
  },
  {
    name: 'openedx-app-metrics',
    title: 'app_metrics of Open edX: name=value pairs',
    source: 'https://github.com/openedx/configuration/blob/c8aa592a/playbooks/roles/nginx/templates/etc/nginx/nginx.conf.j2',
    directive: 'log_format app_metrics\n    \'time=$time_iso8601 client=$remote_addr method=$request_method request="$request" \'\n    \'request_length=$request_length status=$status bytes_sent=$bytes_sent \'\n    \'body_bytes_sent=$body_bytes_sent referer=$http_referer user_agent="$http_user_agent" \'\n    \'upstream_addr=$upstream_addr upstream_status=$upstream_status \'\n    \'request_time=$request_time request_id=$request_id \'\n    \'upstream_response_time=$upstream_response_time \'\n    \'upstream_connect_time=$upstream_connect_time upstream_header_time=$upstream_header_time\';',
    samples: {
      400: 'time=2026-11-29T12:55:43+00:00 client=203.0.113.24 method=- request="\\x16\\x03\\x01\\x00m\\x01\\x00\\x00i\\x03\\x03K\\x0E!y|ZS\\x07w\\x10" request_length=0 status=400 bytes_sent=309 body_bytes_sent=157 referer=- user_agent="-" upstream_addr=- upstream_status=- request_time=0.000 request_id=7b09806ddabd15df3c86470abcdc31ab upstream_response_time=- upstream_connect_time=- upstream_header_time=-',
      499: 'time=2026-11-29T12:55:50+00:00 client=203.0.113.24 method=GET request="GET /orders/17?page=2 HTTP/1.1" request_length=192 status=499 bytes_sent=0 body_bytes_sent=0 referer=https://www.example.com/orders user_agent="Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" upstream_addr=192.0.2.21:8080, 192.0.2.22:8080 upstream_status=502, - request_time=2.000 request_id=d73856178c54ad746de4ebf5eb1b9053 upstream_response_time=0.000, 2.000 upstream_connect_time=-, 0.001 upstream_header_time=-, -',
    },
  },
  {
    name: 'proxy-protocol',
    title: 'NGINX behind a PROXY protocol balancer: combined with the address of the PROXY header',
    source: 'https://docs.nginx.com/nginx/admin-guide/load-balancer/using-proxy-protocol/',
    directive: 'log_format combined\n    \'$proxy_protocol_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent"\';',
    samples: {
      400: '203.0.113.24 - - [29/Nov/2026:12:55:44 +0000] "\\x16\\x03\\x01\\x00m\\x01\\x00\\x00i\\x03\\x03K\\x0E!y|ZS\\x07w\\x10" 400 157 "-" "-"',
      499: '203.0.113.24 - - [29/Nov/2026:12:55:55 +0000] "GET /orders/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"',
    },
  },
  {
    name: 'seafile',
    title: 'seafileformat of Seafile: X-Forwarded-For first, upstream time last, no user',
    source: 'https://manual.seafile.com/latest/setup_binary/https_with_nginx/',
    directive: 'log_format seafileformat\n    \'$http_x_forwarded_for $remote_addr [$time_local] "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" $upstream_response_time\';',
    samples: {
      400: '- 203.0.113.24 [29/Nov/2026:12:55:43 +0000] "\\x16\\x03\\x01\\x00m\\x01\\x00\\x00i\\x03\\x03K\\x0E!y|ZS\\x07w\\x10" 400 157 "-" "-" -',
      499: '198.51.100.7 192.0.2.10 [29/Nov/2026:12:55:52 +0000] "GET /orders/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" 0.000, 2.008',
    },
  },
  {
    name: 'sentry-json',
    title: 'JSON of the Sentry documentation',
    source: 'https://docs.sentry.io/concepts/otlp/forwarding/sources/nginx/',
    directive: 'log_format json_combined escape=json\n    \'{"time_local":"$time_local","remote_addr":"$remote_addr","remote_user":"$remote_user",\'\n    \'"request":"$request","status":$status,"body_bytes_sent":$body_bytes_sent,\'\n    \'"http_referer":"$http_referer","http_user_agent":"$http_user_agent",\'\n    \'"request_time":$request_time}\';',
    samples: {
      400: '{"time_local":"29/Nov/2026:12:55:43 +0000","remote_addr":"203.0.113.24","remote_user":"","request":"\\u0016\\u0003\\u0001\\u0000m\\u0001\\u0000\\u0000i\\u0003\\u0003K\\u000E!y|ZS\\u0007w\\u0010","status":400,"body_bytes_sent":157,"http_referer":"","http_user_agent":"","request_time":0.000}',
      499: '{"time_local":"29/Nov/2026:12:55:46 +0000","remote_addr":"203.0.113.24","remote_user":"","request":"GET /reports/17?page=2 HTTP/1.1","status":499,"body_bytes_sent":0,"http_referer":"https://www.example.com/orders","http_user_agent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0","request_time":2.000}',
    },
  },
  {
    name: 'sentry-json-trace',
    title: 'JSON of the Sentry documentation with the ids of trace and span',
    source: 'https://docs.sentry.io/concepts/otlp/forwarding/sources/nginx/',
    directive: 'log_format json_combined escape=json\n    \'{"time_local":"$time_local","remote_addr":"$remote_addr","remote_user":"$remote_user",\'\n    \'"request":"$request","status":$status,"body_bytes_sent":$body_bytes_sent,\'\n    \'"http_referer":"$http_referer","http_user_agent":"$http_user_agent",\'\n    \'"request_time":$request_time,"trace_id":"$otel_trace_id","span_id":"$otel_span_id",\'\n    \'"trace_flags":"$otel_trace_flags"}\';',
    samples: {
      400: '{"time_local":"29/Nov/2026:12:55:43 +0000","remote_addr":"2001:db8::7:24","remote_user":"","request":"GET / HTTP/1.1","status":400,"body_bytes_sent":157,"http_referer":"","http_user_agent":"","request_time":0.000,"trace_id":"15032b24fefa5218a4ce16a85a2aa407","span_id":"","trace_flags":""}',
      499: '{"time_local":"29/Nov/2026:12:55:46 +0000","remote_addr":"203.0.113.24","remote_user":"","request":"GET /reports/17?page=2 HTTP/1.1","status":499,"body_bytes_sent":0,"http_referer":"https://www.example.com/orders","http_user_agent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0","request_time":2.000,"trace_id":"ddc0d8180984e763f8f267fe720eeb57","span_id":"00f067aa0ba902b7","trace_flags":"01"}',
    },
  },
  {
    name: 'splunk-kv',
    title: 'kv of the Splunk add-on for NGINX: name="value" pairs',
    source: 'https://docs.splunk.com/Documentation/AddOns/released/NGINX/Setupv2',
    directive: 'log_format kv\n    \'site="$server_name" server="$host" dest_port="$server_port" dest_ip="$server_addr" \'\n    \'src="$remote_addr" src_ip="$realip_remote_addr" user="$remote_user" \'\n    \'time_local="$time_local" protocol="$server_protocol" status="$status" \'\n    \'bytes_out="$bytes_sent" bytes_in="$upstream_bytes_received" \'\n    \'http_referer="$http_referer" http_user_agent="$http_user_agent" \'\n    \'nginx_version="$nginx_version" http_x_forwarded_for="$http_x_forwarded_for" \'\n    \'http_x_header="$http_x_header" uri_query="$query_string" uri_path="$uri" \'\n    \'http_method="$request_method" response_time="$upstream_response_time" \'\n    \'cookie="$http_cookie" request_time="$request_time" \'\n    \'category="$sent_http_content_type" https="$https"\';',
    samples: {
      400: 'site="_" server="_" dest_port="80" dest_ip="192.0.2.80" src="203.0.113.24" src_ip="203.0.113.24" user="-" time_local="29/Nov/2026:12:55:43 +0000" protocol="-" status="400" bytes_out="309" bytes_in="-" http_referer="-" http_user_agent="-" nginx_version="1.22.1" http_x_forwarded_for="-" http_x_header="-" uri_query="-" uri_path="-" http_method="-" response_time="-" cookie="-" request_time="0.000" category="text/html" https=""',
      499: 'site="www.example.com" server="www.example.com" dest_port="80" dest_ip="192.0.2.80" src="192.0.2.10" src_ip="192.0.2.10" user="-" time_local="29/Nov/2026:12:55:48 +0000" protocol="HTTP/1.1" status="499" bytes_out="0" bytes_in="0" http_referer="https://www.example.com/orders" http_user_agent="Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" nginx_version="1.22.1" http_x_forwarded_for="198.51.100.7" http_x_header="-" uri_query="page=2" uri_path="/reports/17" http_method="GET" response_time="2.001" cookie="-" request_time="2.001" category="-" https=""',
    },
  },
  {
    name: 'timed-combined',
    title: 'timed_combined of Lincoln Loop: combined, then request time, upstream time and pipelining',
    source: 'https://lincolnloop.com/insights/tracking-application-response-time-nginx/',
    directive: 'log_format timed_combined\n    \'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" $request_time $upstream_response_time $pipe\';',
    samples: {
      400: '198.51.100.7 - - [29/Nov/2026:12:55:43 +0000] "\\x03\\x00\\x00/*\\xE0\\x00\\x00\\x00\\x00\\x00Cookie: mstshash=Administr" 400 157 "-" "-" 0.001 - .',
      499: '203.0.113.24 - - [29/Nov/2026:12:55:50 +0000] "GET /orders/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" 2.000 0.000, 2.000 .',
    },
  },
  {
    name: 'upstream-time',
    title: 'The NGINX admin guide on response times: combined, then rt= uct= uht= urt= with no space before them',
    source: 'https://docs.nginx.com/nginx/admin-guide/monitoring/logging/',
    directive: 'log_format upstream_time\n    \'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent"\'\n    \'rt="$request_time" uct="$upstream_connect_time" \'\n    \'uht="$upstream_header_time" urt="$upstream_response_time"\';',
    samples: {
      400: '203.0.113.24 - - [29/Nov/2026:12:55:43 +0000] "\\x16\\x03\\x01\\x00m\\x01\\x00\\x00i\\x03\\x03K\\x0E!y|ZS\\x07w\\x10" 400 157 "-" "-"rt="0.000" uct="-" uht="-" urt="-"',
      499: '203.0.113.24 - - [29/Nov/2026:12:55:50 +0000] "GET /orders/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"rt="2.000" uct="-, 0.001" uht="-, -" urt="0.000, 2.000"',
    },
  },
  {
    name: 'wallarm',
    title: 'wallarm_combined of Wallarm: combined with the request id before the status, then facts about attacks and the mode',
    source: 'https://docs.wallarm.com/admin-en/configure-logging/',
    directive: 'log_format wallarm_combined\n    \'$remote_addr - $remote_user [$time_local] "$request" $request_id $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" $wallarm_request_cpu_time $wallarm_request_mono_time \'\n    \'$wallarm_serialized_size $wallarm_is_input_valid \'\n    \'$wallarm_attack_type $wallarm_attack_type_list \'\n    \'$wallarm_attack_point_list $wallarm_attack_stamp_list $wallarm_mode\';',
    samples: {
      400: '203.0.113.24 - - [29/Nov/2026:12:55:43 +0000] "\\x16\\x03\\x01\\x00m\\x01\\x00\\x00i\\x03\\x03K\\x0E!y|ZS\\x07w\\x10" 7b09806ddabd15df3c86470abcdc31ab 400 157 "-" "-" - - - - - - - - -',
      499: '203.0.113.24 - - [29/Nov/2026:12:55:46 +0000] "GET /reports/17?page=2 HTTP/1.1" ddc0d8180984e763f8f267fe720eeb57 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" - - - - - - - - -',
    },
  },
  {
    name: 'wallarm-old',
    title: 'wallarm_combined of older Wallarm, with fewer facts about attacks',
    source: 'https://docs.wallarm.com/admin-en/configure-logging/',
    directive: 'log_format wallarm_combined\n    \'$remote_addr - $remote_user [$time_local] "$request" $request_id $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" $wallarm_request_cpu_time $wallarm_request_mono_time \'\n    \'$wallarm_serialized_size $wallarm_is_input_valid \'\n    \'$wallarm_attack_type $wallarm_attack_type_list\';',
    samples: {
      400: '203.0.113.24 - - [29/Nov/2026:12:55:44 +0000] "GET /pric" 3cfacb1acd5ce0679ddd1eaaf8e16b8e 400 0 "-" "-" - - - - - -',
      499: '203.0.113.24 - - [29/Nov/2026:12:55:46 +0000] "GET /reports/17?page=2 HTTP/1.1" ddc0d8180984e763f8f267fe720eeb57 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" - - - - - -',
    },
  },
  {
    name: 'wordops',
    title: 'rt_cache of WordOps: rt_cache of EasyEngine, then the protocol',
    source: 'https://github.com/WordOps/WordOps/blob/06166d1385c90e0a20b0ff533926d32e9608a71e/wo/cli/templates/nginx-core.mustache',
    directive: 'log_format rt_cache\n    \'$remote_addr $upstream_response_time $upstream_cache_status [$time_local] \'\n    \'$http_host "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" "$server_protocol"\';',
    samples: {
      400: '2001:db8::7:24 - - [29/Nov/2026:12:55:43 +0000] - "GET / HTTP/1.1" 400 157 "-" "-" "HTTP/1.1"',
      499: '203.0.113.24 0.000, 2.000 - [29/Nov/2026:12:55:50 +0000] www.example.com "GET /orders/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" "HTTP/1.1"',
    },
  },
  {
    name: 'zabbix-nginx-stats',
    title: 'timed_combined of zabbix-nginx-stats: the host in place of a dash, then times and pipelining',
    source: 'https://github.com/hpoul/zabbix-nginx-stats/blob/83a2fe9794ce032ec6bb4c90b036ca05821936b0/README.md',
    directive: 'log_format timed_combined\n    \'$remote_addr $host $remote_user [$time_local]  "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" $request_time $upstream_response_time $pipe\';',
    samples: {
      400: '203.0.113.24 _ - [29/Nov/2026:12:55:43 +0000]  "\\x16\\x03\\x01\\x00m\\x01\\x00\\x00i\\x03\\x03K\\x0E!y|ZS\\x07w\\x10" 400 157 "-" "-" 0.000 - .',
      499: '203.0.113.24 www.example.com - [29/Nov/2026:12:55:46 +0000]  "GET /reports/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" 2.000 2.000 .',
    },
  },
  {
    name: 'zulip',
    title: 'combined_with_host_and_time of Zulip: combined, then host and request time',
    source: 'https://github.com/zulip/zulip/blob/4aab119d14e514e26a2158da5cc391a9c6920ddf/puppet/zulip/templates/nginx.conf.template.erb',
    directive: 'log_format combined_with_host_and_time\n    \'$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent \'\n    \'"$http_referer" "$http_user_agent" $host $request_time\';',
    samples: {
      400: '203.0.113.24 - - [29/Nov/2026:12:55:43 +0000] "\\x16\\x03\\x01\\x00m\\x01\\x00\\x00i\\x03\\x03K\\x0E!y|ZS\\x07w\\x10" 400 157 "-" "-" _ 0.000',
      499: '203.0.113.24 - - [29/Nov/2026:12:55:46 +0000] "GET /reports/17?page=2 HTTP/1.1" 499 0 "https://www.example.com/orders" "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0" www.example.com 2.000',
    },
  },
];
