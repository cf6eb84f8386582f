// Draws a site: hosts, sections, pages with their parts, and what an application on it offers.
import type { Pages } from './pages.ts';
import type { Random } from './random.ts';

/** A page and what a browser fetches for it. */
export interface Page {
  readonly path: string;
  /** Scripts, styles, images and fonts. */
  readonly assets: readonly string[];
  /** Requests that its scripts make at once. */
  readonly calls: readonly string[];
  /** Median seconds until its document is made. */
  readonly seconds: number;
}

/** One host name and what is behind it. */
export interface Site {
  readonly host: string;
  readonly scheme: 'http' | 'https';
  /** What its pages say of themselves in the Referer: Referrer-Policy. */
  readonly referrers: 'full' | 'origin' | 'none';
  /** nginx has its scripts, styles and images itself; otherwise the application answers them, too. */
  readonly hasFiles: boolean;
  readonly pages: readonly Page[];
  /** Paths that answer typed text: the text follows. */
  readonly search: string;
  readonly filter: string;
  readonly forms: readonly string[];
  readonly uploads: readonly string[];
  readonly media: readonly string[];
  readonly downloads: readonly string[];
  /** A path that is asked again and again, each answer held back. */
  readonly longPoll: string;
  readonly longPollMethod: 'GET' | 'POST';
  /** A path for WebSockets. */
  readonly socket: string;
  /** A path that pages ask every few seconds. */
  readonly heartbeat: string;
  /** How often, in seconds. */
  readonly heartbeatSeconds: number;
  readonly beacon: string;
  /** The server answers beacons while their page is open. */
  readonly answersBeacons: boolean;
  readonly health: string;
  /** Paths of programs: an API for apps and jobs. */
  readonly api: readonly string[];
  /** Slow answers: reports, exports, answers of a language model. */
  readonly slow: readonly string[];
  readonly server: Pages;
  /** The sizes of what it has answered, by target. */
  readonly sizes: Map<string, number>;
}

const WORDS: readonly (readonly string[])[] = [
  [
    'products',
    'cart',
    'checkout',
    'orders',
    'account',
    'catalog',
    'help',
    'blog',
    'news',
    'offers',
    'brands',
    'stores',
  ],
  [
    'artikel',
    'warenkorb',
    'bestellung',
    'konto',
    'hilfe',
    'aktuell',
    'kurse',
    'lektion',
    'termine',
    'mensa',
    'bibliothek',
  ],
  ['produits', 'panier', 'commande', 'compte', 'aide', 'actualites', 'cours', 'salles', 'horaires', 'billets'],
  ['tovary', 'korzina', 'zakaz', 'novosti', 'pomosh', 'raspisanie', 'otzyvy', 'akcii', 'kontakty'],
  ['produtos', 'carrinho', 'pedidos', 'conta', 'ajuda', 'noticias', 'aulas', 'loja', 'entrega'],
  ['p', 'c', 'u', 's', 'v', 'x', 'i', 't', 'f', 'm'],
];
const ASSETS: readonly string[] = ['css', 'js', 'js', 'png', 'jpg', 'webp', 'svg', 'woff2', 'ico', 'mjs'];
const FOLDERS: readonly string[] = [
  'assets',
  'static',
  'build',
  'dist',
  'media',
  'img',
  '_next/static/chunks',
  'pix',
  'lib',
  'wp-content/themes/t',
];

