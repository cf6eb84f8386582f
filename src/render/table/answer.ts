// What was read, and the answer in one glance: whose doing the 400s and 499s are.
import { textWidth } from '../text-width.ts';
import type { Verdict } from '../../judge/catalogue.ts';
import type { Report } from '../../report/report.ts';
import { duration, percent, period, plural, secondsBetween, wholeNumber, wholePercent } from '../format.ts';
import { flow, type Screen } from './screen.ts';

const LABELS: Readonly<Record<Verdict, string>> = {
  fix: 'to fix',
  harmless: 'harmless',
  client: "clients'",
  hostile: 'hostile',
  unknown: 'unknown',
};
// Said when a verdict has more than half of the hits, and when it has all of them.
const MOSTLY: Readonly<Record<Verdict, readonly [mostly: string, all: string]>> = {
  fix: ['Mostly ours to fix', 'All ours to fix'],
  harmless: ['Mostly harmless', 'All harmless'],
  client: ['Mostly broken clients', 'Nothing but broken clients'],
  hostile: ['Mostly scans, refused', 'Nothing but scans, refused'],
  unknown: ['Mostly unexplained', 'All unexplained'],
};
const ORDER: readonly Verdict[] = ['harmless', 'fix', 'client', 'hostile', 'unknown'];

const GAP = '   ';

/** What was read and how much of it went wrong. */
export function renderHead(report: Report, screen: Screen, live: boolean): string[] {
  const { inputs, period: span, totals } = report;
  const { dash, times } = screen.glyphs;
  const eras = [...new Set(inputs.flatMap(({ era }) => (era === null ? [] : [`nginx ${screen.say(era.nginx)}`])))];
  const length = span === null ? 0 : secondsBetween(span.begin, span.end);
  const read = [
    screen.bold(nameInputs(report, screen)),
    plural(totals.lines, 'line'),
    ...(span === null ? [] : [period(span.begin, span.end, dash)]),
    ...(length < 86400 ? [] : [duration(length)]),
  ];
  const lines = [...flow(read, GAP, screen.width), ...flow(countHits(report, times), ', ', screen.width)];
  const notes = [
    ...(eras.length === 0 ? [] : [screen.say(eras.join(', '), 40)]),
    ...(live ? [screen.bold('still reading')] : []),
  ];
  return notes.reduce((all, note) => addWhereItFits(all, note, screen.width), lines);
}

/** The shares of the verdicts as words and as a bar in the same order. */
export function renderAnswer(report: Report, screen: Screen): string[] {
  const { verdicts, totals } = report;
  const hits = sumOfHits(report);
  if (hits === 0) {
    if (totals.pending > 0) return [];
    if (totals.entries === 0) return ['No request was found.'];
    return [`No 400 and no 499 in ${plural(totals.entries, 'request')}: nothing to explain.`];
  }
  const present = ORDER.filter((verdict) => verdicts[verdict].hits > 0);
  const sentence = answerInWords(report, hits);
  const cells = screen.width - sentence.length - 5;
  const shares = shareOut(
    present.map((verdict) => verdicts[verdict].hits),
    cells,
  );
  const bar = present.map((verdict, index) => screen.mark(verdict, shares[index])).join('');
  const legend = present.map(
    (verdict) => `${screen.mark(verdict)} ${wholePercent(verdicts[verdict].hits / hits)} ${LABELS[verdict]}`,
  );
  const room = screen.width - 2;
  const separator = flow(legend, GAP, room).length === 1 ? GAP : '  ';
  return [`  ${screen.bold(sentence)}  ${bar}`, ...flow(legend, separator, room).map((line) => `  ${line}`)];
}

/** Hits judged so far. */
export function sumOfHits({ verdicts }: Report): number {
  return ORDER.reduce((sum, verdict) => sum + verdicts[verdict].hits, 0);
}

function addWhereItFits(lines: readonly string[], note: string, width: number): string[] {
  const at = lines.findIndex((line) => textWidth(line + GAP + note) <= width);
  return at < 0 ? [...lines, note] : lines.map((line, index) => (index === at ? line + GAP + note : line));
}

// Files by name; by folder and name where names repeat.
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

function countHits({ totals }: Report, times: string): string[] {
  const { by_status, entries, clients, pending, share } = totals;
  const count = by_status['400'] + by_status['499'];
  if (count === 0) return [];
  const hits = `${wholeNumber(by_status['400'])} ${times} 400 and ${wholeNumber(by_status['499'])} ${times} 499`;
  return [
    `${hits} = ${percent(share)} of ${plural(entries, 'request')}`,
    `from ${plural(clients, 'client')}`,
    ...(pending === 0 ? [] : [`${wholeNumber(pending)} not judged yet`]),
  ];
}

// True by construction: more than half is "mostly", every one is "all", anything else is counted.
function answerInWords({ verdicts }: Report, hits: number): string {
  for (const verdict of ORDER) {
    if (verdicts[verdict].hits === hits) return MOSTLY[verdict][1];
    if (verdicts[verdict].hits * 2 > hits) return MOSTLY[verdict][0];
  }
  return (verdicts.harmless.hits + verdicts.hostile.hits) * 2 > hits ? 'Mostly nothing to act upon' : 'Mixed';
}

// Whole cells for counts, at least one each, by largest remainder.
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
