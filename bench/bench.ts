// npm run bench [-- --megabytes N] [--rounds N] [--large] [--write]: compares logscan with other installed programs on generated logs.
//
// In each round of a table, the programs run in turn. A figure is the median of the ratios of all rounds, with the least and the
// greatest ratio in parentheses.
// --large adds a log four times as large. --write puts the tables into docs/performance.md.
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { generateLog, type GeneratorOptions } from './generate.ts';
import { type Contender, isInstalled, race, ratios, type Run, type Spread, spread } from './measure.ts';
import { plotLinear } from './plot.ts';

const { values: flags } = parseArgs({
  options: {
    megabytes: { type: 'string', default: '1000' },
    rounds: { type: 'string', default: '5' },
    large: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const megabytes = Number(flags.megabytes);
const rounds = Number(flags.rounds);
const folder = join(tmpdir(), 'logscan-bench');
const PATTERN = "'\" (400|499) '";
const LOGSCAN = 'node bin/logscan.js';

type Options = Omit<GeneratorOptions, 'bytes' | 'seed' | 'linesPerSecond'>;

const NORMAL: Options = { clients: 200_000, hits: 0.02 };

async function makeLog(name: string, size: number, options: Options): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}-${size}.log`);
  if (existsSync(path) && statSync(path).size >= size * 1e6) return path;
  process.stderr.write(`writing ${path}\n`);
  await generateLog(path, { ...options, bytes: size * 1e6, seed: 1, linesPerSecond: 500 });
  return path;
}

function installed(contenders: readonly (Contender & { readonly program: string })[]): Contender[] {
  return contenders.filter(({ program }) => isInstalled(program));
}

const sections: string[] = [];

function say(text: string): void {
  process.stdout.write(`${text}\n`);
  sections.push(text);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  say([head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n'));
}

function three({ least, median, greatest }: Spread, digits = 2): string {
  return `${median.toFixed(digits)} (${least.toFixed(digits)} to ${greatest.toFixed(digits)})`;
}

function of(runs: ReadonlyMap<string, Run[]>, name: string): Run[] {
  return runs.get(name) ?? [];
}

function peak(runs: readonly Run[]): string {
  return `${spread(runs.map((run) => run.mebibytes)).greatest.toFixed(0)} MiB`;
}

async function against(log: string, size: number): Promise<void> {
  const peers = installed([
    { program: 'wc', name: 'wc -l', command: `wc -l ${log}` },
    { program: 'rg', name: 'rg -c', command: `rg -c ${PATTERN} ${log}` },
    { program: 'grep', name: 'grep -cE', command: `grep -cE ${PATTERN} ${log}` },
    { program: 'mawk', name: 'mawk', command: `mawk '$9==400||$9==499{n[$1]++} END{for(a in n)print a,n[a]}' ${log}` },
  ]);
  const runs = await race([{ name: 'logscan', command: `${LOGSCAN} ${log}` }, ...peers], rounds);
  say(`\nA log of ${size} MB, 2 % hits, 200,000 clients; the whole report:\n`);
  table(
    ['program', 'its seconds', "logscan's time / its time"],
    peers.map(({ name }) => [
      name,
      spread(of(runs, name).map((run) => run.seconds)).median.toFixed(2),
      three(ratios(of(runs, 'logscan'), of(runs, name))),
    ]),
  );
  const seconds = spread(of(runs, 'logscan').map((run) => run.seconds)).median;
  say(
    `\nlogscan: ${seconds.toFixed(2)} s, ${(size / seconds).toFixed(0)} MB/s, peak memory ${peak(of(runs, 'logscan'))}.`,
  );
}

async function againstAnalysers(): Promise<void> {
  const log = await makeLog('normal', 95, NORMAL);
  const peers = installed([
    {
      program: 'goaccess',
      name: 'GoAccess',
      command: `goaccess ${log} --log-format=COMBINED --no-progress -o ${join(folder, 'goaccess.json')}`,
    },
    {
      program: 'lnav',
      name: 'lnav, one SQL count',
      command: `lnav -n -c ';SELECT sc_status, count(*) FROM access_log GROUP BY sc_status' ${log}`,
    },
  ]);
  if (peers.length === 0) return;
  const runs = await race([{ name: 'logscan', command: `${LOGSCAN} ${log}` }, ...peers], Math.min(rounds, 5), false);
  say('\n500,000 lines (95 MB):\n');
  table(
    ['program', 'its seconds', "its time / logscan's time"],
    peers.map(({ name }) => [
      name,
      spread(of(runs, name).map((run) => run.seconds)).median.toFixed(1),
      three(ratios(of(runs, name), of(runs, 'logscan')), 1),
    ]),
  );
}

async function threads(log: string): Promise<void> {
  const counts = [1, 2, 4, 8].filter((count) => count <= availableParallelism());
  const runs = await race(
    counts.map((count) => ({ name: String(count), command: `${LOGSCAN} --jobs ${count} ${log}` })),
    rounds,
  );
  say(`\nThreads (this machine has ${availableParallelism()} processors):\n`);
  table(
    ['--jobs', 'seconds', 'speedup over one thread'],
    counts.map((count) => [
      String(count),
      spread(of(runs, String(count)).map((run) => run.seconds)).median.toFixed(2),
      three(ratios(of(runs, '1'), of(runs, String(count)))),
    ]),
  );
}

async function hardLogs(normal: string, size: number): Promise<void> {
  const part = Math.round(size / 5);
  const logs = {
    'a honeypot: 91 % hits': await makeLog('honeypot', part, { clients: 200_000, hits: 0.91 }),
    'every line is a 400 or 499 from another address': await makeLog('attack', part, {
      clients: 16_000_000,
      hits: 1,
      clientsBy: 'each',
    }),
    '2 million clients, half of them with hits': await makeLog('clients', Math.round(size * 0.4), {
      clients: 2_000_000,
      hits: 0.5,
      clientsBy: 'each',
    }),
  };
  const all = Object.entries({ normal, ...logs });
  const runs = await race(
    all.map(([name, log]) => ({ name, command: `${LOGSCAN} ${log}` })),
    Math.min(rounds, 3),
    false,
  );
  const perByte = (name: string, log: string): number =>
    spread(of(runs, name).map((run) => run.seconds)).median / statSync(log).size;
  say('\nHard logs:\n');
  table(
    ['log', 'MB', 'time per byte / that of the normal log', 'peak memory'],
    all.map(([name, log]) => [
      name,
      (statSync(log).size / 1e6).toFixed(0),
      (perByte(name, log) / perByte('normal', normal)).toFixed(1),
      peak(of(runs, name)),
    ]),
  );
}

async function packed(log: string, size: number): Promise<void> {
  const gz = `${log}.gz`;
  if (!existsSync(gz)) execFileSync('sh', ['-c', `gzip -1 -c ${log} > ${gz}`]);
  const runs = await race(
    [
      { name: 'logscan', command: `${LOGSCAN} ${gz}` },
      { name: 'gzip', command: `gzip -dc ${gz} | wc -l` },
    ],
    rounds,
  );
  say(
    `\ngzip, ${size} MB unpacked: ${three(ratios(of(runs, 'gzip'), of(runs, 'logscan')))} times the speed of \`gzip -dc FILE | wc -l\`.`,
  );
}

