// The values of a directive in several blocks: each value once, with its place.
import type { Blocks } from './configuration.ts';
import { type Context, returns400In, serverOf, settingIn, type SettingValue } from './contexts.ts';
import type { SettingName } from './settings.ts';
import type { Directive } from './tree.ts';

/** The values of a directive in some blocks. */
export interface Values {
  /** In the order of the configuration. */
  readonly directives: readonly Directive[];
  /** nginx's default, where it is in force in one of the blocks. */
  readonly byDefault: SettingValue | undefined;
  /** The directive counts in at least one of the blocks: without `proxy_pass`, no `proxy_read_timeout` does. */
  readonly counts: boolean;
}

/** Directives that count only in a block that passes its requests on. */
const NEEDED_IN_BLOCK: Readonly<Partial<Record<SettingName, SettingName>>> = {
  proxy_read_timeout: 'proxy_pass',
  proxy_ignore_client_abort: 'proxy_pass',
  fastcgi_read_timeout: 'fastcgi_pass',
};
/** Directives that nginx may take from the default server, because it does not know the host yet. */
const BEFORE_HOST: ReadonlySet<SettingName> = new Set([
  'large_client_header_buffers',
  'client_header_buffer_size',
  'client_header_timeout',
]);
/** Errors of nginx that are logged as 400. */
const CODES: ReadonlySet<string> = new Set(['400', '494', '495', '496', '497']);

// Lists of blocks stay the same during a run, and many fixes ask about the same list.
const known = new WeakMap<Blocks, Map<SettingName, Values>>();

/** The values of a directive in some blocks. Of `return`, only `return 400`; of `error_page`, only those for 400 and 494 to 497. */
export function valuesOf(name: SettingName, blocks: Blocks): Values {
  let ofBlocks = known.get(blocks);
  if (ofBlocks === undefined) known.set(blocks, (ofBlocks = new Map()));
  let values = ofBlocks.get(name);
  if (values === undefined) ofBlocks.set(name, (values = find(name, blocks)));
  return values;
}

function find(name: SettingName, { contexts, defaultServers }: Blocks): Values {
  const needed = NEEDED_IN_BLOCK[name];
  const counting = needed === undefined ? contexts : contexts.filter(({ own }) => own.has(needed));
  const all = BEFORE_HOST.has(name) ? [...counting, ...defaultServers] : counting;
  const directives = new Set<Directive>();
  let byDefault: SettingValue | undefined;
  // Blocks that set nothing themselves have the values of the block around them.
  const done = new Set<Context | undefined>();
  for (const context of all) {
    const holder = name === 'return' ? context : holderOf(context, name);
    if (done.has(holder)) continue;
    done.add(holder);
    for (const { args, directive } of settingsIn(context, name)) {
      if (directive === undefined) byDefault = { args, directive };
      else directives.add(directive);
    }
  }
  return { directives: [...directives], byDefault, counts: counting.length > 0 };
}

function settingsIn(context: Context, name: SettingName): readonly SettingValue[] {
  if (name === 'return') return returns400In(context).map((directive) => ({ args: directive.args, directive }));
  const { values } = settingIn(name === 'listen' ? (serverOf(context) ?? context) : context, name);
  return name === 'error_page' ? values.filter(({ args }) => args.some((word) => CODES.has(word))) : values;
}

function holderOf(context: Context, name: SettingName): Context | undefined {
  let around: Context | undefined = context;
  while (around !== undefined && !around.own.has(name)) around = around.parent;
  return around;
}