/** Draws a site. @param others how many sites there are already */
export function drawSite(random: Random, others: number, server: Pages): Site {
  const words = random.pick(WORDS);
  const word = (): string => random.pick(words);
  const depth = random.integer(1, 6);
  const prefix = random.chance(0.3) ? `/${word()}` : '';
  const ending = random.weighted([
    ['', 5],
    ['.html', 1],
    ['.php', 1],
    ['/', 1],
  ]);
  const path = (levels: number): string => {
    const parts = Array.from({ length: levels }, (_, i) => (i > 0 && random.chance(0.4) ? slug(random) : word()));
    return `${prefix}/${parts.join('/')}`;
  };
  const deep = (): string => path(random.integer(1, depth));
  const folder = random.pick(FOLDERS);
  const hashed = random.chance(0.5);
  const shared = Array.from({ length: random.integer(1, 8) }, () => asset(random, folder, hashed));
  const api = random.pick([
    '/api',
    '/api/v2',
    '/rest',
    '/ajax',
    '/graphql',
    '/v1',
    '/backend/data',
    prefix === '' ? '/s' : prefix,
  ]);
  const slowness = random.lognormal(0.25, 0.8);
  const pages = Array.from({ length: random.integer(4, 60) }, (): Page => ({
    path: random.chance(0.05) ? '/' : `${deep()}${ending}${random.chance(0.2) ? `?id=${random.integer(1, 9999)}` : ''}`,
    assets: [...shared, ...Array.from({ length: random.integer(0, 12) }, () => asset(random, folder, hashed))],
    calls: draw(
      random.weighted([
        [0, 4],
        [1, 2],
        [2, 2],
        [5, 1],
      ]),
      () => `${api}/${word()}${random.chance(0.3) ? `?${word()}=${random.integer(1, 500)}` : ''}`,
    ),
    seconds: slowness * random.lognormal(1, 0.7),
  }));
  return {
    host: `${random.pick(['www', 'shop', 'portal', 'app', 'm', 'api', 'learn'])}${others === 0 ? '' : others}.example.${random.pick(['com', 'org', 'net'])}`,
    scheme: random.chance(0.8) ? 'https' : 'http',
    referrers: random.weighted([
      ['full', 17],
      // Helmet, which many applications on Node use, sends `no-referrer`.
      ['none', 2],
      ['origin', 1],
    ]),
    hasFiles: random.chance(0.8),
    // Each path has one page.
    pages: [...new Map(pages.map((page) => [page.path, page])).values()],
    search: random.pick([
      `${api}/search?q=`,
      '/search/suggest?term=',
      `${api}/${word()}/`,
      '/autocomplete?limit=10&s=',
      `${api}/lookup?${word()}=`,
    ]),
    filter: `${api}/${word()}?${word()}=`,
    forms: Array.from({ length: 3 }, () => random.pick([`${api}/${word()}`, deep(), '/login', `${deep()}${ending}`])),
    uploads: [random.pick(['/upload', `${api}/${word()}/files`, '/wp-admin/async-upload.php', `${deep()}/photo`])],
    media: Array.from(
      { length: 3 },
      () =>
        `/${random.pick(['video', 'v', 'audio', 'files', word(), 'stream'])}/${slug(random)}.${random.pick(['mp4', 'webm', 'mp3', 'm4a', 'bin'])}`,
    ),
    downloads: [`/${word()}/${slug(random)}.${random.pick(['zip', 'pdf', 'iso', 'csv'])}`],
    longPoll: random.pick([
      '/socket.io/?EIO=4&transport=polling',
      `${api}/events`,
      '/signalr/poll',
      `${api}/${word()}/wait`,
      '/lp',
      `${deep()}/updates`,
    ]),
    socket: random.pick(['/socket.io/?EIO=4&transport=websocket', '/ws', '/cable', `${api}/live`, '/signalr/connect']),
    longPollMethod: random.chance(0.4) ? 'POST' : 'GET',
    heartbeat: random.pick([
      `${api}/ping`,
      `${api}/${word()}`,
      '/wp-admin/admin-ajax.php',
      `${deep()}/status`,
      `${api}/notifications`,
    ]),
    heartbeatSeconds: random.pick([2, 5, 10, 15, 30]),
    beacon: random.pick([
      '/collect',
      `${api}/track`,
      '/matomo.php',
      '/b',
      `${api}/${word()}/log`,
      '/csp-report',
      `/${word()}/${word()}`,
      `/${word()[0]}/${word()}`,
    ]),
    answersBeacons: random.chance(0.4),
    health: random.pick(['/health', '/', '/healthz', '/status', `/${word()}`, '/api/ping']),
    api: draw(
      random.integer(2, 12),
      () => `${api}/${word()}${random.chance(0.5) ? `/${random.integer(1, 9999)}` : ''}`,
    ),
    slow: Array.from({ length: 3 }, () =>
      random.pick([
        `${api}/${word()}/export`,
        '/report',
        `${api}/chat/completions`,
        `${deep()}/pdf`,
        `${api}/${word()}/generate`,
      ]),
    ),
    server,
    sizes: new Map(),
  };
}

/** Draws some paths; a path that is drawn twice is there once. */
function draw(count: number, path: () => string): string[] {
  return [...new Set(Array.from({ length: count }, path))];
}

function slug(random: Random): string {
  return random.weighted([
    [String(random.integer(1, 99_999)), 3],
    [random.id(random.integer(4, 12)), 2],
    [`${random.id(4)}-${random.id(5)}-${random.id(3)}`, 1],
  ]);
}

function asset(random: Random, folder: string, isHashed: boolean): string {
  const ending = random.pick(ASSETS);
  return `/${folder}/${random.id(random.integer(3, 8))}${isHashed ? `.${random.id(8)}` : ''}.${ending}`;
}
