// FIX FIRST: the most pressing things to fix. Each row has its cause, when and whom it hit, what to change, and a line that shows it.
import type { Report } from '../../report/report.ts';
import type { Top } from '../../report/shape/fix.ts';
import type { Fix } from '../../report/shape/fix.ts';
import { plural, wholeNumber } from '../../report/words/numbers.ts';
import { quoteSentence } from '../../report/words/quote-words.ts';
import { withoutQuote } from '../../report/words/quote-words.ts';
import {
  aftermathOf,
  headlineStates,
  isLogOfApache,
  nothingToFix,
  stateOf,
  surenessOf,
} from '../../report/words/words.ts';
import { broken, flow, wrap } from '../flow.ts';
import { hasSeveralDays, moment } from '../quantities.ts';
import { textWidth } from '../text-width.ts';
import { shortNames } from './input-names.ts';
import type { Screen } from './screen.ts';

const MOST_FIXES = 5;
const INDENT = '    ';
/** What stands beside a cause ends at most this far from it, so that the eye finds it. */
const WIDEST_ROW = 76;
/** A text beside a place is at least this wide; otherwise it goes on a line of its own. */
const LEAST_SAMPLE = 24;

/** How much a row says: `whole` is everything; `brief` has fewer names, and of the advice only its first step; `least` has no paths. */
export type Detail = 'whole' | 'brief' | 'least';

/** How many clients and paths are named. */
const NAMES: Readonly<Record<Detail, number>> = { whole: 5, brief: 2, least: 1 };

/** The section; empty when there is nothing to fix, which the answer says. A log of Apache has no answer. */
export function renderFixes(report: Report, screen: Screen, most: number = MOST_FIXES): string[] {
  const { fixes } = report;
  if (fixes.length === 0) return isLogOfApache(report) ? wrap(nothingToFix(report), screen.width) : [];
  const rows = fixes.slice(0, most).flatMap((_, index) => renderFix(index, report, screen, 'whole'));
  return [screen.bold('FIX FIRST'), ...rows, ...moreFixes(fixes.length - most, screen)];
}

/** The causes of the fixes that are not shown, as many as fit in a line; empty if there are none. */
export function otherCauses(fixes: readonly Fix[], screen: Screen): string[] {
  const names = [...new Set(fixes.map(({ cause }) => cause))];
  const room = screen.width - INDENT.length;
  const lines = names.map((_, index) => {
    const rest = index === names.length - 1 ? '' : `, ${screen.glyphs.ellipsis}`;
    return `then ${names.slice(0, index + 1).join(', ')}${rest}`;
  });
  const fitting = lines.findLast((line) => textWidth(line) <= room);
  return fitting === undefined ? [] : [INDENT + fitting];
}

/** Words beside the title if no fix is shown: how many there are, and how to see them. */
export function allFixes(count: number, screen: Screen): string {
  const says = `${plural(count, 'thing')}: `;
  return screen.dim(says) + screen.again('--fixes', screen.width - 11 - says.length);
}

/** The line that says how many fixes are not shown, and how to see them; empty if all are shown. */
export function moreFixes(count: number, screen: Screen): string[] {
  if (count <= 0) return [];
  const says = `${wholeNumber(count)} more: `;
  return [INDENT + screen.dim(says) + screen.again('--fixes', screen.width - INDENT.length - says.length)];
}

/**
 * The row of a fix. All its lines are as wide as the screen at most, and only log text is ever cut.
 * @param index number of the fix in the report
 */
export function renderFix(index: number, report: Report, screen: Screen, detail: Detail): string[] {
  const fix = report.fixes[index]!;
  const { arrow, dot } = screen.glyphs;
  const room = screen.width - INDENT.length;
  const sure = surenessOf(fix);
  const number = screen.paint('fix', String(index + 1).padStart(2));
  const facts = [sure, timeOf(fix, report, screen)].filter(Boolean);
  // As many of these as fit stand beside the cause.
  const shown = [facts.length, 1].find((count) => {
    return textWidth(fix.cause) + 2 + textWidth(facts.slice(0, count).join(` ${dot} `)) <= room;
  });
  const beside = facts.slice(0, shown ?? 0).join(` ${dot} `);
  const gap = ' '.repeat(Math.max(2, Math.min(room, WIDEST_ROW) - textWidth(fix.cause) - textWidth(beside)));
  const parts = [...facts.slice(shown ?? 0).map((fact) => [fact]), ...people(fix, screen, room, detail)];
  const advice = screen.say(adviceOf(fix, detail));
  const action = wrap(advice, room, { first: `${arrow} `, next: ' '.repeat(arrow.length + 1) });
  return [
    `${number}  ${screen.bold(fix.cause)}${beside === '' ? '' : gap + screen.dim(beside)}`,
    ...indented(wrap(screen.say(fix.headline), room)),
    ...indented(flowGroups(parts, ` ${dot} `, room)),
    ...(advice === '' ? [] : indented(action)),
    ...directiveLines(fix, screen),
    ...(detail === 'whole' ? quoteLines(fix, screen) : []),
    ...sampleLines(fix, report, screen, detail),
  ];
}

