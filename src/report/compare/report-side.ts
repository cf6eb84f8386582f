// A report as one side of a comparison. A report says when hits were, but not when requests were, so these count as spread evenly.
import { pathPrefix } from '../../formats/request.ts';
import { CAUSE_IDS } from '../../judge/catalogue.ts';
import type { Report } from '../report.ts';
import type { Compared } from '../shape/comparison.ts';
import type { Fix } from '../shape/fix.ts';
import type { Series, Side } from './compare.ts';

/** The parts of a report that a comparison needs. */
export type ComparableReport = Pick<Report, 'period' | 'ignored'> & {
  readonly totals: Pick<Report['totals'], 'entries' | 'clients' | 'by_status' | 'filtered_out'>;
  readonly timeline: Pick<Report['timeline'], 'bin_seconds' | 'bins'>;
  readonly causes: readonly Pick<Report['causes'][number], 'cause' | 'hits' | 'clients' | 'bins'>[];
  readonly fixes: readonly Fix[];
};

/** The side that a report is. */
export function sideOf({ period, totals, timeline, causes, fixes, ignored = [] }: ComparableReport): Side {
  const { entries, clients, by_status, filtered_out } = totals;
  // In a log without times, and for a bin without a width, nothing is known of the spans.
  const bins = period === null || timeline.bin_seconds === 0 ? [] : timeline.bins;
  const hits = causes.reduce((sum, cause) => sum + cause.hits, 0);
  const series = new Map<Compared, Series>();
  if (hits > 0) series.set('all', { hits, clients, events: bins, part: null });
  // Filtered hits are not counted by status.
  for (const status of filtered_out > 0 ? [] : (['400', '499'] as const)) {
    const counted = by_status[status] - ignored.reduce((sum, one) => sum + one.by_status[status], 0);
    if (counted > 0) series.set(status, { hits: counted, clients: null, events: undefined, part: null });
  }
  for (const id of CAUSE_IDS) {
    const found = causes.find(({ cause }) => cause === id);
    if (found === undefined || found.hits === 0) continue;
    const main = fixes.find(({ cause }) => cause === id)?.top_uris[0];
    const isMain = main !== undefined && main.hits * 2 > found.hits;
    series.set(id, {
      hits: found.hits,
      clients: found.clients,
      events: bins.length === 0 ? [] : found.bins,
      part: isMain ? pathPrefix(main.value) : null,
    });
  }
  return {
    begin: period?.begin ?? null,
    end: period?.end ?? null,
    requests: entries,
    spanSeconds: timeline.bin_seconds,
    spanRequests: bins.map(() => entries / bins.length),
    sampleWeight: 1,
    series,
    fixes,
  };
}
