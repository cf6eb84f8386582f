// Paths of a configuration on this machine: one character per byte (latin1), as the configuration has them.
import { realpathSync, statSync } from 'node:fs';

/** How many paths are looked up; the other paths are compared as they are written. */
const PATHS_CAPACITY = 10_000;

/** The name of a file without its folder, as Node takes it. */
export function nameIn(path: string): string {
  return Buffer.from(path.slice(path.lastIndexOf('/') + 1), 'latin1').toString('utf8');
}

/** The path of a file as a configuration has it. */
export function latin1(path: string): string {
  return Buffer.from(path).toString('latin1');
}

/** The path of a file as Node takes it; undefined if its bytes are not UTF-8. */
export function nameOf(path: string): string | undefined {
  const bytes = Buffer.from(path, 'latin1');
  const name = bytes.toString('utf8');
  return Buffer.from(name).equals(bytes) ? name : undefined;
}

/** Whether a path leads to a file. A file in a folder that may not be searched counts: reading it gives the error. */
export function isThere(path: string): boolean {
  try {
    return statSync(Buffer.from(path, 'latin1'), { throwIfNoEntry: false })?.isFile() === true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EACCES';
  }
}

/** The paths of files without symbolic links, each looked up once. */
export class RealPaths {
  readonly #known = new Map<string, string>();

  /** The path without links; a path that leads nowhere, and any path beyond the first 10,000, as it is. */
  readonly of = (path: string): string => {
    const known = this.#known.get(path);
    if (known !== undefined || this.#known.size >= PATHS_CAPACITY) return known ?? path;
    let real = path;
    try {
      real = realpathSync(Buffer.from(path, 'latin1'), 'latin1');
    } catch {
      // A path that leads nowhere stays as it is.
    }
    this.#known.set(path, real);
    return real;
  };
}
