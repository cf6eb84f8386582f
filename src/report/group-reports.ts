// The part of the report that sums up findings by a key: the groups with the most hits, and what the tables know of each.
import type { PageSummary } from '../judge/tables/pages/page-size.ts';
import type { Tables } from '../judge/tables/tables.ts';
import { mostHitsFirst } from './counters/tops.ts';
import type { GroupReport, Grouping, PageReport } from './shape/grouping.ts';
import { type Group, type Groups, newGroup } from './sums/groups.ts';
import { byName, REPORTED_VERDICTS } from './sums/sum-numbers.ts';

/** Groups that the report lists. */
const GROUPS_LISTED_KEPT = 100;
/** Causes that it lists for each group. */
const GROUP_CAUSES_KEPT = 5;

/** What the groups are completed with. */
export interface GroupParts {
  readonly inputs: readonly { readonly file: string; readonly input: { readonly counted: number } }[];
  readonly tables: Tables;
  /** A time in seconds since the epoch as the report writes it; null in a log without times. */
  readonly iso: (time: number) => string | null;
}

/** The groups of a key, those with the most hits first. Groups with equal hits are in the order of their first findings. */
export function groupingOf(groups: Groups, parts: GroupParts): Grouping {
  const { key } = groups;
  const all = new Map(groups.groups);
  const lines = key === 'server' ? linesByLog(parts) : undefined;
  for (const log of lines?.keys() ?? []) if (!all.has(log)) all.set(log, newGroup());
  const sorted = mostHitsFirst([...all].map(([value, group]) => ({ value, group, hits: group.hits })));
  const listed = sorted.slice(0, GROUPS_LISTED_KEPT);
  const left = sorted.slice(GROUPS_LISTED_KEPT);
  return {
    key,
    groups: listed.map(({ value, group }) => ({
      value,
      ...sumOf(group, parts),
      ...(lines === undefined ? {} : { lines: lines.get(value) ?? 0 }),
      ...serverOf(groups, value, parts.tables),
    })),
    more: {
      groups: left.length + groups.restValues,
      hits: left.reduce((sum, { hits }) => sum + hits, groups.rest.hits),
    },
  };
}

/** A page size as the report shows it. */
export function pageReport(page: PageSummary | undefined): PageReport | null {
  if (page === undefined) return null;
  return { plain_bytes: page.plainBytes, votes: page.votes, firm: page.isFirm, one_page: page.isOnePage };
}

function sumOf(group: Group, { iso }: GroupParts): Omit<GroupReport, 'value'> {
  const causes = mostHitsFirst([...group.causes].map(([cause, hits]) => ({ cause, hits })));
  return {
    hits: group.hits,
    by_status: { '400': group.status400, '499': group.status499 },
    related: group.related,
    verdicts: byName(REPORTED_VERDICTS, (verdict) => group.verdicts.get(verdict) ?? 0),
    causes: causes.slice(0, GROUP_CAUSES_KEPT),
    begin: group.hits === 0 ? null : iso(group.begin),
    end: group.hits === 0 ? null : iso(group.end),
  };
}

// What is known of the server: of a log, or of a host in all logs.
function serverOf({ key }: Groups, value: string, { logs, pageSizes, era }: Tables): Partial<GroupReport> {
  if (key === 'host') return { page_size: pageReport(pageSizes.bestOf(value)), era: era.describe() };
  if (key !== 'server') return {};
  const own = logs.ofLog(value);
  return { page_size: pageReport(own.pageSizes.best()), era: own.era.describe() };
}

function linesByLog({ inputs, tables }: GroupParts): Map<string, number> {
  const lines = new Map<string, number>();
  for (const { file, input } of inputs) {
    const log = tables.logs.nameOf(file);
    lines.set(log, (lines.get(log) ?? 0) + input.counted);
  }
  return lines;
}
