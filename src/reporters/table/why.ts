// WHY: the causes by family, how many hits and clients each, how sure, and when.
import type { Confidence, Family, Verdict } from '../../causes/cause.ts';
import type { Bins, CauseReport, Confidences, FamilyReport, Report } from '../../report/report.ts';
import { axis, percent, plural, sparkline, wholeNumber } from '../format.ts';
import { cutText } from '../safe-text.ts';
import { type Column, grid, type Screen, widest } from './screen.ts';

const FEWEST_ROWS = 12;
const MOST_CHILDREN = 4;
const WIDEST_SPARK = 24;
const LEAST_TITLE = 24;
const COMPACT_BELOW = 72;

/** A row before it is fitted to the screen; the numbers are text already. */
interface Row {
  readonly verdict: Verdict | undefined;
  readonly isChild: boolean;
  readonly name: string;
  readonly title: string;
  readonly hits: string;
  readonly related: string;
  readonly share: string;
  readonly clients: string;
  readonly sure: string;
  readonly bins: Bins;
}

/** The section; empty when there are neither hits nor related lines. */
export function renderWhy(report: Report, screen: Screen): string[] {
  if (report.causes.length === 0 || report.period === null) return [];
  const isCompact = screen.width < COMPACT_BELOW;
  const rows = foldSmall(report, Math.max(FEWEST_ROWS, 2 * screen.top), isCompact, screen.glyphs.ellipsis);
  const hasRelated = rows.some(({ related }) => related !== '');
  const numbers = (row: Row): string[] => [row.hits, ...(hasRelated ? [row.related] : []), row.share, row.clients, row.sure];
  const heads: readonly Column[] = [
    { title: 'hits', align: 'right' },
    ...(hasRelated ? [{ title: '+rel', align: 'right' } as const] : []),
    { title: 'share', align: 'right' },
    { title: 'clients', align: 'right' },
    { title: 'sure' },
  ];
  const table = rows.map(numbers);
  const taken = heads.reduce((sum, { title }, column) => sum + 2 + widest([title, ...table.map((row) => row[column] ?? '')]), 0);
  const fit = fitColumns(rows, screen.width - taken, axis(report.period.begin, report.period.end), screen);
  return grid(
    [{ title: screen.bold('WHY') }, ...heads.map((head) => ({ ...head, title: screen.dim(head.title) })), ...fit.axis.map((title) => ({ title: screen.dim(title) }))],
    rows.map((row, index) => [
      nameCell(row, fit, screen),
      ...(table[index] ?? []),
      ...(fit.spark === 0 ? [] : [sparkline(row.bins, fit.spark, screen.glyphs)]),
    ]),
  );
}

/** Widths of what is left beside the numbers: the name, its title where there is room, the sparkline with its axis. */
interface Fit {
  readonly name: number;
  readonly title: number;
  readonly spark: number;
  readonly axis: readonly string[];
}

function fitColumns(rows: readonly Row[], room: number, [begin, end]: [string, string], screen: Screen): Fit {
  const wanted = widest(rows.map((row) => indentOf(row) + row.name));
  const least = begin.length + end.length + 1;
  const spark = Math.min(WIDEST_SPARK, room - wanted - 2);
  if (spark < least) return { name: Math.min(wanted, room), title: 0, spark: 0, axis: [] };
  const title = room - wanted - 2 - spark - 2;
  const dots = screen.glyphs.dot.repeat(Math.max(1, spark - least - 1));
  const label = spark - least < 2 ? `${begin} ${end}`.padEnd(spark) : `${begin} ${dots} ${end}`;
  return { name: wanted, title: title >= LEAST_TITLE ? title : 0, spark, axis: [label] };
}

function nameCell(row: Row, fit: Fit, screen: Screen): string {
  const { verdict } = row;
  const sign = verdict === undefined ? ' ' : screen.mark(verdict);
  const indent = indentOf(row).slice(1);
  const name = cutText(row.name, fit.name - indent.length - 1, screen.glyphs.ellipsis);
  const painted = verdict === undefined ? name : screen.paint(verdict, name);
  if (fit.title === 0) return sign + indent + painted;
  const title = screen.dim(screen.say(row.title, fit.title));
  return sign + indent + painted + ' '.repeat(fit.name - indent.length - 1 - name.length + 2) + title;
}

