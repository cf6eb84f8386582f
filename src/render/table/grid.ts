// Tables without borders: columns that are as wide as their widest cell.
import Table from 'cli-table3';
import { cutText } from '../escape.ts';
import { textWidth } from '../text-width.ts';
import type { Screen } from './screen.ts';

/** The first column of a narrow table keeps at least this many characters. */
const LEAST_FIRST = 15;

/** A column of {@link grid}. */
export interface Column {
  readonly title: string;
  readonly align?: 'right';
}

/** A table without borders, with two blanks between columns. The cells must fit the screen. */
export function grid(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const blank = Object.fromEntries(
    ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'].map((name) => [
      name,
      '',
    ]),
  );
  const none = { ...blank, left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' };
  const table = new Table({
    chars: none,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colAligns: columns.map(({ align }) => align ?? 'left'),
  });
  table.push(
    columns.map(({ title }) => title),
    ...rows.map((row) => [...row]),
  );
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}

/** The width of the widest of these texts, in columns. */
export function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => textWidth(text)));
}

/**
 * A table whose first column is cut if the others leave too little room: an IPv6 address has up to 39 characters. On a narrow screen
 * the last columns are left out, so that the first one keeps at least {@link LEAST_FIRST} characters.
 */
export function fitted(
  screen: Screen,
  first: string,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string[] {
  const taken = columns.map(({ title }, index) => 2 + widest([title, ...rows.map((row) => row[index + 1] ?? '')]));
  const longest = widest(rows.map(([name = '']) => name));
  let room = screen.width - 2 - taken.reduce((sum, width) => sum + width, 0);
  let count = columns.length;
  while (count > 1 && room < Math.min(longest, LEAST_FIRST)) room += taken[--count] ?? 0;
  const titles = columns.slice(0, count).map((column) => ({ ...column, title: screen.dim(column.title) }));
  return grid(
    [{ title: first }, ...titles],
    rows.map(([name = '', ...cells]) => [`  ${cutText(name, room, screen.glyphs.ellipsis)}`, ...cells.slice(0, count)]),
  );
}
