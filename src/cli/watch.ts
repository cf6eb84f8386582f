// The display of --follow: on a terminal it redraws the report and reads keys; otherwise it prints a report at each interval or SIGUSR1.
import type { Finding } from '../judge/diagnose.ts';
import { renderLastFindings } from '../render/last-findings.ts';
import type { RenderOptions } from '../render/renderer.ts';
import { renderTable, type View } from '../render/table/table.ts';
import type { Report } from '../report/report.ts';
import type { Session } from '../session.ts';
import type { Display } from './display.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import type { Output } from './output.ts';
import { LiveScreen } from './screen.ts';
import type { StopSignals } from './stop-signals.ts';
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
const VIEW_BY_KEY: Readonly<Record<string, View>> = { f: 'fixes', c: 'causes', u: 'user-agents', a: 'all' };
const HELP = 'q quit · a all · f what to fix · c causes · u user agents · l last findings';
const CONTROL_C = '\u0003';

/** The display of a run that follows logs. It listens to keys and to SIGUSR1 from its construction on. */
export class Watch implements Display {
  readonly #setup: WatchSetup;
  readonly #screen: LiveScreen | undefined;
  readonly #hasKeys: boolean;
  readonly #terminal: Terminal | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #last: Finding[] = [];
  #view: View | 'last' = 'all';
  #session: Session | undefined;

  constructor(setup: WatchSetup) {
    const { host, options, isScreen } = setup;
    this.#setup = setup;
    this.#screen = isScreen ? new LiveScreen(host.stdout) : undefined;
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
    if (letter === CONTROL_C) this.#setup.stop.interrupt();
    else if (letter === 'q') this.#setup.stop.stop();
    else if (letter === 'l') this.#view = 'last';
    else this.#view = VIEW_BY_KEY[letter] ?? this.#view;
    this.#draw();
  }

  readonly #print = (): void => {
    if (this.#session !== undefined && this.#screen === undefined)
      this.#setup.output.write(this.#setup.render(this.#session.report()));
  };

  #draw(): void {
    const { host, options, layout } = this.#setup;
    const session = this.#session;
    if (session === undefined) return;
    const help = options.ascii ? HELP.replaceAll('·', '|') : HELP;
    this.#screen?.update(
      () => {
        const size = { ...layout, width: host.stdout.columns ?? layout.width };
        return this.#view === 'last'
          ? renderLastFindings(this.#last, { ...size, rows: (host.stdout.rows ?? 24) - 4 })
          : renderTable(session.report(), { ...size, live: true, view: this.#view });
      },
      this.#hasKeys ? help : 'Ctrl-C ends',
    );
  }
}
