// What a configuration says of the 400 pages of a server: their sizes, which of them it never sends, and whether they are all one.
import type { ExtraFields } from '../../../formats/entry.ts';
import type { Blocks, Configuration } from '../../../formats/nginx-conf/configuration.ts';
import { type Context, settingIn } from '../../../formats/nginx-conf/contexts.ts';
import { valuesOf } from '../../../formats/nginx-conf/values.ts';
import { isBefore, type NginxVersion } from '../era.ts';
import type { ExpectedPages, PageKind, PageMatch } from './page-kinds.ts';
import { isBuiltIn } from './page-votes.ts';

// `ngx_http_special_response.c`. Before 1.15.4 the body had a colour.
const HEAD =
  '<html>\r\n<head><title>400 Bad Request</title></head>\r\n<body>\r\n<center><h1>400 Bad Request</h1></center>\r\n';
const COLOUR = ' bgcolor="white"';
const COLOURLESS_SINCE: NginxVersion = [1, 15, 4];
const tailOf = (name: string): string => `<hr><center>${name}</center>\r\n</body>\r\n</html>\r\n`;
/** Ubuntu's builds add this to the version. */
const UBUNTU = ' (Ubuntu)';

/** What nginx logs as 400 beside the plain error. An error_page with all of these replaces every page. */
const CODES: readonly string[] = ['400', '494', '495', '496', '497'];
/** The pages of certificates, and the errors that a `return` can name to send them. */
const CERTIFICATE_PAGES: readonly PageKind[] = ['certificate-invalid', 'certificate-missing'];
const CERTIFICATE_CODES: ReadonlySet<string> = new Set(['495', '496']);
const TLS_CODE = '497';

/** What the configuration of a run says of its pages. */
export class PageExpectations {
  readonly #configuration: Configuration;
  readonly #version: NginxVersion | undefined;
  readonly #known = new WeakMap<Blocks, ExpectedPages>();

  /** @param version the version that the user named */
  constructor(configuration: Configuration, version: NginxVersion | undefined) {
    this.#configuration = configuration;
    this.#version = version;
  }

  /**
   * What is expected of the pages of a line; undefined if a part of the configuration is unknown, because that part may say otherwise.
   * @param file the input of the line
   */
  of(file: string, extra: ExtraFields): ExpectedPages | undefined {
    if (!this.#configuration.isComplete) return undefined;
    const blocks = this.#configuration.blocksOf(file, extra);
    if (blocks.contexts.length === 0) return undefined;
    let expected = this.#known.get(blocks);
    if (expected === undefined) this.#known.set(blocks, (expected = expect(blocks, this.#version)));
    return expected;
  }
}

/** Whether a page contradicts what is expected: a built-in page of a server that replaces all of them. */
export function contradicts({ plainBytes, isFirm }: PageMatch, expected: ExpectedPages | undefined): boolean {
  // If lines show the built-in page for certain, the log is not of this configuration.
  return expected?.isOnePage === true && !isFirm && isBuiltIn(plainBytes);
}

function expect(blocks: Blocks, version: NginxVersion | undefined): ExpectedPages {
  const { contexts, defaultServers, hasTlsPort } = blocks;
  // Before nginx knows the host, the default server answers.
  const all = [...contexts, ...defaultServers];
  const without = new Set<PageKind>();
  const returned = new Set(all.flatMap(({ own }) => (own.get('return') ?? []).map(({ args }) => args[0]!)));
  const wordOf = (context: Context, name: 'ssl_verify_client' | 'server_tokens'): string | undefined =>
    settingIn(context, name).values[0]?.args[0];
  const mayReturn = (code: string): boolean => returned.has(code);
  if (all.every((context) => wordOf(context, 'ssl_verify_client') === 'off') && ![...CERTIFICATE_CODES].some(mayReturn))
    for (const kind of CERTIFICATE_PAGES) without.add(kind);
  if (!hasTlsPort && !mayReturn(TLS_CODE)) without.add('plain-http-to-tls');
  const tokens = new Set(all.map((context) => wordOf(context, 'server_tokens')));
  const [token] = tokens;
  const plainBytes = tokens.size === 1 ? sizesOf(token, version) : undefined;
  return { plainBytes, without, isOnePage: all.every(replacesAll), returnedBytes: new Set(returnedBytesOf(blocks)) };
}

// The configuration does not name the build, so only `off` without a version of its own has few sizes.
function sizesOf(token: string | undefined, version: NginxVersion | undefined): number[] | undefined {
  const heads = [HEAD.length, HEAD.length + COLOUR.length];
  if (version !== undefined) heads.splice(isBefore(version, COLOURLESS_SINCE) ? 0 : 1, 1);
  const names = namesOf(token, version);
  return names?.flatMap((name) => heads.map((head) => head + tailOf(name).length));
}

function namesOf(token: string | undefined, version: NginxVersion | undefined): string[] | undefined {
  if (token === 'off') return ['nginx'];
  if (token !== 'on' || version === undefined) return undefined;
  const name = `nginx/${version.join('.')}`;
  return [name, name + UBUNTU];
}

// `return 400 "text";`. With variables its length is unknown; without a text nginx sends its own page.
function returnedBytesOf(blocks: Blocks): number[] {
  return valuesOf('return', blocks).directives.flatMap(({ args: [, text] }) =>
    text === undefined || text === '' || text.includes('$') ? [] : [text.length],
  );
}

// `error_page 400 494 495 496 497 /error;`, in one directive or several. With a code of its own (`=200`) the line is no 400.
function replacesAll(context: Context): boolean {
  const pages = settingIn(context, 'error_page').values.map(({ args }) => args);
  const codes = new Set(pages.flatMap((args) => args.slice(0, -1)));
  const targets = new Set(pages.filter((args) => CODES.some((code) => args.includes(code))).map((args) => args.at(-1)));
  return (
    CODES.every((code) => codes.has(code)) && ![...codes].some((code) => code.startsWith('=')) && targets.size === 1
  );
}
