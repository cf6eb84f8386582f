// the headers do not fit the buffers.
import type { Cause } from './cause.ts';
import { pageConfidence, pageFacts } from '../evidence/page.ts';
import { stickiness } from '../evidence/stickiness.ts';
/** the headers do not fit the buffers. */
export const cookieOrHeaderTooLarge: Cause = {
  id: 'cookie-or-header-too-large',
  shapes: ['whole', 'headless', 'broken'],
  title: 'the headers do not fit the buffers',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit, tables) {

    const { entry } = hit;
    if (hit.page?.kind === 'header-too-large') {
      return { confidence: pageConfidence(hit.page), facts: { ...pageFacts(hit.page), ...stickiness(hit, tables) } };
    }
    if (hit.shape !== 'whole') return undefined;
    // HEAD: no body, so no size; the client's other requests tell.
    if (hit.request.method === 'HEAD' && entry.body_bytes_sent === 0) {
      const sticky = stickiness(hit, tables);
      return sticky.others_refused > 0 ? { confidence: 'likely', facts: sticky } : undefined;
    }
    // Before 0.9.4 the page is the plain one; a browser's well-formed request line is refused for no other reason.
    const isOld = tables.era.logsEmptyConnections && !tables.pageSizes.hasSeen('header-too-large');
    if (isOld && hit.page?.kind === 'plain' && hit.agent.kind === 'browser') {
      return { confidence: 'likely', facts: { ...pageFacts(hit.page), nginx: 'before 0.9.4', ...stickiness(hit, tables) } };
    }
    // One page for everything: only a browser whose every request fails from one moment on gives itself away.
    if (hit.page?.kind === 'plain' && hit.agent.kind === 'browser' && tables.pageSizes.hasOnePage(entry)) {
      const sticky = stickiness(hit, tables);
      return sticky.others_refused >= 1 ? { confidence: 'possible', facts: sticky } : undefined;
    }
    return undefined;
  },
};
