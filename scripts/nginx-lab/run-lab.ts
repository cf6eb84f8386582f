// Runs a lab with the nginx of this machine, in a network namespace if the system allows one.
import { bindsLoopback, isInside, loopbackNetwork, type Network, ownNetwork, runInside } from './network.ts';
import { findNginx, hasOpenssl, type Nginx } from './servers.ts';

/**
 * Runs a lab, or says why it is skipped. Returns the exit code.
 * @param command the command of package.json that runs it
 */
export async function runLab(
  command: string,
  run: (nginx: Nginx, network: Network) => Promise<number>,
): Promise<number> {
  const nginx = findNginx();
  if (nginx === undefined) return skip(command, 'nginx is not installed');
  if (!hasOpenssl()) return skip(command, 'openssl is not installed');
  if (isInside()) return await run(nginx, ownNetwork());
  const status = await runInside();
  if (status !== undefined) return status;
  if (!(await bindsLoopback()))
    return skip(command, 'there are no network namespaces here, and 127.0.0.0/8 has one address');
  return await run(nginx, loopbackNetwork());
}

/** Says why a lab is skipped. Returns the exit code. */
export function skip(command: string, why: string): number {
  process.stdout.write(`skip  ${command}: ${why}\n`);
  return 0;
}
