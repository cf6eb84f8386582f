// A compiled copy of the repository, so that spawned tests never run a stale dist and never write into it.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

const isWindows = process.platform === 'win32';
const LEFT_OUT = new Set(['.git', 'build', 'dist', 'node_modules']);

/** Creates a folder in the system's folder for temporary files, and returns its path. */
export function newFolder(): string {
  return mkdtempSync(join(realpathSync(tmpdir()), 'logscan-test-'));
}

/** Removes a folder of {@link newFolder}. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Copies the repository like a fresh checkout, with a link to its packages. `compiled` builds the program without type checks. */
export function copyRepository({ compiled }: { compiled: boolean }): string {
  const folder = newFolder();
  const root = resolve('.');
  cpSync(root, folder, { recursive: true, filter: (path) => path === root || !LEFT_OUT.has(basename(path)) });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  if (compiled) execFileSync('npx', ['rolldown', '-c'], { cwd: folder, stdio: 'pipe', shell: isWindows });
  return folder;
}
