// FIX FIRST: the most pressing things to fix. Each has at most three lines, with its time, its place and what to change.
import { textWidth } from '../text-width.ts';
import type { Fix, Report, Top } from '../../report/report.ts';
import { plural } from '../../report/numbers.ts';
import { aftermathOf, ALL_THE_TIME, headlineStates, judgedHits, nothingToFix, surenessOf } from '../../report/words.ts';
import { isSameDay, when } from '../quantities.ts';
import { cutText } from '../escape.ts';
import type { Screen } from './screen.ts';

const MOST_FIXES = 5;
const INDENT = '    ';

/** The section; empty when there are no hits. */
export function renderFixes(report: Report, screen: Screen, most: number = MOST_FIXES): string[] {
  const { fixes } = report;
  if (judgedHits(report) === 0 && fixes.length === 0) return [];
  if (fixes.length === 0) return [nothingToFix(report)];
  const isOneDay = report.period !== null && isSameDay(report.period.begin, report.period.end);
  const more = fixes.length - most;
  return [
    screen.bold('FIX FIRST'),
    ...fixes.slice(0, most).flatMap((fix, index) => renderFix(fix, index + 1, !isOneDay, screen)),
    ...(more > 0 ? [screen.dim(`${INDENT}and ${plural(more, 'more', 'more')} (logscan --format json lists all)`)] : []),
  ];
}

function renderFix(fix: Fix, number: number, withDay: boolean, screen: Screen): string[] {
  const { arrow, dash, dot } = screen.glyphs;
  const time = fix.constant ? ALL_THE_TIME : when(fix.begin, fix.end, dash, withDay);
  const headline = screen.say(fix.headline, screen.width - INDENT.length);
  const gap = screen.width - INDENT.length - textWidth(headline) - textWidth(time);
  const isBeside = gap >= 2;
  const first = `${screen.paint('fix', String(number).padStart(2))}  ${screen.bold(headline)}${isBeside ? ' '.repeat(gap) + screen.dim(time) : ''}`;
  const room = screen.width - INDENT.length;
  const lead = isBeside ? [] : [time];
  const place = where(fix, lead, ` ${dot} `, room, screen);
  const action = cutAction(fix.action, room - arrow.length - 1, screen);
  return [first, ...(place === '' ? [] : [INDENT + place]), ...(action === '' ? [] : [`${INDENT}${arrow} ${action}`])];
}

// Clients and lines, unless the headline states them. Then as many pages and user agents as fit.
function where(fix: Fix, lead: readonly string[], separator: string, room: number, screen: Screen): string {
  const [client] = fix.top_clients;
  const clients = headlineStates(fix, 'clients') ? '' : plural(fix.clients, 'client');
  const who = fix.clients === 1 && client !== undefined ? screen.log(client.value, 39) : clients;
  const count = headlineStates(fix, 'hits') ? '' : plural(fix.hits, 'line');
  const always = [...lead, [who, count].filter((part) => part !== '').join(', '), ...aftermathOf(fix)];
  const agents = fix.top_user_agents.filter(({ value }) => value !== '-');
  const sure = surenessOf(fix);
  for (const [uris, names, maxUri] of tries(room)) {
    const parts = [...always, list(fix.top_uris, uris, maxUri, screen), list(agents, names, 24, screen), sure];
    const text = join(parts, separator);
    if (textWidth(text) <= room) return text;
  }
  return screen.say(join(always, separator), room);
}

// How many pages and user agents to try to show, and how wide a page may be.
function tries(room: number): readonly (readonly [uris: number, agents: number, maxUri: number])[] {
  const half = Math.floor(room / 2);
  const third = Math.floor(room / 3);
  return [
    [3, 2, half],
    [3, 1, half],
    [2, 1, half],
    [3, 0, half],
    [1, 1, half],
    [2, 0, half],
    [1, 0, half],
    [1, 0, third],
    [0, 1, 0],
  ];
}

// Cuts after a whole sentence if that fills half the line, otherwise after a whole word.
function cutAction(action: string, room: number, screen: Screen): string {
  const text = screen.say(action);
  const { ellipsis } = screen.glyphs;
  if (textWidth(text) <= room) return text;
  const head = text.slice(0, room - ellipsis.length);
  const sentences = head.slice(0, head.lastIndexOf('. ') + 1);
  if (sentences.length >= room / 2) return `${sentences} ${ellipsis}`;
  const words = head.slice(0, head.lastIndexOf(' ') + 1).trimEnd();
  return words.length >= room / 2 ? words + ellipsis : cutText(text, room, ellipsis);
}

function join(parts: readonly string[], separator: string): string {
  return parts.filter((part) => part !== '').join(separator);
}

function list(tops: readonly Top[], count: number, maxWidth: number, screen: Screen): string {
  const shown = tops.slice(0, count).map(({ value, hits }) => {
    const text = screen.log(value, maxWidth);
    return tops.length === 1 ? text : `${text} ${hits}`;
  });
  return shown.length === 0 ? '' : shown.join(', ') + (tops.length > shown.length ? ` ${screen.glyphs.ellipsis}` : '');
}
