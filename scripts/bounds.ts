// The numeric bounds of rules, read from the source: what must have a pair of tests, and what mutation changes.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A constant of a module. */
export interface Bound {
  readonly name: string;
  /** Its value as it is written. */
  readonly value: string;
}

const CONSTANT = /^(?:export )?const ([A-Z][A-Z0-9_]*)(?:: number)? = (-?[\d_.]+(?:e-?\d+)?(?: \* [\d_.]+)*);/gm;
/** Capacities of tables and lists are no bounds of a rule. */
const CAPACITY = /_KEPT$|_CAPACITY$/;

/** The bounds that stand in the text of a module: named numbers at its top, except capacities (`…_KEPT`, `…_CAPACITY`). */
export function boundsIn(text: string): Bound[] {
  return [...text.matchAll(CONSTANT)]
    .map(([, name = '', value = '']) => ({ name, value }))
    .filter(({ name }) => !CAPACITY.test(name));
}

/** The TypeScript files in some folders. */
export function filesIn(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
}
