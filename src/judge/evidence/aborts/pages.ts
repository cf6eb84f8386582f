// Which neighbours are pages, and which page of a browser sent a request.
import { endsWith } from '../../../formats/long-texts.ts';
import { isAssetPath } from '../../../formats/paths.ts';
import type { NearbyLine } from '../../../hits/hit.ts';
import type { HitView } from '../view.ts';
import { SCRIPT_PATH } from './repeats.ts';

/** A referer names a page of a host: scheme, host, and then the URI of the page. */
const HOST_ALONE = /^https?:\/\/[^/]*$/;

// Scripts seldom ask for such paths.
const PAGE_PATH = /\.(?:html?|php|aspx?|jsp)$|\/$/i;

/** Whether a page with this URI sent the requests with this referer. */
export function isPageOf(http_referer: string, uri: string): boolean {
  return endsWith(http_referer, uri) && HOST_ALONE.test(http_referer.slice(0, http_referer.length - uri.length));
}

// A request of a script or for a file is rarely redirected. 304 is no redirect.
const REDIRECT = /^30[123]$/;

/** A browser drops the requests of a page when the next page begins to arrive, so the line of the next page may come first. */
export const NEXT_PAGE_CAME_SECONDS: number = 1;

/**
 * The next page whose line comes before an abort: the browser dropped what the old page had asked for when the answer of the next page
 * arrived. Its path shows that it is a page, or other lines name it as their referer.
 */
export function nextPageBefore(hit: HitView): NearbyLine | undefined {
  const { http_referer } = hit.entry;
  return hit.beforeOfAgent.find((near) => {
    const { requestLine: request, status } = near;
    if (near.secondsAfter < -NEXT_PAGE_CAME_SECONDS) return false;
    if (request.method !== 'GET' || request.shape !== 'whole' || isAssetPath(request.path)) return false;
    // The page that sent the aborted request is not the next one.
    if (isPageOf(http_referer, request.uri) || request.uri === hit.request.uri) return false;
    if (near.http_referer !== http_referer) return false;
    if (isOpenedMeanwhile(near, hit)) return true;
    if (status === 400 || status >= 499) return false;
    // On a shared address the page may be another person's. A page that was aborted itself is no part of the old page.
    const isNamedPage = PAGE_PATH.test(request.path) && !hit.sharesAddress && !PAGE_PATH.test(hit.request.path);
    if (isNamedPage) return true;
    return http_referer !== '-' && hit.around.some((one) => isPageOf(one.http_referer, request.uri));
  });
}

// A document that began while the aborted request was pending. It shows as a redirect, or it is no script's request, while the aborted
// one is a script's or a file.
function isOpenedMeanwhile({ status, secondsAfter, extra, requestLine: { path } }: NearbyLine, hit: HitView): boolean {
  const own = hit.entry.extra.request_time;
  const { request_time } = extra;
  if (status < 200 || status >= 500 || status === 400 || status === 499) return false;
  if (own === undefined || request_time === undefined || secondsAfter - request_time <= -own) return false;
  if (REDIRECT.test(String(status))) return true;
  const isPart = isAssetPath(hit.request.path) || SCRIPT_PATH.test(hit.request.path);
  return isPart && !SCRIPT_PATH.test(path) && rootOf(path) !== rootOf(hit.request.path);
}

// The first segment of a path: the requests of a script have one in common.
function rootOf(path: string): string {
  return path.slice(0, path.indexOf('/', 1) + 1 || undefined);
}

/**
 * The lines before a hit that its page sent since it was loaded. When a page is loaded again, it asks again for everything that it
 * needs, so earlier lines show no poll.
 */
export function sinceLoad(hit: HitView): readonly NearbyLine[] {
  const { http_referer } = hit.entry;
  const load = hit.beforeOfAgent.findIndex(
    ({ requestLine }) => requestLine.method === 'GET' && isPageOf(http_referer, requestLine.uri),
  );
  return load < 0 ? hit.beforeOfAgent : hit.beforeOfAgent.slice(0, load);
}
