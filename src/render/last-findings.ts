// The latest findings, one a line, newest first, for the live screen.
import type { Finding } from '../judge/diagnose.ts';
import { formatIso8601 } from '../formats/time-local.ts';
import { safeText } from './escape.ts';
import type { TableOptions } from './table/table.ts';

const CLOCK_START = 11;
const CLOCK_END = 19;

/** The newest findings that fit into the rows. Log text in them is safe on a terminal. */
export function renderLastFindings(
  findings: readonly Finding[],
  options: TableOptions & { readonly rows: number },
): string {
  const newest = findings.slice(-Math.max(1, options.rows)).toReversed();
  if (newest.length === 0) return 'No finding yet.\n';
  return newest
    .map(({ entry, cause, confidence }) => {
      const clock = formatIso8601(entry.time, entry.utcOffsetMinutes).slice(CLOCK_START, CLOCK_END);
      const head = `${clock} ${entry.status} ${cause} (${confidence})  ${safeText(entry.client, 39, options)}  `;
      return `${head}${safeText(entry.request, Math.max(0, options.width - head.length), options)}\n`;
    })
    .join('');
}
