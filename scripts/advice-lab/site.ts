// A site of the advice lab: an nginx of its own that writes a log, takes the blocks of an advice, and reloads.
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { scan } from '../../src/index.ts';
import type { CauseId } from '../../src/judge/catalogue.ts';
import type { ConfigBlock } from '../../src/judge/causes/cause.ts';
import { causeOf } from '../../src/judge/causes/index.ts';
import { Application } from '../nginx-lab/application.ts';
import type { Network } from '../nginx-lab/network.ts';
import { canRun, type Printed, printedBy } from './commands.ts';
import { must } from './must.ts';
import { confOf, type Places, withBlock, withValues } from './conf.ts';

/** The ports of a site. */
export interface Ports {
  readonly plain: number;
  readonly tls: number;
  readonly front: number;
  readonly control: number;
}

/** What all sites share. */
export interface Lab {
  /** An absolute path; it has the certificates. */
  readonly folder: string;
  readonly nginx: string;
  readonly network: Network;
  /** The processes of nginx, which end with the program. */
  readonly processes: Set<ChildProcess>;
}

/** What a site begins with. A text may name `@PLAIN`, `@TLS`, `@APPLICATION`, `@LOG` and `@CERTIFICATES`. */
export type SitePlan = Partial<Places>;

const FIRST_PORT = 21_000;
const PORTS_A_SITE = 10;
const WAITS_MS = 5000;
const POLL_MS = 25;

/** A running site. */
export class Site {
  readonly lab: Lab;
  readonly ports: Ports;
  readonly application = new Application();
  readonly #folder: string;
  #places: Places;
  #applicationPort = 0;
  #generation = 1;
  #server: ChildProcess | undefined;

