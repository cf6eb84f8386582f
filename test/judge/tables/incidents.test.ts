// The width of a crowd.
import { expect } from 'vitest';
import { type Crowd, Incidents } from '../../../src/judge/tables/incidents.ts';
import { pair } from '../pair.ts';

/** The crowd at second 1000, with one abort and one failure this many seconds from it. */
function crowdAt(offset: number): Crowd {
  const incidents = new Incidents();
  incidents.see(1000);
  incidents.observeAbort(1000 + offset, 1, '/a');
  incidents.observeFailure(1000 + offset);
  return incidents.around(1000, '/a');
}

pair('incidents', 'CROWD_SECONDS', {
  inside: () => {
    for (const offset of [8, -8])
      expect(crowdAt(offset)).toMatchObject({ clients: 1, clientsOnPrefix: 1, failures: 1 });
  },
  outside: () => {
    for (const offset of [9, -9])
      expect(crowdAt(offset)).toMatchObject({ clients: 0, clientsOnPrefix: 0, failures: 0 });
  },
});
