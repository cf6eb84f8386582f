// npm run mutate:numbers -- [MODULE …] [TEST-PATH …]: changes each numeric bound of a rule by one smallest step, up and down, and runs the tests of the
// rules each time. A change that no test notices is listed, and the exit code is 1. Stryker changes no numbers, so this does.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { boundsIn, filesIn } from './bounds.ts';

const words = process.argv.slice(2);
const modules = words.filter((word) => !word.startsWith('test/'));
const paths = words.filter((word) => word.startsWith('test/'));
/** Tests that run in this process and look at rules. */
const tests = paths.length === 0 ? ['test/judge', 'test/report'] : paths;
const AT_ONCE = 2;

interface Mutant {
  readonly path: string;
  readonly name: string;
  readonly value: string;
  readonly original: string;
}

// One smallest step: 1 for whole numbers, a tenth for others.
function stepsOf(text: string): string[] {
  const value = text.split('*').reduce((product, factor) => product * Number(factor.replaceAll('_', '')), 1);
  const step = Number.isInteger(value) ? 1 : value / 10;
  return [value + step, value - step].map((other) => String(Number(other.toPrecision(12))));
}

function mutants(wanted: readonly string[]): Mutant[] {
  return filesIn(['src/judge', 'src/report'])
    .filter((path) => wanted.length === 0 || wanted.includes(basename(path, '.ts')))
    .flatMap((path) =>
      boundsIn(readFileSync(path, 'utf8')).flatMap(({ name, value: original }) =>
        stepsOf(original).map((value) => ({ path, name, value, original })),
      ),
    );
}

function isNoticed({ path, name, value }: Pick<Mutant, 'path' | 'name' | 'value'>): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('npx', ['vitest', 'run', '--bail', '1', '--reporter', 'dot', ...tests], {
      stdio: 'ignore',
      env: { ...process.env, LOGSCAN_MUTANT: path === '' ? '' : `${path}:${name}:${value}` },
    });
    child.on('exit', (code) => resolve(code !== 0));
  });
}

if (await isNoticed({ path: '', name: '', value: '' })) {
  process.stderr.write('the tests fail as they are\n');
  process.exit(1);
}
const all = mutants(modules);
const survivors: string[] = [];
let next = 0;
const work = async (): Promise<void> => {
  for (let mutant = all[next++]; mutant !== undefined; mutant = all[next++]) {
    const { path, name, value, original } = mutant;
    if (!(await isNoticed(mutant))) survivors.push(`${path}: ${name} = ${original} may be ${value}`);
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, work));
for (const survivor of survivors.toSorted()) process.stdout.write(`${survivor}\n`);
process.stdout.write(`${all.length - survivors.length} of ${all.length} changes noticed\n`);
if (survivors.length > 0) process.exitCode = 1;
