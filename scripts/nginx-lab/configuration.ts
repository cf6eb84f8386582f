// The nginx.conf of the lab: one nginx with a server for each stage, and one that stands in front of it as balancers.
import { AUTH_PATH } from './application.ts';
import type { Network } from './network.ts';
import { BALANCER_LIMIT_SECONDS, BALANCERS, type Stage } from './stage.ts';

/** A path that nginx itself answers with 400. */
export const CONFIGURED_PATH = '/old-api';
/** Requests a second that a stage with limit_req lets pass, for each client. */
const PASSED_A_SECOND = 8;
/** The tail of the extended format: the same as that of the drawn worlds. */
const EXTENDED_TAIL =
  'rt=$request_time urt=$upstream_response_time us=$upstream_status conn=$connection creq=$connection_requests rlen=$request_length';
const COMBINED =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';

/** The files that nginx writes for a stage. */
export interface LogFiles {
  readonly combined: string;
  readonly extended: string;
  /** For each line its client, port and key, in the same order. */
  readonly keys: string;
}

/** Where the logs of a stage are, relative to the folder of the lab. */
export function logFilesOf({ plan }: Stage): LogFiles {
  const { name } = plan;
  return { combined: `${name}/access.log`, extended: `${name}/access.ext.log`, keys: `${name}/keys.log` };
}

/** Where the files of a stage's site are, relative to the folder of the lab. */
export function filesFolderOf({ plan }: Stage): string {
  return `${plan.name}/files`;
}

/** The configuration of the nginx whose logs are scored. @param ports of the applications, in the order of the stages */
export function innerConf(stages: readonly Stage[], ports: readonly number[], folder: string): string {
  return page(
    'inner',
    folder,
    `
  log_format extended '${COMBINED} ${EXTENDED_TAIL}';
  log_format forwarded '${COMBINED} ${EXTENDED_TAIL} xff="$http_x_forwarded_for"';
  log_format keys '$remote_addr|$remote_port $http_x_lab';
  limit_req_zone $binary_remote_addr zone=each:1m rate=${PASSED_A_SECOND}r/s;
  client_max_body_size 10m;
  ssl_certificate server.pem;
  ssl_certificate_key server.key;
${stages.map((stage, i) => serversOf(stage, ports[i]!)).join('')}`,
  );
}

/** The configuration of the balancers in front of it. */
export function outerConf(stages: readonly Stage[], folder: string): string {
  return page(
    'outer',
    folder,
    stages
      .filter(({ ports }) => ports.balancers.length > 0)
      .map(balancersOf)
      .join(''),
  );
}

function page(name: string, folder: string, http: string): string {
  const user = process.getuid?.() === 0 ? 'user root;\n' : '';
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `  ${kind}_temp_path ${folder}/${name}.tmp/${kind};\n`,
  );
  return `${user}daemon off;
worker_processes 1;
pid ${folder}/${name}.pid;
error_log ${folder}/${name}.error.log info;
events { worker_connections 2048; }
http {
${places.join('')}  access_log off;
  default_type text/html;
  proxy_http_version 1.1;
  proxy_set_header Connection "";
${http}}
`;
}

function serversOf(stage: Stage, port: number): string {
  const { plain, second, tls, certified } = stage.ports;
  const { network } = stage;
  const logs = logFilesOf(stage);
  const body = `    server_name _;
    root ${filesFolderOf(stage)};
    access_log ${logs.combined} combined;
    access_log ${logs.extended} ${stage.plan.isBalanced === true ? 'forwarded' : 'extended'};
    access_log ${logs.keys} keys;
    location / {${stage.plan.isHeld === true ? ' limit_req zone=each burst=200;' : ''} try_files $uri @application; }
    location @application { proxy_pass http://127.0.0.1:${port}; }
    location = ${CONFIGURED_PATH} { return 400; }
${stage.plan.isHeld === true ? authOf(stage, port) : ''}`;
  return `  server {
${listen(network, plain)}${listen(network, second)}${listen(network, tls, ' ssl http2')}${body}  }
  server {
${listen(network, certified, ' ssl')}    ssl_client_certificate client-authority.pem;
    ssl_verify_client on;
${body}  }
`;
}

function listen({ servers }: Network, port: number, how = ''): string {
  const places = servers.map((address) => `${address.includes(':') ? `[${address}]` : address}:${port}`);
  return places.map((place) => `    listen ${place}${how};\n`).join('');
}

function authOf({ site }: Stage, port: number): string {
  const guarded = [...new Set(site.api)].map(
    (path) => `    location = ${path} { auth_request ${AUTH_PATH}; proxy_pass http://127.0.0.1:${port}; }\n`,
  );
  return `${guarded.join('')}    location = ${AUTH_PATH} {
      internal;
      proxy_pass http://127.0.0.1:${port};
      proxy_pass_request_body off;
      proxy_set_header Content-Length "";
    }
`;
}

function balancersOf({ plan, ports, network }: Stage): string {
  const [server = ''] = network.servers;
  const upstream = `  upstream ${plan.name} {
    # Two entrances of the same nginx, so that a second try goes to another server.
    server ${server}:${ports.plain} max_fails=0;
    server ${server}:${ports.second} max_fails=0;
    keepalive 16;
  }
`;
  const servers = ports.balancers.map(
    (port, i) => `  server {
${listen(network, port)}    location / {
      proxy_pass http://${plan.name};
      proxy_bind ${network.localFor(BALANCERS[i]!)};
      proxy_read_timeout ${BALANCER_LIMIT_SECONDS}s;
      proxy_next_upstream error timeout;
      proxy_next_upstream_tries 2;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
  }
`,
  );
  return upstream + servers.join('');
}
