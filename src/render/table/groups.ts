// BY KEY: for each host, server or other value that the user asked for, its hits, verdicts, causes and server.
import type { Verdict } from '../../judge/catalogue.ts';
import type { Report } from '../../report/report.ts';
import type { Grouping, GroupReport } from '../../report/shape/grouping.ts';
import { plural, wholeNumber, wholePercent } from '../../report/words/numbers.ts';
import { hasNoTimes, NO_USER_AGENT, VERDICT_LABELS } from '../../report/words/words.ts';
import { flow } from '../flow.ts';
import { hasSeveralDays, when } from '../quantities.ts';
import { type Column, fitted } from './grid.ts';
import { lastSegments } from './input-names.ts';
import type { Screen } from './screen.ts';

/** Rows of a table; more with a higher --top. */
const LEAST_ROWS = 12;
const VALUE_WIDTH = 48;
const DETAIL_INDENT = '    ';
/** How many of the last parts of a file name are shown: as few as distinguish the files. */
const SEGMENTS = [1, 2, 3] as const;
/** Replaces the value of lines that have none, or whose value is `-`. */
const NO_VALUE: Readonly<Partial<Record<Grouping['key'], string>>> = {
  server: 'standard input',
  uri: 'no path',
  agent: NO_USER_AGENT,
};

/** A table for each key; empty without one. */
export function renderGroups(report: Report, screen: Screen): string[] {
  const { by = [], period } = report;
  const withDay = hasNoTimes(report) ? undefined : hasSeveralDays(period);
  return by.flatMap((grouping, index) => [...(index === 0 ? [] : ['']), ...renderGrouping(grouping, withDay, screen)]);
}

function renderGrouping({ key, groups, more }: Grouping, withDay: boolean | undefined, screen: Screen): string[] {
  if (groups.length === 0) return [];
  const shown = groups.slice(0, Math.max(screen.top, LEAST_ROWS));
  const columns: readonly (Column & { readonly cell: (group: GroupReport) => string })[] = [
    { title: 'hits', align: 'right', cell: ({ hits }) => wholeNumber(hits) },
    { title: '400', align: 'right', cell: ({ by_status }) => wholeNumber(by_status['400']) },
    { title: '499', align: 'right', cell: ({ by_status }) => wholeNumber(by_status['499']) },
    ...(key === 'server'
      ? ([{ title: 'of lines', align: 'right', cell: ({ lines = 0 }) => wholeNumber(lines) }] as const)
      : []),
    ...(key === 'server' || key === 'host'
      ? [
          { title: '400 page', cell: (group: GroupReport) => pageOf(group, screen) },
          { title: 'nginx', cell: ({ era }: GroupReport) => screen.say(era?.nginx ?? screen.glyphs.dash, 20) },
        ]
      : []),
  ];
  const names = namesOf(key, shown, screen);
  const rows = shown.map((group, index) => [names[index] ?? '', ...columns.map(({ cell }) => cell(group))]);
  const [head = '', ...lines] = fitted(screen, screen.bold(`BY ${key.toUpperCase()}`), columns, rows);
  const hidden = groups.length - shown.length + more.groups;
  const hits = more.hits + groups.slice(shown.length).reduce((sum, group) => sum + group.hits, 0);
  return [
    head,
    ...lines.flatMap((line, index) => [line, ...details(shown[index]!, withDay, screen)]),
    ...(hidden === 0 ? [] : [`  ${screen.glyphs.ellipsis} ${wholeNumber(hidden)} more with ${plural(hits, 'hit')}`]),
  ];
}

// The lines below a group: its times and verdicts, then its causes.
function details(
  { hits, verdicts, causes, begin, end }: GroupReport,
  withDay: boolean | undefined,
  screen: Screen,
): string[] {
  if (begin === null || end === null) return [];
  const present = (Object.entries(verdicts) as [Verdict, number][]).filter(([, count]) => count > 0);
  const shares = present.map(([verdict, count]) => `${wholePercent(count / hits)} ${VERDICT_LABELS[verdict]}`);
  const named = causes.map(({ cause, hits: ofCause }) => `${cause} ${wholeNumber(ofCause)}`);
  const time = withDay === undefined ? [] : [when(begin, end, screen.glyphs.dash, withDay)];
  return [[...time, ...shares], named].flatMap((parts) =>
    flow(parts, ', ', screen.width - DETAIL_INDENT.length).map((line) => screen.dim(DETAIL_INDENT + line)),
  );
}

// The values as they are shown. A server has the last part of its name that distinguishes it.
function namesOf(key: Grouping['key'], groups: readonly GroupReport[], screen: Screen): string[] {
  const values = groups.map(({ value }) => value);
  const short = SEGMENTS.map((count) => values.map((value) => lastSegments(value, count))).find(
    (names) => new Set(names).size === names.length,
  );
  return values.map((value, index) => {
    if (value === '-') return NO_VALUE[key] ?? `no ${key}`;
    return key === 'server' ? screen.say(short?.[index] ?? value, VALUE_WIDTH) : screen.log(value, VALUE_WIDTH);
  });
}

function pageOf({ page_size }: GroupReport, { glyphs }: Screen): string {
  if (page_size === null || page_size === undefined) return glyphs.dash;
  return `${page_size.firm ? '' : '~'}${page_size.plain_bytes} B${page_size.one_page ? ', one for all' : ''}`;
}
