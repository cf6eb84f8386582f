// The latest findings, one a line, newest first, for the live screen.
import { formatIso8601 } from '../../formats/time-local.ts';
import type { Finding } from '../../judge/diagnose.ts';
import { VERDICT_LABELS } from '../../report/words/words.ts';
import { broken } from '../flow.ts';
import { makeScreen, type Screen, type TableOptions } from '../table/screen.ts';
import { textWidth } from '../text-width.ts';

const CLOCK_START = 11;
const CLOCK_END = 19;
/** The request stands on a line of its own if less room than this is left. */
const LEAST_REQUEST = 16;

/** Findings, oldest first. */
export interface LastFindings {
  readonly final: readonly Finding[];
  /** Findings that later lines may still change. They are marked. */
  readonly provisional: readonly Finding[];
}

/** The findings, newest first, below a line that names the columns. Log text in them is safe on a terminal. */
export function renderLastFindings({ final, provisional }: LastFindings, options: TableOptions): string {
  const screen = makeScreen(options);
  const rows = [
    ...final.map((finding) => ({ finding, isProvisional: false })),
    ...provisional.map((finding) => ({ finding, isProvisional: true })),
  ].toReversed();
  if (rows.length === 0) return 'No finding yet.\n';
  const title = broken('LAST FINDINGS: time, status, cause, how sure, verdict, client, request', screen.width);
  const lines = rows.flatMap(({ finding, isProvisional }) => linesOf(finding, isProvisional, screen));
  return [...title.map((line) => screen.bold(line)), ...lines].map((line) => `${line}\n`).join('');
}

function linesOf(
  { entry, cause, confidence, alternatives, verdict }: Finding,
  isProvisional: boolean,
  screen: Screen,
): string[] {
  const clock = formatIso8601(entry.time, entry.utcOffsetMinutes).slice(CLOCK_START, CLOCK_END);
  // Where the log does not decide between two causes, both are named.
  const either = confidence === 'possible' ? [cause, ...alternatives.slice(0, 1)].join(' or ') : cause;
  const sure = isProvisional ? `${confidence}, provisional` : confidence;
  const time = `${clock} ${entry.status} `;
  const what = `${either} (${sure})`;
  const label = `  ${VERDICT_LABELS[verdict]}  `;
  const who = label + screen.log(entry.client, Math.min(39, screen.width - label.length - 2));
  const left = screen.width - textWidth(time + what + who) - 2;
  const head = `${time}${screen.paint(verdict, what)}${screen.dim(who)}`;
  if (left >= LEAST_REQUEST) return [`${head}  ${screen.log(entry.request, left)}`];
  const isWide = textWidth(time + what + who) > screen.width;
  const first = isWide
    ? [`${time}${screen.paint(verdict, screen.say(what, screen.width - time.length))}`, screen.dim(`  ${who}`)]
    : [head];
  return [...first, `    ${screen.log(entry.request, screen.width - 4)}`];
}
