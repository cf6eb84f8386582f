// What the user sees during a run: the displays, which screen.ts draws. watch.ts has the display of --follow.
import type { Progress } from '../../hits/source.ts';
import type { Finding } from '../../judge/diagnose.ts';
import type { RenderOptions } from '../../render/renderer.ts';
import { renderTable } from '../../render/table/table.ts';
import type { Session } from '../../session.ts';
import type { Host, TerminalOutput } from '../host.ts';
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

/** The overview, redrawn as lines come in through a pipe. Nobody can press keys, because the pipe is standard input. */
export function liveReport(host: Host, layout: RenderOptions): Display {
  const screen = new LiveScreen(host.stdout, layout.ascii);
  let last: Session | undefined;
  const draw = (): void => {
    const session = last;
    if (session !== undefined) screen.update(() => liveText(session, host, layout), 'Ctrl-C ends');
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

/** A view of a log that is still being read, as wide as the terminal is now. */
export function liveText(session: Session, host: Host, layout: RenderOptions): string {
  const { report, provisional } = session.preview();
  const width = host.stdout.columns || layout.width;
  return renderTable(report, { ...layout, width, live: true, provisional: provisional.length });
}
