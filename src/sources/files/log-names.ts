// Which log a file is a part of: the log itself and its rotated files are one log.
import { basename, dirname, join, resolve } from 'node:path';
import { STDIN_NAME } from './open.ts';
import { logNameOf } from './rotated-names.ts';

/**
 * Returns a function that gives the full path of a file's log: the file's folder, and its name without what rotation adds.
 * @param rotated folders whose files belong to logs in other folders
 */
export function logPaths(files: readonly string[], rotated: readonly string[] = []): (file: string) => string {
  const folders = new Set(rotated.map((folder) => resolve(folder)));
  const homes = new Map<string, string>();
  for (const file of files) {
    const name = basename(file);
    if (logNameOf(name) === name && !homes.has(name)) homes.set(name, resolve(file));
  }
  return (file) => {
    const folder = dirname(resolve(file));
    const name = logNameOf(basename(file));
    return (folders.has(folder) ? homes.get(name) : undefined) ?? resolve(folder, name);
  };
}

/**
 * Returns a function that gives the name of a file's log, which is different for different logs. It is the log as the user named
 * it. If only rotated files were named, it is the name of the first of them without what rotation adds.
 * @param rotated see {@link logPaths}
 */
export function logNames(files: readonly string[], rotated: readonly string[] = []): (file: string) => string {
  const pathOf = logPaths(files, rotated);
  const names = new Map<string, string>();
  for (const file of files) {
    if (file === STDIN_NAME) continue;
    const path = pathOf(file);
    if (resolve(file) === path) names.set(path, file);
    else if (!names.has(path)) names.set(path, join(dirname(file), basename(path)));
  }
  return (file) => (file === STDIN_NAME ? file : (names.get(pathOf(file)) ?? file));
}
