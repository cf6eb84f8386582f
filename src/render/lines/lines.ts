// The log lines of the findings, for --lines: a head that names the place and the cause, and the line as it is in the log.
import { statusText } from '../../formats/entry.ts';
import { MAX_LINE_BYTES } from '../../formats/line.ts';
import type { Finding } from '../../judge/diagnose.ts';
import { titleOf } from '../../report/words/words.ts';
import type { RenderOptions } from '../renderer.ts';
import { makeScreen, type Screen } from '../table/screen.ts';
import { neighbourLines } from './neighbours.ts';
import { rawLine } from './raw-line.ts';

/** What is known of a finding besides its line. */
export interface LineState {
  /** Later lines may still change the finding. */
  readonly isProvisional?: boolean;
}

/**
 * Returns a function that shows a finding as its line. The text ends with an empty line. The log line is never cut, so a terminal wraps it.
 * @param neighbours how many neighbours were asked for on each side
 */
export function lineRenderer(
  options: RenderOptions,
  neighbours: number,
): (finding: Finding, state?: LineState) => string {
  const screen = makeScreen(options);
  return (finding, { isProvisional = false } = {}) => {
    const { file, line, cause, confidence, verdict, lines } = finding;
    const sure = isProvisional ? `${confidence}, may change` : confidence;
    const place = screen.bold(`${screen.say(file)}:${line}`);
    const what = screen.paint(verdict, `${cause} (${sure})`);
    const head = `${place}  ${what}  ${screen.dim(`${verdict}: ${titleOf(cause)}`)}`;
    const own = ownLines(finding, screen);
    if (neighbours === 0 || lines === undefined) return [head, ...own, '', ''].join('\n');
    const { before, after } = neighbourLines(lines, finding, neighbours, screen);
    const [first = '', ...notes] = own;
    return [head, ...before, `${screen.paint(verdict, '>')} ${first}`, ...notes, ...after, '', ''].join('\n');
  };
}

/** The line of a finding as it is in the log, and a note if it is not whole. */
export function ownLines(finding: Finding, screen: Screen): string[] {
  const text = finding.lines?.text;
  if (text === undefined) {
    const { client, request, status, http_user_agent } = finding.entry;
    const fields = `${client} "${request}" ${statusText(status)} "${http_user_agent}"`;
    return [screen.log(fields), screen.dim('(an earlier run read this line: these are its fields)')];
  }
  const isShortened = text.length >= MAX_LINE_BYTES;
  return [
    rawLine(text, finding, screen),
    ...(isShortened ? [screen.dim('(the line is shortened: logscan reads the first MiB of a line)')] : []),
  ];
}
