// The top of the screen: the head says what was read, and the answer says who caused the 400s and 499s.
import { textWidth } from '../text-width.ts';
import type { Report } from '../../report/report.ts';
import { plural, wholePercent } from '../../report/numbers.ts';
import { VERDICTS } from '../../judge/catalogue.ts';
import { answerOf, hitCounts, isLogOfApache, judgedHits, VERDICT_LABELS } from '../../report/words.ts';
import { duration, period, secondsBetween } from '../quantities.ts';
import { flow } from '../flow.ts';
import type { Screen } from './screen.ts';

const GAP = '   ';

/** The head: what was read, and how many requests failed. */
export function renderHead(report: Report, screen: Screen, live: boolean): string[] {
  const { inputs, period: span, totals } = report;
  const { dash } = screen.glyphs;
  const eras = [...new Set(inputs.flatMap(({ era }) => (era === null ? [] : [`nginx ${screen.say(era.nginx)}`])))];
  const length = span === null ? 0 : secondsBetween(span.begin, span.end);
  const read = [
    screen.bold(nameInputs(report, screen)),
    plural(totals.lines, 'line'),
    ...(span === null ? [] : [period(span.begin, span.end, dash)]),
    ...(length < 86400 ? [] : [duration(length)]),
  ];
  const counts = hitCounts(totals).map((clause) => screen.say(clause));
  const lines = [...flow(read, GAP, screen.width), ...flow(counts, ', ', screen.width)];
  const notes = [
    ...(eras.length === 0 ? [] : [screen.say(eras.join(', '), 40)]),
    ...(live ? [screen.bold('still reading')] : []),
  ];
  return notes.reduce((all, note) => addWhereItFits(all, note, screen.width), lines);
}

/** The shares of the verdicts, as words and as a bar in the same order; empty if nginx did not write the log. */
export function renderAnswer(report: Report, screen: Screen): string[] {
  if (isLogOfApache(report)) return [];
  const { verdicts } = report;
  const sentence = answerOf(report);
  const hits = judgedHits(report);
  if (hits === 0) return sentence === '' ? [] : [sentence];
  const present = VERDICTS.filter((verdict) => verdicts[verdict].hits > 0);
  const cells = screen.width - sentence.length - 5;
  const shares = shareOut(
    present.map((verdict) => verdicts[verdict].hits),
    cells,
  );
  const bar = present.map((verdict, index) => screen.mark(verdict, shares[index])).join('');
  const legend = present.map(
    (verdict) => `${screen.mark(verdict)} ${wholePercent(verdicts[verdict].hits / hits)} ${VERDICT_LABELS[verdict]}`,
  );
  const room = screen.width - 2;
  const separator = flow(legend, GAP, room).length === 1 ? GAP : '  ';
  return [`  ${screen.bold(sentence)}  ${bar}`, ...flow(legend, separator, room).map((line) => `  ${line}`)];
}

function addWhereItFits(lines: readonly string[], note: string, width: number): string[] {
  const at = lines.findIndex((line) => textWidth(line + GAP + note) <= width);
  return at < 0 ? [...lines, note] : lines.map((line, index) => (index === at ? line + GAP + note : line));
}

// File names; with their folders if two files have the same name.
function nameInputs({ inputs }: Report, screen: Screen): string {
  const short = inputs.map(({ file }) => (file === '-' ? 'standard input' : lastSegments(file, 1)));
  const isUnique = new Set(short).size === short.length;
  const names = inputs.map(({ file }, index) =>
    screen.say((isUnique ? short[index] : lastSegments(file, 2)) ?? '', 40),
  );
  const all = names.join(', ');
  if (names.length <= 1) return names[0] ?? 'no input';
  return textWidth(all) <= screen.width - 24 ? all : `${names[0]} and ${plural(names.length - 1, 'more file')}`;
}

function lastSegments(path: string, count: number): string {
  return path.split(/[\\/]/).slice(-count).join('/');
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
