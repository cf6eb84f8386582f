// Which hosts belong to this site: those whose pages load its styles and scripts.

/** Capacity in hosts. */
const HOSTS_KEPT = 256;
const LONGEST_HOST = 255;
const STYLE_OR_SCRIPT = /\.(?:css|js|mjs)$/i;

/** The hosts of this site, as the referers of its styles and scripts show them. */
export class SiteHosts {
  readonly #hosts: Set<string>;

  /** @param saved what {@link save} gave in an earlier run */
  constructor(saved?: readonly string[]) {
    this.#hosts = new Set(saved);
  }

  /** Everything it knows, for a later run. */
  save(): string[] {
    return [...this.#hosts];
  }

  /** How many hosts are known. */
  get size(): number {
    return this.#hosts.size;
  }

  /** Adds a line that was answered. Only pages of this site load its styles and scripts, so their referer has a host of the site. */
  observe(http_referer: string, path: string): void {
    if (this.#hosts.size >= HOSTS_KEPT || !STYLE_OR_SCRIPT.test(path)) return;
    const host = hostOf(http_referer);
    if (host !== '') this.#hosts.add(host);
  }

  /**
   * Whether a page of this site loaded this style, script, picture or font. For pictures and fonts, its host must be known,
   * because other sites use them too.
   */
  hasLoaded(http_referer: string, path: string): boolean {
    const host = hostOf(http_referer);
    if (host === '') return false;
    return this.#hosts.has(host) || (this.#hosts.size < HOSTS_KEPT && STYLE_OR_SCRIPT.test(path));
  }

  /**
   * Whether a referer is a page of this site. While no host is known, any referer is. Referer spam asks for the front page, so no
   * referer counts there.
   * @param path of the request that has the referer
   */
  isOfSite(http_referer: string, path: string): boolean {
    const host = hostOf(http_referer);
    if (host === '' || path === '/') return false;
    return this.#hosts.size === 0 || this.#hosts.has(host);
  }
}

function hostOf(http_referer: string): string {
  const host = /^https?:\/\/([\w.:[\]-]+)/.exec(http_referer.slice(0, LONGEST_HOST + 8))?.[1];
  return host === undefined ? '' : host.toLowerCase();
}
