// The top of the screen: the head says what was read, and the answer says who caused the 400s and 499s, and since when.
import { CONFIDENCES, type Verdict, VERDICTS } from '../../judge/catalogue.ts';
import type { Report } from '../../report/report.ts';
import { formatsOf } from '../../report/words/format-words.ts';
import { plural, wholeNumber, wholePercent } from '../../report/words/numbers.ts';
import {
  answerOf,
  hasNoTimes,
  hitCounts,
  NO_TIMES,
  isLogOfApache,
  judgedHits,
  mainCauseOf,
  mainVerdict,
  nothingToFix,
  VERDICT_LABELS,
} from '../../report/words/words.ts';
import { flow, wrap } from '../flow.ts';
import {
  axis,
  binsPerColumn,
  columnsOf,
  duration,
  hasSeveralDays,
  moment,
  period,
  secondsBetween,
  sparkline,
} from '../quantities.ts';
import { textWidth } from '../text-width.ts';
import { shortNames } from './input-names.ts';
import type { Screen } from './screen.ts';

const GAP = '   ';
const INDENT = '  ';
/** A bar of verdicts with fewer cells shows nothing. */
const LEAST_BAR = 10;
/** A sparkline has at most as many columns as the timeline has bins, and at least this many. */
const LEAST_SPARK = 12;
/** Columns of the scale beside the sparkline, with a gap on both sides. */
const SCALE_COLUMNS = 27;
/** Scans and attacks are mentioned if they are at least this share of the hits. */
const LEAST_ATTACK = 0.1;
/** A cause is named in the answer if it has at least this share of the hits. */
const LEAST_CAUSE = 0.2;

/**
 * The head: what was read, and how many requests failed.
 * @param reading words for a log that is still being read; otherwise empty
 * @param isBrief true to leave out what does not fit beside it: the age of nginx, the format, and how sure all causes are
 */
export function renderHead(report: Report, screen: Screen, reading: string, isBrief: boolean): string[] {
  const { inputs, period: span, totals } = report;
  const { dash } = screen.glyphs;
  const eras = [...new Set(inputs.flatMap(({ era }) => (era === null ? [] : [`nginx ${screen.say(era.nginx)}`])))];
  const formats = formatsOf(report);
  const length = span === null ? 0 : secondsBetween(span.begin, span.end);
  const read = [
    screen.bold(nameInputs(report, screen)),
    plural(totals.lines, 'line'),
    ...(hasNoTimes(report) ? [NO_TIMES] : span === null ? [] : [period(span.begin, span.end, dash)]),
  ].flatMap((part) => (textWidth(part) <= screen.width ? part : wrap(part, screen.width)));
  const addresses = report.remarks.find(({ code }) => code === 'few-addresses')?.facts['addresses'];
  const counts = hitCounts(totals, typeof addresses === 'number' ? addresses : 0).flatMap((clause) =>
    wrap(screen.say(clause), screen.width),
  );
  const lines = [...flow(read, GAP, screen.width), ...flow(counts, ', ', screen.width)];
  const notes = [
    ...(length < 86400 ? [] : [duration(length)]),
    ...(eras.length === 0 ? [] : [screen.say(eras.join(', '), 40)]),
    ...(formats.length === 0 ? [] : [screen.say(formats.join(', '))]),
    ...surenessOf(report),
  ];
  const noted = notes.reduce((all, note) => addWhereItFits(all, note, screen.width, isBrief), lines);
  return reading === '' ? noted : addWhereItFits(noted, screen.bold(reading), screen.width, false);
}

/** The answer in a sentence, the shares of the verdicts, and the course over time; empty if nginx did not write the log. */
export function renderAnswer(report: Report, screen: Screen): string[] {
  if (isLogOfApache(report)) return [];
  if (judgedHits(report) === 0) {
    const sentence = answerOf(report);
    return sentence === '' ? [] : wrap(sentence, screen.width);
  }
  const sentence = wrap(screen.say(answerSentence(report)), screen.width).map((line) => screen.bold(line));
  return [...sentence, ...shares(report, screen), ...course(report, screen)];
}

// Whether it is an attack, who caused most of the hits, and what to fix first.
function answerSentence(report: Report): string {
  const { verdicts, fixes } = report;
  const hits = judgedHits(report);
  const mostly = answerOf(report);
  const main = mainVerdict(report);
  const first = withAttacks(mostly, main, verdicts.hostile.hits / hits);
  const [fix] = fixes;
  if (fix !== undefined) {
    const what = `${fix.cause}${fix.begin === null ? '' : ` since ${minute(fix.begin, report)}`}`;
    return main === 'fix' ? `${mostly}: ${what}.` : `${first}. To fix: ${what}.`;
  }
  const most = main === undefined ? undefined : mainCauseOf(main, report);
  const isNamed = most !== undefined && most.hits / hits >= LEAST_CAUSE;
  return `${first}${isNamed ? ` (${most.cause} ${wholePercent(most.hits / hits)})` : ''}. ${nothingToFix(report)}`;
}

// A few scans are no attack. The log does not show what unclear hits are, so nothing is said of them.
function withAttacks(mostly: string, main: Verdict | undefined, attacks: number): string {
  if (main === 'hostile' || main === 'unknown') return mostly;
  const lower = mostly.charAt(0).toLowerCase() + mostly.slice(1);
  return attacks < LEAST_ATTACK ? `Not an attack: ${lower}` : `Some refused scans (${wholePercent(attacks)}), ${lower}`;
}

