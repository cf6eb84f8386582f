// The error logs in force in a context, with their levels.
import { type Context, settingIn } from './contexts.ts';
import type { Directive } from './tree.ts';

/** An error log. */
export interface ErrorLog {
  /** `file` has a path as it is written, relative to nginx's prefix. Of the others, `path` has the parameters. */
  readonly kind: 'file' | 'stderr' | 'syslog' | 'memory';
  readonly path: string;
  /** The lowest level that is logged, such as `error`. The levels `debug_…` are kept as they are. */
  readonly level: string;
  /** Undefined for nginx's default: the file that was set when nginx was built, usually `logs/error.log`. */
  readonly directive: Directive | undefined;
}

/** The level without a second argument (`ngx_log_set_levels` in `ngx_log.c`). */
const DEFAULT_LEVEL = 'error';

/** The error logs in force in a context. nginx writes an entry to each of them whose level allows it. */
export function errorLogsIn(context: Context): readonly ErrorLog[] {
  return settingIn(context, 'error_log').values.map(({ args: [path = '', ...levels], directive }) => {
    const level = levels.length === 0 ? DEFAULT_LEVEL : levels.join(' ');
    if (path === 'stderr') return { kind: 'stderr', path: '', level, directive };
    const [, kind, parameters = ''] = /^(syslog|memory):([^]*)$/.exec(path) ?? [];
    if (kind === 'syslog' || kind === 'memory') return { kind, path: parameters, level, directive };
    return { kind: 'file', path, level, directive };
  });
}
