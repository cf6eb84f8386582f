// A folder of its own for each fuzz target that needs files; it is removed when the process ends.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder under the system's one for temporary files. */
export function scratchFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `logscan-fuzz-${name}-`));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
