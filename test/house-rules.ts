// Compares the imports of the source, types included, with the table "Who may import whom" of ARCHITECTURE.md.
import { readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';

/** A row of the table in ARCHITECTURE.md. Paths are relative to src/; a path that ends with `/` is a folder. */
export interface ImportRule {
  readonly path: string;
  readonly mayImport: readonly string[];
  /** Names of packages; `node:*` is every module of Node. */
  readonly packages: readonly string[];
}

/** An import of a module. */
export interface Import {
  /** 1-based. */
  readonly line: number;
  /** A path relative to src/, or the name of a package. */
  readonly target: string;
  readonly isPackage: boolean;
}

/** `import … from`, `export … from` (types, too), `import '…'` and `import('…')`. */
const IMPORT = /^(?:import|export)\b[^'"`;]*?\bfrom\s+'([^']+)'|^import\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;

/** The rows of the section "Who may import whom". */
export function importRules(page: string = readFileSync('ARCHITECTURE.md', 'utf8')): ImportRule[] {
  const section = /^## Who may import whom$([^]*?)^## /m.exec(page)?.[1] ?? '';
  return [...section.matchAll(/^\| (`[^|]*)\|([^|]*)\|([^|]*)\|$/gm)].map(
    ([, path = '', imports = '', packages = '']) => ({
      path: namesIn(path)[0] ?? '',
      mayImport: namesIn(imports),
      packages: namesIn(packages),
    }),
  );
}

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
}

/**
 * The imports of a module.
 * @param path relative to src/
 */
export function importsIn(path: string, text: string): Import[] {
  return [...text.matchAll(IMPORT)].map((match) => {
    const name = match[1] ?? match[2] ?? match[3] ?? '';
    const isPackage = !name.startsWith('.');
    return {
      line: text.slice(0, match.index + match[0].length).split('\n').length,
      target: isPackage ? name : posix.join(dirname(path), name),
      isPackage,
    };
  });
}

/**
 * The imports of a module that no rule allows, each as `src/cli/terminal/watch.ts:3 imports commander`.
 * @param path relative to src/
 */
export function forbiddenImports(path: string, text: string, rules: readonly ImportRule[]): string[] {
  const rule = ruleFor(path, rules);
  if (rule === undefined) return [`src/${path}: ARCHITECTURE.md has no row for it`];
  return importsIn(path, text)
    .filter(({ target, isPackage }) =>
      isPackage
        ? !rule.packages.some((name) => isPackageIn(target, name))
        : dirname(target) !== dirname(path) && !rule.mayImport.some((one) => isIn(target, one)),
    )
    .map(({ line, target, isPackage }) => `src/${path}:${line} imports ${isPackage ? '' : 'src/'}${target}`);
}

/**
 * What rules allow and no module needs, each as `cli/ need not import src/judge/judge.ts`. Modules of the same folder need no rule.
 * @param modules their paths relative to src/, and their texts
 */
export function idlePermissions(
  modules: readonly { readonly path: string; readonly text: string }[],
  rules: readonly ImportRule[],
): string[] {
  const needed = new Set<string>();
  for (const { path, text } of modules) {
    const rule = ruleFor(path, rules);
    for (const { target, isPackage } of importsIn(path, text)) {
      if (!isPackage && dirname(target) === dirname(path)) continue;
      const names = isPackage
        ? rule?.packages.filter((name) => isPackageIn(target, name))
        : rule?.mayImport.filter((one) => isIn(target, one));
      for (const name of names ?? []) needed.add(`${rule!.path} ${name}`);
    }
  }
  return rules.flatMap(({ path, mayImport, packages }) =>
    [...mayImport, ...packages]
      .filter((name) => !needed.has(`${path} ${name}`))
      .map((name) => `${path} need not import ${mayImport.includes(name) ? 'src/' : ''}${name}`),
  );
}

function ruleFor(path: string, rules: readonly ImportRule[]): ImportRule | undefined {
  return rules.filter((rule) => isIn(path, rule.path)).toSorted((a, b) => b.path.length - a.path.length)[0];
}

function isPackageIn(target: string, name: string): boolean {
  return name === target || (name === 'node:*' && target.startsWith('node:'));
}

function isIn(path: string, place: string): boolean {
  return place.endsWith('/') ? path.startsWith(place) : path === place;
}

/** Cycles of imports, each as `a.ts → b.ts → a.ts`: one for each import that closes a cycle. */
export function circlesIn(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): void => {
    const begin = way.indexOf(path);
    if (begin >= 0) circles.push([...way.slice(begin), path].join(' → '));
    if (begin >= 0 || done.has(path)) return;
    for (const target of imports.get(path) ?? []) visit(target, [...way, path]);
    done.add(path);
  };
  for (const path of imports.keys()) visit(path, []);
  return circles;
}
