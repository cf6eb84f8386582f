// npm run mutate:numbers -- [--seconds N] [MODULE …]: changes each numeric bound of a rule by one smallest step, up and down. It runs
// the tests after each change. If no test notices a change, it is listed, and the exit code is 1. Stryker does not change numbers.
//
// The tests with a pair for the bound run first, then all of test/judge and test/report. With --seconds, no change is begun after
// N seconds; the output says how many changes were left out. The order of the changes is the same each time.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { boundsIn, filesIn } from './bounds.ts';
import { sampleOf } from './seeded-sample.ts';

const { values, positionals: modules } = parseArgs({
  options: { seconds: { type: 'string', default: 'Infinity' } },
  allowPositionals: true,
});
const endsAtMs = Date.now() + Number(values.seconds) * 1000;
/** Tests of rules that run in one process. */
const ALL_TESTS: readonly string[] = ['test/judge', 'test/report'];
const AT_ONCE = 2;

interface Mutant {
  readonly path: string;
  readonly name: string;
  readonly value: string;
  readonly original: string;
}

// One smallest step up and one down: by 1 for whole numbers, by a tenth of the value for others.
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

/** The test files that have a pair for a bound. */
function testsOf({ path, name }: Mutant): string[] {
  const call = new RegExp(`\\bpair\\(\\s*'${basename(path, '.ts')}',\\s*'${name}'`);
  return filesIn(['test']).filter((test) => call.test(readFileSync(test, 'utf8')));
}

/** Whether a test fails with a mutant; without `mutant`, whether a test fails in the unchanged code. */
function fails(tests: readonly string[], mutant?: Mutant): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      ['node_modules/vitest/vitest.mjs', 'run', '--bail', '1', '--reporter', 'dot', ...tests],
      {
        stdio: 'ignore',
        env: {
          ...process.env,
          LOGSCAN_MUTANT: mutant === undefined ? '' : `${mutant.path}:${mutant.name}:${mutant.value}`,
        },
      },
    );
    child.on('exit', (code) => resolve(code !== 0));
  });
}

async function isNoticed(mutant: Mutant): Promise<boolean> {
  const tests = testsOf(mutant);
  return (tests.length > 0 && (await fails(tests, mutant))) || fails(ALL_TESTS, mutant);
}

const all = mutants(modules);
const pairs = [...new Set(all.flatMap(testsOf))];
if (all.length > 0 && (await fails(pairs.length === 0 ? ALL_TESTS : pairs))) {
  process.stderr.write('the tests fail without any change; fix them first\n');
  process.exit(1);
}
const waiting = sampleOf(all, all.length, ({ path, name, value }) => `${path} ${name} ${value}`);
const survivors: string[] = [];
const work = async (): Promise<void> => {
  while (Date.now() < endsAtMs) {
    const mutant = waiting.shift();
    if (mutant === undefined) return;
    const { path, name, value, original } = mutant;
    if (!(await isNoticed(mutant))) survivors.push(`${path}: ${name} = ${original}; no test notices ${value}`);
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, work));
const tried = all.length - waiting.length;
for (const survivor of survivors.toSorted()) process.stdout.write(`${survivor}\n`);
process.stdout.write(
  `${tried - survivors.length} of ${tried} changes of numbers noticed; ${waiting.length} were left out because the time was up\n`,
);
if (survivors.length > 0) process.exitCode = 1;
