// Draws on a terminal during a run: the progress line, and a text that is redrawn in place. Never used for a pipe.
import type { TerminalOutput } from './host.ts';
import type { Progress } from '../hits/source.ts';
import { duration } from '../render/quantities.ts';
import { wholeNumber } from '../report/numbers.ts';

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
    const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
    const of =
      bytesTotal === undefined
        ? ''
        : ` of ${megabytes(bytesTotal)} (${((bytesRead / Math.max(1, bytesTotal)) * 100).toFixed(0)} %)`;
    const left =
      bytesTotal === undefined || bytesRead === 0 ? undefined : (seconds * (bytesTotal - bytesRead)) / bytesRead;
    const time = left === undefined ? '' : `, ${duration(Math.max(1, Math.ceil(left)))} left`;
    const text = `${megabytes(bytesRead)}${of}, ${wholeNumber(Math.round(lines / seconds))} lines/s${time}`;
    this.#stderr.write(`\r\u001b[K${text.slice(0, (this.#stderr.columns ?? 80) - 1)}`);
    this.#isShown = true;
  }

  /** Removes the line. */
  clear(): void {
    if (this.#isShown) this.#stderr.write('\r\u001b[K');
    this.#isShown = false;
  }
}

/** A text that is redrawn in place on a terminal, at most twice a second. */
export class LiveScreen {
  readonly #stdout: TerminalOutput;
  #last = 0;
  #timer: NodeJS.Timeout | undefined;
  #isShown = false;
  #isSuspended = false;

  constructor(stdout: TerminalOutput) {
    this.#stdout = stdout;
  }

  /**
   * Draws the text now, or soon if it was drawn a moment ago.
   * @param footer a last line, which is shown even if the text does not fit
   */
  update(render: () => string, footer?: string): void {
    if (this.#timer !== undefined || this.#isSuspended) return;
    const wait = Math.max(0, this.#last + REDRAW_EVERY_MS - Date.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#last = Date.now();
      this.#draw(render(), footer);
    }, wait);
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

  // Lines that do not fit on the screen are left out here; the report at the end has all lines.
  #draw(text: string, footer: string | undefined): void {
    const rows = Math.max(2, (this.#stdout.rows ?? 24) - 1);
    const last = footer === undefined ? [] : ['', footer.slice(0, (this.#stdout.columns ?? 80) - 1)];
    const lines = [
      ...text
        .trimEnd()
        .split('\n')
        .slice(0, rows - last.length),
      ...last,
    ];
    const start = this.#isShown ? '\u001b[H' : '\u001b[2J\u001b[H';
    this.#isShown = true;
    this.#stdout.write(`${start}${lines.map((line) => `${line}\u001b[K`).join('\n')}\u001b[J`);
  }
}
