// One line of a log explained to a person: the text of `logscan explain FILE:LINE`.
import { type Entry, statusText } from '../../formats/entry.ts';
import { formatIso8601 } from '../../formats/time-local.ts';
import { causeOf } from '../../judge/causes/index.ts';
import type { Finding, Trace } from '../../judge/diagnose.ts';
import type { HitLines } from '../../judge/hit-lines.ts';
import { wholePercent } from '../../report/words/numbers.ts';
import { actionOf, titleOf, WHO_ACTS } from '../../report/words/words.ts';
import { WIDEST_PROSE, wrap } from '../flow.ts';
import { ownLines } from '../lines/lines.ts';
import { neighbourLines, ownLineOnAxis } from '../lines/neighbours.ts';
import type { RenderOptions } from '../renderer.ts';
import { makeScreen, type Screen } from '../table/screen.ts';
import { blocksOf, checksOf, settling } from './explain.ts';
import { SHAPE_WORDS, stepItems, surenessText, whyItWon } from './steps.ts';

const PARAGRAPH = { first: '  ' };
const ITEM = { first: '  - ', next: '    ' };
const NAME_WIDTH = 22;
/** A longer field is cut, with a sign: the line above has it whole. */
const WIDEST_FIELD = 1000;

/** What is known of a line. */
export interface ExplainedLine {
  readonly finding: Finding;
  /** The same finding with all that the log shows of the client. */
  readonly atEnd: Finding;
  /** How the finding was reached; undefined for a related line, whose status names the cause. */
  readonly trace: Trace | undefined;
}

/**
 * The text for a line.
 * @param neighbours how many neighbours were asked for on each side
 */
export function explainLine(explained: ExplainedLine, options: RenderOptions, neighbours: number): string {
  const { finding, trace } = explained;
  const { file, line, cause, verdict, entry, lines } = finding;
  const screen = makeScreen(options);
  const width = Math.min(WIDEST_PROSE, screen.width);
  const prose = (text: string): string[] => (text === '' ? [] : wrap(screen.say(text), width, PARAGRAPH));
  const items = (texts: readonly string[]): string[] => texts.flatMap((text) => wrap(screen.say(text), width, ITEM));
  const section = (title: string, ...body: readonly string[]): string[] =>
    body.length === 0 ? [] : ['', screen.bold(title), ...body];
  const settles = settlingHere(finding);
  // Of several, the first says that one is enough.
  const settlingLines = settles.length > 1 ? [...prose(settles[0]!), ...items(settles.slice(1))] : items(settles);
  const own = ownLines(finding, screen);
  const near = lines === undefined ? undefined : neighbourLines(lines, finding, neighbours, screen);
  const status = statusText(entry.status);
  return [
    `${screen.bold(`${screen.say(file)}:${line}`)}  ${screen.paint(verdict, `${cause} (${finding.confidence})`)}`,
    ...own,
    ...section(
      'What it is',
      ...prose(
        `${trace === undefined ? `A line with status ${status}` : capitalized(SHAPE_WORDS[trace.shape])}. ${capitalized(titleOf(cause))}.`,
      ),
      ...prose(`Who should act: ${WHO_ACTS[verdict]}.`),
    ),
    ...section('What to change', ...prose(actionOf(cause, finding.evidence)), ...remedy(finding, screen, width)),
    ...(near === undefined
      ? []
      : section(
          'Lines of the same client',
          ...near.before,
          ownLineOnAxis(entry, screen.paint(verdict, '>'), screen),
          ...near.after,
        )),
    ...(trace === undefined
      ? section('Causes considered', ...prose(`None: nginx logs this status only for ${cause}.`))
      : section('Causes considered', ...stepLines(trace, screen, width), ...prose(whyItWon(trace)))),
    ...section('How sure', ...prose(surenessText(finding)), ...prose(verdictText(explained))),
    ...section('What would settle a doubt', ...settlingLines),
    ...section('Its fields', ...fieldLines(entry, screen)),
    ...section('More', ...prose(`logscan explain ${cause}`)),
    '',
  ].join('\n');
}

