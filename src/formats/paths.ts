// What the path of a request names: a part of a page, audio or video, or something else.

const ASSET = /\.(?:css|js|mjs|map|png|jpe?g|gif|svg|ico|webp|avif|woff2?|ttf|otf|eot|json|xml|txt)$/i;
const MEDIA = /\.(?:mp4|m4v|m4a|m4s|mov|webm|ogv|ogg|mp3|aac|flac|wav|mkv|avi|ts|mpd|m3u8|flv)$/i;

/** Whether a path names a part of a page (style, script, picture, font), not a page. */
export function isAssetPath(path: string): boolean {
  return ASSET.test(path);
}

/** Whether a path names audio or video. */
export function isMediaPath(path: string): boolean {
  return MEDIA.test(path);
}

const POLL = /long-?poll|\/poll(?:ing)?\/?$|socket\.io|sockjs|signalr|cometd?\b|http-bind|bosh\b|websocket/i;

/** Whether a path has a name that only long polls have. */
export function isPollPath(path: string): boolean {
  return POLL.test(path);
}

const LOADED_BY_PAGE = /\.(?:css|js|mjs|png|jpe?g|gif|svg|webp|avif|woff2?)$/i;

/** Whether a path names a file that only pages load: a style, script, picture or font. Scanners ask for icons and text files, too. */
export function isLoadedByPage(path: string): boolean {
  return LOADED_BY_PAGE.test(path);
}
