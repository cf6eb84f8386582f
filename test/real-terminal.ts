// Runs a program on a real terminal of Linux, which test/on-terminal.py opens.
import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { expect } from 'vitest';

/** Whether this machine can open one. */
export const hasTerminal: boolean = process.platform === 'linux' && spawnSync('python3', ['--version']).status === 0;

/** What is done or must happen next, as test/on-terminal.py describes it. */
export type Step = readonly [string, ...(string | number | boolean)[]];

/**
 * Runs a program on a terminal of 24 lines and 80 columns, and resolves to everything that was drawn there.
 * @param env variables beside those of this process; undefined takes one away
 */
export async function runOnTerminal(
  program: readonly string[],
  steps: readonly Step[],
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const child = spawn('python3', [resolve('test/on-terminal.py'), JSON.stringify(steps), ...program], {
    env: { ...process.env, TERM: 'xterm', ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text) => (stdout += String(text)));
  child.stderr.on('data', (text) => (stderr += String(text)));
  await new Promise((closed) => child.on('close', closed));
  expect(stderr).toBe('');
  return JSON.parse(stdout) as string;
}
