// Follows the links in the paths of files that logscan writes, and removes files.
import { readlinkSync, realpathSync, unlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** Linux follows at most this many links for one path (path_resolution(7)). */
const MOST_LINKS = 40;
/** Folders of open files; `/dev/stdout` is a link into one. A program that has the file open would not see its replacement. */
const OPEN_FILES = /^\/(?:proc\/.*|dev)\/fd$/;

/**
 * Follows the links of a path to the file itself, which need not exist yet. Replacing that file leaves the link in place.
 * Undefined for an open file without a path of its own (`/dev/stdout`).
 * @throws the file system's error for a folder that does not exist, and for too many links
 */
export function pathWithoutLinks(path: string): string | undefined {
  let next = path;
  for (let links = 0; links < MOST_LINKS; links++) {
    const folder = realpathSync(dirname(next));
    if (OPEN_FILES.test(folder)) return undefined;
    const file = join(folder, basename(next));
    const link = linkAt(file);
    if (link === undefined) return file;
    next = resolve(folder, link);
  }
  throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
}

function linkAt(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    return undefined;
  }
}

/** Removes a file, if it is there and may be removed. */
export function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It is already gone, was never created, or may not be removed.
  }
}
