// Turns the names that the user typed into the inputs to read: patterns, folders and folders of rotated files become files.
import { lstat, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isGlob } from '../../formats/glob.ts';
import { beginningOf } from '../../sources/files/beginnings.ts';
import { describeFileError } from '../../sources/files/file-error.ts';
import { logsIn } from '../../sources/files/log-folder.ts';
import { STDIN_NAME } from '../../sources/files/open.ts';
import { isRotationOf } from '../../sources/files/rotated-names.ts';
import { withoutCopies, withoutSameNames } from '../../sources/files/same-files.ts';
import { expandPattern } from '../../sources/files/wildcards.ts';
import { checkRotatedParts } from '../arguments/flag-pairs.ts';
import type { Options } from '../arguments/options.ts';
import { UsageError } from '../errors.ts';
import { quoted } from '../vocabulary.ts';
import type { Remark } from './remarks.ts';

/**
 * The inputs of a run; standard input if nothing was named. A name that leads to no file stays in the list, so that reading it gives an
 * error.
 * @throws UsageError for a folder with --follow or --state, because rotation moves the files in it between two readings; for a folder of
 *   --rotated that cannot be listed, for a rotated part of a log with --state, and for a pattern without a match with --follow
 */
export async function inputsOf(options: Options, remark: Remark, signal: AbortSignal): Promise<readonly string[]> {
  const { files: typed, follow, state, rotated } = options;
  if (typed.length === 0) return [STDIN_NAME];
  const named: string[] = [];
  for (const name of typed) named.push(...(await expand(name, follow, remark)));
  if (follow || state !== undefined) {
    for (const name of named) if (await isFolder(name)) throw folderError(follow ? '--follow' : '--state', name);
    if (state !== undefined) checkRotatedParts(named);
    return withoutSameNames(named, remark);
  }
  const files: string[] = [];
  for (const name of named) files.push(...((await isFolder(name)) ? await logsIn(name, remark) : [name]));
  for (const folder of rotated) files.push(...(await rotatedIn(folder, files, remark)));
  return await withoutCopies(files, remark, signal);
}

// A name with wildcards that no file has is a pattern that the shell did not expand.
async function expand(name: string, follow: boolean, remark: Remark): Promise<readonly string[]> {
  if (!isGlob(name)) return [name];
  const isName = await lstat(name).then(
    () => true,
    () => false,
  );
  if (isName) return [name];
  const found = await expandPattern(name, (folder, error) =>
    remark(folder, `cannot be listed: ${describeFileError(error)}`),
  );
  if (found.length === 0 && follow) {
    throw new UsageError(`--follow: no file matches ${quoted(name)}; name the log, which may also appear later.`);
  }
  return found.length === 0 ? [name] : found;
}

async function isFolder(name: string): Promise<boolean> {
  return name !== STDIN_NAME && (await beginningOf(name, 0)).kind === 'folder';
}

function folderError(flag: string, folder: string): UsageError {
  const pattern = quoted(join(folder, '*.log'));
  return new UsageError(
    `${flag}: ${quoted(folder)} is a folder; name its logs, or write a pattern in quotes, like ${pattern}, which is expanded when logscan starts.`,
  );
}

// The rotated files of the named logs in a folder of --rotated.
async function rotatedIn(folder: string, logs: readonly string[], remark: Remark): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw new UsageError(`--rotated: cannot list ${quoted(folder)}: ${describeFileError(error)}; name a folder.`);
  });
  const wanted = [...new Set(logs.map((log) => basename(log)))];
  const found = names.sort().filter((name) => wanted.some((log) => isRotationOf(name, log)));
  if (found.length === 0) remark(folder, 'no rotated file of the named logs was found in it');
  return found.map((name) => join(folder, name));
}
