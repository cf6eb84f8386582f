// What to type next: commands for the questions that one screen cannot answer, with the user's own logs.
import { formatIso8601, parseIso8601 } from '../../formats/time-local.ts';
import type { Report } from '../../report/report.ts';
import { plural } from '../../report/words/numbers.ts';
import { isWarning } from '../../report/words/remark-words.ts';
import { mainCauseOf, mainVerdict } from '../../report/words/words.ts';
import { flow } from '../flow.ts';
import { textWidth } from '../text-width.ts';
import type { Screen } from './screen.ts';

const TITLE = 'NEXT  ';
const NARROW_BELOW = 60;
const CONTINUES = ' \\';
const DATE_LENGTH = '2026-11-22'.length;

/** A command that may be shown. */
interface NextCommand {
  /** A whole command; or flags that follow the command with the user's logs. */
  readonly command?: string;
  readonly flags?: string;
  /** What it shows. */
  readonly shows: string;
}

/**
 * The section; empty without lines.
 * @param most how many commands to show; the last one is always shown
 * @param isRoomy true if a command may take two lines, so that it names the logs
 */
export function renderNext(report: Report, screen: Screen, most: number, isRoomy: boolean): string[] {
  if (report.totals.lines === 0) return [];
  // On a narrow screen the title has a line of its own.
  const isNarrow = screen.width < NARROW_BELOW;
  const indent = ' '.repeat(isNarrow ? 2 : TITLE.length);
  const room = screen.width - indent.length;
  const all = nextCommands(report, screen, room);
  const shown = [...all.slice(0, -1).slice(0, most - 1), ...all.slice(-1)].map(({ command, flags = '', shows }) => {
    const short = command ?? screen.again(flags, room);
    const isWhole = command !== undefined || short === screen.again(flags, Infinity);
    return { commands: (isWhole || !isRoomy ? undefined : screen.againOnTwoLines(flags, room)) ?? [short], shows };
  });
  const widest = Math.max(...shown.flatMap(({ commands }) => commands.map((line) => textWidth(line))));
  const lines = shown.flatMap(({ commands, shows }) => {
    const last = commands.at(-1) ?? '';
    const fits = [widest, textWidth(last)].find((width) => width + 2 + textWidth(shows) <= room);
    const before = commands.slice(0, -1).map((line) => indent + line);
    if (fits === undefined) return [...before, ...continued(last, room).map((line) => indent + line)];
    return [...before, indent + last + screen.dim(' '.repeat(fits - textWidth(last) + 2) + shows)];
  });
  if (isNarrow) return [screen.bold(TITLE.trimEnd()), ...lines];
  return lines.map((line, index) => (index === 0 ? screen.bold(TITLE) + line.slice(TITLE.length) : line));
}

// The commands for a report: the most useful first, and last the one that shows everything.
function nextCommands(report: Report, screen: Screen, room: number): NextCommand[] {
  const cause = causeInQuestion(report);
  const notes = report.remarks.filter((remark) => !isWarning(remark)).length;
  const shows = notes === 0 ? 'everything' : `everything, and ${plural(notes, 'note')} on this log`;
  return [...(cause === undefined ? [] : commandsAbout(cause, report, screen, room)), { flags: '--full', shows }];
}

function commandsAbout(cause: string, report: Report, screen: Screen, room: number): NextCommand[] {
  if (report.fixes.length === 0) return commandsWithoutFixes(cause, report);
  const sample = report.fixes[0]?.sample;
  const ofLine = sample === undefined ? undefined : screen.explainLine(sample, room);
  return [
    { command: `logscan explain ${cause}`, shows: 'what it means, what to change' },
    { flags: `--cause ${cause} --lines`, shows: 'its lines in the log' },
    ...(asksAboutTrend(report) ? commandAboutChange(report) : []),
    ...(ofLine === undefined ? [] : [{ command: ofLine, shows: 'why that line' }]),
    ...(asksAboutTrend(report) ? [] : commandAboutChange(report)),
    { flags: `--cause ${cause} --by client,uri,host`, shows: 'which clients, URLs, hosts' },
  ];
}

// Nothing is clearly to fix, so the hits that somebody might look at come first.
function commandsWithoutFixes(cause: string, report: Report): NextCommand[] {
  const { fix, unknown } = report.verdicts;
  return [
    ...(fix.hits > 0 ? [{ flags: '--verdict fix --lines', shows: 'what may need a fix' }] : []),
    ...(asksAboutTrend(report) ? commandAboutChange(report) : []),
    { command: `logscan explain ${cause}`, shows: 'what it means, what to change' },
    ...(unknown.hits > 0 ? [{ flags: '--verdict unknown --by cause,client,uri', shows: 'what is unknown' }] : []),
    ...(asksAboutTrend(report) ? [] : commandAboutChange(report)),
    { flags: `--cause ${cause} --lines`, shows: 'its lines in the log' },
    { flags: `--cause ${cause} --by client,uri,host`, shows: 'which clients, URLs, hosts' },
  ];
}

/** True if a command shows what happened at the time since which hits rise. */
export function asksAboutTrend({ timeline: { trend }, comparison }: Report): boolean {
  return trend.word === 'rising' && trend.since !== null && comparison === undefined;
}

// Did a deploy cause it? Before and after the time at which the hits became more, or the first fix began. Without either, it is the
// middle of the log, in whose place the user writes the time of the deploy.
function commandAboutChange(report: Report): NextCommand[] {
  if (report.comparison !== undefined) return [];
  const [fix] = report.fixes;
  const began = asksAboutTrend(report) ? report.timeline.trend.since : fix?.constant === false ? fix.begin : null;
  const at = minuteOf(began ?? middleOf(report));
  if (at <= minuteOf(report.period?.begin)) return [];
  const shows = began === null ? 'did a deploy do it?' : `before and after ${at.slice(DATE_LENGTH + 1)}`;
  return [{ flags: `--compare-at ${at}`, shows }];
}

// The middle of the log, in the zone of its end; empty in a log without times.
function middleOf({ period }: Report): string {
  const [begin, end] = [period?.begin, period?.end].map((time) => parseIso8601(time ?? ''));
  if (begin === undefined || end === undefined) return '';
  return formatIso8601((begin.seconds + end.seconds) / 2, end.utcOffsetMinutes);
}

// The date is needed to find the time again on another day.
function minuteOf(time = ''): string {
  return time.slice(0, DATE_LENGTH + 'T12:34'.length);
}

// A command that is too wide goes on in the next line, as in a shell.
function continued(command: string, room: number): string[] {
  if (textWidth(command) <= room) return [command];
  const lines = flow(command.split(' '), ' ', room - CONTINUES.length);
  return lines.map((line, index) => (index < lines.length - 1 ? line + CONTINUES : line));
}

// The cause to ask about: that of the first fix, otherwise the one that the answer names, otherwise the one with most hits.
function causeInQuestion(report: Report): string | undefined {
  const { fixes, causes } = report;
  const verdict = mainVerdict(report);
  const main = verdict === undefined ? undefined : mainCauseOf(verdict, report);
  return fixes[0]?.cause ?? main?.cause ?? causes.find(({ hits }) => hits > 0)?.cause;
}
