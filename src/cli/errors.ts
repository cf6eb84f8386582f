// Error codes, their sentences and next steps; and what the exit codes mean.

/** What logscan's exit code says. Of several, the first of: internal, usage, signal, unreadable, unparsed, condition. */
export const EXIT: {
  readonly ok: 0;
  readonly internal: 1;
  readonly usage: 2;
  readonly unparsed: 3;
  readonly unreadable: 4;
  readonly condition: 10;
  readonly interrupted: 130;
  readonly terminated: 143;
} = {
  /** Read and reported, an empty input too. */
  ok: 0,
  /** A fault of logscan's own, or a Node that is too old (bin/logscan.js says so). */
  internal: 1,
  /** The command line makes no sense. */
  usage: 2,
  /** There were lines and none could be parsed. */
  unparsed: 3,
  /** Some input could not be read; the rest was reported. */
  unreadable: 4,
  /** A condition of --fail-on holds. */
  condition: 10,
  /** SIGINT, after printing what is known. */
  interrupted: 130,
  /** SIGTERM, after printing what is known. */
  terminated: 143,
};

/** An exit code of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A fault of the command line, told to the user in one sentence with the next step. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What went wrong with a file, in words, with a next step where there is one. */
export function describeFileError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
      return 'no such file';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied (logs are often readable by root or the group adm only: try sudo, or sudo usermod -aG adm "$USER")';
    case 'EISDIR':
      return 'it is a directory; name the log files in it';
    case 'EMFILE':
      return 'too many open files';
    case 'ENOSPC':
      return 'no space left on the device';
    case 'Z_DATA_ERROR':
    case 'Z_BUF_ERROR':
      return 'the gzip data is damaged or cut; what came before it was read';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
