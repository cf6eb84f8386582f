// The report as text: what was read, the answer, what to fix first, why, who, and what is not known.
import type { Report } from '../../report/report.ts';
import { plural } from '../../report/words/numbers.ts';
import type { Renderer } from '../renderer.ts';
import { renderAnswer, renderHead } from './answer.ts';
import { renderComparisonOf } from './comparison.ts';
import { renderFixes } from './fixes.ts';
import { renderGroups } from './groups.ts';
import { renderOverview } from './overview.ts';
import { renderRemarks, renderWarnings } from './remarks.ts';
import { makeScreen, type TableOptions } from './screen.ts';
import { renderWho } from './who.ts';
import { renderWhy } from './why.ts';

export type { TableOptions } from './screen.ts';

// Lines of a common terminal, without the prompt. The table of causes gets the lines that the other parts leave free.
const SCREEN_LINES = 43;
const FEWEST_CAUSE_ROWS = 10;
/** Rows of a part that is shown alone. */
const ROWS_ALONE = 12;

/** The format `table`. */
export const table: Renderer = { name: 'table', isForPeople: true, endings: ['.txt'], report: renderTable };

/** The screen, ending with a line feed. Log text in it is safe on a terminal. */
export function renderTable(report: Report, options: TableOptions): string {
  const screen = makeScreen(options);
  const head = [
    renderHead(report, screen, readingOf(options), options.view === 'overview'),
    renderWarnings(report, screen),
    renderAnswer(report, screen),
    renderComparisonOf(report, screen, options.view === 'overview'),
  ];
  if (options.view === 'overview') return join(renderOverview(report, head, screen, options.live === true));
  const alone = renderAlone(report, options);
  if (alone !== undefined) return join([...head, alone]);
  const above = [...head, renderFixes(report, screen, options.allFixes === true ? Infinity : undefined)];
  const below = [renderWho(report, screen), renderGroups(report, screen), renderRemarks(report, screen)];
  const taken = [...above, ...below].reduce((sum, section) => sum + section.length + 1, 1);
  const why = renderWhy(report, screen, Math.max(FEWEST_CAUSE_ROWS, SCREEN_LINES - taken));
  return join([...above, why, ...below]);
}

function readingOf({ live = false, provisional = 0 }: TableOptions): string {
  if (!live) return '';
  return provisional === 0
    ? 'still reading'
    : `still reading, ${plural(provisional, 'finding is', 'findings are')} provisional`;
}

// The part that the user wants to see alone, with more rows; undefined for all parts.
function renderAlone(report: Report, options: TableOptions): string[] | undefined {
  const screen = makeScreen({ ...options, top: Math.max(options.top, ROWS_ALONE) });
  switch (options.view) {
    case 'fixes':
      return renderFixes(report, screen, Infinity);
    case 'causes':
      return renderWhy(report, screen, Infinity);
    case 'user-agents':
      return renderWho(report, screen);
    case 'groups':
      return renderGroups(report, screen);
    default:
      return undefined;
  }
}

function join(sections: readonly (readonly string[])[]): string {
  return `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n')}\n`;
}
