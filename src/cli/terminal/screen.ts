// Draws on a terminal during a run: the progress line, and a text that is redrawn in place. Never used for a pipe.
import type { Progress } from '../../hits/source.ts';
import { cutText } from '../../render/escape.ts';
import { duration } from '../../render/quantities.ts';
import { plural, wholeNumber } from '../../report/words/numbers.ts';
import type { TerminalOutput } from '../host.ts';
import { terminalColumns, terminalRows } from './layout.ts';

const PROGRESS_AFTER_MS = 1000;
const PROGRESS_EVERY_MS = 250;
const REDRAW_EVERY_MS = 500;

/** A line on stderr that says how much was read, for runs of more than a second. */
export class ProgressLine {
  readonly #stderr: TerminalOutput;
  readonly #started = Date.now();
  #last = 0;
  #isShown = false;

  constructor(stderr: TerminalOutput) {
    this.#stderr = stderr;
  }

  /**
   * Redraws the line if enough time has passed.
   * @param lines lines read so far
   */
  update(state: Progress, lines: number): void {
    const now = Date.now();
    if (now - this.#started < PROGRESS_AFTER_MS || now - this.#last < PROGRESS_EVERY_MS) return;
    this.#last = now;
    const seconds = (now - this.#started) / 1000;
    const { bytesRead, bytesTotal } = state;
    const left =
      bytesTotal === undefined || bytesRead === 0 ? undefined : (seconds * (bytesTotal - bytesRead)) / bytesRead;
    const time = left === undefined ? '' : `, ${duration(Math.max(1, Math.ceil(left)))} left`;
    const text = `${megabytesOf(state)}, ${wholeNumber(Math.round(lines / seconds))} lines/s${time}`;
    this.#stderr.write(`\r\u001b[K${cutText(text, terminalColumns(this.#stderr) - 1, '...')}`);
    this.#isShown = true;
  }

  /** Removes the line. */
  clear(): void {
    if (this.#isShown) this.#stderr.write('\r\u001b[K');
    this.#isShown = false;
  }
}

/**
 * How far a run came that was interrupted.
 * @param lines lines read
 * @param state undefined if it was interrupted before it read anything
 */
export function howFar(lines: number, state: Progress | undefined): string {
  const isKnown = state !== undefined && (state.bytesTotal ?? state.bytesRead) >= 1e6;
  const bytes = isKnown ? `, ${megabytesOf(state)}` : '';
  return `interrupted after ${plural(lines, 'line')}${bytes}; the report is about these lines only`;
}

// `34 MB of 120 MB (28 %)`.
function megabytesOf({ bytesRead, bytesTotal }: Progress): string {
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
  if (bytesTotal === undefined) return megabytes(bytesRead);
  const percent = ((bytesRead / Math.max(1, bytesTotal)) * 100).toFixed(0);
  return `${megabytes(bytesRead)} of ${megabytes(bytesTotal)} (${percent} %)`;
}

/** A text that is redrawn in place on a terminal, at most twice a second. */
export class LiveScreen {
  readonly #stdout: TerminalOutput;
  readonly #ascii: boolean;
  #last = 0;
  #timer: NodeJS.Timeout | undefined;
  #isShown = false;
  #isSuspended = false;
  // The first line of the text that is shown.
  #top = 0;

  /** @param ascii true to draw only ASCII */
  constructor(stdout: TerminalOutput, ascii: boolean) {
    this.#stdout = stdout;
    this.#ascii = ascii;
  }

  /**
   * Draws the text now, or soon if it was drawn a moment ago.
   * @param footer a last line, which is shown even if the text does not fit
   */
  update(render: () => string, footer: string): void {
    if (this.#timer !== undefined || this.#isSuspended) return;
    const wait = Math.max(0, this.#last + REDRAW_EVERY_MS - Date.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#last = Date.now();
      this.#draw(render(), footer);
    }, wait);
  }

  /** Moves the text by some lines at the next {@link update}; `pages` counts whole screens. */
  scroll(lines: number, pages = 0): void {
    this.#top = Math.max(0, this.#top + lines + pages * this.#rows());
  }

  /** Stops drawing and clears the screen, so that the whole report can be printed there. */
  end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isShown) this.#stdout.write('\u001b[H\u001b[J');
  }

  /** Removes what was drawn, and draws nothing until {@link resume}. */
  suspend(): void {
    this.end();
    this.#isSuspended = true;
  }

  /** Draws again, on an empty screen. */
  resume(): void {
    this.#isSuspended = false;
    this.#isShown = false;
  }

  // Lines for the text: all but the footer, the line above it, and the last line of the terminal.
  #rows(): number {
    return Math.max(1, terminalRows(this.#stdout) - 3);
  }

  // If the text does not fit, the footer says which lines of it are shown.
  #draw(text: string, footer: string): void {
    const rows = this.#rows();
    const all = text.trimEnd().split('\n');
    this.#top = Math.min(this.#top, Math.max(0, all.length - rows));
    const shown = all.slice(this.#top, this.#top + rows);
    const [dash, dot, ellipsis] = this.#ascii ? ['-', '|', '...'] : ['–', '·', '…'];
    const part = `lines ${this.#top + 1}${dash}${this.#top + shown.length} of ${all.length}`;
    const words = shown.length === all.length ? footer : `${part} ${dot} ${footer}`;
    const last = ['', cutText(words, terminalColumns(this.#stdout) - 1, ellipsis)];
    const start = this.#isShown ? '\u001b[H' : '\u001b[2J\u001b[H';
    this.#isShown = true;
    this.#stdout.write(`${start}${[...shown, ...last].map((line) => `${line}\u001b[K`).join('\n')}\u001b[J`);
  }
}