  private constructor(lab: Lab, number: number, { http = [], server = [], location = [], front = [] }: SitePlan) {
    const first = FIRST_PORT + number * PORTS_A_SITE;
    this.lab = lab;
    this.ports = { plain: first, tls: first + 1, front: first + 2, control: first + 3 };
    this.#folder = join(lab.folder, `site${number}`);
    this.#places = {
      http: [
        'access_log @LOG lab;',
        'ssl_certificate @CERTIFICATES/server.pem;',
        'ssl_certificate_key @CERTIFICATES/server.key;',
        ...http,
      ],
      server: ['server_name example.com;', ...server],
      location: location.length === 0 ? ['proxy_pass http://@APPLICATION;'] : location,
      front,
    };
  }

  /** Starts a site. @param number each site has its own @throws Error if nginx does not start */
  static async start(lab: Lab, number: number, plan: SitePlan = {}): Promise<Site> {
    const site = new Site(lab, number, plan);
    for (const folder of [site.#folder, join(site.#folder, 'tmp'), join(site.#folder, 'bin')]) mkdirSync(folder);
    site.#applicationPort = await site.application.start();
    site.#writeTools();
    writeFileSync(site.#conf, site.#text(site.#places));
    site.#server = spawn(lab.nginx, site.#args(), { stdio: 'ignore' });
    lab.processes.add(site.#server);
    try {
      await site.#runs();
    } catch (error) {
      site.stop();
      throw error;
    }
    return site;
  }

  /** Stops it. */
  stop(): void {
    this.#server?.kill('SIGTERM');
    this.application.stop();
  }

  /** The address of the server. */
  get host(): string {
    return this.lab.network.serverFor('192.0.2.1');
  }

  /** Adds blocks to the configuration, as their text stands, and reloads. @param inFront they belong in the nginx in front */
  async apply(blocks: readonly ConfigBlock[], inFront = false): Promise<void> {
    const places = blocks.reduce((all, block) => withBlock(all, block, inFront), this.#places);
    await this.change(places);
  }

  /** Changes some places of the configuration, and reloads. */
  async change(places: Partial<Places>): Promise<void> {
    this.#places = { ...this.#places, ...places };
    this.#generation++;
    writeFileSync(this.#conf, this.#text(this.#places));
    const { status, printed } = await this.#nginx('-t');
    must(status === 0, `nginx does not take it: ${printed}`);
    const workers = this.#workers();
    this.#server!.kill('SIGHUP');
    await this.#runs();
    const end = Date.now() + WAITS_MS;
    while (workers.some((one) => this.#workers().includes(one)) && Date.now() < end) await sleep(POLL_MS);
  }

  /** What `nginx -t` says of these places; empty if it takes them. */
  async refusalOf(places: Partial<Places>): Promise<string> {
    writeFileSync(this.#conf, this.#text({ ...this.#places, ...places }));
    const { status, printed } = await this.#nginx('-t');
    return status === 0 ? '' : printed;
  }

  /** The places as they are. */
  get places(): Places {
    return this.#places;
  }

  /** The lines of its log. */
  lines(): readonly string[] {
    const text = existsSync(this.#log) ? readFileSync(this.#log, 'latin1') : '';
    return this.lab.network.restored(text).split('\n').slice(0, -1);
  }

  /** Waits for a line of the log that matches. @throws Error if there is none within some seconds */
  async line(pattern: RegExp): Promise<string> {
    const end = Date.now() + WAITS_MS;
    for (;;) {
      const line = this.lines().find((one) => pattern.test(one));
      if (line !== undefined) return line;
      must(Date.now() < end, `nginx wrote no line like ${pattern.source}:\n${this.lines().join('\n')}`);
      await sleep(POLL_MS);
    }
  }

  /** logscan must name this cause for a line that matches. @throws Error if it names another one */
  async explains(cause: CauseId, pattern: RegExp): Promise<void> {
    await this.line(pattern);
    const lines = this.lines();
    const named: string[] = [];
    await scan(
      { text: lines.map((line) => `${line}\n`).join('') },
      { onFinding: (one) => void (pattern.test(lines[one.line - 1] ?? '') && named.push(one.cause)) },
    );
    must(named.includes(cause), `logscan names ${named.join(', ') || 'no cause'}, not ${cause}:\n${lines.join('\n')}`);
  }

  /** All bytes of an answer, as latin1. @param port of this site */
  async rawAnswer(request: string, port: number): Promise<string> {
    return await new Promise((resolve) => {
      let text = '';
      const socket = connect({ host: this.host, port }, () => void socket.write(request));
      socket.setEncoding('latin1');
      socket.on('data', (part: string) => void (text += part));
      socket.on('error', () => {});
      socket.on('close', () => resolve(text));
    });
  }

  /** Runs the checks of a cause, word for word; returns what they print. @throws Error for one that fails */
  async check(cause: CauseId): Promise<string> {
    const { PATH = '' } = process.env;
    const env = { ...process.env, PATH: `${join(this.#folder, 'bin')}:${PATH}:/usr/sbin`, CURL_HOME: this.#folder };
    const all: string[] = [];
    for (const { command } of causeOf(cause).checks) {
      if (!(await canRun(command))) continue;
      // Only curl can be told where example.com is.
      const { plain, tls } = this.ports;
      const own = command.replace('nc -N example.com 80', `nc -N ${this.host} ${plain}`);
      const here = own.replace('-connect example.com:443', `-connect ${this.host}:${tls}`);
      const { status, printed } = await printedBy('sh', ['-c', here], { cwd: this.#folder, env });
      must(status === 0 && printed !== '', `this check fails (${status}): ${command}\n${printed}`);
      all.push(printed);
    }
    return all.join('\n');
  }

  get #conf(): string {
    return join(this.#folder, 'nginx.conf');
  }

  get #log(): string {
    return join(this.#folder, 'access.log');
  }

  #args(): readonly string[] {
    return ['-p', this.#folder, '-e', join(this.#folder, 'error.log'), '-c', this.#conf];
  }

  async #nginx(option: string): Promise<Printed> {
    return await printedBy(this.lab.nginx, [...this.#args(), option]);
  }

  // The process ids of the workers, on Linux.
  #workers(): readonly string[] {
    const file = `/proc/${this.#server!.pid}/task/${this.#server!.pid}/children`;
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ') : [];
  }

  #text(places: Places): string {
    const { front, control } = this.ports;
    const { host } = this;
    const filled = withValues(places, {
      folder: this.#folder,
      certificates: this.lab.folder,
      host,
      client: this.lab.network.localFor('192.0.2.1'),
      plain: this.ports.plain,
      tls: this.ports.tls,
      application: this.#applicationPort,
    });
    const frame = { folder: this.#folder, front: `${host}:${front}`, control: `127.0.0.1:${control}` };
    return confOf(filled, { ...frame, generation: this.#generation });
  }

  // The nginx of the checks reads the configuration of the site, and curl finds example.com there.
  #writeTools(): void {
    const script = join(this.#folder, 'bin', 'nginx');
    // Without this path the script would call itself.
    const path = `${process.env['PATH'] ?? ''}:/usr/sbin`;
    writeFileSync(script, `#!/bin/sh\nPATH='${path}'\nexec ${this.lab.nginx} ${this.#args().join(' ')} "$@"\n`);
    chmodSync(script, 0o755);
    const { plain, tls } = this.ports;
    const to = (from: string, port: number): string => `connect-to = "${from}:${this.host}:${port}"\n`;
    writeFileSync(
      join(this.#folder, '.curlrc'),
      `insecure\nnoproxy = "*"\nmax-time = 5\n${to('example.com:80', plain)}${to('example.com:443', tls)}`,
    );
    for (const name of ['client.pem', 'client.key', 'client-ca.pem']) {
      const from = name.replace('client.', 'stranger.').replace('client-ca', 'authorities');
      copyFileSync(join(this.lab.folder, from), join(this.#folder, name));
    }
  }

  async #runs(): Promise<void> {
    const end = Date.now() + WAITS_MS;
    while ((await this.#answeringGeneration()) !== String(this.#generation)) {
      must(Date.now() < end && this.#server?.exitCode === null, `nginx does not run\n${this.#errors()}`);
      await sleep(POLL_MS);
    }
  }

  #errors(): string {
    const file = join(this.#folder, 'error.log');
    return existsSync(file) ? readFileSync(file, 'latin1').slice(-2000) : '';
  }

  async #answeringGeneration(): Promise<string> {
    return await new Promise((resolve) => {
      const request = get({ host: '127.0.0.1', port: this.ports.control, agent: false }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (part: string) => void (text += part));
        answer.on('end', () => resolve(text));
      });
      request.on('error', () => resolve(''));
    });
  }
}
