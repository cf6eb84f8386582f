// Starts and stops the servers of the lab: its folder, certificates, files, and two processes of nginx.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { filesFolderOf, innerConf, outerConf } from './configuration.ts';
import type { Stage } from './stage.ts';

/** Names of the certificates: of nginx, of the authority for clients, and of a client that it does not know. */
const CERTIFICATES: readonly string[] = ['server', 'client-authority', 'stranger'];
const STARTS_WITHIN_MS = 10_000;

/** The nginx of this machine. */
export interface Nginx {
  readonly path: string;
  /** As its pages name it: `nginx/1.22.1`. */
  readonly version: string;
}

/** The nginx of this machine; undefined if it has none. */
export function findNginx(): Nginx | undefined {
  // Users other than root have no /usr/sbin in their path.
  for (const path of ['nginx', '/usr/sbin/nginx']) {
    const { status, stderr } = spawnSync(path, ['-e', 'stderr', '-v'], { encoding: 'utf8' });
    const version = /^nginx version: (.+)$/m.exec(stderr ?? '')?.[1];
    if (status === 0 && version !== undefined) return { path, version };
  }
  return undefined;
}

/** Whether this machine has openssl, which makes the certificates. */
export function hasOpenssl(): boolean {
  return spawnSync('openssl', ['version']).status === 0;
}

/** Makes the certificates in a folder. @throws Error if openssl fails */
export function makeCertificates(folder: string): void {
  for (const name of CERTIFICATES) {
    const args = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=${name}.example`;
    const files = ['-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.pem`)];
    const { status, stderr, error } = spawnSync('openssl', [...args.split(' '), ...files], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`openssl: ${error?.message ?? stderr}`);
  }
}

/** A certificate of the folder, and its key. */
export function readCertificate(folder: string, name: string): { cert: Buffer; key: Buffer } {
  return { cert: readFileSync(join(folder, `${name}.pem`)), key: readFileSync(join(folder, `${name}.key`)) };
}

/** Running servers. */
export class Servers {
  readonly #stages: readonly Stage[];
  readonly #processes: ChildProcess[] = [];

  private constructor(stages: readonly Stage[]) {
    this.#stages = stages;
  }

  /** Starts the applications and both processes of nginx. @throws Error with the error log if nginx does not start */
  static async start(nginx: string, folder: string, stages: readonly Stage[]): Promise<Servers> {
    const servers = new Servers(stages);
    process.once('exit', () => servers.#kill());
    const ports = await Promise.all(stages.map(async ({ application }) => await application.start()));
    for (const stage of stages) writeFiles(stage, join(folder, filesFolderOf(stage)));
    writeFileSync(join(folder, 'inner.conf'), innerConf(stages, ports, folder));
    writeFileSync(join(folder, 'outer.conf'), outerConf(stages, folder));
    for (const name of ['inner', 'outer']) {
      mkdirSync(join(folder, `${name}.tmp`));
      const args = ['-p', folder, '-e', `${name}.error.log`, '-c', join(folder, `${name}.conf`)];
      servers.#processes.push(spawn(nginx, args, { stdio: 'ignore' }));
    }
    await Promise.all(['inner', 'outer'].map(async (name, i) => await listens(servers.#processes[i]!, folder, name)));
    return servers;
  }

  /** Stops everything; nginx has then written all its lines. */
  async stop(): Promise<void> {
    const ends = this.#processes.map(async (child) => {
      if (child.exitCode === null) await new Promise((resolve) => void child.once('exit', resolve));
    });
    this.#kill();
    await Promise.all(ends);
    for (const { application } of this.#stages) application.stop();
  }

  #kill(): void {
    for (const child of this.#processes) child.kill('SIGTERM');
  }
}

// Parts of pages are files, which nginx sends itself.
function writeFiles({ site, random }: Stage, root: string): void {
  mkdirSync(root, { recursive: true });
  for (const path of new Set(site.pages.flatMap(({ assets }) => assets))) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), 'x'.repeat(Math.round(random.lognormal(8000, 1))));
  }
}

// nginx writes its pid after it has bound its ports.
async function listens(child: ChildProcess, folder: string, name: string): Promise<void> {
  const end = Date.now() + STARTS_WITHIN_MS;
  while (!existsSync(join(folder, `${name}.pid`))) {
    if (child.exitCode !== null || Date.now() > end)
      throw new Error(`nginx does not start\n${readFileSync(join(folder, `${name}.error.log`), 'utf8')}`);
    await sleep(50);
  }
}
