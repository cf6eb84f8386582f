// The access logs that a configuration names: each path once, and the directives that name no file that can be read.
import type { AccessLog, ConfView } from './access-logs.ts';
import { type Context, isStream } from './contexts.ts';
import { normalPath } from './paths.ts';
import type { Directive } from './tree.ts';

/** A log that HTTP requests are written to. */
export interface NamedLog {
  /** The path as it is written, without `//` and the like; undefined for the file that was set when nginx was built. */
  readonly path: string | undefined;
  /** All access logs of this path, in the order of the configuration. */
  readonly logs: readonly AccessLog[];
}

/** Why a directive names no file: `off`, `syslog`, or variables in its path. */
export type Unnamed = 'off' | 'syslog' | 'variables';

/** What {@link namedLogs} found. */
export interface NamedLogs {
  readonly files: readonly NamedLog[];
  readonly others: readonly { readonly reason: Unnamed; readonly directive: Directive }[];
}

/** Finds the logs of HTTP requests. The log that was built in is among them if requests go there. */
export function namedLogs({ main, logsInForce }: ConfView): NamedLogs {
  const files = new Map<string | undefined, Set<AccessLog>>();
  const others = new Map<Directive, Unnamed>();
  const seen = new Set<readonly AccessLog[]>();
  const visit = (context: Context): void => {
    if (isStream(context)) return;
    for (const directive of context.own.get('access_log') ?? [])
      if (directive.args[0] === 'off') others.set(directive, 'off');
    const logs = logsInForce.get(context) ?? [];
    if (!seen.has(logs)) {
      // No request is served outside of a server, so nothing may be written to the log that was built in.
      for (const log of logs) if (log.directive !== undefined || isServing(context)) add(log);
      if (isServing(context)) seen.add(logs);
    }
    for (const child of context.children) visit(child);
  };
  const add = (log: AccessLog): void => {
    const { target, directive } = log;
    if (directive !== undefined && target.kind === 'syslog') return void others.set(directive, 'syslog');
    const path = target.kind === 'file' ? normalPath(target.path) : undefined;
    if (directive !== undefined && path?.includes('$') === true) return void others.set(directive, 'variables');
    const known = files.get(path);
    if (known === undefined) files.set(path, new Set([log]));
    else known.add(log);
  };
  visit(main);
  return {
    files: [...files].map(([path, logs]) => ({ path, logs: [...logs] })),
    others: [...others].map(([directive, reason]) => ({ reason, directive })),
  };
}

function isServing({ kind }: Context): boolean {
  return kind !== 'main' && kind !== 'http';
}
