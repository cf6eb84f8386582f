// What is printed while the log is read: NDJSON, the log lines of --lines, and unparsed lines.
import type { CauseId } from '../../judge/catalogue.ts';
import { lineRenderer } from '../../render/lines/lines.ts';
import type { RenderOptions } from '../../render/renderer.ts';
import type { Report } from '../../report/report.ts';
import { answerOf } from '../../report/words/words.ts';
import type { SessionListener } from '../../session.ts';
import type { Options } from '../arguments/options.ts';
import type { TerminalOutput } from '../host.ts';
import type { Output } from './output.ts';
import type { Outputs } from './outputs.ts';

/**
 * What a session calls to print lines. A line whose finding was provisional is printed again only if its final finding names another
 * cause.
 * @param neighbours how many neighbours to print on each side
 */
export function linePrinter(
  layout: RenderOptions,
  neighbours: number,
  output: Output,
): Pick<SessionListener, 'finding' | 'provisional'> {
  const render = lineRenderer(layout, neighbours);
  // By position; there are no more of them than open hits.
  const shown = new Map<number, CauseId>();
  return {
    finding(finding) {
      const before = shown.get(finding.position);
      shown.delete(finding.position);
      if (before !== finding.cause) output.write(render(finding));
    },
    provisional(finding) {
      shown.set(finding.position, finding.cause);
      output.write(render(finding, { isProvisional: true }));
    },
  };
}

/** Says on stderr why no line was printed, if none was. */
export function sayNoLines(stderr: TerminalOutput, report: Report): void {
  const isPrinted = report.causes.some(({ hits, related }) => hits + related > 0);
  const why = isPrinted ? '' : answerOf(report);
  if (why !== '') stderr.write(`logscan: --lines: ${why}\n`);
}

/** What a session calls to print line by line. */
export function tellersOf({ options, outputs, layout }: Telling): SessionListener {
  const { renderer, lines, context = 0 } = options;
  const { report: output, unparsed } = outputs;
  const unparsedTeller: Pick<SessionListener, 'unparsed'> = {
    unparsed: ({ text }) => unparsed?.write(Buffer.from(`${text}\n`, 'latin1')),
  };
  if (lines) return { ...linePrinter(layout, context, output), ...unparsedTeller };
  return {
    finding: (finding, isRelated) => output.write(renderer.finding?.(finding, isRelated) ?? ''),
    provisional: (finding) => output.write(renderer.provisional?.(finding) ?? ''),
    ...unparsedTeller,
  };
}

/** What decides what is printed. */
interface Telling {
  readonly options: Pick<Options, 'renderer' | 'lines' | 'context'>;
  readonly outputs: Pick<Outputs, 'report' | 'unparsed'>;
  readonly layout: RenderOptions;
}
