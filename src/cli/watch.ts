// Staying on: follows logs with a screen that is redrawn and listens to keys, or with a report every so often.
import type { Options } from './options.ts';
import type { Finding } from '../judge/diagnose.ts';
import type { Diagnosis, Listener } from '../session.ts';
import { followLogs } from '../sources/follow.ts';
import type { Host } from './host.ts';
import type { Output } from './output.ts';
import { timeRangeOf } from '../sources/log-files.ts';
import { renderLastFindings } from '../render/last-findings.ts';
import { renderTable, type TableOptions, type View } from '../render/table/table.ts';
import type { Report } from '../report/report.ts';
import { LiveScreen } from './screen.ts';

/** What {@link watchLogs} works with. */
export interface Watch {
  readonly host: Host;
  readonly options: Options;
  readonly files: readonly string[];
  readonly output: Output;
  readonly table: TableOptions;
  /** The report is drawn on a terminal. */
  readonly isScreen: boolean;
  readonly stop: AbortController;
  readonly listener: Listener;
  /** What SIGINT does: a terminal that gives single keys gives Ctrl-C as one. */
  interrupt(): void;
  /** The report in the format that was asked for. */
  render(report: Report): string;
  remark(file: string, text: string): void;
}

const LAST_FINDINGS_KEPT = 200;
const VIEW_BY_KEY: Readonly<Record<string, View>> = { f: 'fixes', c: 'causes', u: 'user-agents', a: 'all' };
const HELP = 'q quit · a all · f what to fix · c causes · u user agents · l last findings';
const CONTROL_C = '\u0003';

/** Follows the logs until a signal, or q on a terminal; resolves to the finished diagnosis. */
export async function watchLogs(watch: Watch): Promise<Diagnosis> {
  const { host, options, output, table, stop } = watch;
  const screen = watch.isScreen ? new LiveScreen(host.stdout) : undefined;
  const hasKeys = screen !== undefined && host.stdin.isTTY === true;
  const footer = !hasKeys ? 'Ctrl-C ends' : options.ascii ? HELP.replaceAll('·', '|') : HELP;
  const last: Finding[] = [];
  let view: View | 'last' = 'all';
  let current: Diagnosis | undefined;
  const draw = (): void => {
    const diagnosis = current;
    if (diagnosis === undefined) return;
    screen?.update(() => {
      const size = { ...table, width: host.stdout.columns ?? table.width };
      return view === 'last'
        ? renderLastFindings(last, { ...size, rows: (host.stdout.rows ?? 24) - 4 })
        : renderTable(diagnosis.report(), { ...size, live: true, view });
    }, footer);
  };
  const onKey = (key: Buffer | string): void => {
    const letter = String(key);
    if (letter === CONTROL_C) watch.interrupt();
    else if (letter === 'q') stop.abort();
    else if (letter === 'l') view = 'last';
    else view = VIEW_BY_KEY[letter] ?? view;
    draw();
  };
  const printNow = (): void => {
    if (current !== undefined && screen === undefined) output.write(watch.render(current.report()));
  };
  const timer =
    screen === undefined && options.everySeconds !== undefined
      ? setInterval(printNow, options.everySeconds * 1000)
      : undefined;
  if (hasKeys) {
    host.stdin.setRawMode?.(true);
    host.stdin.on('data', onKey);
  }
  host.on('SIGUSR1', printNow);
  const { listener } = watch;
  try {
    return await followLogs({
      files: watch.files,
      signal: stop.signal,
      setup: { nginxVersion: options.nginxVersion, filter: options.filter, timeRange: timeRangeOf(options) },
      now: () => Date.now(),
      remark: (file, text) => watch.remark(file, text),
      listener: {
        ...listener,
        finding: (finding, isRelated) => {
          last.push(finding);
          if (last.length > LAST_FINDINGS_KEPT) last.shift();
          listener.finding?.(finding, isRelated);
        },
      },
      progress: (diagnosis) => {
        current = diagnosis;
        draw();
        return output.isFull ? output.drained() : undefined;
      },
    });
  } finally {
    clearInterval(timer);
    host.off('SIGUSR1', printNow);
    if (hasKeys) {
      host.stdin.off('data', onKey);
      host.stdin.setRawMode?.(false);
      host.stdin.pause();
    }
    screen?.end();
  }
}
