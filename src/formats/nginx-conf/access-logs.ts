// The access logs of a configuration: their formats, their targets, the blocks that write to them, and which of them write to a file.
import { NginxConfError } from './conf-error.ts';
import { type Context, contextsOf, isStream } from './contexts.ts';
import type { NginxConf } from './includes.ts';
import { COMBINED_FORMAT, type LogFormat, readLogFormat } from './log-formats.ts';
import type { Directive } from './tree.ts';

/** Where nginx writes the lines of an access log. */
export type LogTarget =
  /** The path as it is written: a relative one is relative to nginx's prefix, and it may hold variables. */
  | { readonly kind: 'file'; readonly path: string }
  /** The file that was set when nginx was built (`--http-log-path`), which no configuration shows. */
  | { readonly kind: 'built-in' }
  | { readonly kind: 'syslog'; readonly parameters: string };

/** An access log that is not off. */
export interface AccessLog {
  readonly target: LogTarget;
  /** Undefined if nginx knows no format of this name before the directive; `problems` then has nginx's message. */
  readonly format: LogFormat | undefined;
  /** The value of `if=`, such as `$loggable`; only requests for which it is neither empty nor `0` are logged. */
  readonly condition: string | undefined;
  /** Whether nginx packs the lines (`gzip`). */
  readonly isPacked: boolean;
  /** Undefined for the log that nginx writes if no directive says anything. */
  readonly directive: Directive | undefined;
  /** Where the directive stands. */
  readonly context: Context;
}

/** What logscan reads from a configuration. */
export interface ConfView {
  /** The context `main`; the others are its children. */
  readonly main: Context;
  /** Formats of `http`, with `combined`. */
  readonly logFormats: readonly LogFormat[];
  /** For each context the access logs that its requests are written to. */
  readonly logsInForce: ReadonlyMap<Context, readonly AccessLog[]>;
  /** What nginx would refuse and what could not be included, each with its place. Such a directive is left out. */
  readonly problems: readonly NginxConfError[];
}

/** Makes the typed view of a configuration. Throws nothing: what nginx would refuse is in `problems`. */
export function viewOf(conf: NginxConf): ConfView {
  const problems = [...conf.problems];
  const http = new Map([[COMBINED_FORMAT.name, COMBINED_FORMAT]]);
  const stream = new Map<string, LogFormat>();
  const own = new Map<Context, AccessLog[] | 'off'>();
  const main = contextsOf(conf.directives, problems, {
    directive: (directive, context) => {
      try {
        const formats = isStream(context) ? stream : http;
        if (directive.name === 'log_format') addFormat(directive, context, formats);
        if (directive.name !== 'access_log') return;
        const before = own.get(context);
        const log = accessLogOf(directive, context, formats, problems);
        // One `off` turns off all logs of its block (`ngx_http_log_handler`).
        if (log === 'off' || before === 'off') own.set(context, 'off');
        else if (before === undefined) own.set(context, [log]);
        else before.push(log);
      } catch (error) {
        if (!(error instanceof NginxConfError)) throw error;
        problems.push(error);
      }
    },
  });
  const logsInForce = new Map<Context, readonly AccessLog[]>();
  inherit(main, [], own, logsInForce);
  return { main, logFormats: [...http.values()], logsInForce, problems };
}

function addFormat(directive: Directive, { kind }: Context, formats: Map<string, LogFormat>): void {
  const { file, line } = directive;
  if (kind !== 'http' && kind !== 'stream') {
    throw new NginxConfError('"log_format" directive is not allowed here', file, line);
  }
  const format = readLogFormat(directive);
  if (formats.has(format.name)) throw new NginxConfError(`duplicate "log_format" name "${format.name}"`, file, line);
  formats.set(format.name, format);
}

// `ngx_http_log_set_log`. A parameter such as `buffer=` may only follow a format.
function accessLogOf(
  directive: Directive,
  context: Context,
  formats: ReadonlyMap<string, LogFormat>,
  problems: NginxConfError[],
): AccessLog | 'off' {
  const { args, file, line } = directive;
  const [path = '', name = isStream(context) ? '' : COMBINED_FORMAT.name, ...parameters] = args;
  if (path === 'off') {
    if (args.length === 1) return 'off';
    throw new NginxConfError(`invalid parameter "${name}"`, file, line);
  }
  if (name === '') throw new NginxConfError('log format is not specified', file, line);
  const format = formats.get(name);
  if (format === undefined) problems.push(new NginxConfError(`unknown log format "${name}"`, file, line));
  const isSyslog = path.startsWith('syslog:');
  return {
    target: isSyslog ? { kind: 'syslog', parameters: path.slice('syslog:'.length) } : { kind: 'file', path },
    format,
    condition: parameters.find((one) => one.startsWith('if='))?.slice('if='.length),
    isPacked: parameters.some((one) => one === 'gzip' || one.startsWith('gzip=')),
    directive,
    context,
  };
}

// As `ngx_http_log_merge_loc_conf` does: a block without own logs has those of the block around it.
function inherit(
  context: Context,
  around: readonly AccessLog[],
  own: ReadonlyMap<Context, readonly AccessLog[] | 'off'>,
  inForce: Map<Context, readonly AccessLog[]>,
): void {
  const logs = own.get(context) ?? (context.kind === 'http' ? [builtInLog(context)] : around);
  const usable = logs === 'off' ? [] : logs;
  inForce.set(context, usable);
  for (const child of context.children) inherit(child, usable, own, inForce);
}

function builtInLog(context: Context): AccessLog {
  return {
    target: { kind: 'built-in' },
    format: COMBINED_FORMAT,
    condition: undefined,
    isPacked: false,
    directive: undefined,
    context,
  };
}
