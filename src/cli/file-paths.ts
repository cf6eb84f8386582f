// What everything that writes a file asks of its path.
import { readlinkSync, realpathSync, unlinkSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** The system follows no more links one after the other. */
const MOST_LINKS = 40;
/** `/dev/stdout` leads here. A file of this kind is open already, and whoever opened it reads on where it is. */
const OPEN_FILES = /^\/(?:proc\/.*|dev)\/fd$/;

/**
 * The path of the file that a path leads to, even if that does not exist yet: a link stays a link when this file is replaced.
 * Undefined for a file that is open already and has no path of its own.
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
    // It is already gone, was never made, or must stay.
  }
}
