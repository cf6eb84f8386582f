// A lock of a state file that cannot be taken over.
import type * as fs from 'node:fs';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { lockState } from '../../../src/cli/input/state-lock.ts';
import { newFolder, removeFolder } from '../../built-copy.ts';

// Simulates a folder without write permission.
vi.mock('node:fs', async (importOriginal) => ({
  ...(await importOriginal<typeof fs>()),
  renameSync: () => {
    throw Object.assign(new Error('not permitted'), { code: 'EPERM' });
  },
}));

const folder = newFolder();
afterAll(() => removeFolder(folder));

test('the error names the lock file, which stays', () => {
  const state = join(folder, 'logscan.state');
  // No process has this id.
  writeFileSync(`${state}.lock`, '4194000\n');
  expect(() => lockState(state)).toThrow(
    `--state: cannot take over the lock file "${state}.lock"; remove it if no other run uses "${state}".`,
  );
  expect(existsSync(`${state}.lock`)).toBe(true);
});
