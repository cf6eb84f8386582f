// A folder in which the commands of the pages run: logs and a configuration where the pages name them, and stand-ins for other machines.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { copyRepository } from './built-copy.ts';

/** What a block of shell commands did. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The calls of logscan: their exit codes. */
  readonly codes: readonly number[];
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const TIME = /\[(\d\d)\/(\w{3})\/(\d{4}):([\d:]{8}) -0500\]/g;
/** The formats of combined and of the format `mine` that the pages name. */
const COMBINED = /^(\S+) - (\S+) (\[.*?\]) (".*") (\d{3}) (\d+) (".*") (".*")$/gm;
const MINE = `log_format mine '$remote_addr $time_local $status "$request" $body_bytes_sent '
    '"$http_referer" "$http_user_agent"';`;

/** Prepares the folder, which is a built copy of the repository. The caller removes it. */
export function makeSandbox(): string {
  const root = copyRepository({ compiled: true });
  const thread = readFileSync('fixtures/logs/2008-thread.log', 'latin1');
  const log = endingAgo(thread, 60);
  const lines = log.trimEnd().split('\n');
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text, 'latin1');
  };
  for (const file of ['access.log', 'var/log/nginx/access.log', 'copied/access.log']) write(file, log);
  write('var/log/nginx/access.log.1', endingAgo(thread, 86_400));
  write('var/log/nginx/shop.log', `${lines.slice(1).join('\n')}\n`);
  // Servers behind a balancer: each has a part of the lines, which end with X-Forwarded-For.
  const forwarded = lines.map((line) =>
    line.replace(/^\S+(.*)/, (_, rest) => `10.0.0.5${rest} "${line.split(' ', 1)[0]}"`),
  );
  for (const server of [1, 2, 3])
    write(`web${server}/access.log`, `${forwarded.filter((_, index) => index % 3 === server - 1).join('\n')}\n`);
  write(
    'mine.log',
    log.replaceAll(COMBINED, (_, address, _user, time: string, request, status, size, referer, agent) => {
      return `${address} ${time.slice(1, -1)} ${status} ${request} ${size} ${referer} ${agent}`;
    }),
  );
  write(
    'apisix.log',
    `${
      readFileSync('src/formats/presets/apisix.conf', 'utf8')
        .match(/(?<=^# \d{3}: ).*$/gm)
        ?.join('\n') ?? ''
    }\n`,
  );
  write(
    'etc/nginx/nginx.conf',
    `http {\n  ${MINE}\n  server {\n    access_log ${root}/var/log/nginx/access.log;\n    access_log ${root}/var/log/nginx/shop.log;\n  }\n}\n`,
  );
  write('accepted.toml', '[[ignore]]\nreason = "known"\npath = "/search*"\n');
  for (const folder of ['var/lib/logscan', 'var/tmp']) mkdirSync(join(root, folder), { recursive: true });

  for (const [name, text] of Object.entries(standIns(root))) {
    write(`stand-ins/${name}`, `#!/bin/sh\n${text}\n`);
    chmodSync(join(root, 'stand-ins', name), 0o755);
  }
  return root;
}

/** Runs a block of commands of a page with bash, and stops at the first one that fails. */
export function runBlock(root: string, block: string): Ran {
  writeFileSync(join(root, 'codes'), '');
  const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', withPlaces(block, root)], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${join(root, 'stand-ins')}${delimiter}${process.env['PATH'] ?? ''}` },
    timeout: 60_000,
  });
  const codes = readFileSync(join(root, 'codes'), 'utf8').trim().split('\n').filter(Boolean).map(Number);
  return { status, stdout, stderr, codes };
}

// Files of the system are those of the sandbox, and the time of the deployment is one in the log.
function withPlaces(block: string, root: string): string {
  const deployed = new Date(Date.now() - 600_000).toISOString().slice(11, 16);
  return block.replaceAll('14:30', deployed).replaceAll(/(?<![\w.~])\/(?=(?:var|etc|tmp)\/)/g, `${root}/`);
}

// `-f` never ends by itself, and a condition of --fail-on may hold. Other exit codes than 0 are failures.
function standIns(root: string): Readonly<Record<string, string>> {
  const printLog = `exec cat '${root}/var/log/nginx/access.log'`;
  return {
    logscan: `
stop=
case " $* " in *' -f '*) stop='timeout --preserve-status -s INT 2' ;; esac
code=0
$stop node '${root}/bin/logscan.js' "$@" || code=$?
echo $code >>'${root}/codes'
case "$code $*" in
  '130 '*'-f '*|'10 '*'--fail-on '*) exit 0 ;;
esac
exit $code`,
    // Runs the command here.
    ssh: 'shift; exec "$@"',
    scp: 'exec cp "$1" .',
    nginx: `echo '# configuration file ${root}/etc/nginx/nginx.conf:'; exec cat '${root}/etc/nginx/nginx.conf'`,
    kubectl: printLog,
    docker: printLog,
    // Prints what is there, and does not wait for more.
    tail: 'shift; exec cat "$@"',
    // Packing and installing have tests of their own.
    npm: 'exit 0',
  };
}

// A log whose last line is so many seconds old.
function endingAgo(log: string, seconds: number): string {
  const secondsOf = (day: string, month: string, year: string, clock: string): number =>
    Date.parse(`${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${day}T${clock}-05:00`) / 1000;
  const times = [...log.matchAll(TIME)].map(([, day = '', month = '', year = '', clock = '']) =>
    secondsOf(day, month, year, clock),
  );
  const shift = Math.floor(Date.now() / 1000) - seconds - Math.max(...times);
  return log.replaceAll(TIME, (_, day: string, month: string, year: string, clock: string) => {
    const iso = new Date((secondsOf(day, month, year, clock) + shift) * 1000).toISOString();
    const [date = '', time = ''] = iso.split(/[T.]/);
    const [newYear, newMonth, newDay] = date.split('-');
    return `[${newDay}/${MONTHS[Number(newMonth) - 1]}/${newYear}:${time} +0000]`;
  });
}
