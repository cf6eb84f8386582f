// Which servers of a configuration may have served a request, by its host and by the addresses that they listen on.
import type { Blocks } from './configuration.ts';
import { type Context, listensOf, serverOf, settingIn } from './contexts.ts';

/** How many hosts of a log are remembered. */
const HOSTS_KEPT = 1000;
/** DNS knows no longer name (RFC 1035), so no wildcard is looked for in one. */
const MOST_CHARACTERS = 253;

/** The blocks of a log, by server. */
export class LogServers {
  readonly #all: Blocks;
  /** Server names in lower case: `shop.example.com`, `.example.com` for `*.example.com`, `shop.` for `shop.*`. */
  readonly #byName = new Map<string, Set<Context>>();
  readonly #contextsOf = new Map<Context, Context[]>();
  readonly #defaults: DefaultServers;
  readonly #byHost = new Map<string, Blocks>();
  readonly #byPort = new Map<number, Blocks>();
  readonly #listening = new Map<number, Set<Context>>();
  readonly #blocks = new Map<string, Blocks>();
  readonly #numbers = new Map<Context, number>();

  /**
   * @param contexts the blocks whose requests are in the log
   * @param defaults the default servers of the whole configuration
   */
  constructor(contexts: readonly Context[], defaults: DefaultServers) {
    this.#defaults = defaults;
    for (const context of contexts) {
      const server = serverOf(context);
      if (server === undefined) continue;
      const known = this.#contextsOf.get(server);
      if (known === undefined) this.#contextsOf.set(server, [context]);
      else known.push(context);
    }
    for (const server of this.#contextsOf.keys()) {
      this.#numbers.set(server, this.#numbers.size);
      for (const name of namesOf(server)) addTo(this.#byName, name, server);
      for (const port of portsOf(server)) addTo(this.#listening, port, server);
    }
    this.#all = this.#blocksOf([...this.#contextsOf.keys()]);
  }

  /**
   * The blocks of the servers that a host leads to: by its exact name, then by the longest wildcard, as nginx chooses
   * (`ngx_http_find_virtual_server`). Expressions are not tried, so without a name all servers are possible.
   * @param host `$host` or `$server_name`; undefined if the line has none
   * @param port `$server_port`; undefined if the line has none
   */
  blocksOf(host: string | undefined, port?: number): Blocks {
    if (host === undefined && port === undefined) return this.#all;
    const key = `${port ?? ''} ${host ?? ''}`;
    const known = this.#byHost.get(key);
    if (known !== undefined) return known;
    const named = host === undefined ? undefined : this.#named(host.toLowerCase());
    // A client may send any host, so the answer for those without a server is made once.
    const blocks = named === undefined ? this.#onPort(port) : this.#choose([...named], port);
    if (this.#byHost.size >= HOSTS_KEPT) this.#byHost.clear();
    this.#byHost.set(key, blocks);
    return blocks;
  }

  // All servers that listen on a port.
  #onPort(port: number | undefined): Blocks {
    if (port === undefined) return this.#all;
    const servers = this.#listening.get(port);
    if (servers === undefined) return this.#all;
    let blocks = this.#byPort.get(port);
    if (blocks === undefined) this.#byPort.set(port, (blocks = this.#blocksOf([...servers])));
    return blocks;
  }

  #choose(servers: readonly Context[], port: number | undefined): Blocks {
    const listening = port === undefined ? undefined : this.#listening.get(port);
    const onPort = servers.filter((server) => listening?.has(server) === true);
    return this.#blocksOf(onPort.length === 0 ? servers : onPort);
  }

  #named(host: string): ReadonlySet<Context> | undefined {
    // The port of $http_host.
    const name = host.replace(/:\d{1,5}$/, '');
    const exact = this.#byName.get(name);
    if (exact !== undefined) return exact;
    if (name.length > MOST_CHARACTERS) return undefined;
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      const found = this.#byName.get(name.slice(dot));
      if (found !== undefined) return found;
    }
    for (let dot = name.lastIndexOf('.'); dot >= 0; dot = dot === 0 ? -1 : name.lastIndexOf('.', dot - 1)) {
      const found = this.#byName.get(name.slice(0, dot + 1));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #blocksOf(servers: readonly Context[]): Blocks {
    const key = servers.map((server) => this.#numbers.get(server)).join(' ');
    const known = this.#blocks.get(key);
    if (known !== undefined) return known;
    const contexts = servers.flatMap((server) => this.#contextsOf.get(server) ?? []);
    const defaultServers = [...new Set(servers.flatMap((server) => this.#defaults.of(server)))];
    const blocks: Blocks = {
      contexts,
      defaultServers: defaultServers.filter((server) => !servers.includes(server)),
      hasTlsPort: servers.some((server) => this.#defaults.isTls(server)),
    };
    this.#blocks.set(key, blocks);
    return blocks;
  }
}

/** The default server of each address: the server with `default_server`, or the first one. */
export class DefaultServers {
  readonly #byAddress = new Map<string, Context>();
  readonly #tls = new Set<string>();

  /** @param main the context `main` of the configuration */
  constructor(main: Context) {
    const servers = main.children.filter(({ kind }) => kind === 'http').flatMap(({ children }) => children);
    const named = new Set<string>();
    for (const server of servers.filter(({ kind }) => kind === 'server')) {
      for (const { address, directive, ssl } of listensOf(server)) {
        const key = fullAddress(address);
        if (ssl) this.#tls.add(key);
        const isNamed = directive?.args.some((one) => one === 'default_server' || one === 'default') === true;
        if (!this.#byAddress.has(key) || (isNamed && !named.has(key))) this.#byAddress.set(key, server);
        if (isNamed) named.add(key);
      }
    }
  }

  /** Whether one of the addresses of a server has TLS. */
  isTls(server: Context): boolean {
    return listensOf(server).some(({ address }) => this.#tls.has(fullAddress(address)));
  }

  /** The default servers of the addresses that a server listens on. */
  of(server: Context): readonly Context[] {
    return listensOf(server).flatMap(({ address }) => this.#byAddress.get(fullAddress(address)) ?? []);
  }
}

// `80`, `*:80` and `0.0.0.0:80` are one address (`ngx_parse_url`).
function fullAddress(address: string): string {
  if (address.startsWith('unix:')) return address;
  if (/^\d+$/.test(address)) return `*:${address}`;
  const withPort = /:\d+$/.test(address) ? address : `${address}:80`;
  return withPort.replace(/^0\.0\.0\.0:/, '*:');
}

function addTo<Key>(sets: Map<Key, Set<Context>>, key: Key, server: Context): void {
  const known = sets.get(key);
  if (known === undefined) sets.set(key, new Set([server]));
  else known.add(server);
}

// The ports of the addresses that a server listens on.
function portsOf(server: Context): number[] {
  return listensOf(server).flatMap(({ address }) => {
    const [, port] = /:(\d{1,5})$/.exec(fullAddress(address)) ?? [];
    return port === undefined || address.startsWith('unix:') ? [] : [Number(port)];
  });
}

// The names that `server_name` gives, and as `$server_name` logs them.
function namesOf(server: Context): string[] {
  return settingIn(server, 'server_name').values.flatMap(({ args }) =>
    args.flatMap((word) => {
      const name = word.toLowerCase();
      if (name.startsWith('*.')) return [name, name.slice(1)];
      if (name.startsWith('.')) return [name, name.slice(1)];
      if (name.endsWith('.*')) return [name, name.slice(0, -1)];
      return name === '' ? [] : [name];
    }),
  );
}
