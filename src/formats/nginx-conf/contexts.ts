// The blocks of a configuration whose directives logscan reads, and the settings in force in each of them.
import type { Inside } from './blocks.ts';
import { NginxConfError } from './conf-error.ts';
import { type ContextKind, isSettingName, SETTING_RULES, type SettingName } from './settings.ts';
import type { Directive } from './tree.ts';

/** A block, or the whole file (`main`), with its own settings. */
export interface Context {
  readonly kind: ContextKind;
  /** The directive that opens the block; undefined for `main`. */
  readonly directive: Directive | undefined;
  readonly parent: Context | undefined;
  readonly children: readonly Context[];
  /** The directives of this block itself, in their order. */
  readonly own: ReadonlyMap<SettingName, readonly Directive[]>;
}

/** The values of a directive that are in force in a context. */
export interface Setting {
  readonly name: SettingName;
  /** The arguments of each directive in force: several for `error_page`, `limit_req` and the like; empty if there is none. */
  readonly values: readonly SettingValue[];
  /** Whether no directive sets it, so that nginx's default is in force. */
  readonly isDefault: boolean;
}

/** A value of a {@link Setting}. */
export interface SettingValue {
  readonly args: readonly string[];
  /** Where it is set; undefined for a default. */
  readonly directive: Directive | undefined;
}

const KINDS: Readonly<Partial<Record<Inside, ContextKind>>> = {
  http: 'http',
  server: 'server',
  'server if': 'server if',
  location: 'location',
  if: 'if',
  limit_except: 'limit_except',
  stream: 'stream',
  'stream server': 'stream server',
};

/** Gets what {@link contextsOf} finds, in the order of the file. */
export interface ContextListener {
  /** Called for each directive of a context; a `log_format` is known only to the directives after it. */
  readonly directive: (directive: Directive, context: Context) => void;
}

interface OpenContext extends Context {
  readonly children: Context[];
  readonly own: Map<SettingName, Directive[]>;
}

/**
 * Makes the contexts of a configuration.
 * @returns the context `main`
 * @param problems gets what nginx would refuse; such a directive is left out
 */
export function contextsOf(
  directives: readonly Directive[],
  problems: NginxConfError[],
  listener: ContextListener,
): Context {
  const fill = (kind: ContextKind, directive: Directive | undefined, parent: OpenContext | undefined): OpenContext => {
    const context: OpenContext = { kind, directive, parent, children: [], own: new Map() };
    for (const inner of directive?.block?.directives ?? (directive === undefined ? directives : [])) {
      const innerKind = inner.block === undefined ? undefined : KINDS[inner.block.inside];
      if (innerKind !== undefined) {
        context.children.push(fill(innerKind, inner, context));
        continue;
      }
      if (inner.block !== undefined) continue;
      const problem = isSettingName(inner.name) ? addSetting(context, inner, inner.name) : undefined;
      if (problem === undefined) listener.directive(inner, context);
      else problems.push(new NginxConfError(problem, inner.file, inner.line));
    }
    return context;
  };
  return fill('main', undefined, undefined);
}

// The refusals are those of `ngx_conf_handler` (`ngx_conf_file.c`) and of the functions that set a value (`ngx_conf_set_…_slot`).
function addSetting({ kind, own }: OpenContext, directive: Directive, name: SettingName): string | undefined {
  const { places, args, isList } = SETTING_RULES[name];
  if (!places.includes(kind)) {
    // Directives of the same name exist in stream, too: `listen`, `return`, `ssl_verify_client`. They say nothing about HTTP.
    return isStream({ kind }) ? undefined : `"${name}" directive is not allowed here`;
  }
  if (directive.args.length < args[0] || directive.args.length > args[1]) {
    return `invalid number of arguments in "${name}" directive`;
  }
  const before = own.get(name);
  if (before === undefined) own.set(name, [directive]);
  else if (isList) before.push(directive);
  else return `"${name}" directive is duplicate`;
  return undefined;
}

/**
 * The setting in force in a context: its own directives or, if it has none, those of the nearest block around it, as nginx
 * inherits. nginx never adds up the directives of two blocks. For `large_client_header_buffers`, `client_header_buffer_size`
 * and `client_header_timeout`, nginx may use the default server of the same address instead, because it does not know the
 * server yet. `return` is not inherited.
 */
export function settingIn(context: Context, name: SettingName): Setting {
  for (let around: Context | undefined = context; around !== undefined; around = around.parent) {
    const found = around.own.get(name);
    if (found !== undefined) {
      return { name, values: found.map((directive) => ({ args: directive.args, directive })), isDefault: false };
    }
    if (name === 'return') break;
  }
  const { default: byDefault, places } = SETTING_RULES[name];
  const isServer = name === 'listen' || name === 'server_name';
  const exists = isServer ? serverOf(context) !== undefined : !isStream(context) || places.includes(context.kind);
  return {
    name,
    values: exists && byDefault !== undefined ? [{ args: byDefault, directive: undefined }] : [],
    isDefault: true,
  };
}

/** Whether a context belongs to `stream`, whose logs have no HTTP requests. */
export function isStream({ kind }: Pick<Context, 'kind'>): boolean {
  return kind === 'stream' || kind === 'stream server';
}

/** The server around a context, or the context itself; undefined outside of all servers. */
export function serverOf(context: Context): Context | undefined {
  for (let around: Context | undefined = context; around !== undefined; around = around.parent) {
    if (around.kind === 'server') return around;
  }
  return undefined;
}

/** A `listen` of a server. */
export interface Listen {
  /** Address and port, as written. */
  readonly address: string;
  /** TLS over TCP. QUIC has its own TLS. */
  readonly ssl: boolean;
  readonly http2: boolean;
  readonly quic: boolean;
  readonly proxyProtocol: boolean;
  /** Undefined for nginx's default. */
  readonly directive: Directive | undefined;
}

/** What the server around a context listens on. `ssl on` and `http2 on` of the server count for each of its listens but QUIC. */
export function listensOf(context: Context): readonly Listen[] {
  const isOn = (name: 'ssl' | 'http2'): boolean => settingIn(context, name).values[0]?.args[0] === 'on';
  return settingIn(context, 'listen').values.map(({ args, directive }) => {
    const quic = args.includes('quic');
    return {
      address: args[0]!,
      ssl: args.includes('ssl') || (isOn('ssl') && !quic),
      http2: args.includes('http2') || (isOn('http2') && !quic),
      quic,
      proxyProtocol: args.includes('proxy_protocol'),
      directive,
    };
  });
}

/** The directives `return 400` that can answer a request of a context: its own and its server's, with those in their `if` blocks. */
export function returns400In(context: Context): readonly Directive[] {
  const own = context.kind === 'if' || context.kind === 'limit_except' ? [context.parent!] : [context];
  const server = serverOf(context);
  const blocks = [...new Set(server === undefined ? own : [server, ...own])];
  return blocks
    .flatMap((block) => [block, ...block.children.filter(({ kind }) => kind === 'server if' || kind === 'if')])
    .flatMap((block) => block.own.get('return') ?? [])
    .filter(({ args }) => args[0] === '400');
}