// When the trouble of a fix began, and whether it goes on; empty if the log has no times.
function timeOf(fix: Fix, report: Report, screen: Screen): string {
  const { begin, end } = fix;
  if (begin === null || end === null) return '';
  const withDay = hasSeveralDays(report.period);
  const [first, last] = [moment(begin, withDay), moment(end, withDay)];
  const state = stateOf(fix, report);
  if (state === 'over') return first === last ? `at ${first}, over` : `${first} ${screen.glyphs.dash} ${last}, over`;
  if (state === 'going on') return `since ${first}, goes on`;
  return first === last ? `at ${first}` : `since ${first}, last ${last}`;
}

// Who was hit, what they did next, and where, as lists of items. Counts that the headline states are not repeated.
function people(fix: Fix, screen: Screen, room: number, detail: Detail): string[][] {
  const [client] = fix.top_clients;
  const clients = headlineStates(fix, 'clients') ? '' : plural(fix.clients, 'client');
  const who = fix.clients === 1 && client !== undefined ? screen.log(client.value, 39) : clients;
  const count = headlineStates(fix, 'hits') ? '' : plural(fix.hits, 'line');
  const agents = fix.top_user_agents.filter(({ value }) => value !== '-');
  const most = NAMES[detail];
  return [
    [who, count],
    ...(detail === 'least' ? [] : aftermathOf(fix).map((clause) => [clause])),
    stillRefused(fix, screen, most),
    detail === 'least' ? [] : counted(fix.top_uris.slice(0, most), screen, Math.floor(room / 2)),
    detail === 'whole' ? counted(agents.slice(0, 3), screen, 24) : [],
  ];
}

function stillRefused({ clients, locked_out, locked_out_clients }: Fix, screen: Screen, most: number): string[] {
  if (locked_out === 0) return [];
  if (clients === 1) return ['still refused'];
  const [first, ...others] = locked_out_clients.slice(0, most).map((client) => screen.log(client, 39));
  const who = `${plural(locked_out, 'client')} still refused`;
  if (first === undefined) return [who];
  const more = locked_out - 1 - others.length;
  return [`${who}: ${first}`, ...others, ...(more > 0 ? [`${wholeNumber(more)} more`] : [])];
}

// `3× /login`, `2× /search`.
function counted(tops: readonly Top[], screen: Screen, maxWidth: number): string[] {
  return tops.map(({ value, hits }) => `${screen.say(`${wholeNumber(hits)}×`)} ${screen.log(value, maxWidth)}`);
}

// Each group in a line, or several groups in one where they fit; a group that is too wide is broken between its items.
function flowGroups(groups: readonly (readonly string[])[], separator: string, room: number): string[] {
  const lists = groups.map((items) => items.filter(Boolean)).filter((items) => items.length > 0);
  const texts = lists.flatMap((items) =>
    flow(items, ', ', room).map((line, at, all) => line + (at < all.length - 1 ? ',' : '')),
  );
  return flow(texts, separator, room).flatMap((line) => wrap(line, room));
}

// Of a brief advice the first step: its first sentence, and the next one if the first is only a condition.
function adviceOf({ action, configuration }: Fix, detail: Detail): string {
  const whole = withoutQuote(action, configuration);
  if (detail === 'whole') return whole;
  const sentences = whole.split(/(?<=[^.]\.) /);
  const step = sentences.findIndex((sentence) => !sentence.startsWith('If '));
  return sentences.slice(0, Math.max(0, step) + 1).join(' ');
}

function directiveLines({ directive }: Fix, screen: Screen): string[] {
  if (directive === undefined) return [];
  const label = `in ${directive.context}: `;
  const text = screen.say(directive.text);
  const room = screen.width - INDENT.length - 2;
  if (label.length + textWidth(text) > room)
    return indented([`  ${label.trimEnd()}`, ...wrap(text, room, { first: '  ' })]);
  return indented([`  ${screen.dim(label)}${text}`]);
}

function quoteLines({ configuration = [] }: Fix, screen: Screen): string[] {
  if (configuration.length === 0) return [];
  const indent = `${INDENT}  `;
  return wrap(screen.say(quoteSentence(configuration)), screen.width, { first: indent, next: indent });
}

// The place is never cut, because it is there to be opened; the log text beside it may be. A short row names the file as the head does.
function sampleLines({ sample }: Fix, { inputs }: Report, screen: Screen, detail: Detail): string[] {
  if (sample === undefined) return [];
  const room = screen.width - INDENT.length;
  const { file, line, text } = sample;
  const at = detail === 'whole' ? -1 : inputs.findIndex((input) => input.file === file);
  const name = at < 0 ? file : (shortNames(inputs)[at] ?? file);
  const place = file === '-' ? `line ${line} of standard input` : `${screen.say(name)}:${line}`;
  const left = room - textWidth(place) - 2;
  if (left >= LEAST_SAMPLE) return [`${INDENT}${place}  ${screen.dim(screen.log(text, left))}`];
  return [...indented(broken(place, room)), `${INDENT}  ${screen.dim(screen.log(text, room - 2))}`];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => INDENT + line);
}
