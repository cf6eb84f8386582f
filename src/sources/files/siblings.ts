// The files beside a log that rotation may have made from it.
import type { BigIntStats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, parse } from 'node:path';
import { hasForeignPacking, hasPacking, isRotationOf, withoutPacking } from './rotated-names.ts';

/** A file beside a log that may have been made from it. */
export interface Sibling {
  readonly path: string;
  readonly id: string;
  readonly mtimeMs: number;
  /** Its name is the log's name with only a number or a date after it. */
  readonly isRotated: boolean;
}

/** Lists the files beside a log that rotation may have made from it, oldest first. */
export async function siblingsOf(path: string): Promise<Sibling[]> {
  const folder = dirname(path);
  const name = basename(path);
  const names = new Set(await readdir(folder).catch(() => []));
  const found: Sibling[] = [];
  for (const one of names) {
    // While a file is being packed, its source is still in the same folder.
    const isUnfinished = hasPacking(one) && names.has(withoutPacking(one));
    if (one === name || isUnfinished || !one.startsWith(parse(name).name)) continue;
    const info = await stat(join(folder, one), { bigint: true }).catch(() => undefined);
    if (info?.isFile() !== true) continue;
    const isRotated = isRotationOf(one, name) && !hasForeignPacking(one);
    found.push({ path: join(folder, one), id: idOf(info), mtimeMs: modifiedAt(info), isRotated });
  }
  return found.sort((a, b) => a.mtimeMs - b.mtimeMs);
}

/** Identifies a file: device and inode. */
export function idOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}

/** When a file was last written to, in milliseconds. */
export function modifiedAt({ mtimeNs }: BigIntStats): number {
  return Number(mtimeNs) / 1e6;
}
