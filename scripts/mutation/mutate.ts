// npm run mutate -- [MODULE …] changes the rules one small step at a time (Stryker) and lists each change that no test notices.
// npm run mutate -- --sample N tries a sample of N changes from all modules, in a few minutes.
// npm run mutate:changed -- [BASE] tries the modules that differ from BASE, in under two minutes, numbers included.
//
// By default, BASE is the commit where this branch left origin/main (or main); on main itself it is the commit before the last one.
// Only the tests of vitest.mutate.config.ts run: rules and reports, in one process. Prose is not changed (mutation-plugins.ts).
// Changes with which the tests do not end are a separate list: they may loop forever, or only be slow. Look at each of them.
// On two processors, a module takes half a minute or more, and all modules take more than an hour and a half the first time; later,
// `npm run mutate` repeats only what changed. Results are in build/mutation. The exit code is 1 if the share of noticed changes is
// below LEAST_NOTICED.
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, relative, sep } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import type { LogLevel, MutantResult, PartialStrykerOptions } from '@stryker-mutator/api/core';

/** What is mutated: rules, their tables, and the report. */
const FOLDERS =
  /^src\/(?:judge\/(?:causes|evidence|tables)\/.+|judge\/(?:diagnose|related|finding-queue|confidence)|report\/.+)\.ts$/;
/** Share of changes that tests must notice. */
const LEAST_NOTICED = 0.8;
/** Size of the sample for changed modules: it takes about a minute on two processors. */
const MOST_MUTANTS = 80;
/** Mutation of numbers ends this many seconds after the start, but gets at least LEAST_NUMBERS_SECONDS. */
const CHANGED_SECONDS = 100;
const LEAST_NUMBERS_SECONDS = 10;

const OPTIONS: PartialStrykerOptions = {
  testRunner: 'vitest',
  // `related` would select tests by imports, but every test imports every cause.
  vitest: { configFile: 'vitest.mutate.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner', './build/scripts/mutation/mutation-plugins.js'],
  ignorers: ['prose'],
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 10_000,
  // Stryker rewrites tsconfig.json through the compiler's API, which TypeScript 7 no longer has. So this names a file that does not exist.
  tsconfigFile: 'build/no-tsconfig.json',
  disableTypeChecks: false,
  allowEmpty: true,
  tempDirName: 'build/stryker',
  incrementalFile: 'build/mutation/incremental.json',
  reporters: ['html'],
  htmlReporter: { fileName: 'build/mutation/report.html' },
  ignorePatterns: ['build', 'dist', 'bench', 'docs', 'examples', '.ci'],
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the enum has no value to import
  logLevel: 'error' as LogLevel,
};

