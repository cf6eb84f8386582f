// Times and small drawings as text for people, with a plain ASCII variant of every glyph.
import type { Verdict } from '../judge/catalogue.ts';

/** The signs of a screen. */
export interface Glyphs {
  readonly dash: string;
  readonly ellipsis: string;
  readonly arrow: string;
  readonly dot: string;
  /** First the sign for no hits, then the eighths of the highest column. */
  readonly spark: string;
  /** The eighths of a cell; the full cell is last. */
  readonly bar: string;
  readonly verdict: Readonly<Record<Verdict, string>>;
}

/** Glyphs that every modern terminal font has. */
export const UNICODE: Glyphs = {
  dash: '–',
  ellipsis: '…',
  arrow: '→',
  dot: '·',
  spark: '·▁▂▃▄▅▆▇█',
  bar: '▏▎▍▌▋▊▉█',
  verdict: { fix: '█', harmless: '░', client: '▒', hostile: '▓', unknown: '?' },
};

/** The same in printable ASCII. */
export const ASCII: Glyphs = {
  dash: '-',
  ellipsis: '...',
  arrow: '->',
  dot: '|',
  spark: '_.:-=+*%#',
  bar: '#',
  verdict: { fix: '#', harmless: '.', client: '=', hostile: 'x', unknown: '?' },
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `24 s`, `7 min`, `3.5 h`, `12 days`. */
export function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${trimZero((seconds / 3600).toFixed(1))} h`;
  return `${trimZero((seconds / 86400).toFixed(1))} days`;
}

/** Seconds between two ISO 8601 times. */
export function secondsBetween(begin: string, end: string): number {
  return (Date.parse(end) - Date.parse(begin)) / 1000;
}

/** `22 Nov 2026 15:19:59 – 15:26:57 UTC`, by the clock of the log. */
export function period(begin: string, end: string, dash: string): string {
  const zones = [zoneOf(begin), zoneOf(end)];
  const first = zones[0] === zones[1] ? '' : ` ${zones[0]}`;
  if (isSameDay(begin, end)) {
    const to = begin === end ? '' : ` ${dash} ${clockOf(end)}`;
    return `${dayOf(begin)} ${yearOf(begin)} ${clockOf(begin)}${first}${to} ${zones[1]}`;
  }
  const year = yearOf(begin) === yearOf(end) ? '' : ` ${yearOf(begin)}`;
  return `${dayOf(begin)}${year} ${clockOf(begin)}${first} ${dash} ${dayOf(end)} ${yearOf(end)} ${clockOf(end)} ${zones[1]}`;
}

/** The time of an event, as short as the log's period allows: `15:22:32 – 15:22:56`, `22 Nov 15:22 – 23 Nov 02:10`. */
export function when(begin: string, end: string, dash: string, withDay: boolean): string {
  const day = withDay ? `${dayOf(begin)} ` : '';
  if (begin === end) return day + clockOf(begin);
  if (isSameDay(begin, end)) return `${day}${clockOf(begin)} ${dash} ${clockOf(end)}`;
  return `${dayOf(begin)} ${minuteOf(begin)} ${dash} ${dayOf(end)} ${minuteOf(end)}`;
}

/** A moment: `15:22:32` within a day of the log, otherwise `22 Nov 15:22`. */
export function moment(iso: string, withDay: boolean): string {
  return withDay ? `${dayOf(iso)} ${minuteOf(iso)}` : clockOf(iso);
}

/** First and last label of a time axis: clock times within a day, dates beyond. */
export function axis(begin: string, end: string): [string, string] {
  const label = secondsBetween(begin, end) < 86400 ? minuteOf : dayOf;
  return [label(begin), label(end)];
}

/** True if a period has times of several days, so that a {@link moment} of it needs its day. */
export function hasSeveralDays(span: { readonly begin: string; readonly end: string } | null): boolean {
  return span !== null && !isSameDay(span.begin, span.end);
}

// Whether two ISO 8601 times are on the same day of the log's clock.
function isSameDay(begin: string, end: string): boolean {
  return begin.slice(0, 10) === end.slice(0, 10);
}

/** Columns of a {@link sparkline} of `bins` bins that has at most `width` columns. Each column has the same number of bins. */
export function sparkColumns(bins: number, width: number): number {
  return bins === 0 ? 0 : Math.ceil(bins / binsPerColumn(bins, width));
}

/** How many bins share a column of a {@link sparkline}. */
export function binsPerColumn(bins: number, width: number): number {
  return Math.ceil(bins / Math.max(1, width));
}

/** The counts of the columns of a {@link sparkline}. */
export function columnsOf(bins: readonly number[], width: number): number[] {
  const perColumn = binsPerColumn(bins.length, width);
  return Array.from({ length: sparkColumns(bins.length, width) }, (_, column) =>
    bins.slice(column * perColumn, (column + 1) * perColumn).reduce((sum, count) => sum + count, 0),
  );
}

/** Draws counts as a row of columns; the highest column is full. If there are more bins than `width`, several share a column. */
export function sparkline(bins: readonly number[], width: number, glyphs: Glyphs): string {
  const columns = columnsOf(bins, width);
  const highest = Math.max(0, ...columns);
  const steps = glyphs.spark.length - 1;
  return columns.map((count) => glyphs.spark[count === 0 ? 0 : Math.ceil((count / highest) * steps)]).join('');
}

/** Draws a share as a bar of at most `width` cells, in eighths if the glyphs have them. A share above 0 fills at least one step. */
export function bar(share: number, width: number, glyphs: Glyphs): string {
  const steps = glyphs.bar.length;
  const filled = share <= 0 ? 0 : Math.max(1, Math.round(Math.min(1, share) * width * steps));
  const rest = filled % steps;
  return (glyphs.bar[steps - 1] ?? '').repeat(Math.floor(filled / steps)) + (rest === 0 ? '' : glyphs.bar[rest - 1]);
}

function trimZero(text: string): string {
  return text.replace(/\.0$/, '');
}

function dayOf(iso: string): string {
  return `${Number(iso.slice(8, 10))} ${MONTHS[Number(iso.slice(5, 7)) - 1] ?? ''}`;
}

function yearOf(iso: string): string {
  return iso.slice(0, 4);
}

function clockOf(iso: string): string {
  return iso.slice(11, 19);
}

function minuteOf(iso: string): string {
  return iso.slice(11, 16);
}

function zoneOf(iso: string): string {
  const zone = iso.slice(19);
  return zone === 'Z' || zone === '+00:00' ? 'UTC' : zone;
}
