// Which access_log directives of a configuration write to a given file.
import type { AccessLog, ConfView } from './access-logs.ts';
import type { Context } from './contexts.ts';
import { fullName, normalPath } from './paths.ts';

/** An access log that writes to the file. */
export interface LogWriter {
  readonly log: AccessLog;
  /** The blocks whose requests go to this log: the block of the directive, and those that inherit it. */
  readonly contexts: readonly Context[];
  /**
   * Whether the path is the file for sure. It may only be the file if it holds variables, if nginx's prefix is unknown, or if it
   * was set when nginx was built.
   */
  readonly isCertain: boolean;
}

/** What is known about the machine of a configuration. */
export interface LogPlaces {
  /** The folder that relative paths are relative to (`nginx -V`: `--prefix`, or `nginx -p`). */
  readonly prefix?: string;
  /** The file that nginx logs to without any directive (`nginx -V`: `--http-log-path`). */
  readonly builtInLog?: string;
  /** The path of a file without symbolic links; a path that does not exist is returned as it is. */
  readonly realPath?: (path: string) => string;
}

/** The name of the log that was set when nginx was built, in all packages known to us. */
const BUILT_IN_NAME = 'access.log';

/**
 * Finds the access logs that write to a file.
 * @param path absolute, one character per byte (latin1), as the paths in the configuration are
 * @returns in the order of the configuration; for a path that no log has, none
 */
export function logWriters(view: ConfView, path: string, places: LogPlaces = {}): readonly LogWriter[] {
  // A block that inherits its logs has the very list of the block around it.
  const contextsOf = new Map<readonly AccessLog[], Context[]>();
  for (const [context, logs] of view.logsInForce) {
    const contexts = contextsOf.get(logs);
    if (contexts === undefined) contextsOf.set(logs, [context]);
    else contexts.push(context);
  }
  const normal = normalPath(path);
  return [...contextsOf].flatMap(([logs, contexts]) =>
    logs.flatMap((log) => {
      const isCertain = isWrittenBy(log, normal, places);
      return isCertain === undefined ? [] : [{ log, contexts, isCertain }];
    }),
  );
}

// Undefined if the log is another file; otherwise whether that is certain. The path is normal.
function isWrittenBy({ target }: AccessLog, path: string, places: LogPlaces): boolean | undefined {
  const { prefix, builtInLog, realPath = (one: string): string => one } = places;
  if (target.kind === 'syslog') return undefined;
  const written = target.kind === 'file' ? target.path : builtInLog;
  if (written === undefined) return path.endsWith(`/${BUILT_IN_NAME}`) ? false : undefined;
  if (written.includes('$')) return matchesVariables(fullName(written, prefix ?? ''), path) ? false : undefined;
  if (prefix === undefined && !written.startsWith('/')) {
    return path.endsWith(`/${normalPath(written)}`) ? false : undefined;
  }
  const full = fullName(written, prefix ?? '');
  const isSame = normalPath(full) === path || normalPath(realPath(full)) === normalPath(realPath(path));
  return isSame ? true : undefined;
}

/** A variable in a path: `$host`, `${host}`, `$1`. */
const VARIABLE = /\$(?:\{\w+\}|\w+)/;

// A variable may stand for any text, slashes included. The texts between must occur in their order; each is searched for once.
function matchesVariables(pattern: string, path: string): boolean {
  const [first = '', ...texts] = pattern.split(VARIABLE);
  const last = texts.pop() ?? '';
  const isBegun = pattern.startsWith('/') ? path.startsWith(first) : path.includes(`/${first}`);
  let at = pattern.startsWith('/') ? first.length : path.indexOf(`/${first}`) + first.length + 1;
  if (!isBegun || !path.endsWith(last)) return false;
  for (const text of texts) {
    const found = path.indexOf(text, at);
    if (found < 0) return false;
    at = found + text.length;
  }
  return at <= path.length - last.length;
}