async function startup(): Promise<void> {
  const ten = await makeLog('normal', 10, NORMAL);
  const runs = await race(
    [
      { name: 'node', command: 'node -e 0' },
      { name: 'version', command: `${LOGSCAN} --version` },
      { name: '10 MB', command: `${LOGSCAN} ${ten}` },
    ],
    4 * rounds,
  );
  const beyond = of(runs, '10 MB').map((run, i) => run.seconds - (of(runs, 'node')[i]?.seconds ?? NaN));
  say(
    `\nStart: \`logscan --version\` takes ${three(ratios(of(runs, 'version'), of(runs, 'node')))} times as long as \`node -e 0\`; a log of 10 MB takes ${three(spread(beyond))} s longer than \`node -e 0\`.`,
  );
}

async function growth(size: number): Promise<void> {
  const sizes = [10, 30, 100, 300, size, ...(flags.large ? [4 * size] : [])].filter(
    (one) => one <= size || flags.large,
  );
  const points: { megabytes: number; seconds: number; mebibytes: number }[] = [];
  for (const one of sizes) {
    const log = await makeLog('normal', one, NORMAL);
    const runs = of(
      await race([{ name: 'logscan', command: `${LOGSCAN} ${log}` }], one > size ? 1 : 3, false),
      'logscan',
    );
    points.push({
      megabytes: one,
      seconds: spread(runs.map((run) => run.seconds)).median,
      mebibytes: spread(runs.map((run) => run.mebibytes)).greatest,
    });
  }
  say('\nGrowth:\n');
  table(
    ['MB', 'seconds', 'seconds per GB', 'peak memory'],
    points.map((point) => [
      String(point.megabytes),
      point.seconds.toFixed(2),
      ((point.seconds / point.megabytes) * 1000).toFixed(2),
      `${point.mebibytes.toFixed(0)} MiB`,
    ]),
  );
  if (flags.write) writeFileSync('docs/growth.svg', plotLinear(points));
}

function replaceBetween(path: string, text: string): void {
  const before = readFileSync(path, 'utf8');
  const after = before.replace(/(<!-- bench -->\n)[^]*?(<!-- \/bench -->)/, (_, open: string, close: string) => {
    return `${open}\n${text.trim()}\n\n${close}`;
  });
  if (after === before)
    process.stderr.write(`${path}: nothing changed; it may lack the marks <!-- bench --> and <!-- /bench -->\n`);
  writeFileSync(path, after);
}

const log = await makeLog('normal', megabytes, NORMAL);
const parts: Readonly<Record<string, () => Promise<void>>> = {
  against: () => against(log, megabytes),
  analysers: againstAnalysers,
  threads: () => threads(log),
  hard: () => hardLogs(log, megabytes),
  gzip: () => packed(log, megabytes),
  startup,
  growth: () => growth(megabytes),
};
for (const [name, part] of Object.entries(parts)) {
  if (flags.only === undefined || flags.only.split(',').includes(name)) await part();
}
if (flags.write) replaceBetween('docs/performance.md', sections.join('\n'));
