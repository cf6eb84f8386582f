// What logscan prints, for pages that show it: the program runs in this process.
import { PassThrough } from 'node:stream';
import type { Host } from '../../src/cli/host.ts';
import { main } from '../../src/cli/main.ts';

/**
 * The standard output of logscan.
 * @param words what the user types after `logscan`
 * @param columns the width of a terminal with colours; without it, the output is no terminal
 * @throws Error if the run fails
 */
export async function outputOf(words: readonly string[], columns?: number): Promise<string> {
  // More than any page shows, so that no write waits.
  const stream = (): PassThrough => new PassThrough({ highWaterMark: 1 << 24 });
  const stdout = Object.assign(stream(), columns === undefined ? {} : { isTTY: true, columns, rows: 24 });
  const stderr = stream();
  const nothing = (): void => {};
  const host: Host = {
    argv: ['node', 'logscan', ...words],
    env: { TERM: 'xterm' },
    stdin: stream(),
    stdout,
    stderr,
    on: nothing,
    off: nothing,
    pid: process.pid,
    kill: nothing,
    exit: nothing,
  };
  const code = await main(host, words, '');
  if (code !== 0) throw new Error(`logscan ${words.join(' ')} ended with ${code}: ${String(stderr.read())}`);
  return String(stdout.read());
}
