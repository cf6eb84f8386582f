// WHY: the causes by family, each with its hits, its clients, its confidence and its course over time.
import type { Confidence, Verdict } from '../../judge/catalogue.ts';
import type { CauseReport, Confidences, FamilyReport, Report } from '../../report/report.ts';
import type { Bins } from '../../report/shape/timeline-report.ts';
import { percent, plural, wholeNumber } from '../../report/words/numbers.ts';
import { relatedLines } from '../../report/words/words.ts';
import { cutText } from '../escape.ts';
import { wrap } from '../flow.ts';
import { axis, sparkColumns, sparkline } from '../quantities.ts';
import { type Column, grid, widest } from './grid.ts';
import type { Screen } from './screen.ts';

const GAP = 2;
const WIDEST_SPARK = 48;

/** A row before its columns are fitted to the screen. Its numbers are text already. */
interface Row {
  readonly verdict: Verdict | undefined;
  readonly isChild: boolean;
  readonly name: string;
  readonly title: string;
  readonly hits: string;
  readonly share: string;
  readonly clients: string;
  readonly sure: string;
  readonly bins: Bins;
}

// The columns beside the names; the one with the highest `dropped` is left out first.
const NUMBERS: readonly (Column & {
  readonly cell: 'hits' | 'share' | 'clients' | 'sure';
  readonly dropped: number;
})[] = [
  { title: 'hits', align: 'right', cell: 'hits', dropped: 0 },
  { title: 'share', align: 'right', cell: 'share', dropped: 2 },
  { title: 'clients', align: 'right', cell: 'clients', dropped: 3 },
  { title: 'sure', cell: 'sure', dropped: 1 },
];

/** The section; empty when there are neither hits nor related lines. */
export function renderWhy(report: Report, screen: Screen, mostRows: number): string[] {
  const related = renderRelated(report, screen);
  if (report.families.length === 0) return related;
  const rows = pickRows(report, mostRows - related.length, screen);
  const { heads, table, taken } = numbersOf(rows, screen);
  const fit = fitColumns(
    rows,
    screen.width - taken,
    report.period === null ? undefined : axis(report.period.begin, report.period.end),
    screen,
  );
  const lines = grid(
    [
      { title: screen.bold('WHY') },
      ...heads.map((head) => ({ ...head, title: screen.dim(head.title) })),
      ...fit.axis.map((title) => ({ title: screen.dim(title) })),
    ],
    rows.map((row, index) => [
      nameCell(row, fit, screen),
      ...(table[index] ?? []),
      ...(fit.spark === 0 ? [] : [sparkline(row.bins, fit.spark, screen.glyphs)]),
    ]),
  );
  return [...lines, ...related];
}

// The columns with numbers. On a narrow screen some are left out, so that the names stay whole.
function numbersOf(
  rows: readonly Row[],
  screen: Screen,
): { heads: readonly Column[]; table: readonly (readonly string[])[]; taken: number } {
  const names = widest(rows.map((row) => indentOf(row) + row.name));
  for (let left = NUMBERS; ;) {
    const table = rows.map((row) => left.map(({ cell }) => row[cell]));
    const widths = left.map(({ title }, column) => GAP + widest([title, ...table.map((row) => row[column] ?? '')]));
    const taken = widths.reduce((sum, width) => sum + width, 0);
    if (left.length <= 1 || names + taken <= screen.width) return { heads: left, table, taken };
    const last = Math.max(...left.map(({ dropped }) => dropped));
    left = left.filter(({ dropped }) => dropped !== last);
  }
}

// Related lines have their own row, because they are not counted as hits.
function renderRelated(report: Report, screen: Screen): string[] {
  if (report.totals.related === 0) return [];
  return wrap(screen.say(relatedLines(report)), screen.width, { first: '  + ', next: '    ' });
}

/** Widths of the columns that share the room left by the numbers: name, title, and the sparkline with its axis. */
interface Fit {
  readonly name: number;
  readonly title: number;
  readonly spark: number;
  readonly axis: readonly string[];
}

// Leaves out the sparkline if the log has no times, or if it would be narrower than its axis. Shows titles if all fit beside it whole.
function fitColumns(rows: readonly Row[], room: number, ends: [string, string] | undefined, screen: Screen): Fit {
  const [begin, end] = ends ?? ['', ''];
  const name = widest(rows.map((row) => indentOf(row) + row.name));
  const bins = rows[0]?.bins.length ?? 0;
  const axisWidth = begin.length + end.length + 1;
  const free = Math.min(WIDEST_SPARK, room - name - GAP);
  if (ends === undefined || sparkColumns(bins, free) < axisWidth)
    return { name: Math.min(name, room), title: 0, spark: 0, axis: [] };
  const longest = widest(rows.map((row) => row.title));
  const beside = sparkColumns(bins, Math.min(WIDEST_SPARK, room - name - 2 * GAP - longest));
  const hasTitle = longest > 0 && beside >= axisWidth;
  const spark = hasTitle ? beside : sparkColumns(bins, free);
  const dots = (screen.glyphs.spark[0] ?? '').repeat(Math.max(0, spark - axisWidth - 1));
  const axisText = dots === '' ? begin.padEnd(spark - end.length) + end : `${begin} ${dots} ${end}`;
  return { name, title: hasTitle ? longest : 0, spark, axis: [axisText] };
}