function git(...words: readonly string[]): string | undefined {
  try {
    return execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

/** The commit to compare with; undefined if the history is too short. */
function defaultBase(): string | undefined {
  const fork = git('merge-base', 'origin/main', 'HEAD') ?? git('merge-base', 'main', 'HEAD');
  return fork !== undefined && fork !== git('rev-parse', 'HEAD') ? fork : git('rev-parse', '--verify', 'HEAD~1');
}

function changedSince(base: string): string[] {
  const changed = git('diff', '--name-only', '--diff-filter=d', base);
  if (changed === undefined)
    throw new Error(`unknown commit ${base}; name another one: npm run mutate:changed -- COMMIT`);
  const added = git('ls-files', '--others', '--exclude-standard') ?? '';
  return `${changed}\n${added}`.split('\n').filter((path) => FOLDERS.test(path));
}

function modulesNamed(names: readonly string[]): string[] {
  const paths = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((path) => `src/${path.replaceAll(sep, '/')}`)
    .filter((path) => FOLDERS.test(path));
  for (const name of names) {
    if (!paths.some((path) => basename(path, '.ts') === name))
      throw new Error(`unknown module ${name}; name a module of src/judge or src/report that is mutated, without .ts`);
  }
  return names.length === 0 ? paths : paths.filter((path) => names.includes(basename(path, '.ts')));
}

function placeOf({ fileName, location, mutatorName, replacement }: MutantResult): string {
  const text = replacement?.replaceAll(/\s+/g, ' ').slice(0, 80) ?? mutatorName;
  return `${relative('.', fileName)}:${location.start.line}:${location.start.column}  ${mutatorName}: ${text}`;
}

// Prints the changes that no test noticed, then one line of figures. Returns whether enough changes were noticed.
function report(results: readonly MutantResult[]): boolean {
  const withStatus = (...statuses: readonly MutantResult['status'][]): MutantResult[] =>
    results.filter(({ status }) => statuses.includes(status));
  // If a change breaks the import of every test file, no test runs, and Stryker reports it as survived.
  const isUnloadable = ({ status, testsCompleted }: MutantResult): boolean =>
    status === 'Survived' && testsCompleted === 0;
  const noticed = [...withStatus('Killed', 'RuntimeError'), ...results.filter(isUnloadable)];
  const unnoticed = withStatus('Survived', 'NoCoverage').filter((one) => !isUnloadable(one));
  const endless = withStatus('Timeout');
  const isStatic = ({ statusReason }: MutantResult): boolean => statusReason?.startsWith('Static') === true;
  const ignored = withStatus('Ignored');
  const left = withStatus('CompileError').length;
  const say = (title: string, mutants: readonly MutantResult[]): void => {
    if (mutants.length > 0)
      process.stdout.write(`${title}:\n${mutants.map((one) => `  ${placeOf(one)}`).join('\n')}\n`);
  };
  say('no test notices', unnoticed);
  say('the tests did not end; look at each change', endless);
  const all = noticed.length + unnoticed.length + endless.length;
  const share = all === 0 ? 1 : noticed.length / all;
  process.stdout.write(
    `${noticed.length} of ${all} changes noticed (${Math.round(share * 100)} %), ${endless.length} did not end; ` +
      `${left} more were not in the sample, ${ignored.filter(isStatic).length} are outside of functions, ` +
      `${ignored.filter((one) => !isStatic(one)).length} are in prose\n`,
  );
  return share >= LEAST_NOTICED;
}

async function mutate(paths: readonly string[], options: PartialStrykerOptions): Promise<boolean> {
  return report(await new Stryker({ ...OPTIONS, ...options, mutate: [...paths] }).runMutationTest());
}

async function mutateChanged(base: string | undefined): Promise<boolean> {
  const paths = base === undefined ? [] : changedSince(base);
  process.stdout.write(`${paths.length} modules of rules and reports differ from ${base?.slice(0, 12) ?? 'nothing'}\n`);
  if (paths.length === 0) return true;
  process.env['LOGSCAN_MOST_MUTANTS'] = String(MOST_MUTANTS);
  // A mutant outside of functions needs a run of all tests, which takes too long here.
  const isEnough = await mutate(paths, { checkers: ['sample'], ignoreStatic: true });
  const names = paths.map((path) => basename(path, '.ts'));
  const { status } = spawnSync(
    process.execPath,
    [
      'build/scripts/mutation/mutate-numbers.js',
      '--seconds',
      String(Math.max(LEAST_NUMBERS_SECONDS, CHANGED_SECONDS - performance.now() / 1000)),
      ...names,
    ],
    { stdio: 'inherit' },
  );
  return isEnough && status === 0;
}

async function mutateSample(size: string | undefined): Promise<boolean> {
  if (size === undefined || !/^[1-9]\d*$/.test(size)) throw new Error('--sample needs a number of changes');
  process.env['LOGSCAN_MOST_MUTANTS'] = size;
  return await mutate(modulesNamed([]), { checkers: ['sample'], ignoreStatic: true });
}

const [first, ...rest] = process.argv.slice(2);
const isEnough =
  first === '--changed'
    ? await mutateChanged(rest[0] ?? defaultBase())
    : first === '--sample'
      ? await mutateSample(rest[0])
      : await mutate(modulesNamed(first === undefined ? [] : [first, ...rest]), { incremental: true });
process.exitCode = isEnough ? 0 : 1;
