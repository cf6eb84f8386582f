// The nginx.conf of one site of the advice lab, with the blocks that an advice adds to it.
import type { ConfigBlock } from '../../src/judge/causes/cause.ts';

/** The directives of a site, by the place where they stand. The server of the site is `server`, the nginx in front of it `front`. */
export interface Places {
  readonly http: readonly string[];
  readonly server: readonly string[];
  readonly location: readonly string[];
  /** The location of the nginx in front; without directives there is none. */
  readonly front: readonly string[];
}

/** What nginx needs around the directives of a site. */
export interface Frame {
  /** An absolute path. */
  readonly folder: string;
  /** `address:port` of the nginx in front, and of the server that says which configuration runs. */
  readonly front: string;
  readonly control: string;
  /** The number of the configuration: each change has the next one. */
  readonly generation: number;
}

/** The fields by which logscan tells causes apart. */
const LOG_FORMAT =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" ' +
  'rt=$request_time urt=$upstream_response_time us=$upstream_status upstream_addr=$upstream_addr';

/** The values that a reader of an advice puts in. */
export interface OwnValues {
  /** Of the site, and of the certificates: absolute paths. */
  readonly folder: string;
  readonly certificates: string;
  /** The address of the server and of a client, and the ports of the server and of the application. */
  readonly host: string;
  readonly client: string;
  readonly plain: number;
  readonly tls: number;
  readonly application: number;
}

/** Puts the values of a site in the place of those of an example, and of names such as `@PLAIN`. */
export function withValues(places: Places, values: OwnValues): Places {
  const { folder, certificates, host, client, plain, tls, application } = values;
  const own: readonly (readonly [string, string])[] = [
    ['listen 80 ', `listen ${host}:${plain} `],
    ['listen 443 ssl', `listen ${host}:${tls} ssl`],
    ['https://10.0.0.2:443', `https://${host}:${tls}`],
    ['set_real_ip_from 10.0.0.0/8', `set_real_ip_from ${client}`],
    ['/etc/nginx/client-ca.pem', `${certificates}/authorities.pem`],
    ['/etc/nginx/example.com.pem', `${certificates}/server.pem`],
    ['/etc/nginx/example.com.key', `${certificates}/server.key`],
    ['/var/log/nginx', folder],
    ['@PLAIN', `${host}:${plain}`],
    ['@TLS', `${host}:${tls}`],
    ['@APPLICATION', `127.0.0.1:${application}`],
    ['@LOG', `${folder}/access.log`],
    ['@CERTIFICATES', certificates],
  ];
  const filled = (texts: readonly string[]): string[] =>
    texts.map((text) => own.reduce((all, [from, to]) => all.replaceAll(from, to), text));
  const { http, server, location, front } = places;
  return { http: filled(http), server: filled(server), location: filled(location), front: filled(front) };
}

/** The whole file. */
export function confOf({ http, server, location, front }: Places, frame: Frame): string {
  const { folder, generation } = frame;
  const user = process.getuid?.() === 0 ? 'user root;\n' : '';
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/tmp/${kind};`,
  );
  return `${user}daemon off;
worker_processes 1;
worker_shutdown_timeout 1s;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log info;
events { worker_connections 512; }
http {
log_format lab '${LOG_FORMAT}';
${[...temporary, ...http].join('\n')}
server { listen ${frame.control}; access_log off; return 200 ${generation}; }
server {
${server.join('\n')}
location / {
${location.join('\n')}
}
}
${front.length === 0 ? '' : `server { listen ${frame.front}; access_log off; location / {\n${front.join('\n')}\n} }`}
}
`;
}

/** Adds a block: its directives take the place of those with the same names. @param inFront it belongs in the nginx in front */
export function withBlock(places: Places, { context, directives }: ConfigBlock, inFront: boolean): Places {
  const place = inFront ? 'front' : context;
  const names = new Set(directives.map(nameOf));
  return { ...places, [place]: [...places[place].filter((one) => !names.has(nameOf(one))), ...directives] };
}

// Several locations may stand side by side.
function nameOf(directive: string): string {
  const [name = ''] = directive.split(' ');
  return name === 'location' ? directive : name;
}
