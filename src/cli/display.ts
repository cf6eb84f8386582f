// What the user sees during a run: the displays, which screen.ts draws. watch.ts has the display of --follow.
import type { Progress } from '../hits/source.ts';
import type { Finding } from '../judge/diagnose.ts';
import type { RenderOptions } from '../render/renderer.ts';
import { renderTable } from '../render/table/table.ts';
import type { Session } from '../session.ts';
import type { Host, TerminalOutput } from './host.ts';
import { LiveScreen, ProgressLine } from './screen.ts';
import { Terminal } from './terminal.ts';

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
export function progressDisplay(stderr: TerminalOutput): Display {
  const line = new ProgressLine(stderr);
  return { progress: (session, state) => line.update(state, session.lines), end: () => line.clear() };
}

/** The report, redrawn as lines come in through a pipe. */
export function liveReport(host: Host, layout: RenderOptions): Display {
  const screen = new LiveScreen(host.stdout);
  let last: Session | undefined;
  const draw = (): void => {
    const session = last;
    if (session !== undefined) screen.update(() => renderTable(session.report(), { ...layout, live: true }));
  };
  const resume = (): void => {
    screen.resume();
    draw();
  };
  const terminal = new Terminal(host, { suspend: () => screen.suspend(), resume }, false);
  return {
    progress(session) {
      last = session;
      draw();
    },
    end() {
      terminal.end();
      screen.end();
    },
  };
}
