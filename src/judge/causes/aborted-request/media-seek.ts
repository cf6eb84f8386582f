// A media player jumped to another place in a file.
import { SINCE_499 } from '../../evidence/since.ts';
import { isMediaPath } from '../../../formats/paths.ts';
import { NEAREST_LINES } from '../../evidence/view.ts';
import type { Cause } from '../cause.ts';

// Players that are not browsers.
const PLAYER = /vlc|mpv\b|mplayer|lavf|applecoremedia|exoplayer|stagefright|nsplayer|kodi|gstreamer|winamp|foobar/i;

export const mediaSeek: Cause<'same-file-near-by' | 'file-alone'> = {
  id: 'media-seek',
  shapes: ['abort'],
  title: 'a player jumped to another place in a file',
  why: 'A player jumped to another place in the file: it dropped one range request and sent the next. The answer had not begun yet, so nginx wrote 499. If the answer has begun, the line is a 206 with a short size.',
  needs:
    'The path ends with the extension of an audio or video file, or near by the same path was answered with status 206 (a part of a file). The user agent is not that of a program, unless the program is a known player (VLC, mpv).',
  cases: {
    'same-file-near-by': {
      confidence: 'certain',
      when: `one of the ${NEAREST_LINES} has the same path, with any status and user agent`,
    },
    'file-alone': {
      confidence: 'possible',
      when: 'none of these lines has the same path, and no other cause has stronger evidence',
    },
  },
  advice: () =>
    'Nothing to do: players work like this. If seeking feels slow, the backend answers late. Let nginx serve the files from its own disk, which avoids these 499, or cache them with proxy_cache and slice. Longer timeouts are not the cure.',
  who: 'Nobody: players work like this.',
  checks: [],
  settledByFields: {
    request_time: 'the request for another range begins at the moment of the abort',
    http_range: 'the player asks for another range of the same file',
  },
  since: SINCE_499,
  see: [
    'https://nginx.org/en/docs/http/ngx_http_slice_module.html#slice',
    'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_cache',
  ],
  match(hit) {
    const { request } = hit;
    const isPlayer = hit.agent.kind !== 'program' || PLAYER.test(hit.entry.http_user_agent);
    if (!isPlayer) return undefined;
    // A script may send the file, so the path need not have an extension. Only a player asks for one part after another.
    const isFile = isMediaPath(request.path);
    if (!isFile && !hit.around.some((near) => near.status === 206)) return undefined;
    const same = hit.around.filter((near) => near.requestLine.path === request.path);
    const partial = same.some((near) => near.status === 206);
    if (!isFile && !partial) return undefined;
    return {
      case: same.length > 0 ? 'same-file-near-by' : 'file-alone',
      facts: { requests_for_this_file: same.length + 1, partial_content: partial },
    };
  },
};
