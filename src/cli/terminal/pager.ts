// Shows a long text on a terminal with the user's pager.
import { Writable } from 'node:stream';
import { callbackify } from 'node:util';
import { STDIN_NAME } from '../../sources/files/open.ts';
import type { Options } from '../arguments/options.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import type { Host, Signal } from '../host.ts';
import { print } from '../output/output.ts';
import { StopSignals } from '../stop-signals.ts';
import { terminalRows } from './layout.ts';

/** The pager without $PAGER: it ends at once if the text fits (F), shows colours (R) and leaves the text on the screen (X). */
const DEFAULT_PAGER = 'less -FRX';

/**
 * Shows a text with $PAGER, otherwise with less, and waits until the user leaves it. Resolves to false if nothing was shown, so that the
 * caller prints the text: there is no terminal, the text fits on it, or the pager is missing or fails.
 * @param stop the signals of this run. Ctrl-C belongs to the pager as long as it runs; other signals end it
 */
export async function page(host: Host, text: string, stop: StopSignals): Promise<boolean> {
  const pager = pagerOf(host);
  if (pager === undefined || fits(text, host)) return false;
  const { input, ended } = await startPager(host, pager, stop);
  input.end(text);
  return await ended;
}

/**
 * Prints a text, on a terminal with the pager if the user wants it, and resolves to the exit code.
 * @throws UsageError when it cannot be written
 */
export async function showText(host: Host, text: string, wantsPager: boolean): Promise<ExitCode> {
  const stop = new StopSignals(host);
  try {
    if (!wantsPager || !(await page(host, text, stop))) await print(host.stdout, text);
    return stop.code ?? EXIT.ok;
  } finally {
    stop.release();
  }
}

/**
 * A stream that shows a text with $PAGER, otherwise with less, while the text is still being made. A text that fits on the terminal is
 * printed as it is. If the user leaves the pager, the stream fails with EPIPE, as a pipe does.
 * @returns undefined if there is no terminal or no pager, and if the run prints no lines, writes them to a file, or never ends
 */
export async function openPager(
  host: Host,
  { lines, output, follow, pager: wantsPager }: Options,
  stop: StopSignals,
): Promise<Writable | undefined> {
  if (!lines || follow || !wantsPager || (output !== undefined && output !== STDIN_NAME)) return undefined;
  const pager = pagerOf(host);
  if (pager === undefined || !(await isInstalled(pager))) return undefined;
  let held = '';
  let running: Pager | undefined;
  // Why the text was not written whole, if the pager ends before: the user left it, or it failed.
  const failureOf = (isShown: boolean): Error =>
    isShown ? brokenPipe() : new Error(`the pager ${pager} failed; add --no-pager`);
  const start = async (): Promise<Pager> => {
    running = await startPager(host, pager, stop);
    void endEarly(running);
    return running;
  };
  // The run ends, even if it has nothing to write for a long time.
  const endEarly = async ({ ended }: Pager): Promise<void> => {
    const isShown = await ended;
    if (!stream.writableEnded) stream.destroy(failureOf(isShown));
  };
  const take = async (text: string | Buffer): Promise<void> => {
    held += text.toString();
    if (running === undefined && fits(held, host)) return;
    const { input, ended } = running ?? (await start());
    const next = held;
    held = '';
    const error = await new Promise((done) => input.write(next, done));
    if (error instanceof Error) throw failureOf(await ended);
  };
  const finish = async (): Promise<void> => {
    if (running === undefined) return await print(host.stdout, held);
    running.input.end();
    if (!(await running.ended)) throw failureOf(false);
  };
  const stream = new Writable({
    decodeStrings: false,
    write: (text: string | Buffer, _encoding, done) => callbackify(take)(text, done),
    final: (done) => callbackify(finish)(done),
    destroy(error, done) {
      running?.end();
      done(error);
    },
  });
  return stream;
}

// Few runs have a pager, so the others do not load this module.
const childProcess = async () => await import('node:child_process');

/** A pager that runs. */
interface Pager {
  readonly input: Writable;
  /** Resolves when it has ended, to false if it could not show the text. */
  readonly ended: Promise<boolean>;
  /** Ends it. */
  end(): void;
}

// The command of the pager; undefined if there is no terminal for it, or the user wants none.
function pagerOf({ stdout, env }: Host): string | undefined {
  const pager = env['PAGER'] ?? DEFAULT_PAGER;
  if (stdout.isTTY !== true || stdout.fd === undefined || env['TERM'] === 'dumb') return undefined;
  return pager.trim() === '' || pager.trim() === 'cat' ? undefined : pager;
}

// Whether the shell finds the pager. Of a command that is more than words, nothing is known.
async function isInstalled(pager: string): Promise<boolean> {
  const word = pager.split(' ').find((one) => one !== '' && !one.includes('=')) ?? '';
  if (!/^[\w./+-]+$/.test(word)) return true;
  const { spawnSync } = await childProcess();
  return spawnSync('command -v -- "$WORD"', { shell: true, env: { ...process.env, WORD: word } }).status === 0;
}

async function startPager(host: Host, pager: string, stop: StopSignals): Promise<Pager> {
  const { spawn } = await childProcess();
  // As git does: a pager that is less shows colours and UTF-8 unless the user decided otherwise.
  const env = { LESS: 'FRX', LV: '-c', LESSCHARSET: 'utf-8', ...host.env };
  const child = spawn(pager, { shell: true, stdio: ['pipe', host.stdout.fd, 'inherit'], env });
  const end = (): void => void child.kill('SIGTERM');
  const listeners: readonly (readonly [Signal, () => void])[] = [
    ['SIGINT', (): void => {}],
    ['SIGTERM', end],
    ['SIGHUP', end],
  ];
  for (const [signal, listener] of listeners) host.on(signal, listener);
  host.off('SIGINT', stop.interrupt);
  const ended = new Promise<boolean>((resolve) => {
    const finish = (isShown: boolean): void => {
      for (const [signal, listener] of listeners) host.off(signal, listener);
      host.on('SIGINT', stop.interrupt);
      resolve(isShown);
    };
    // A shell that does not find the pager ends with 127. A pager that a signal ended did not fail.
    child.once('error', () => finish(false));
    child.once('close', (code, signal) => finish(code === 0 || signal !== null || stop.code !== undefined));
  });
  const input = child.stdin!;
  // A pager that is left early closes its input. What becomes of the text is known when the pager has ended.
  input.on('error', () => {});
  return { input, ended, end };
}

// Whether the terminal shows a text whole, with a line for the next prompt.
function fits(text: string, { stdout }: Host): boolean {
  return text.split('\n').length - 1 < terminalRows(stdout);
}

function brokenPipe(): Error {
  return Object.assign(new Error('the pager was left'), { code: 'EPIPE' });
}
