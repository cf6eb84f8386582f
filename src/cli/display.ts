// What the user sees during a run: the kinds of display. screen.ts draws them; watch.ts has one more, for --follow.
import type { Progress } from '../hits/source.ts';
import type { Finding } from '../judge/diagnose.ts';
import type { RenderOptions } from '../render/renderer.ts';
import { renderTable } from '../render/table/table.ts';
import type { Session } from '../session.ts';
import type { TerminalOutput } from './host.ts';
import { LiveScreen, ProgressLine } from './screen.ts';

/** What is shown during a run, from its beginning to its end. */
export interface Display {
  progress(session: Session, state: Progress): void;
  finding?(finding: Finding): void;
  /** Removes what was drawn. */
  end(): void;
}

/** Draws nothing. */
export const NO_DISPLAY: Display = { progress: () => {}, end: () => {} };

/** A line on stderr that says how much was read. */
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
  readonly #layout: RenderOptions;

  constructor(stdout: TerminalOutput, layout: RenderOptions) {
    this.#screen = new LiveScreen(stdout);
    this.#layout = layout;
  }

  /** See {@link Display}. */
  progress(session: Session): void {
    this.#screen.update(() => renderTable(session.report(), { ...this.#layout, live: true }));
  }

  /** See {@link Display}. */
  end(): void {
    this.#screen.end();
  }
}
