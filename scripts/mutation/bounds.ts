// Reads the numeric bounds of rules from the source. Each bound needs a pair of tests, and `npm run mutate:numbers` changes each.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A named numeric constant of a module. */
export interface Bound {
  readonly name: string;
  /** Its value as the source writes it, such as `10_000`. */
  readonly value: string;
}

const CONSTANT = /^(?:export )?const ([A-Z][A-Z0-9_]*)(?:: number)? = (-?[\d_.]+(?:e-?\d+)?(?: \* [\d_.]+)*);/gm;
/** Capacities of tables and lists are not bounds of a rule. */
const CAPACITY = /_KEPT$|_CAPACITY$/;

/** The bounds in the text of a module: top-level numeric constants, except capacities (`…_KEPT`, `…_CAPACITY`). */
export function boundsIn(text: string): Bound[] {
  return [...text.matchAll(CONSTANT)]
    .map(([, name = '', value = '']) => ({ name, value }))
    .filter(({ name }) => !CAPACITY.test(name));
}

/** Paths of the TypeScript files in some folders, subfolders included. */
export function filesIn(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
}
