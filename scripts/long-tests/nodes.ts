// npm run test:nodes -- [TEST-PATH …]: runs the tests on each supported version of Node, and checks the message on older ones.
//
// Each version of Node is installed from the npm package `node` into build/nodes. The script prints one line for each version; the exit
// code is 1 if a version fails. A whole run takes as long as one `npm test` for each supported version.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { delimiter, dirname, resolve } from 'node:path';

const FOLDER = 'build/nodes';
const SUPPORTED = [20, 22, 24, 26];
/** On each of these versions, logscan must end with one sentence. Debian 12 and Ubuntu 24.04 ship Node 18. */
const TOO_OLD = [12, 14, 16, 18];
const SAMPLE = 'fixtures/logs/2008-thread.log';
const LINES_SHOWN = 40;

interface Outcome {
  readonly isGood: boolean;
  /** What is printed after the version. */
  readonly says: string;
  /** Output of the tests, printed if they fail. */
  readonly output?: string;
}

function install(versions: readonly number[]): void {
  mkdirSync(FOLDER, { recursive: true });
  const packages = versions.map((version) => `node-${version}@npm:node@${version}`);
  execFileSync('npm', ['install', '--prefix', FOLDER, '--no-save', '--no-audit', '--no-fund', ...packages], {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
}

function binaryOf(version: number): string {
  return resolve(FOLDER, `node_modules/node-${version}/bin/${process.platform === 'win32' ? 'node.exe' : 'node'}`);
}

// This version comes first in PATH, for tests that start `node` by its name.
function runTests(version: number, paths: readonly string[]): Outcome {
  const node = binaryOf(version);
  const { status, stdout, stderr } = spawnSync(node, ['node_modules/vitest/vitest.mjs', 'run', ...paths], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, NO_COLOR: '1', PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}` },
  });
  const counts = /^ +Tests +(.*)$/m.exec(stdout)?.[1] ?? 'no test ran';
  return { isGood: status === 0, says: counts, output: `${stdout}${stderr}` };
}

function runTooOld(version: number): Outcome {
  const { status, stdout, stderr } = spawnSync(binaryOf(version), ['bin/logscan.js', SAMPLE], { encoding: 'utf8' });
  const isOneSentence = /^logscan needs Node [\d.]+ or newer, and this is Node [\d.]+\.\n$/.test(stderr);
  return { isGood: status === 1 && stdout === '' && isOneSentence, says: `exit code ${status}: ${stderr.trimEnd()}` };
}

const paths = process.argv.slice(2);
install([...TOO_OLD, ...SUPPORTED]);
let failures = 0;
for (const version of [...TOO_OLD, ...SUPPORTED]) {
  const { isGood, says, output = '' } = TOO_OLD.includes(version) ? runTooOld(version) : runTests(version, paths);
  process.stdout.write(`${isGood ? 'ok   ' : 'FAIL '} Node ${version}: ${says}\n`);
  if (isGood) continue;
  failures++;
  process.stdout.write(`${output.trimEnd().split('\n').slice(-LINES_SHOWN).join('\n')}\n`);
}
process.exitCode = failures === 0 ? 0 : 1;
