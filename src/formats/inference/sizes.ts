// Which columns can be sizes of answers, and which of the two sizes each is.
import { type KnownColumn, type Column, variablesNamed } from './columns.ts';

/** Whether a column can be a size. A flag is none: a page has more than nine bytes. Between columns without names, a name says what a column is. */
export function mayBeSize({ kind, name, values }: KnownColumn, status: KnownColumn | undefined): boolean {
  if (kind !== 'integer' && kind !== 'status') return false;
  if (name !== undefined && status?.name === undefined && variablesNamed(name).length === 0) return false;
  return values.some((value) => value.length > 1) || !(status?.values.includes('200') ?? false);
}

/** Whether another column counts the header, too: it has more bytes wherever something was sent, and nothing where nothing was. */
export function isBodyOfAny(column: KnownColumn, sizes: readonly KnownColumn[]): boolean {
  const valuesIn = ({ typical, values }: KnownColumn): readonly string[] => typical ?? values;
  const values = valuesIn(column);
  return sizes.some((size) => {
    const others = valuesIn(size);
    const sent = others.flatMap((value, i) => (Number(value) > 0 ? [Number(value) - Number(values[i])] : []));
    const isZero = others.every((value, i) => value !== '0' || values[i] === '0');
    return isZero && sent.length > 0 && sent.every((header) => header >= LEAST_HEADER && header <= MOST_HEADER);
  });
}

/** Bytes of a status line and the headers that nginx always sends. */
const LEAST_HEADER = 80;
/** Bytes of the header of a response. */
const MOST_HEADER = 8192;

/** How often a column is empty where there is no body (204, 304) and where the client left (499), and hardly ever with 200. */
export function likenessToSize({ values }: Column, status: Column | undefined): number {
  let right = 0;
  let seen = 0;
  for (const [i, value] of values.entries()) {
    const code = status?.values[i] ?? '';
    if (!/^(?:200|204|304|499)$/.test(code)) continue;
    seen++;
    if ((code === '200') !== (value === '0')) right++;
  }
  return seen === 0 ? 0 : Math.round((20 * right) / seen);
}

/**
 * Which size a column holds: 204 and 304 have a header but no body, and with 499 nothing was sent. `any` if the log has no such
 * lines, undefined if it is neither size.
 */
export function sizeIn(
  { values }: Column,
  status: Column | undefined,
): 'body_bytes_sent' | 'bytes_sent' | 'any' | undefined {
  const zeros = (codes: ReadonlySet<string>): number | undefined => {
    const some = values.filter((_, i) => codes.has(status?.values[i] ?? ''));
    return some.length === 0 ? undefined : some.filter((value) => value === '0').length / some.length;
  };
  if (values.some((value) => LIST.test(value))) return undefined;
  if ((zeros(ABORTED) ?? 1) < 0.5) return undefined;
  const bodiless = zeros(BODILESS);
  if (bodiless === undefined) return 'any';
  return bodiless < 0.5 ? 'bytes_sent' : 'body_bytes_sent';
}

/** Several upstreams have several sizes. */
const LIST = /^(?:\d+|-)(?:, | : )/;
const BODILESS: ReadonlySet<string> = new Set(['204', '304']);
const ABORTED: ReadonlySet<string> = new Set(['499']);