// The hour and minute of a time, with the day in a log of several days.
function minute(iso: string, report: Report): string {
  return moment(iso, hasSeveralDays(report.period)).replace(/(\d\d:\d\d):\d\d$/, '$1');
}

// The legend names every verdict, with its sign; the bar stands beside it if there is room.
function shares({ verdicts }: Report, screen: Screen): string[] {
  const present = VERDICTS.filter((verdict) => verdicts[verdict].hits > 0);
  const hits = present.reduce((sum, verdict) => sum + verdicts[verdict].hits, 0);
  const legend = present.map(
    (verdict) => `${screen.mark(verdict)} ${wholePercent(verdicts[verdict].hits / hits)} ${VERDICT_LABELS[verdict]}`,
  );
  const room = screen.width - INDENT.length;
  const lines = flow(legend, INDENT, room);
  const cells = Math.min(32, room - textWidth(lines.at(-1) ?? '') - INDENT.length);
  if (cells < LEAST_BAR || lines.length > 1) return lines.map((line) => INDENT + line);
  const each = shareOut(
    present.map((verdict) => verdicts[verdict].hits),
    cells,
  );
  const bar = present.map((verdict, index) => screen.mark(verdict, each[index])).join('');
  return [`${INDENT}${lines.join('')}${INDENT}${bar}`];
}

// `causes: 61 % certain, 30 % likely, 9 % possible`.
function surenessOf({ families }: Report): string[] {
  const counts = CONFIDENCES.map((word) => ({
    word,
    hits: families.reduce((sum, one) => sum + one.confidence[word], 0),
  }));
  const all = counts.reduce((sum, { hits }) => sum + hits, 0);
  const words = counts.filter(({ hits }) => hits > 0).map(({ word, hits }) => `${wholePercent(hits / all)} ${word}`);
  return all === 0 ? [] : [`causes: ${words.join(', ')}`];
}

// The hits over time between the first and the last time of the log, how many the highest column has, and the trend.
function course(report: Report, screen: Screen): string[] {
  const { period: span, timeline } = report;
  if (span === null || timeline.bins.length === 0) return [];
  const [begin, end] = axis(span.begin, span.end);
  const around = begin.length + end.length + 2 + INDENT.length;
  const words = trendOf(report, screen);
  const width = Math.max(
    LEAST_SPARK,
    Math.min(timeline.bins.length, screen.width - around - textWidth(words) - SCALE_COLUMNS),
  );
  const highest = Math.max(...columnsOf(timeline.bins, width));
  const seconds = Math.max(1, timeline.bin_seconds * binsPerColumn(timeline.bins.length, width));
  const spark = `${begin} ${sparkline(timeline.bins, width, screen.glyphs)} ${end}`;
  const scale = `highest bar: ${wholeNumber(highest)} in ${duration(seconds)}`;
  return flow([spark, scale, words], INDENT, screen.width - INDENT.length).map((line) => INDENT + line);
}

function trendOf(report: Report, screen: Screen): string {
  const { word, since, factor, with_traffic: withTraffic } = report.timeline.trend;
  if (word === 'unknown') return 'too few for a trend';
  if (withTraffic !== undefined) return `${withTraffic === 'rising' ? 'rises' : 'falls'} with the traffic`;
  if (since === null || word === 'steady') return 'steady';
  const at = minute(since, report);
  if (word === 'over') return `over since ${at}`;
  if (word === 'falling') return `down to 1/${Math.round(1 / (factor ?? 1))} since ${at}`;
  return `rising since ${at} (${factor === null ? 'none before' : screen.say(`${times(factor)}×`)})`;
}

function times(factor: number): string {
  return factor < 10 ? factor.toFixed(1).replace(/\.0$/, '') : wholeNumber(factor);
}

// Adds a note to the first line that has room, otherwise as lines of its own unless it is optional.
function addWhereItFits(lines: readonly string[], note: string, width: number, isOptional: boolean): string[] {
  const at = lines.findIndex((line) => textWidth(line + GAP + note) <= width);
  if (at < 0) return isOptional ? [...lines] : [...lines, ...wrap(note, width)];
  return lines.map((line, index) => (index === at ? line + GAP + note : line));
}

function nameInputs({ inputs }: Report, screen: Screen): string {
  const names = shortNames(inputs).map((name) => screen.say(name, Math.min(40, screen.width)));
  const all = names.join(', ');
  if (names.length <= 1) return names[0] ?? 'no input';
  return textWidth(all) <= screen.width - 24 ? all : `${names[0]} and ${plural(names.length - 1, 'more file')}`;
}

// Divides cells among counts by the largest remainder method, at least one cell each.
function shareOut(counts: readonly number[], cells: number): number[] {
  const sum = counts.reduce((a, b) => a + b, 0);
  const free = cells - counts.length;
  const exact = counts.map((count) => (count / sum) * free);
  const whole = exact.map((value) => 1 + Math.floor(value));
  const byRemainder = exact.map((value, index) => ({ index, rest: value % 1 })).sort((a, b) => b.rest - a.rest);
  let left = cells - whole.reduce((a, b) => a + b, 0);
  for (const { index } of byRemainder) {
    if (left-- <= 0) break;
    whole[index] = (whole[index] ?? 0) + 1;
  }
  return whole;
}
