// a player jumped in a file.
import type { LegacyCause as Cause } from '../legacy.ts';
import { isMediaPath } from '../../evidence/view.ts';
// Players that are no browsers.
const PLAYER = /vlc|mpv\b|mplayer|lavf|applecoremedia|exoplayer|stagefright|nsplayer|kodi|gstreamer|winamp|foobar/i;

/** a player jumped in a file. */
export const mediaSeek: Cause = {
  id: 'media-seek',
  shapes: ['abort'],
  title: 'a player jumped in a file',
  why: 'A player jumped to another place in the file: it dropped one range request and sent the next. The answer had not begun yet, so nginx wrote 499; had it begun, the line would be a 206 with a short size.',
  how: "The path ends like audio or video and the user agent is not a script's: likely. Certain if the same client asked for that file shortly before or after; a 206 among those requests is shown, but not needed.",
  advice: () =>
    'Nothing to do: players work like this. If seeking feels slow, the backend answers late: let nginx serve the files itself (from disk there is no such 499) or cache them with proxy_cache and slice. Longer timeouts are not the cure.',
  settledBy:
    '$http_range and $request_time in log_format: another range of the same file, asked for at the moment of the abort.',
  since: 'all versions, except 0.8.11-0.8.17, which logged 0 instead of 499',
  see: [
    'https://nginx.org/en/docs/http/ngx_http_slice_module.html#slice',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_cache',
  ],
  match(hit) {
    const { request } = hit;
    const isPlayer = hit.agent.kind !== 'program' || PLAYER.test(hit.entry.http_user_agent);
    if (!isMediaPath(request.path) || !isPlayer) return undefined;
    const same = hit.around.filter((near) => near.requestLine.path === request.path);
    const partial = same.some((near) => near.status === 206);
    return {
      confidence: same.length > 0 ? 'certain' : 'possible',
      facts: { requests_for_this_file: same.length + 1, partial_content: partial },
    };
  },
};
