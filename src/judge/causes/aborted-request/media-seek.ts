// A media player jumped to another place in a file.
import { isMediaPath } from '../../evidence/view.ts';
import type { Cause } from '../cause.ts';

// Players that are not browsers.
const PLAYER = /vlc|mpv\b|mplayer|lavf|applecoremedia|exoplayer|stagefright|nsplayer|kodi|gstreamer|winamp|foobar/i;

/** A media player jumped to another place in a file. */
export const mediaSeek: Cause<'same-file-near-by' | 'file-alone'> = {
  id: 'media-seek',
  shapes: ['abort'],
  title: 'a player jumped to another place in a file',
  why: 'A player jumped to another place in the file: it dropped one range request and sent the next. The answer had not begun yet, so nginx wrote 499. After the answer has begun, such a line is a 206 with a short size.',
  needs:
    'The path ends like the name of an audio or video file. The user agent is not that of a program, except of a known player (VLC, mpv).',
  cases: {
    'same-file-near-by': {
      confidence: 'certain',
      when: 'another line of this client near by asks for the same file, with any status',
    },
    'file-alone': { confidence: 'possible', when: 'no other line of this client near by asks for that file' },
  },
  advice: () =>
    'Nothing to do: players work like this. If seeking feels slow, the backend answers late. Let nginx serve the files itself (files from disk cause no such 499), or cache them with proxy_cache and slice. Longer timeouts are not the cure.',
  settledBy:
    '$http_range and $request_time in log_format: at the moment of the abort the player asks for another range of the same file.',
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
      case: same.length > 0 ? 'same-file-near-by' : 'file-alone',
      facts: { requests_for_this_file: same.length + 1, partial_content: partial },
    };
  },
};
