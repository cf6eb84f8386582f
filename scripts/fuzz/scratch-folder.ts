// Temporary folders for fuzz targets that need files; each is removed when the process ends.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Creates a folder in the system's folder for temporary files. Returns its path. */
export function scratchFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `logscan-fuzz-${name}-`));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
