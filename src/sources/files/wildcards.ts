// Finds the files that a pattern with *, ? and [ ] names, for patterns that no shell has expanded.
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isFileError } from './file-error.ts';

/** Whether a name holds a wildcard. */
export function hasWildcard(name: string): boolean {
  return /[*?[]/.test(name);
}

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
    const next: string[] = [];
    for (const path of paths) {
      const names = hasWildcard(part) ? (await namesIn(path, remark)).filter((name) => matches(part, name)) : [part];
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

/** Whether a name matches a pattern. Takes at most as many steps as the product of both lengths. */
export function matches(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  const tokens = tokensOf(pattern);
  let token = 0;
  // The last star, and where the text after it was tried last. Only the last star has to be tried again.
  let star = -1;
  let tried = 0;
  for (let at = 0; at < name.length;) {
    const accepts = tokens[token];
    if (accepts === '*') {
      star = token++;
      tried = at;
    } else if (accepts?.(name[at]!) === true) {
      token++;
      at++;
    } else if (star >= 0) {
      token = star + 1;
      at = ++tried;
    } else return false;
  }
  while (tokens[token] === '*') token++;
  return token === tokens.length;
}

/** A star, or a test of one character. */
type Token = '*' | ((character: string) => boolean);

function tokensOf(pattern: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at]!;
    // The first character of a set may be a closing bracket.
    const end = character === '[' ? pattern.indexOf(']', at + (/[!^]/.test(pattern[at + 1] ?? '') ? 3 : 2)) : -1;
    if (character === '*') tokens.push('*');
    else if (character === '?') tokens.push(() => true);
    else if (end < 0) tokens.push((one) => one === character);
    else {
      tokens.push(setOf(pattern.slice(at + 1, end)));
      at = end;
    }
  }
  return tokens;
}

function setOf(text: string): (character: string) => boolean {
  const isNegated = /^[!^]/.test(text);
  const ranges: (readonly [string, string])[] = [];
  for (let at = isNegated ? 1 : 0; at < text.length; at++) {
    const first = text[at]!;
    const isRange = text[at + 1] === '-' && at + 2 < text.length;
    ranges.push([first, isRange ? text[at + 2]! : first]);
    if (isRange) at += 2;
  }
  return (one) => ranges.some(([first, last]) => first <= one && one <= last) !== isNegated;
}
