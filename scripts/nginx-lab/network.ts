// The network of the lab: many client addresses on the loopback device, in a namespace of their own where that is allowed.
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** Where nginx listens, and how an address of a client is bound on this machine. */
export interface Network {
  /** The addresses of the servers, IPv6 only in a namespace. */
  readonly servers: readonly string[];
  /** The address to connect to from a client's address. */
  serverFor(address: string): string;
  /** The local address that stands for a client's address. */
  localFor(address: string): string;
  /** The text of a log with the addresses of the clients. */
  restored(text: string): string;
}

/** Set in the process that runs inside the namespace. */
const INSIDE = 'LOGSCAN_NGINX_LAB_NAMESPACE';
/** Documentation and benchmark addresses of clients (RFC 5737, RFC 2544), and private ones of proxies and monitors. */
const RANGES: readonly string[] = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '198.18.0.0/15', '10.0.0.0/8'];
const SERVER = '10.255.0.1';
const LOOPBACK_SERVER = '127.78.0.1';
const SERVER_V6 = '2001:db8:ffff::1';

/** Whether this process runs inside the namespace. */
export function isInside(): boolean {
  return process.env[INSIDE] !== undefined;
}

/** Runs this program again in a network namespace; undefined where the system refuses one. Otherwise its exit code. */
export async function runInside(): Promise<number | undefined> {
  if (process.platform !== 'linux' || spawnSync('unshare', ['-n', 'ip', 'link', 'set', 'lo', 'up']).status !== 0)
    return undefined;
  const [program = '', ...args] = process.argv;
  const child = spawn('unshare', ['-n', program, ...args], {
    stdio: 'inherit',
    env: { ...process.env, [INSIDE]: '1' },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal));
  return await new Promise((resolve) => void child.once('exit', (status) => resolve(status ?? 1)));
}

/** Gives the loopback device of the namespace all addresses. @throws Error if ip(8) refuses */
export function ownNetwork(): Network {
  ip('link', 'set', 'lo', 'up');
  for (const range of RANGES) ip('addr', 'add', range, 'dev', 'lo');
  // With a local route and this setting, a socket can be bound to each of these addresses.
  writeFileSync('/proc/sys/net/ipv6/ip_nonlocal_bind', '1');
  ip('-6', 'route', 'add', 'local', '2001:db8::/32', 'dev', 'lo');
  return {
    servers: [SERVER, SERVER_V6],
    serverFor: (address) => (address.includes(':') ? SERVER_V6 : SERVER),
    localFor: (address) => address,
    restored: (text) => text,
  };
}

/**
 * A network without a namespace: each client has an address of 127.0.0.0/8, which the logs show as the documentation address that it
 * stands for.
 */
export function loopbackNetwork(): Network {
  const locals = new Map<string, string>();
  const addresses = new Map<string, string>();
  return {
    servers: [LOOPBACK_SERVER],
    serverFor: () => LOOPBACK_SERVER,
    localFor(address) {
      const known = locals.get(address);
      if (known !== undefined) return known;
      const number = locals.size + 1;
      const local = `127.77.${number >>> 8}.${number & 255}`;
      locals.set(address, local);
      addresses.set(local, address);
      return local;
    },
    restored: (text) => text.replaceAll(/127\.77\.\d{1,3}\.\d{1,3}/g, (local) => addresses.get(local) ?? local),
  };
}

/** Whether a socket can be bound to any address of 127.0.0.0/8, as on Linux. */
export async function bindsLoopback(): Promise<boolean> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(0, '127.77.0.1', () => server.close(() => resolve(true)));
  });
}

function ip(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('ip', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr}`);
}