function nameCell(row: Row, fit: Fit, screen: Screen): string {
  const { verdict } = row;
  const sign = verdict === undefined ? ' ' : screen.mark(verdict);
  const indent = indentOf(row).slice(1);
  const name = cutText(row.name, fit.name - indent.length - 1, screen.glyphs.ellipsis);
  const painted = verdict === undefined ? name : screen.paint(verdict, name);
  if (fit.title === 0) return sign + indent + painted;
  const title = screen.dim(screen.say(row.title, fit.title));
  return sign + indent + painted + ' '.repeat(fit.name - indent.length - 1 - name.length + GAP) + title;
}

function indentOf({ isChild }: Row): string {
  return isChild ? '    ' : '  ';
}

// Families with the most hits come first. If there are too many rows, the causes with the fewest hits are merged into one last row.
// The hidden causes of a family that is shown have a row of their own below it.
function pickRows(report: Report, most: number, screen: Screen): Row[] {
  const causes = report.causes.filter(({ hits }) => hits > 0);
  for (let count = causes.length; ; count--) {
    const rows = rowsOf(report, new Set(causes.slice(0, count)), causes, screen);
    if (rows.length <= most || count <= 1) return rows;
  }
}

function rowsOf(
  { families }: Report,
  shown: ReadonlySet<CauseReport>,
  causes: readonly CauseReport[],
  screen: Screen,
): Row[] {
  const blocks: { hits: number; rows: Row[] }[] = [];
  const rest: CauseReport[] = [];
  for (const family of families) {
    const own = causes.filter((cause) => cause.family === family.family);
    const visible = own.filter((cause) => shown.has(cause));
    const isWhole = visible.length >= 2;
    const rows = visible.map((cause) => causeRow(cause, isWhole));
    const hidden = own.filter((cause) => !shown.has(cause));
    if (!isWhole) rest.push(...hidden);
    else {
      rows.unshift(familyRow(family));
      if (hidden.length === 1) rows.push(...hidden.map((cause) => causeRow(cause, true)));
      if (hidden.length > 1) rows.push(restRow(hidden, true, screen));
    }
    blocks.push({ hits: isWhole ? family.hits : (visible[0]?.hits ?? 0), rows });
  }
  const rows = blocks.sort((a, b) => b.hits - a.hits).flatMap((block) => block.rows);
  const [last] = rest;
  if (last === undefined) return rows;
  return [...rows, rest.length === 1 ? causeRow(last, false) : restRow(rest, false, screen)];
}

function familyRow(family: FamilyReport): Row {
  return {
    verdict: undefined,
    isChild: false,
    name: family.family,
    title: '',
    ...countCells(family),
    sure: surenessOf(family.confidence),
    bins: family.bins,
  };
}

function causeRow(cause: CauseReport, isChild: boolean): Row {
  return {
    verdict: commonest(cause.verdicts),
    isChild,
    name: cause.cause,
    title: cause.title,
    ...countCells(cause),
    sure: surenessOf(cause.confidence),
    bins: cause.bins,
  };
}

function restRow(causes: readonly CauseReport[], isChild: boolean, screen: Screen): Row {
  const sum = (read: (cause: CauseReport) => number): number => causes.reduce((total, cause) => total + read(cause), 0);
  return {
    verdict: undefined,
    isChild,
    name: `${screen.glyphs.ellipsis} ${plural(causes.length, 'more cause')}`,
    title: '',
    hits: wholeNumber(sum(({ hits }) => hits)),
    share: percent(sum(({ share }) => share)),
    clients: '',
    sure: '',
    bins: (causes[0]?.bins ?? []).map((_, index) => sum(({ bins }) => bins[index] ?? 0)),
  };
}

function countCells({
  hits,
  share,
  clients,
}: {
  hits: number;
  share: number;
  clients: number;
}): Pick<Row, 'hits' | 'share' | 'clients'> {
  return { hits: wholeNumber(hits), share: percent(share), clients: wholeNumber(clients) };
}

function commonest(verdicts: CauseReport['verdicts']): Verdict | undefined {
  const sorted = (Object.entries(verdicts) as [Verdict, number][]).sort(([, a], [, b]) => b - a);
  return sorted[0]?.[0];
}

// The confidence of all hits, or with `~` the confidence of more than half of them; otherwise `mixed`.
function surenessOf(confidence: Confidences): string {
  const sorted = (Object.entries(confidence) as [Confidence, number][]).sort(([, a], [, b]) => b - a);
  const [most, second] = sorted;
  if (most === undefined || most[1] === 0) return '';
  if (second === undefined || second[1] === 0) return most[0];
  const all = most[1] + second[1] + (sorted[2]?.[1] ?? 0);
  if (most[1] * 2 <= all) return 'mixed';
  return `~${most[0]}`;
}
