// The display of --follow: on a terminal it redraws the report and reads keys; otherwise it prints a report at each interval or SIGUSR1.
import type { Finding } from '../../judge/diagnose.ts';
import { renderLastFindings } from '../../render/lines/last-findings.ts';
import type { RenderOptions, View } from '../../render/renderer.ts';
import type { Report } from '../../report/report.ts';
import type { Session } from '../../session.ts';
import type { Options } from '../arguments/options.ts';
import type { Host } from '../host.ts';
import type { Output } from '../output/output.ts';
import type { StopSignals } from '../stop-signals.ts';
import { type Display, liveText } from './display.ts';
import { LiveScreen } from './screen.ts';
import { Terminal, type TerminalUser } from './terminal.ts';

/** What a {@link Watch} works with. */
export interface WatchSetup {
  readonly host: Host;
  readonly options: Options;
  readonly output: Output;
  readonly layout: RenderOptions;
  /** True if the report is drawn on a terminal. */
  readonly isScreen: boolean;
  readonly stop: StopSignals;
  /** Returns the report in the format that the user chose. */
  render(report: Report): string;
}

const LAST_FINDINGS_KEPT = 200;
const VIEW_BY_KEY: Readonly<Record<string, View | 'last' | 'help'>> = {
  o: 'overview',
  a: 'all',
  f: 'fixes',
  c: 'causes',
  u: 'user-agents',
  l: 'last',
  '?': 'help',
};
/** Keys that scroll: by how many lines, and how many whole screens. */
const SCROLL_BY_KEY: Readonly<Record<string, readonly [lines: number, pages: number]>> = {
  up: [-1, 0],
  down: [1, 0],
  'page-up': [0, -1],
  'page-down': [0, 1],
  b: [0, -1],
  ' ': [0, 1],
  home: [-Infinity, 0],
  end: [Number.MAX_SAFE_INTEGER, 0],
};
const FOOTER = 'q quit · ? help';
const HELP = `KEYS
  o  overview: the answer, what to fix first, the most frequent causes
  a  all: the whole report
  f  what to fix, with the whole advice
  c  causes
  u  clients and user agents
  l  last findings, the newest first
  ?  this help
  q  quit; the overview stays on the terminal

  arrows, space, b, Home and End scroll

A finding is provisional while later lines can still change it, at most 30 s.
`;
const CONTROL_C = '\u0003';

/** The display of a run that follows logs. It listens to keys and to SIGUSR1 from its construction on. */
export class Watch implements Display {
  readonly #setup: WatchSetup;
  readonly #screen: LiveScreen | undefined;
  readonly #hasKeys: boolean;
  readonly #terminal: Terminal | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #last: Finding[] = [];
  #view: View | 'last' | 'help';
  #session: Session | undefined;

  constructor(setup: WatchSetup) {
    const { host, options, isScreen } = setup;
    this.#setup = setup;
    this.#view = setup.layout.view ?? 'overview';
    this.#screen = isScreen ? new LiveScreen(host.stdout, setup.layout.ascii) : undefined;
    this.#hasKeys = isScreen && host.stdin.isTTY === true;
    this.#timer =
      !isScreen && options.everySeconds !== undefined
        ? setInterval(this.#print, options.everySeconds * 1000)
        : undefined;
    this.#terminal = isScreen ? new Terminal(host, this.#user(), this.#hasKeys) : undefined;
    host.on('SIGUSR1', this.#print);
  }

  /** See {@link Display}. */
  progress(session: Session): void {
    this.#session = session;
    this.#draw();
  }

  /** See {@link Display}. */
  finding(finding: Finding): void {
    this.#last.push(finding);
    if (this.#last.length > LAST_FINDINGS_KEPT) this.#last.shift();
  }

  /** See {@link Display}. */
  end(): void {
    const { host } = this.#setup;
    clearInterval(this.#timer);
    host.off('SIGUSR1', this.#print);
    this.#terminal?.end();
    this.#screen?.end();
  }

  #user(): TerminalUser {
    return {
      key: (letter) => this.#press(letter),
      suspend: () => this.#screen?.suspend(),
      resume: () => {
        this.#screen?.resume();
        this.#draw();
      },
    };
  }

  #press(letter: string): void {
    const view = VIEW_BY_KEY[letter];
    const scroll = SCROLL_BY_KEY[letter];
    if (letter === CONTROL_C) this.#setup.stop.interrupt();
    else if (letter === 'q') this.#setup.stop.stop();
    else if (scroll !== undefined) this.#screen?.scroll(...scroll);
    else if (view !== undefined) {
      this.#view = view;
      this.#screen?.scroll(-Infinity);
    }
    this.#draw();
  }

  readonly #print = (): void => {
    if (this.#session !== undefined && this.#screen === undefined)
      this.#setup.output.write(this.#setup.render(this.#session.report()));
  };

  #draw(): void {
    const session = this.#session;
    if (session === undefined) return;
    const footer = this.#hasKeys ? FOOTER : 'Ctrl-C ends';
    this.#screen?.update(() => this.#textOf(session), this.#setup.layout.ascii ? footer.replaceAll('·', '|') : footer);
  }

  #textOf(session: Session): string {
    const { host, layout } = this.#setup;
    const view = this.#view;
    if (view === 'help') return HELP;
    if (view !== 'last') return liveText(session, host, { ...layout, view, allFixes: true });
    const { provisional } = session.preview();
    return renderLastFindings(
      { final: this.#last, provisional },
      { ...layout, width: host.stdout.columns || layout.width },
    );
  }
}
