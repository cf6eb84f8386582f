// The part of the process that logscan uses, as a type of its own. Tests pass a fake.
import type { Readable, Writable } from 'node:stream';

/** A stream that may be a terminal. */
export interface TerminalOutput extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** Signals that logscan handles: SIGINT and SIGTERM stop it, SIGUSR1 asks for a report now. */
export type Signal = 'SIGINT' | 'SIGTERM' | 'SIGUSR1';

/** The part of `process` that logscan uses; `process` itself has this type. */
export interface Host {
  /** As in `process.argv`: node, the script, then the user's words. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & { readonly isTTY?: boolean; setRawMode?(isRaw: boolean): unknown };
  readonly stdout: TerminalOutput;
  readonly stderr: TerminalOutput;
  on(signal: Signal, listener: () => void): unknown;
  off(signal: Signal, listener: () => void): unknown;
}
