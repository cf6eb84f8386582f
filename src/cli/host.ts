// The part of the process that logscan uses, as a type of its own. Tests pass a fake.
import type { Readable, Writable } from 'node:stream';

/** A stream that may be a terminal. */
export interface TerminalOutput extends Writable {
  readonly isTTY?: boolean;
  /** Its file descriptor, which another program can write to. */
  readonly fd?: number;
  readonly columns?: number;
  readonly rows?: number;
}

/**
 * Signals that logscan handles: SIGINT, SIGTERM and SIGHUP end the run, SIGUSR1 asks for a report now. The others concern the
 * terminal: SIGTSTP stops the program until SIGCONT, and SIGQUIT ends it at once.
 */
export type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGUSR1' | 'SIGTSTP' | 'SIGCONT' | 'SIGQUIT';

/** The part of `process` that logscan uses; `process` itself has this type. */
export interface Host {
  /** As in `process.argv`: node, the script, then the user's arguments. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & { readonly isTTY?: boolean; setRawMode?(isRaw: boolean): unknown };
  readonly stdout: TerminalOutput;
  readonly stderr: TerminalOutput;
  on(signal: Signal, listener: () => void): unknown;
  /** Emitted when the process exits, for any reason. The listener can only do synchronous work. */
  on(event: 'exit', listener: () => void): unknown;
  off(signal: Signal, listener: () => void): unknown;
  off(event: 'exit', listener: () => void): unknown;
  /** The process id. */
  readonly pid: number;
  /** Sends a signal to a process; 0 means the process group of this process. */
  kill(pid: number, signal: Signal): unknown;
  /** Ends the process at once. */
  exit(code: number): void;
}
