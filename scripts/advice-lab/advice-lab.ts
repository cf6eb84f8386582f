// npm run test:advice: what logscan advises is tried on a real nginx.
//
// Each trial provokes a cause on an nginx of its own, looks for the cause in the log, does what the advice says (its very
// text, from the code), and provokes it again: the fault must be gone. Then nginx reads every block that an advice has. All trials run
// at the same time, in a network namespace where the system allows one, so that each client has an address of its own.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CAUSE_IDS } from '../../src/judge/catalogue.ts';
import { causeOf } from '../../src/judge/causes/index.ts';
import { ABORTED_TRIALS } from './aborts.ts';
import { printedBy } from './commands.ts';
import { must } from './must.ts';
import { REFUSED_TRIALS } from './refused.ts';
import { type Lab, Site } from './site.ts';
import { TLS_TRIALS } from './tls-trials.ts';
import type { Trial } from './trial.ts';
import { type Places, withBlock } from './conf.ts';
import type { Network } from '../nginx-lab/network.ts';
import { runLab, skip } from '../nginx-lab/run-lab.ts';
import { makeCertificates, type Nginx } from '../nginx-lab/servers.ts';

const COMMAND = 'test:advice';
const TRIALS: readonly Trial[] = [...REFUSED_TRIALS, ...TLS_TRIALS, ...ABORTED_TRIALS];

/** What is tried on a site of its own. */
interface Try {
  readonly name: string;
  readonly plan?: Trial['plan'];
  readonly play: (site: Site) => Promise<string>;
}

async function run(nginx: Nginx, network: Network): Promise<number> {
  const began = Date.now();
  const { printed: built } = await printedBy(nginx.path, ['-V']);
  if (!isBuilt(built, 'http_ssl')) return skip(COMMAND, 'nginx is built without http_ssl');
  const folder = mkdtempSync(join(tmpdir(), 'logscan-advice-'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  makeCertificates(folder);
  const authorities = ['client-authority', 'stranger'].map((name) => readFileSync(join(folder, `${name}.pem`), 'utf8'));
  writeFileSync(join(folder, 'authorities.pem'), authorities.join(''));
  const lab: Lab = { folder, nginx: nginx.path, network, processes: new Set() };
  process.once('exit', () => {
    for (const child of lab.processes) child.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  });
  const kept = TRIALS.filter(({ cause, needs = [] }) => {
    const missing = needs.filter((module) => !isBuilt(built, module));
    if (missing.length > 0) print(`skip  ${cause}: nginx is built without ${missing.join(', ')}`);
    return missing.length === 0;
  });
  const tries: Try[] = [
    ...kept.map((trial) => ({
      name: trial.cause,
      plan: trial.plan,
      play: async (site: Site) => await trial.run(site),
    })),
    { name: 'every block', play: takesBlocks },
  ];
  const first = await Promise.all(tries.map(async (one, i) => await failureOf(lab, one, i)));
  // Times are real, and many clients run at once: what failed among them is tried again alone.
  let failed = 0;
  for (const [i, one] of tries.entries()) {
    if (first[i] === undefined) continue;
    const failure = await failureOf(lab, one, tries.length + i);
    if (failure === undefined) continue;
    print(`FAIL  ${one.name}: ${failure}`);
    failed++;
  }
  const counts = `${tries.length - failed} trials passed, ${failed} failed, ${TRIALS.length - kept.length} skipped`;
  print(`${nginx.version}: ${counts} in ${Math.round((Date.now() - began) / 1000)} s`);
  return failed === 0 ? 0 : 1;
}

// Why a trial fails; undefined if it does not.
async function failureOf(lab: Lab, { name, plan, play }: Try, number: number): Promise<string | undefined> {
  try {
    print(`ok    ${name}: ${await onSite(lab, number, plan, play)}`);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function onSite(lab: Lab, number: number, plan: Trial['plan'], play: Try['play']): Promise<string> {
  const site = await Site.start(lab, number, plan);
  try {
    return await play(site);
  } finally {
    site.stop();
  }
}

// Asks `nginx -t` about each block that an advice has, in its context.
async function takesBlocks(site: Site): Promise<string> {
  const own = { ...site.places, server: ['listen @PLAIN;', 'listen @TLS ssl;', ...site.places.server] };
  let blocks = 0;
  for (const id of CAUSE_IDS) {
    const all = causeOf(id).blocks?.({}) ?? [];
    // The blocks of one cause belong together: a limit_req needs its zone.
    const zones = all.filter(({ context }) => context === 'http');
    for (const block of all) {
      const places = [...zones, block].reduce<Places>((sum, one) => withBlock(sum, one, false), own);
      const refusal = await site.refusalOf(places);
      must(refusal === '', `nginx does not take this block of ${id}: ${block.directives.join(' ')}\n${refusal}`);
      blocks++;
    }
  }
  const commands = CAUSE_IDS.flatMap((id) => causeOf(id).checks.map(({ command }) => command));
  for (const command of commands) {
    const { status, printed } = await printedBy('sh', ['-n', '-c', command]);
    must(status === 0, `sh does not take this command: ${command}\n${printed}`);
  }
  return `nginx -t takes the ${blocks} blocks that advice prints, and sh its ${commands.length} commands`;
}

function isBuilt(arguments_: string, module: string): boolean {
  return arguments_.includes(`--with-${module}_module`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

process.exitCode = await runLab(COMMAND, run);
