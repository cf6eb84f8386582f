// SECURITY.md lists the packages, and what the program never does. Both are checked against the code.
import { readdirSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importsIn } from './house-rules.ts';

interface Manifest {
  readonly license?: string;
  readonly repository?: string | { readonly url: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const PAGE = readFileSync('SECURITY.md', 'utf8');
const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const OWN = read('package.json') as Manifest;
const LOCK = read('package-lock.json') as {
  readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean }>>;
};

/** Rows of the table under a heading: name, licence, source, why, install script. */
function rowsUnder(heading: string): string[][] {
  const [, section = ''] = PAGE.split(`\n### ${heading}\n`);
  const [table = ''] = section.split('\n### ');
  return table
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim().replaceAll('`', '')));
}

describe.each([
  ['In the program', OWN.dependencies],
  ['For development', OWN.devDependencies],
])('%s', (heading, dependencies) => {
  const rows = rowsUnder(heading);

  test('the table names the packages of package.json, in its order', () => {
    expect(rows.map(([name]) => name)).toEqual(Object.keys(dependencies));
  });

  test.each(rows)('%s', (name = '', licence = '', source = '', why = '', script = '') => {
    const { license, repository } = read(`node_modules/${name}/package.json`) as Manifest;
    const address = typeof repository === 'string' ? repository : repository?.url;
    expect(license).toBe(licence);
    expect(address?.replace(/\.git$/, '').endsWith(source)).toBe(true);
    expect(why).toMatch(/\w/);
    expect(script).toBe(LOCK.packages[`node_modules/${name}`]?.hasInstallScript === true ? 'yes' : 'no');
  });
});

test('no package has an install script', () => {
  expect(Object.keys(LOCK.packages).length).toBeGreaterThan(100);
  const scripted = Object.entries(LOCK.packages).filter(([, { hasInstallScript }]) => hasInstallScript === true);
  expect(scripted.map(([path]) => path)).toEqual([]);
});

test('the program opens no connection, starts no program but the pager, and evaluates no text', () => {
  const FORBIDDEN = /^node:(?:https?|http2|tls|net|dgram|dns|child_process|cluster|vm|repl|inspector)(?:\/|$)/;
  // Comparing addresses opens no connection, and a socket over an open file connects to nothing.
  const OF_NET = /^import \{ (?:BlockList|Socket|isIPv?[46]?)(?:, (?:BlockList|isIPv?[46]?))* \} from 'node:net';$/gm;
  const EVALUATED =
    /\b(?:eval|fetch)\(|\bnew (?:Function|WebSocket|EventSource)\b|\bnew Socket\((?!\{ fd: )|\.connect\(/;
  const modules = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => path.replaceAll(sep, '/'));
  expect(modules.length).toBeGreaterThan(100);
  const found = modules.flatMap((path) => {
    const text = readFileSync(`src/${path}`, 'utf8').replaceAll(OF_NET, '');
    const imports = importsIn(path, text).map(({ target }) => target);
    return [...imports.filter((target) => FORBIDDEN.test(target)), ...(EVALUATED.exec(text) ?? [])].map(
      (what) => `${path}: ${what}`,
    );
  });
  // The user's own pager, on a terminal.
  expect(found).toEqual(['cli/terminal/pager.ts: node:child_process']);
});
