// What --fail-on counts: hits, clients and share of a subject in the report.
import type { CauseId, Family, Verdict } from '../../judge/catalogue.ts';
import type { Report } from '../../report/report.ts';

/** What is counted. `client` is the verdict of that name; the number of distinct clients is a measure (fail-on.ts). */
export type Subject = Verdict | Family | CauseId | '400' | '499' | 'all' | 'unparsed';

/** The counts of a subject. `400`, `499`, `all` and `unparsed` have no share here; `400`, `499` and `unparsed` have no clients. */
export function countOf(subject: Subject, report: Report): { hits: number; clients?: number; share?: number } {
  const { totals, verdicts } = report;
  switch (subject) {
    case '400':
    case '499':
      return { hits: totals.by_status[subject] - sumOf(report.ignored ?? [], ({ by_status }) => by_status[subject]) };
    case 'all':
      return {
        hits: Object.values(verdicts).reduce((sum, { hits }) => sum + hits, 0),
        clients: totals.clients,
      };
    case 'unparsed':
      return { hits: totals.unparsed };
    case 'fix':
      // The sum of the report's fixes. A client of two fixes counts twice.
      return {
        hits: sumOf(report.fixes, (fix) => fix.hits + fix.related),
        clients: sumOf(report.fixes, ({ clients }) => clients),
        share: verdicts.fix.share,
      };
    case 'harmless':
    case 'client':
    case 'hostile':
    case 'unknown':
      return verdicts[subject];
    default:
      return countWithRelated(subject, report);
  }
}

// Hits of a cause or of a family, and its related lines. A client with related lines of two causes of a family counts twice.
function countWithRelated(
  subject: CauseId | Family,
  { families, causes }: Report,
): { hits: number; clients: number; share: number } {
  const own = causes.filter(({ cause, family }) => cause === subject || family === subject);
  const found = families.find(({ family }) => family === subject) ?? own.find(({ cause }) => cause === subject);
  return {
    hits: sumOf(own, ({ hits, related }) => hits + related),
    clients: (found?.clients ?? 0) + sumOf(own, (one) => one.clients_with_related - one.clients),
    share: found?.share ?? 0,
  };
}

function sumOf<T>(list: readonly T[], count: (one: T) => number): number {
  return list.reduce((total, one) => total + count(one), 0);
}
