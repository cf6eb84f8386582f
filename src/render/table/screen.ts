// What all parts of the screen share: width, glyphs, colours, and the only functions that add text to the screen.
import { Chalk } from 'chalk';
import Table from 'cli-table3';
import { textWidth } from '../text-width.ts';
import type { Verdict } from '../../judge/catalogue.ts';
import { ASCII, type Glyphs, UNICODE } from '../quantities.ts';
import { safeText } from '../escape.ts';
import type { RenderOptions } from '../renderer.ts';

/** How the screen is drawn. */
export interface TableOptions extends RenderOptions {
  /** True while the log is still being read. */
  readonly live?: boolean;
  /** The part that is shown alone, with more rows. Without a view, all parts are shown with fewer rows. */
  readonly view?: View;
}

/** Parts of the screen that can be shown alone. */
export type View = 'all' | 'fixes' | 'causes' | 'user-agents';

type Paint = (text: string) => string;

/** Everything a part of the screen needs to draw itself. */
export interface Screen {
  readonly width: number;
  readonly top: number;
  readonly glyphs: Glyphs;
  readonly bold: Paint;
  readonly dim: Paint;
  /** Text in the colour of a verdict. */
  paint(verdict: Verdict, text: string): string;
  /** The sign of a verdict, `count` times, in its colour. It is readable without colour. */
  mark(verdict: Verdict, count?: number): string;
  /** Log text, made safe. */
  log(text: string, maxWidth?: number): string;
  /** Our own sentence, which may contain log text, or a file name; made safe. */
  say(text: string, maxWidth?: number): string;
}

const NARROWEST = 60;
const WIDEST = 120;

/** A screen for these options. */
export function makeScreen({ width, color, top, ascii }: TableOptions): Screen {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const colors: Record<Verdict, Paint> = {
    fix: chalk.red,
    harmless: chalk.green,
    client: chalk.cyan,
    hostile: chalk.yellow,
    unknown: chalk.dim,
  };
  return {
    width: Math.min(WIDEST, Math.max(NARROWEST, Math.floor(width))),
    top,
    glyphs: ascii ? ASCII : UNICODE,
    bold: chalk.bold,
    dim: chalk.dim,
    paint: (verdict, text) => colors[verdict](text),
    mark: (verdict, count = 1) => colors[verdict]((ascii ? ASCII : UNICODE).verdict[verdict].repeat(count)),
    log: (text, maxWidth) => safeText(text, maxWidth, { ascii }),
    say: (text, maxWidth) => safeText(text, maxWidth, { ascii, isSentence: true }),
  };
}

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
