// Counts of a part of the site as literals, in place of a table.
import type { Crowd } from '../../../../src/judge/tables/parts/incidents.ts';
import type { PartRow, Span } from '../../../../src/judge/tables/parts/part-row.ts';
import type { Requests } from '../../../../src/judge/tables/parts/time-counts.ts';
import type { PartShares } from '../../../../src/judge/tables/parts/part-shares.ts';
import type { WideLevel } from '../../../../src/judge/tables/parts/site-parts.ts';
import type { Tables } from '../../../../src/judge/tables/tables.ts';

/** The requests in some minutes, and how many people aborted. */
export type SpanLiteral = Partial<Span> & { readonly people?: number };

/** What a row says. Counts that are left out are 0. */
export interface RowLiteral {
  /** Requests near a time; a function of the seconds to both sides, if they differ. */
  readonly near?: Partial<Requests> | ((seconds: number) => Partial<Requests>);
  /** Requests of the last minutes, by their number. */
  readonly lately?: Readonly<Record<number, SpanLiteral>>;
  readonly before?: Partial<Requests>;
  readonly usualWait?: number;
  /** How many people left after a wait that was far longer than usual. */
  readonly slowLeavers?: number;
}

const NOTHING: Span = { answers: 0, aborts: 0, failures: 0, minutesWithLoss: 0, mostInMinute: 0 };
/** A quiet log that is long enough to show its usual rate. */
export const QUIET: Crowd = { clients: 0, usualClients: 0, clientsOnPart: 0, usualOnPart: 0, history: 60, failures: 0 };

/** The row of a literal. */
export function rowOf({ near = {}, lately = {}, before = {}, usualWait, slowLeavers = 0 }: RowLiteral): PartRow {
  return {
    near: (_: number, seconds: number) => ({ ...NOTHING, ...(typeof near === 'function' ? near(seconds) : near) }),
    lately: (_: number, minutes: number) => ({ ...NOTHING, ...lately[minutes] }),
    leaversLately: (_: number, minutes: number) => lately[minutes]?.people ?? 0,
    before: () => ({ ...NOTHING, ...before }),
    slowLeaversNear: () => slowLeavers,
    usualWait,
  } as unknown as PartRow;
}

/** Tables that show these counts for every part, or for each level, and this crowd around every abort. */
export function tablesWith({
  part = {},
  section,
  site = {},
  backend = {},
  isSlow = false,
  crowd = {},
  onPage = 0,
}: {
  readonly part?: RowLiteral;
  readonly section?: RowLiteral;
  readonly site?: RowLiteral;
  readonly backend?: RowLiteral;
  /** The client waited far longer than usual. */
  readonly isSlow?: boolean;
  readonly crowd?: Partial<Crowd>;
  readonly onPage?: number;
}): Tables {
  const rows = { part: rowOf(part), section: rowOf(section ?? part) };
  const partShares = {
    of: (level: WideLevel) => rows[level],
    site: rowOf(site),
    backend: rowOf(backend),
    isSlow: () => isSlow,
  } as unknown as PartShares;
  return {
    incidents: { around: () => ({ ...QUIET, ...crowd }), clientsOn: () => onPage },
    partShares,
  } as unknown as Tables;
}
