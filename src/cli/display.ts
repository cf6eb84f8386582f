// What the user sees while the work goes on: a progress line, or the report redrawn in place. Nothing of it reaches a pipe.
import type { Progress } from '../hits/source.ts';
import type { Finding } from '../judge/diagnose.ts';
import { renderTable, type TableOptions } from '../render/table/table.ts';
import type { Session } from '../session.ts';
import type { TerminalOutput } from './host.ts';
import { LiveScreen, ProgressLine } from './screen.ts';

/** Shown from the beginning of a run to its end. */
export interface Display {
  progress(session: Session, state: Progress): void;
  finding?(finding: Finding): void;
  /** Takes away what was drawn. */
  end(): void;
}

/** Draws nothing. */
export const NO_DISPLAY: Display = { progress: () => {}, end: () => {} };

/** A line on stderr that says how far the reading is. */
export class ProgressDisplay implements Display {
  readonly #line: ProgressLine;

  constructor(stderr: TerminalOutput) {
    this.#line = new ProgressLine(stderr);
  }

  /** See {@link Display}. */
  progress(session: Session, state: Progress): void {
    this.#line.update(state, session.lines);
  }

  /** See {@link Display}. */
  end(): void {
    this.#line.clear();
  }
}

/** The report, redrawn as lines come in through a pipe. */
export class LiveReport implements Display {
  readonly #screen: LiveScreen;
  readonly #table: TableOptions;

  constructor(stdout: TerminalOutput, table: TableOptions) {
    this.#screen = new LiveScreen(stdout);
    this.#table = table;
  }

  /** See {@link Display}. */
  progress(session: Session): void {
    this.#screen.update(() => renderTable(session.report(), { ...this.#table, live: true }));
  }

  /** See {@link Display}. */
  end(): void {
    this.#screen.end();
  }
}
