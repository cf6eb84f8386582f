// Tells what went wrong with a file from a fault of logscan, and says it in words.

/** Whether an error is about a file: those of the system, of gzip and of {@link unreadable} have a code. Others are faults of ours. */
export function isFileError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

/** An error about a file that can be opened, but is nothing that logscan reads. */
export function unreadable(why: string): Error {
  return Object.assign(new Error(why), { code: 'UNREADABLE' });
}

/** An error on its way from one thread to another: an Error would lose its code. */
export interface PassedError {
  readonly message: string;
  /** ENOENT and the like. */
  readonly code: string | undefined;
}

/** An error as it is passed to another thread. */
export function passedError(error: unknown): PassedError {
  const { message, code } = error as NodeJS.ErrnoException;
  return { message, code };
}

/** The error that another thread passed. */
export function errorFrom({ message, code }: PassedError): Error {
  return Object.assign(new Error(message), { code });
}

/** What went wrong with a file, without a full stop, and what to do about it if logscan knows that. */
export function describeFileError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
      return 'no such file';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied (often only root and the group adm may read logs: try sudo, or sudo usermod -aG adm "$USER")';
    case 'EISDIR':
      return 'it is a directory; name a file in it';
    case 'EMFILE':
      return 'too many open files; raise the limit with ulimit -n';
    case 'ENOSPC':
      return 'the disk is full; free some space';
    case 'EDQUOT':
      return 'the disk quota is used up; free some space';
    case 'Z_DATA_ERROR':
    case 'Z_BUF_ERROR':
      return 'the gzip data is damaged or incomplete; everything before the damage was read';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
