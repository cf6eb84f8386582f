// The rules of ARCHITECTURE.md and CONTRIBUTING.md about the source itself: which module imports which, sizes, names, and places of tests.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { circlesIn, forbiddenImports, idlePermissions, importRules, importsIn } from './house-rules.ts';

const MOST_LINES = 250;
/** Generated files, which may be long. */
const GENERATED = new Set([
  'src/sources/engine/kernel/bytes.ts',
  'src/render/explain/examples.ts',
  'src/formats/presets.ts',
  'src/judge/measured.ts',
]);
/** Tests in a folder that do not belong to a single module or folder, and why. */
const TESTS_OF_THE_WHOLE: Readonly<Record<string, string>> = {
  'test/cli/input/state-lock-stays.test.ts':
    'replaces node:fs for all of its file, which test/cli/input/state-lock.test.ts cannot',
  'test/hits/neighbours.test.ts':
    'implements the neighbour contract a second time and compares every source of hits with it',
  'test/judge/golden.test.ts': 'checks every finding of every sample',
  'test/judge/rules.test.ts': 'reads all rules for their numeric bounds',
  'test/judge/causes/page-of-its-own.test.ts': 'checks causes of several families that share the pages of nginx',
  'test/judge/causes/cut-requests.test.ts': 'checks causes of several families that share requests cut short',
  'test/sources/engine/any-cut.test.ts': 'checks that the way of reading changes no finding',
  'test/sources/files/rotation-storm.test.ts': 'replaces node:fs for all of its file',
};

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll(sep, '/')}`)
    .filter((path) => path.endsWith('.ts'))
    .toSorted();
}

const sources = filesIn('src').map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const modules = sources.filter(({ path }) => !path.endsWith('.as.ts') && !path.endsWith('.d.ts'));
const below = (path: string): string => path.slice('src/'.length);

describe('who may import whom', () => {
  const rules = importRules();

  test('the table names folders and modules that exist', () => {
    expect(rules.length).toBeGreaterThan(10);
    const named = rules.flatMap(({ path, mayImport }) => [path, ...mayImport]);
    expect(named.filter((path) => !existsSync(`src/${path}`))).toEqual([]);
  });

  test('every import is in the table', () => {
    expect(modules.flatMap(({ path, text }) => forbiddenImports(below(path), text, rules))).toEqual([]);
  });

  test('the table allows nothing that no module imports', () => {
    expect(
      idlePermissions(
        modules.map(({ path, text }) => ({ path: below(path), text })),
        rules,
      ),
    ).toEqual([]);
  });

  test('what no module imports is found', () => {
    const [text, rule] = [
      "import 'node:fs';\nimport '../b/c.ts';",
      { path: 'a/', mayImport: ['b/', 'c/'], packages: ['split2', 'node:*'] },
    ];
    expect(idlePermissions([{ path: 'a/b.ts', text }], [rule])).toEqual([
      'a/ need not import src/c/',
      'a/ need not import split2',
    ]);
  });

  test.each([
    ['cli/terminal/watch.ts', "import { Command } from 'commander';", 'imports commander'],
    ['cli/terminal/watch.ts', "import type { Command } from 'commander';", 'imports commander'],
    ['formats/entry.ts', "import type { Hit } from '../hits/hit.ts';", 'imports src/hits/hit.ts'],
    ['formats/entry.ts', "export type { Hit } from '../hits/hit.ts';", 'imports src/hits/hit.ts'],
    ['report/report.ts', "const table = await import('../render/json.ts');", 'imports src/render/json.ts'],
    ['judge/tables/era.ts', "import 'node:fs';", 'imports node:fs'],
    ['judge/judge.ts', "import { CAUSES } from './causes/index.ts';", 'imports src/judge/causes/index.ts'],
    ['session.ts', "import {\n  LogFiles,\n} from './sources/log-files.ts';", 'imports src/sources/log-files.ts'],
  ])('src/%s may not: %s', (path, text, said) => {
    expect(forbiddenImports(path, text, rules)).toEqual([`src/${path}:${text.split('\n').length} ${said}`]);
  });

  test('there is no circular import', () => {
    const imports = modules.map(({ path, text }) => {
      const own = importsIn(below(path), text).filter(({ isPackage }) => !isPackage);
      return [below(path), own.map(({ target }) => target)] as const;
    });
    expect(circlesIn(new Map(imports))).toEqual([]);
  });

  test('a circular import is found', () => {
    const imports = { 'a.ts': ['b.ts'], 'b.ts': ['c.ts', 'd.ts'], 'c.ts': [], 'd.ts': ['b.ts'] };
    expect(circlesIn(new Map(Object.entries(imports)))).toEqual(['b.ts → d.ts → b.ts']);
  });
});

describe('a module', () => {
  test(`has at most ${MOST_LINES} lines`, () => {
    const long = sources
      .filter(({ path }) => !GENERATED.has(path))
      .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
      .filter(({ lines }) => lines > MOST_LINES);
    expect(long.map(({ path, lines }) => `${path}: ${lines}`)).toEqual([]);
  });

  test('opens with a sentence that says what it is', () => {
    const scripts = ['scripts', 'bench'].flatMap(filesIn).map((path) => ({ path, text: readFileSync(path, 'utf8') }));
    const silent = [...sources, ...scripts].filter(({ text }) => {
      const [, paragraph = ''] = /^(?:\/\* eslint-disable .*\n)?((?:\/\/ .*\n)+)/.exec(text) ?? [];
      return !/[.:?)]$/.test(paragraph.trimEnd());
    });
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  test('has no default export', () => {
    expect(sources.filter(({ text }) => /^export default\b/m.test(text)).map(({ path }) => path)).toEqual([]);
  });
});

describe('a file', () => {
  const all = ['src', 'test', 'scripts', 'bench'].flatMap(filesIn);

  test('has a name in kebab-case', () => {
    const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.test|\.as|\.d)?\.ts$/;
    expect(all.filter((path) => !KEBAB.test(basename(path)))).toEqual([]);
  });

  test('has a name that says what is in it', () => {
    expect(all.filter((path) => /\b(?:utils?|helpers?|misc|common)\b/.test(path))).toEqual([]);
  });
});

describe('a test in a folder', () => {
  const tests = filesIn('test').filter((path) => path.endsWith('.test.ts') && path.split('/').length > 2);
  const isOfModule = (path: string): boolean => {
    const place = path.replace(/^test\//, 'src/').replace(/\.test\.ts$/, '');
    return existsSync(`${place}.ts`) || existsSync(place);
  };

  test('tests the module or the folder of the same path', () => {
    expect(tests.filter((path) => !isOfModule(path) && !Object.hasOwn(TESTS_OF_THE_WHOLE, path))).toEqual([]);
  });

  test('is in the list of exceptions only if it is an exception', () => {
    expect(Object.keys(TESTS_OF_THE_WHOLE).filter((path) => !tests.includes(path) || isOfModule(path))).toEqual([]);
  });
});
