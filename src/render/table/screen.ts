// What all parts of the screen share: width, glyphs, colours, and the only functions that add text to the screen.
import { Chalk } from 'chalk';
import type { Verdict } from '../../judge/catalogue.ts';
import { safeText } from '../escape.ts';
import { ASCII, type Glyphs, UNICODE } from '../quantities.ts';
import type { RenderOptions } from '../renderer.ts';
import { textWidth } from '../text-width.ts';

/** How the screen is drawn. */
export interface TableOptions extends RenderOptions {
  /** True while the log is still being read. */
  readonly live?: boolean;
  /** How many of the findings may still change, because their neighbours may not have been read. */
  readonly provisional?: number;
}

type Paint = (text: string) => string;

/** A line of a log. */
interface Place {
  readonly file: string;
  readonly line: number;
}

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
  /** The command that runs logscan on the same logs with some more flags. If it is wider than `room`, `…` replaces the logs. */
  again(flags: string, room: number): string;
  /** The same command whole, with the flags on a second line as in a shell; undefined if the first line is too wide even so. */
  againOnTwoLines(flags: string, room: number): readonly [string, string] | undefined;
  /** The command that explains a line of the logs; undefined if no command can, or if it is wider than `room`. */
  explainLine(place: Place, room: number): string | undefined;
  /** Our own sentence, which may contain log text, or a file name; made safe. */
  say(text: string, maxWidth?: number): string;
}

const NARROWEST = 40;
const WIDEST = 160;

/** A screen for these options. */
export function makeScreen({ width, color, top, ascii, again, explainLine }: TableOptions): Screen {
  const glyphs = ascii ? ASCII : UNICODE;
  const chalk = new Chalk({ level: color ? 1 : 0 });
  // Yellow and cyan are hardly readable on a light background.
  const colors: Record<Verdict, Paint> = {
    fix: chalk.red,
    harmless: chalk.green,
    client: chalk.blueBright,
    hostile: chalk.magenta,
    unknown: chalk.dim,
  };
  return {
    width: Math.min(WIDEST, Math.max(NARROWEST, Math.floor(width))),
    top,
    glyphs,
    bold: chalk.bold,
    dim: chalk.dim,
    paint: (verdict, text) => colors[verdict](text),
    mark: (verdict, count = 1) => colors[verdict](glyphs.verdict[verdict].repeat(count)),
    again(flags, room) {
      const whole = again?.(flags) ?? '';
      return whole !== '' && textWidth(whole) <= room ? whole : `logscan ${glyphs.ellipsis} ${flags}`;
    },
    explainLine({ file, line }, room) {
      const command = explainLine?.(file, line);
      return command === undefined || textWidth(command) > room ? undefined : command;
    },
    againOnTwoLines(flags, room) {
      const whole = again?.(flags) ?? '';
      const first = `${whole.slice(0, -flags.length)}\\`;
      const fits = whole.endsWith(` ${flags}`) && textWidth(first) <= room && textWidth(flags) + 2 <= room;
      return fits ? [first, `  ${flags}`] : undefined;
    },
    log: (text, maxWidth) => safeText(text, maxWidth, { ascii }),
    say: (text, maxWidth) => safeText(text, maxWidth, { ascii, isSentence: true }),
  };
}
