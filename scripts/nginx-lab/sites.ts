// The sites of the lab: written by hand, so that the drawn worlds, which the lab judges, have no part in them.

/** A page and what a browser fetches for it. */
export interface Page {
  readonly path: string;
  /** Scripts, styles, images and fonts: files that nginx sends itself. */
  readonly assets: readonly string[];
  /** Requests that its scripts make at once. */
  readonly calls: readonly string[];
  /** Seconds until its document is made. */
  readonly seconds: number;
}

/** One host name and what is behind it. */
export interface Site {
  readonly host: string;
  readonly scheme: 'http' | 'https';
  readonly pages: readonly Page[];
  /** Paths that answer typed text: the text follows. */
  readonly search: string;
  readonly filter: string;
  readonly forms: readonly string[];
  readonly uploads: readonly string[];
  readonly media: readonly string[];
  readonly longPoll: string;
  /** A path that pages ask every few seconds. */
  readonly heartbeat: string;
  readonly beacon: string;
  readonly health: string;
  /** Paths of apps and jobs. */
  readonly api: readonly string[];
  readonly slow: readonly string[];
}

/** A site without the parts of its pages. */
interface Outline extends Omit<Site, 'pages'> {
  readonly paths: readonly string[];
  /** Calls of every third page. */
  readonly calls: readonly string[];
  /** The folder of its files. */
  readonly folder: string;
}

const SHARED_FILES: readonly string[] = ['site.css', 'vendor.js', 'app.js', 'logo.svg', 'text.woff2'];
const ENDINGS: readonly string[] = ['webp', 'png', 'js', 'css'];
const SLOWEST_PAGE_SECONDS = 0.6;

const OUTLINES: readonly Outline[] = [
  {
    host: 'shop.example.com',
    scheme: 'https',
    folder: '/assets',
    paths: [
      '/',
      '/products/shoes',
      '/products/shoes/1042',
      '/products/bags/77',
      '/products/bags/91',
      '/cart',
      '/checkout/address',
      '/account/orders',
      '/account/settings',
      '/offers/summer?page=2',
      '/help/returns',
      '/help/sizes',
      '/stores/harbour',
      '/brands/alpine',
    ],
    calls: ['/api/basket', '/recommend/items?for=1042', '/stock/1042'],
    search: '/suggest?q=',
    filter: '/catalog/find?color=',
    forms: ['/cart/add', '/login', '/checkout/pay'],
    uploads: ['/account/returns/photo'],
    media: ['/media/lookbook.mp4', '/media/fitting.webm'],
    longPoll: '/notifications/poll',
    heartbeat: '/session/ping',
    beacon: '/events/views',
    health: '/health',
    api: ['/api/orders/17', '/stock/77', '/customers/2231', '/app/feed', '/recommend/similar', '/prices/today'],
    slow: ['/assistant/answer', '/account/invoice', '/reports/sales'],
  },
  {
    host: 'learn.example.org',
    scheme: 'http',
    folder: '/static/build',
    paths: [
      '/courses',
      '/courses/algebra',
      '/courses/history/12',
      '/lessons/3301',
      '/lessons/3302',
      '/exams/dates.html',
      '/library/search?subject=4',
      '/library/book/88-201',
      '/timetable/week/7',
      '/grades',
      '/messages/inbox',
      '/menu/today',
    ],
    calls: ['/ajax/unread', '/progress/mine', '/calendar/next?days=7'],
    search: '/people/lookup?term=',
    filter: '/library/list?shelf=',
    forms: ['/answers/send', '/login/index.php', '/messages/new'],
    uploads: ['/homework/upload'],
    media: ['/lectures/optics.mp4', '/lectures/sound.m4a'],
    longPoll: '/room/updates',
    heartbeat: '/presence/touch',
    beacon: '/matomo.php',
    health: '/status',
    api: ['/progress/17', '/calendar/feed', '/ajax/badges', '/mobile/sync', '/grades/export/2', '/room/members'],
    slow: ['/plagiarism/check', '/certificates/pdf', '/statistics/course'],
  },
  {
    host: 'news.example.net',
    scheme: 'https',
    folder: '/_next/static/chunks',
    paths: [
      '/politics',
      '/politics/vote-on-harbour-40211',
      '/sports/cup-final-40390',
      '/sports',
      '/culture/film/review-39870',
      '/weather/coast',
      '/local/harbour',
      '/local/market-hall-40002',
      '/subscribe',
      '/archive/2025/11',
      '/opinion/letters',
      '/science/tides-39991',
    ],
    calls: ['/comments/count?id=40211', '/ticker/latest', '/user/me'],
    search: '/find/quick?text=',
    filter: '/archive/filter?topic=',
    forms: ['/comments/post', '/user/login', '/newsletter/join'],
    uploads: ['/readers/photos'],
    media: ['/video/40390.mp4', '/podcast/171.mp3'],
    longPoll: '/live/wait',
    heartbeat: '/ticker/ping',
    beacon: '/b',
    health: '/healthz',
    api: ['/v2/front', '/feed/sports', '/user/marks', '/weather/data/12', '/ticker/all', '/comments/list/9'],
    slow: ['/summary/generate', '/archive/export', '/v2/print/edition'],
  },
];

/** The site of a stage. @param number of the stage: each stage has a host of its own */
export function siteOf(number: number): Site {
  const { paths, calls, folder, ...rest } = OUTLINES[number % OUTLINES.length]!;
  const shared = SHARED_FILES.map((name) => `${folder}/${name}`);
  return {
    ...rest,
    host: `s${number}.${rest.host}`,
    pages: paths.map((path, i) => ({
      path,
      assets: [...shared, ...ENDINGS.map((ending, k) => `${folder}/p${i}-${k}.${ending}`)],
      calls: i % 3 === 0 ? calls : [],
      seconds: (SLOWEST_PAGE_SECONDS * (i + 1)) / paths.length,
    })),
  };
}
