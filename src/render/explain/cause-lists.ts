// Lists of causes for people: the causes of a family, of a status or of a verdict, one a line.
import { CATALOGUE, CAUSE_IDS, type CauseId, type Family, type Verdict } from '../../judge/catalogue.ts';
import { causeOf } from '../../judge/causes/index.ts';
import { WHO_ACTS } from '../../report/words/words.ts';
import { wrap } from '../flow.ts';
import { textWidth } from '../text-width.ts';

/** What a hit's status says by itself. */
const STATUSES = {
  '400': 'The server refused the request as wrong, or the request never came whole.',
  '499':
    'The client closed the connection before nginx had answered. 499 is a status of nginx alone, and only its log has it.',
} as const;

/** A status whose causes can be listed. */
export type ListedStatus = keyof typeof STATUSES;

/** Every {@link ListedStatus}. */
export const LISTED_STATUSES: readonly ListedStatus[] = Object.keys(STATUSES) as ListedStatus[];

/** The causes of a family, wrapped to a width in columns. */
export function listFamily(family: Family, width: number): string {
  return list(`${family}: a family of causes`, '', (id) => CATALOGUE[id].family === family, width);
}

/** The causes of a status, wrapped to a width in columns. */
export function listStatus(status: ListedStatus, width: number): string {
  const hasStatus = (id: CauseId): boolean =>
    causeOf(id).shapes.some((shape) => (shape === 'abort') === (status === '499'));
  return list(`${status}: a status`, STATUSES[status], hasStatus, width);
}

/** The causes whose usual verdict is a verdict, wrapped to a width in columns. */
export function listVerdict(verdict: Verdict, width: number): string {
  const meaning = `Who should act: ${WHO_ACTS[verdict]}. Other causes have this verdict in some cases.`;
  return list(`${verdict}: a verdict`, meaning, (id) => CATALOGUE[id].verdict === verdict, width);
}

function list(title: string, meaning: string, isListed: (id: CauseId) => boolean, width: number): string {
  const ids = CAUSE_IDS.filter(isListed);
  const column = Math.max(...ids.map((id) => textWidth(id))) + 4;
  const rows = ids.flatMap((id) =>
    wrap(causeOf(id).title, width, { first: `  ${id}`.padEnd(column), next: ' '.repeat(column) }),
  );
  return [
    title,
    ...(meaning === '' ? [] : ['', ...wrap(meaning, width)]),
    '',
    ...rows,
    '',
    ...wrap(`logscan explain ${ids[0]} explains the first of them.`, width),
    '',
  ].join('\n');
}
