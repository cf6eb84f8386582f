// The overview: one screen with the answer, as many whole fixes as fit, and what to type next.
import type { Report } from '../../report/report.ts';
import { allFixes, type Detail, moreFixes, otherCauses, renderFix } from './fixes.ts';
import { asksAboutTrend, renderNext } from './next-commands.ts';
import type { Screen } from './screen.ts';
import { renderWhy } from './why.ts';

/** Lines of the overview: those of a terminal with 24 lines, without the command and the next prompt. */
export const OVERVIEW_LINES: number = 22;
/** Fewer rows of causes say nothing. */
const LEAST_CAUSE_LINES = 4;
/** How many commands there are at most. */
const MOST_COMMANDS = 5;
/** Blank lines that can be left out. */
const SPARE_BLANKS = 2;

type Section = readonly string[];

/** One way to lay out the overview. */
interface Try {
  readonly detail: Detail;
  readonly commands: number;
  /** True if fixes of which not one row fits are only counted. */
  readonly isRowless?: boolean;
}

/** How the overview is made shorter if it is too long: commands on one line, rows of fixes that say less, then fewer commands. */
const TRIES: readonly Try[] = [
  { detail: 'brief', commands: 5 },
  { detail: 'least', commands: 5 },
  { detail: 'least', commands: 2 },
  { detail: 'least', commands: 1 },
];
/** A comparison is what the user asked for, so it may take the place of the rows. */
const ROWLESS: Try = { detail: 'least', commands: 4, isRowless: true };

/**
 * The sections of the overview. It has {@link OVERVIEW_LINES} lines at most, unless the screen is so narrow, or so much must be said
 * first, that not even one short row fits.
 * @param head what comes first
 */
export function renderOverview(report: Report, head: readonly Section[], screen: Screen, live: boolean): Section[] {
  const next = (commands: number, isRoomy: boolean): string[] =>
    live ? [] : renderNext(report, screen, commands, isRoomy);
  // Without fixes, the causes take the lines that are left.
  const isRoomy = report.fixes.length === 0;
  const tries = report.comparison === undefined ? TRIES : [...TRIES, ROWLESS];
  // A row of a fix is worth more than a fourth command, unless hits rise; a row of a cause is worth less than a command.
  const most = report.fixes.length === 0 ? MOST_COMMANDS : MOST_COMMANDS - (asksAboutTrend(report) ? 1 : 2);
  for (const one of tries) {
    const commands = Math.min(one.commands, most);
    const sections = squeezed(sectionsWith(report, head, next(commands, isRoomy), screen, one));
    if (heightOf(sections) > OVERVIEW_LINES && one !== tries.at(-1)) continue;
    const isSplit = sections.length > 1 && sections.at(-1)?.length === next(commands, isRoomy).length;
    if (live || !isSplit) return sections;
    // Lines that are left have more commands, and commands on two lines.
    for (let count = MOST_COMMANDS; count >= commands; count--) {
      for (const isWide of [true, false]) {
        const fuller = [...sections.slice(0, -1), next(count, isWide)];
        if (heightOf(fuller) <= OVERVIEW_LINES) return fuller;
      }
    }
    return sections;
  }
  return [];
}

function sectionsWith(report: Report, head: readonly Section[], next: Section, screen: Screen, how: Try): Section[] {
  const above = head.filter((section) => section.length > 0);
  const left = OVERVIEW_LINES - heightOf([...above, next]) - 1;
  const fixes = fixesWithin(report, left, screen, how);
  const free = left - (fixes.length === 0 ? 0 : fixes.length + 1);
  const why = free >= LEAST_CAUSE_LINES ? renderWhy(report, screen, free - 1) : [];
  return [...above, fixes, why.length <= free ? why : [], next].filter((section) => section.length > 0);
}

// Removes blank lines between sections if there are too many lines: the first of them, then the last ones.
function squeezed(sections: readonly Section[]): Section[] {
  const surplus = heightOf(sections) - OVERVIEW_LINES;
  if (surplus <= 0 || sections.length < 2) return [...sections];
  const [first = [], second = [], ...rest] = sections;
  const joined = [[...first, ...second], ...rest];
  if (surplus < 2 || joined.length < 2) return joined;
  return [...joined.slice(0, -2), joined.slice(-2).flat()];
}

// As many rows as fit, and at least one. If not all rows fit with the whole advice, each has only the first step of it, and rows after
// the first have no paths.
function fixesWithin(report: Report, room: number, screen: Screen, { detail, isRowless = false }: Try): string[] {
  const { fixes } = report;
  if (fixes.length === 0) return [];
  const title = screen.bold('FIX FIRST');
  // A row has three lines or more, so later fixes never fit.
  const first = fixes.slice(0, OVERVIEW_LINES);
  const rowsOf = (of: (index: number) => Detail): string[][] =>
    first.map((_, index) => renderFix(index, report, screen, of(index)));
  const whole = rowsOf(() => 'whole').flat();
  if (first.length === fixes.length && whole.length + 1 <= room) return [title, ...whole];
  const rows = rowsOf((index) => (index === 0 ? detail : 'least'));
  // A second row is worth more than two blank lines.
  const fitting = countWithin(rows, room - 1);
  if (fitting === 0 && isRowless) return [`${title}  ${allFixes(fixes.length, screen)}`];
  const shown = fitting > 1 ? fitting : Math.max(1, Math.min(2, countWithin(rows, room - 1 + SPARE_BLANKS)));
  const lines = [title, ...rows.slice(0, shown).flat(), ...moreFixes(fixes.length - shown, screen)];
  // If there is a line left, it names the causes of the others.
  const others = lines.length < room ? otherCauses(fixes.slice(shown), screen) : [];
  return [...lines.slice(0, -1), ...others, ...lines.slice(-1)];
}

// How many rows fit; all but the last one need a line that says how many more there are.
function countWithin(rows: readonly Section[], room: number): number {
  let height = 0;
  for (const [index, row] of rows.entries()) {
    height += row.length;
    if (height + (index === rows.length - 1 ? 0 : 1) > room) return index;
  }
  return rows.length;
}

function heightOf(sections: readonly Section[]): number {
  return sections.reduce((sum, { length }) => sum + (length === 0 ? 0 : length + 1), -1);
}
