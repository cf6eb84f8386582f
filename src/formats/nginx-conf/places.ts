// Where a directive stands, as messages name it.
import { folderOf } from './paths.ts';
import type { Directive } from './tree.ts';

/** The name of a file of a configuration: relative to the folder of the main file if it is in that folder. */
export function shortName(file: string, mainFile: string): string {
  const folder = folderOf(mainFile);
  return folder !== '' && file.startsWith(folder) ? file.slice(folder.length) : file;
}

/** The place of a directive: `conf.d/shop.conf:12`. The name may hold any bytes (latin1). */
export function placeOf({ file, line }: Pick<Directive, 'file' | 'line'>, mainFile: string): string {
  return `${shortName(file, mainFile)}:${line}`;
}
