// Measures commands that run in turn: wall time, and the peak memory of their process where /proc shows it.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A command to measure; its standard output goes to a file. */
export interface Contender {
  readonly name: string;
  /** A shell command. */
  readonly command: string;
}

/** Time and memory of one run. */
export interface Run {
  readonly seconds: number;
  /** Peak resident memory in MiB; NaN where it is not known. */
  readonly mebibytes: number;
}

/** Least, median and greatest of some numbers. */
export interface Spread {
  readonly least: number;
  readonly median: number;
  readonly greatest: number;
}

const POLL_MS = 20;

/** Whether the shell finds a program. */
export function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

/**
 * Runs all contenders in turn, `rounds` times. With `warm`, one more round comes first, and it does not count.
 * @returns the runs of each contender, by its name
 * @throws Error if a command fails
 */
export async function race(contenders: readonly Contender[], rounds: number, warm = true): Promise<Map<string, Run[]>> {
  const runs = new Map<string, Run[]>(contenders.map(({ name }) => [name, []]));
  for (let round = warm ? -1 : 0; round < rounds; round++) {
    for (const { name, command } of contenders) {
      const run = await measure(command);
      if (round >= 0) runs.get(name)?.push(run);
    }
  }
  return runs;
}

/** The spread of the ratio of two contenders' times over all rounds. */
export function ratios(of: readonly Run[], to: readonly Run[]): Spread {
  return spread(of.map((run, i) => run.seconds / (to[i]?.seconds ?? NaN)));
}

/** The spread of some numbers; NaN for an empty list. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? NaN;
  return { least: at(0), median: at(Math.floor(sorted.length / 2)), greatest: at(sorted.length - 1) };
}

async function measure(command: string): Promise<Run> {
  // Not /dev/null: grep recognises it and stops at its first match.
  const path = join(tmpdir(), 'logscan-bench-output');
  const output = openSync(path, 'w');
  const began = process.hrtime.bigint();
  // With `exec` the program replaces the shell, so the memory of the child is the program's.
  const child = spawn('sh', ['-c', command.includes('|') ? command : `exec ${command}`], {
    stdio: ['ignore', output, 'ignore'],
  });
  let mebibytes = NaN;
  const timer = setInterval(() => (mebibytes = peakOf(child.pid) ?? mebibytes), POLL_MS);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  clearInterval(timer);
  closeSync(output);
  rmSync(path, { force: true });
  if (code !== 0) throw new Error(`${command}: exit code ${code}`);
  return { seconds, mebibytes };
}

// VmHWM (the peak resident memory, proc(5)) never falls, so the last value before the end is close enough.
function peakOf(pid: number | undefined): number | undefined {
  try {
    const kibibytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) / 1024;
  } catch {
    return undefined;
  }
}
