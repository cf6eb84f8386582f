// The exit codes, and the error for an invalid command line.

/** logscan's exit codes. If several apply, the first in this order wins: internal, usage, signal, unreadable, unparsed, condition. */
export const EXIT: {
  readonly ok: 0;
  readonly internal: 1;
  readonly usage: 2;
  readonly unparsed: 3;
  readonly unreadable: 4;
  readonly condition: 10;
  readonly hungUp: 129;
  readonly interrupted: 130;
  readonly terminated: 143;
} = {
  /** The input was read and reported, even if it was empty. */
  ok: 0,
  /** logscan itself failed, or Node is too old (bin/logscan.js says so). */
  internal: 1,
  /** The command line is invalid. */
  usage: 2,
  /** There were lines, but none could be parsed; or the line to explain could not. */
  unparsed: 3,
  /** Some input could not be read; the rest was reported. */
  unreadable: 4,
  /** A condition of --fail-on holds. */
  condition: 10,
  /** SIGHUP (the terminal or the connection is gone), after the report of what was read until then. */
  hungUp: 129,
  /** SIGINT, after the report of what was read until then. */
  interrupted: 130,
  /** SIGTERM, after the report of what was read until then. */
  terminated: 143,
};

/** An exit code of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/**
 * An invalid command line. The message names the flag, quotes the wrong value, and says what to do:
 * `--cause: unknown cause "retryed"; did you mean "retried"?`
 */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
