// Says in words what went wrong with a file.

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
    case 'Z_DATA_ERROR':
    case 'Z_BUF_ERROR':
      return 'the gzip data is damaged or incomplete; everything before the damage was read';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
