// Separates errors of files from faults of logscan, and describes them in words.

/** Whether an error is about a file: errors of the system, of packed data and of {@link unreadable} have a code. Others are faults of logscan. */
export function isFileError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

/** An error about a file that can be opened, but whose format logscan does not read. */
export function unreadable(why: string): Error {
  return Object.assign(new Error(why), { code: 'UNREADABLE' });
}

/** An error as it is sent between threads; an Error object would lose its code. */
export interface PassedError {
  readonly message: string;
  /** ENOENT and the like. */
  readonly code: string | undefined;
}

/** Turns an error into an object that can be sent to another thread. */
export function passedError(error: unknown): PassedError {
  const { message, code } = error as NodeJS.ErrnoException;
  return { message, code };
}

/** Makes an Error from the object that another thread sent. */
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
    case 'ELOOP':
      return 'its links lead in a circle; name the file itself';
    case 'ENOTDIR':
      return 'a part of its path is not a folder; check the path';
    case 'ENAMETOOLONG':
      return 'the name is longer than the system allows; check it';
    case 'ZSTD_DATA_ERROR':
      return 'the zstd data is damaged or incomplete; everything before the damage was read';
    case 'Z_DATA_ERROR':
    case 'Z_BUF_ERROR':
      return 'the gzip data is damaged or incomplete; everything before the damage was read';
    default:
      return error instanceof Error ? withoutPath(error) : String(error);
  }
}

// The system's words: `EIO: i/o error, read '/the/path'`. The path is in front of them already, and only there it is escaped.
function withoutPath(error: Error): string {
  const syscall = 'syscall' in error ? `, ${String(error.syscall)}` : '';
  const end = syscall === '' ? -1 : error.message.indexOf(syscall);
  return end < 0 ? error.message : error.message.slice(0, end);
}
