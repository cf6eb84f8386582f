// What people do on a site besides reading it, when all goes well.
import type { Page } from './site.ts';
import type { Visitor } from './visitor.ts';

/** People wait this long for a report or an export, in seconds: the median. */
const SLOW_SECONDS = 3;

/** Does one thing on a page; returns when its answer was there. */
export function use(visitor: Visitor, page: Page, at: number): number {
  const { site } = visitor;
  const { random } = visitor.world;
  const referer = visitor.refererOf(page.path);
  return random.weighted<() => number>([
    [(): number => search(visitor, referer, at), 3],
    [
      (): number =>
        visitor.answered({
          target: random.pick(site.forms),
          at,
          method: 'POST',
          referer,
          seconds: random.lognormal(0.3, 0.7),
          status: random.pick([200, 302, 303]),
        }),
      4,
    ],
    [
      (): number =>
        visitor.answered({ target: random.pick(site.slow), at, referer, seconds: random.lognormal(SLOW_SECONDS, 0.8) }),
      3,
    ],
    [(): number => visitor.answered({ target: random.pick(site.api), at, referer }), 4],
    [
      (): number =>
        visitor.answered({
          target: random.pick(site.uploads),
          at,
          method: 'POST',
          referer,
          seconds: random.lognormal(4, 0.9),
        }),
      1,
    ],
    [
      (): number =>
        visitor.answered({
          target: random.pick(site.media),
          at,
          referer,
          status: 206,
          seconds: random.lognormal(5, 1),
          bytes: Math.round(random.lognormal(900_000, 1)),
        }),
      1,
    ],
    [
      (): number =>
        visitor.answered({
          target: random.pick(site.downloads),
          at,
          referer,
          seconds: random.lognormal(3, 1),
          bytes: Math.round(random.lognormal(400_000, 1.2)),
        }),
      1,
    ],
  ])();
}

/** Types a word; the site answers each key in time. */
function search(visitor: Visitor, referer: string, at: number): number {
  const { random } = visitor.world;
  const text = random.id(random.integer(3, 8));
  let now = at;
  for (let i = random.integer(1, 3); i <= text.length; i++) {
    const seconds = random.between(0.02, 0.12);
    visitor.answered({ target: visitor.site.search + text.slice(0, i), at: now, referer, seconds });
    now += seconds + random.lognormal(0.2, 0.4);
  }
  return now;
}
