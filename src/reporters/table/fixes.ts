// FIX FIRST: the most pressing things to fix, each with when, where and what to do, in at most three lines.
import stringWidth from 'string-width';
import type { Fix, Report, Top } from '../../report/report.ts';
import { isSameDay, percent, plural, when } from '../format.ts';
import { sumOfHits } from './answer.ts';
import type { Screen } from './screen.ts';

const MOST_FIXES = 5;
const INDENT = '    ';

/** The section; empty when there are no hits. */
export function renderFixes(report: Report, screen: Screen): string[] {
  const hits = sumOfHits(report);
  if (hits === 0) return [];
  const { fixes } = report;
  if (fixes.length === 0) {
    const unknown = report.verdicts.unknown.hits;
    return [unknown === 0 ? 'Nothing to fix.' : `Nothing to fix is known; ${percent(unknown / hits)} of the hits are unexplained.`];
  }
  const isOneDay = report.period !== null && isSameDay(report.period.begin, report.period.end);
  const more = fixes.length - MOST_FIXES;
  return [
    screen.bold('FIX FIRST'),
    ...fixes.slice(0, MOST_FIXES).flatMap((fix, index) => renderFix(fix, index + 1, !isOneDay, screen)),
    ...(more > 0 ? [screen.dim(`${INDENT}and ${plural(more, 'more', 'more')}: logscan --format json`)] : []),
  ];
}

function renderFix(fix: Fix, number: number, withDay: boolean, screen: Screen): string[] {
  const { arrow, dash, dot } = screen.glyphs;
  const time = fix.constant ? 'all the time' : when(fix.begin, fix.end, dash, withDay);
  const headline = screen.say(fix.headline, screen.width - INDENT.length);
  const gap = screen.width - INDENT.length - stringWidth(headline) - stringWidth(time);
  const isBeside = gap >= 2;
  const first = `${screen.paint('fix', String(number).padStart(2))}  ${screen.bold(headline)}${isBeside ? ' '.repeat(gap) + screen.dim(time) : ''}`;
  const room = screen.width - INDENT.length;
  const lead = isBeside ? [] : [time];
  const lines = [first, INDENT + where(fix, lead, ` ${dot} `, room, screen)];
  const action = screen.say(`${arrow} ${fix.action}`, room);
  return fix.action === '' ? lines : [...lines, INDENT + action];
}

// Clients before lines; then pages and user agents, as many as fit.
function where(fix: Fix, lead: readonly string[], separator: string, room: number, screen: Screen): string {
  const [client] = fix.top_clients;
  const who = fix.clients === 1 && client !== undefined ? screen.log(client.value, 39) : plural(fix.clients, 'client');
  const always = [...lead, `${who}, ${plural(fix.hits, 'line')}`];
  const agents = fix.top_user_agents.filter(({ value }) => value !== '-');
  const sure = fix.confidence === 'certain' ? [] : [fix.confidence];
  const tries: readonly (readonly [uris: number, agents: number])[] = [[3, 2], [3, 1], [2, 2], [2, 1], [1, 2], [1, 1], [1, 0], [0, 1], [0, 0]];
  for (const [uris, names] of tries) {
    const isTight = uris <= 1;
    const maxUri = isTight ? Math.max(12, room - 48) : Math.floor(room / 2);
    const parts = [...always, list(fix.top_uris, uris, maxUri, screen), list(agents, names, 24, screen), ...sure];
    const text = parts.filter((part) => part !== '').join(separator);
    if (stringWidth(text) <= room) return text;
  }
  return screen.say(always.join(separator), room);
}

function list(tops: readonly Top[], count: number, maxWidth: number, screen: Screen): string {
  const shown = tops.slice(0, count).map(({ value, hits }) => {
    const text = screen.log(value, maxWidth);
    return tops.length === 1 ? text : `${text} ${hits}`;
  });
  return shown.length === 0 ? '' : shown.join(', ') + (tops.length > shown.length ? ` ${screen.glyphs.ellipsis}` : '');
}
