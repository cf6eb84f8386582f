// Finds the files that a pattern with *, ? and [ ] names, for patterns that no shell has expanded.
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { globSegment, isGlob } from '../../formats/glob.ts';
import { isFileError } from './file-error.ts';

/**
 * The paths that a pattern names, sorted; none if nothing matches. As in a shell, a wildcard matches no `/` and no dot at the start
 * of a name.
 * @param remark called with a folder that cannot be listed, and the error
 */
export async function expandPattern(
  pattern: string,
  remark: (folder: string, error: unknown) => void,
): Promise<readonly string[]> {
  const parts = pattern.split('/').filter((part, index) => part !== '' || index === 0);
  // Paths that match the parts so far. An absolute pattern has an empty first part.
  let paths = [parts[0] === '' ? '/' : ''];
  for (const part of parts[0] === '' ? parts.slice(1) : parts) {
    const { matches } = globSegment(part);
    const next: string[] = [];
    for (const path of paths) {
      const names = isGlob(part) ? (await namesIn(path, remark)).filter(matches) : [part];
      for (const name of names) next.push(path === '' ? name : join(path, name));
    }
    paths = next;
  }
  const found: string[] = [];
  for (const path of paths) if (await isThere(path)) found.push(path);
  return found.sort();
}

async function namesIn(folder: string, remark: (folder: string, error: unknown) => void): Promise<string[]> {
  try {
    return await readdir(folder === '' ? '.' : folder);
  } catch (error) {
    const code = isFileError(error) ? (error as NodeJS.ErrnoException).code : undefined;
    if (code !== 'ENOENT' && code !== 'ENOTDIR') remark(folder === '' ? '.' : folder, error);
    return [];
  }
}

async function isThere(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}
