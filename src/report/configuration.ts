// What the report quotes of the configuration: for each cause and remark the directives that it is about, and their values.
import type { Blocks, Configuration } from '../formats/nginx-conf/configuration.ts';
import type { SettingName } from '../formats/nginx-conf/settings.ts';
import { raisedBuffers } from '../formats/nginx-conf/sizes.ts';
import type { Directive } from '../formats/nginx-conf/tree.ts';
import { valuesOf } from '../formats/nginx-conf/values.ts';
import type { CauseId, Facts } from '../judge/catalogue.ts';
import type { RemarkCode } from './report.ts';
import type { ConfiguredSetting, ConfiguredValue } from './shape/quoted.ts';
import { isDefault } from './words/quote-words.ts';

/** How many values of a directive the report quotes. */
const VALUES_KEPT = 3;
/** How many characters of a value and of the name of a file it quotes. */
const VALUE_CHARACTERS_KEPT = 80;
const NAME_CHARACTERS_KEPT = 120;

/** The directives that a cause or remark is about. */
export interface About {
  /** Quoted wherever they count, set or not. */
  readonly always: readonly SettingName[];
  /** Quoted where they are set. */
  readonly ifSet?: readonly SettingName[];
}

/** The directives that the advice of a cause is about. */
export const ABOUT_CAUSE: Readonly<Partial<Record<CauseId, About>>> = {
  'cookie-or-header-too-large': { always: ['large_client_header_buffers'], ifSet: ['client_header_buffer_size'] },
  'spare-closed-after-error': { always: ['large_client_header_buffers'] },
  'unused-connection': { always: [], ifSet: ['client_header_timeout', 'keepalive_timeout'] },
  'request-cut-short': { always: ['client_header_timeout'] },
  'upload-cut-short': { always: ['client_body_timeout', 'client_max_body_size'] },
  'invalid-body': { always: ['error_log'], ifSet: ['client_body_timeout', 'client_max_body_size'] },
  'invalid-header': { always: ['error_log'] },
  'slow-upstream': { always: ['proxy_read_timeout', 'fastcgi_read_timeout', 'proxy_ignore_client_abort'] },
  'client-timeout': { always: ['proxy_read_timeout', 'fastcgi_read_timeout', 'proxy_ignore_client_abort'] },
  'balancer-timeout': { always: ['proxy_read_timeout', 'fastcgi_read_timeout'] },
  'monitor-timeout': { always: ['proxy_read_timeout', 'fastcgi_read_timeout'] },
  'long-poll-closed': { always: ['proxy_read_timeout', 'fastcgi_read_timeout'] },
  retried: { always: ['proxy_read_timeout', 'fastcgi_read_timeout', 'proxy_ignore_client_abort'] },
  'fire-and-forget': { always: ['proxy_ignore_client_abort'] },
  'half-close': { always: ['proxy_ignore_client_abort'] },
  'navigated-away': { always: ['proxy_ignore_client_abort'] },
  stopped: { always: ['proxy_ignore_client_abort'] },
  superseded: { always: ['proxy_ignore_client_abort'] },
  'held-by-nginx': { always: ['limit_req'] },
  'tls-to-plain-port': { always: ['listen'] },
  'plain-http-to-tls-port': { always: ['error_page', 'listen'] },
  'http2-to-http1-port': { always: ['listen'], ifSet: ['http2'] },
  'proxy-protocol-mismatch': { always: ['listen', 'real_ip_header', 'set_real_ip_from'] },
  'client-certificate-missing': { always: ['ssl_verify_client'] },
  'client-certificate-invalid': { always: ['ssl_verify_client'] },
  'application-400': { always: [], ifSet: ['error_page', 'return'] },
  'configured-response': { always: ['return'] },
  unexplained: { always: ['error_log'] },
};

/** The directives that a remark is about. */
export const ABOUT_REMARK: Readonly<Partial<Record<RemarkCode, About>>> = {
  'error-log-at-info': { always: ['error_log'] },
  'few-addresses': { always: ['real_ip_header', 'set_real_ip_from'] },
  'one-page-for-all': { always: ['error_page'] },
  'page-size-unknown': { always: ['server_tokens'], ifSet: ['error_page'] },
};

// nginx's own default is set when it is built, and packages choose other files.
const DEFAULTS: Readonly<Partial<Record<SettingName, string>>> = { error_log: 'level error' };

/**
 * The directives that a cause or a remark is about, with their values in some blocks.
 * @param about undefined if it is about none
 */
export function quote(
  about: About | undefined,
  blocks: Iterable<Blocks>,
  configuration: Configuration,
): ConfiguredSetting[] {
  if (about === undefined) return [];
  const { always, ifSet = [] } = about;
  const all = [...blocks];
  return [...always, ...ifSet].flatMap((name) => {
    const setting = settingOf(name, all, configuration);
    if (setting === undefined || (setting.values.every(isDefault) && !always.includes(name))) return [];
    return [setting];
  });
}

// Undefined if the directive counts in none of the blocks.
function settingOf(
  name: SettingName,
  blocks: readonly Blocks[],
  configuration: Configuration,
): ConfiguredSetting | undefined {
  const directives = new Set<Directive>();
  const values: ConfiguredValue[] = [];
  let counts = false;
  let byDefault: readonly string[] | undefined;
  for (const one of blocks) {
    const found = valuesOf(name, one);
    counts ||= found.counts;
    byDefault ??= found.byDefault?.args;
    for (const directive of found.directives) {
      if (directives.size < VALUES_KEPT && !directives.has(directive)) {
        const { args, line } = directive;
        const file = cut(configuration.nameOf(directive), NAME_CHARACTERS_KEPT);
        values.push({ value: cut(textOf(args), VALUE_CHARACTERS_KEPT), file, line });
      }
      directives.add(directive);
    }
  }
  if (!counts) return undefined;
  if (byDefault !== undefined) values.push({ value: DEFAULTS[name] ?? textOf(byDefault), file: null, line: null });
  const more = Math.max(0, directives.size - VALUES_KEPT);
  return { directive: name, values, more, is_complete: configuration.isComplete };
}

function textOf(args: readonly string[]): string {
  return args.map((word) => (/^[^\s"']+$/.test(word) ? word : `"${word}"`)).join(' ');
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}...`;
}

/**
 * Facts for the advice. `raised_buffers`: larger buffers than the blocks have, if all have the same. `all_take_proxy_protocol`: each
 * listen has proxy_protocol.
 */
export function configuredFacts(settings: readonly ConfiguredSetting[]): Facts {
  const buffers = settings.find(({ directive }) => directive === 'large_client_header_buffers');
  const raised = buffers?.values.length === 1 ? raisedBuffers(buffers.values[0]!.value) : undefined;
  const listens = settings.find(({ directive }) => directive === 'listen');
  const takesAll =
    listens !== undefined && listens.more === 0 && listens.values.every(({ value }) => / proxy_protocol\b/.test(value));
  return {
    ...(raised === undefined ? {} : { raised_buffers: raised }),
    ...(takesAll ? { all_take_proxy_protocol: true } : {}),
  };
}
