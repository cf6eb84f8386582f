// The outside world as one small type: what logscan uses of the process it runs in. Tests hand in their own.
import type { Readable, Writable } from 'node:stream';

/** A stream that may be a terminal. */
export interface TerminalOutput extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** Signals that logscan answers: stop, stop, report now. */
export type Signal = 'SIGINT' | 'SIGTERM' | 'SIGUSR1';

/** The part of `process` that logscan touches; the real one fits as it is. */
export interface Host {
  /** As in `process.argv`: node, script, then the user's words. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & { readonly isTTY?: boolean; setRawMode?(isRaw: boolean): unknown };
  readonly stdout: TerminalOutput;
  readonly stderr: TerminalOutput;
  on(signal: Signal, listener: () => void): unknown;
  off(signal: Signal, listener: () => void): unknown;
}