function stepLines(trace: Trace, screen: Screen, width: number): string[] {
  const { finding } = trace;
  return stepItems(trace).flatMap(({ cause, text }) => {
    const [first = '', ...rest] = wrap(screen.say(text), width, ITEM);
    if (cause === undefined) return [first, ...rest];
    const name = cause === finding.cause ? screen.paint(finding.verdict, cause) : cause;
    return [first.replace(cause, screen.bold(name)), ...rest];
  });
}

/** A line that is neither a hit nor related to one. */
export interface OtherLine {
  readonly file: string;
  readonly line: number;
  readonly entry: Entry;
  readonly lines: HitLines;
}

/** The text for a line that logscan does not explain: its fields and its neighbours. */
export function describeOtherLine(
  { file, line, entry, lines }: OtherLine,
  options: RenderOptions,
  neighbours: number,
): string {
  const screen = makeScreen(options);
  const status = statusText(entry.status);
  const about = { entry, circumstances: { sharesAddress: false } };
  const { before, after } = neighbourLines(lines, about, neighbours, screen);
  return [
    `${screen.bold(`${screen.say(file)}:${line}`)}  ${status}`,
    screen.log(lines.text ?? ''),
    '',
    ...wrap(
      `The status is ${status}. logscan explains only lines with status 400 and 499, and a few related lines.`,
      Math.min(WIDEST_PROSE, screen.width),
      PARAGRAPH,
    ),
    '',
    screen.bold('Its fields'),
    ...fieldLines(entry, screen),
    '',
    screen.bold('Lines of the same client'),
    ...before,
    ownLineOnAxis(entry, '>', screen),
    ...after,
    '',
  ].join('\n');
}

function fieldLines(entry: Entry, screen: Screen): string[] {
  const { remote_addr, client, remote_user, request, status, body_bytes_sent, http_referer, http_user_agent } = entry;
  const time = entry.isTimeless === true ? undefined : formatIso8601(entry.time, entry.utcOffsetMinutes);
  const fields: readonly (readonly [string, string | number | undefined])[] = [
    ['remote_addr', remote_addr],
    ['client', client === remote_addr ? undefined : client],
    ['remote_user', remote_user === '-' ? undefined : remote_user],
    ['time', time],
    ['request', request],
    ['status', statusText(status)],
    ['body_bytes_sent', body_bytes_sent ?? '-'],
    ['http_referer', http_referer],
    ['http_user_agent', http_user_agent],
    ...Object.entries(entry.extra),
  ];
  return fields.flatMap(([name, value]) =>
    value === undefined ? [] : [`  ${screen.dim(name.padEnd(NAME_WIDTH))}  ${screen.log(String(value), WIDEST_FIELD)}`],
  );
}

// Who should act, how sure that is, and what later lines made of it.
function verdictText({ finding, atEnd }: ExplainedLine): string {
  const { verdict, verdictConfidence, verdictProbability, clientKind } = finding;
  const who = clientKind === undefined ? '' : ` It also depends on the client, which counts as a ${clientKind}.`;
  const text = `The verdict ${verdict} is ${verdictConfidence} (${wholePercent(verdictProbability)}).${who}`;
  if (atEnd.verdict === verdict && atEnd.clientKind === clientKind) return text;
  return `${text} By the end of the log the client counts as a ${atEnd.clientKind}, and the verdict in sums is ${atEnd.verdict}.`;
}

// Fields that the line has already are left out.
function settlingHere({ cause, confidence, entry }: Finding): readonly string[] {
  if (confidence === 'certain') return [];
  const { settledByFields, settledBy } = causeOf(cause);
  const missing = Object.entries(settledByFields).filter(([name]) => !Object.hasOwn(entry.extra, name));
  return settling({
    settledByFields: Object.fromEntries(missing),
    ...(settledBy === undefined ? {} : { settledBy }),
  });
}

// The lines of nginx.conf, and how to check them, if somebody should change something.
function remedy({ cause, evidence, verdict }: Finding, screen: Screen, width: number): string[] {
  if (verdict !== 'fix') return [];
  const found = causeOf(cause);
  const texts = [...blocksOf(found, width, evidence), ...checksOf(found, width)];
  return texts.flatMap((text) => ['', ...text.trimEnd().split('\n')]).map((line) => screen.say(line));
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
