// a browser opened a spare connection and closed it unused.
import type { Cause } from './cause.ts';
import { canBeLogged, nearestVisit, visitFacts } from '../evidence/empty.ts';
/** a browser opened a spare connection and closed it unused. */
export const unusedConnection: Cause = {
  id: 'unused-connection',
  shapes: ['empty'],
  title: 'a browser opened a spare connection and closed it unused',
  why: 'TODO',
  advice: () => 'TODO',
  settledBy: 'TODO',
  since: 'TODO',
  see: [],
  match(hit, tables) {

    if (!canBeLogged(hit, tables)) return undefined;
    const visit = nearestVisit(hit);
    if (visit === undefined) return undefined;
    const confidence = tables.era.logsEmptyConnections && visit.gap <= 0 ? 'likely' : 'possible';
    return { confidence, facts: visitFacts(hit, visit) };
  },
};