function indentOf({ isChild }: Row): string {
  return isChild ? '    ' : '  ';
}

// Families with most hits first; the small ones at the end in one row, so that the screen stays a screen.
function foldSmall(report: Report, most: number, isCompact: boolean, ellipsis: string): Row[] {
  const rows: Row[] = [];
  const families = new Map<Family, CauseReport[]>();
  for (const { family } of report.families) families.set(family, []);
  for (const cause of report.causes) families.set(cause.family, [...(families.get(cause.family) ?? []), cause]);
  const blocks = [...families].map(([family, causes]) => ({
    causes,
    rows: familyRows(report.families.find((one) => one.family === family), causes, isCompact, ellipsis),
  }));
  const size = blocks.reduce((sum, block) => sum + block.rows.length, 0);
  const left: CauseReport[] = [];
  for (const block of blocks) {
    if (left.length === 0 && (size <= most || rows.length + block.rows.length < most)) rows.push(...block.rows);
    else left.push(...block.causes);
  }
  return left.length === 0 ? rows : [...rows, restRow(left, false, ellipsis)];
}

function familyRows(family: FamilyReport | undefined, causes: readonly CauseReport[], isCompact: boolean, ellipsis: string): Row[] {
  const [only] = causes;
  if (family === undefined || (only !== undefined && causes.length === 1)) return causes.map((cause) => causeRow(cause, false, isCompact));
  const head: Row = {
    verdict: undefined,
    isChild: false,
    name: family.family,
    title: '',
    ...countCells(family),
    related: '',
    sure: surenessOf(family.confidence, isCompact),
    bins: family.bins,
  };
  const shown = causes.length <= MOST_CHILDREN + 1 ? causes : causes.slice(0, MOST_CHILDREN);
  const rest = causes.slice(shown.length);
  return [head, ...shown.map((cause) => causeRow(cause, true, isCompact)), ...(rest.length === 0 ? [] : [restRow(rest, true, ellipsis)])];
}

function causeRow(cause: CauseReport, isChild: boolean, isCompact: boolean): Row {
  return {
    verdict: commonest(cause.verdicts),
    isChild,
    name: cause.cause,
    title: cause.title,
    ...countCells(cause),
    related: cause.related === 0 ? '' : `+${wholeNumber(cause.related)}`,
    sure: surenessOf(cause.confidence, isCompact),
    bins: cause.bins,
  };
}

function restRow(causes: readonly CauseReport[], isChild: boolean, ellipsis: string): Row {
  const sum = (read: (cause: CauseReport) => number): number => causes.reduce((total, cause) => total + read(cause), 0);
  const related = sum((cause) => cause.related);
  return {
    verdict: undefined,
    isChild,
    name: `${ellipsis} ${plural(causes.length, 'more cause')}`,
    title: '',
    hits: wholeNumber(sum((cause) => cause.hits)),
    related: related === 0 ? '' : `+${wholeNumber(related)}`,
    share: percent(sum((cause) => cause.share)),
    clients: '',
    sure: '',
    bins: (causes[0]?.bins ?? []).map((_, index) => sum((cause) => cause.bins[index] ?? 0)),
  };
}

function countCells({ hits, share, clients }: { hits: number; share: number; clients: number }): Pick<Row, 'hits' | 'share' | 'clients'> {
  return { hits: wholeNumber(hits), share: percent(share), clients: wholeNumber(clients) };
}

function commonest(verdicts: CauseReport['verdicts']): Verdict | undefined {
  const sorted = (Object.entries(verdicts) as [Verdict, number][]).sort(([, a], [, b]) => b - a);
  return sorted[0]?.[0];
}

// The word that holds for all, or for most of them; never a stronger one.
function surenessOf(confidence: Confidences, isCompact: boolean): string {
  const sorted = (Object.entries(confidence) as [Confidence, number][]).sort(([, a], [, b]) => b - a);
  const [most, second] = sorted;
  if (most === undefined || most[1] === 0) return '';
  if (second === undefined || second[1] === 0) return most[0];
  const all = most[1] + second[1] + (sorted[2]?.[1] ?? 0);
  if (most[1] * 2 <= all) return 'mixed';
  return isCompact ? `~ ${most[0]}` : `mostly ${most[0]}`;
}
