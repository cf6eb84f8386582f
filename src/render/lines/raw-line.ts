// A line of the log as it is, made safe, with the status and what its cause rests on emphasised.
import { statusText } from '../../formats/entry.ts';
import type { Family } from '../../judge/catalogue.ts';
import type { Finding } from '../../judge/diagnose.ts';
import type { Screen } from '../table/screen.ts';

/** Part of a text: from the first character to the one after the last. */
type Span = readonly [from: number, to: number];

/** Characters of a request that are searched for: a search for a long text can take as long as the product of both lengths. */
const SEARCHED_CHARACTERS_KEPT = 64;
/** Their causes are read from the request, or from its absence. */
const READ_FROM_REQUEST: ReadonlySet<Family> = new Set<Family>([
  'probe',
  'malformed-request',
  'protocol-mismatch',
  'preconnect-and-close',
  'health-check',
]);

/** The line of a finding whole, made safe, with emphasis in the colour of its verdict. */
export function rawLine(text: string, finding: Finding, screen: Screen): string {
  // The colour of `unknown` is too faint to emphasise anything.
  const paint = (part: string): string => (finding.verdict === 'unknown' ? part : screen.paint(finding.verdict, part));
  const parts: string[] = [];
  let at = 0;
  for (const [from, to] of emphasised(text, finding)) {
    parts.push(screen.log(text.slice(at, from)), screen.bold(paint(screen.log(text.slice(from, to)))));
    at = to;
  }
  return parts.join('') + screen.log(text.slice(at));
}

/** The parts of a line that show its cause, in order: the status, and the request, the size or the duration where the cause rests on it. */
export function emphasised(text: string, { entry, family, evidence }: Finding): Span[] {
  const request = spanOfRequest(text, entry.request);
  const after = request?.[1] ?? 0;
  const status = valueAfter(text, statusText(entry.status), after);
  const { body_bytes_sent: bytes, extra } = entry;
  const values = [
    ...(bytes !== undefined && Object.values(evidence).includes(bytes) ? [String(bytes)] : []),
    ...(entry.status === 499 && extra.request_time !== undefined ? [extra.request_time.toFixed(3)] : []),
    ...(typeof evidence['upstream_status'] === 'string' ? [evidence['upstream_status']] : []),
  ];
  const spans = [
    READ_FROM_REQUEST.has(family) ? request : undefined,
    status,
    ...values.map((value) => valueAfter(text, value, status?.[1] ?? after)),
  ].filter((span) => span !== undefined);
  // Two values may be found in the same place.
  return spans.sort(([a], [b]) => a - b).filter(([from], index) => index === 0 || from >= spans[index - 1]![1]);
}

function spanOfRequest(text: string, request: string): Span | undefined {
  const at = text.indexOf(`"${request.slice(0, SEARCHED_CHARACTERS_KEPT)}`);
  if (at < 0 || !text.startsWith(`${request}"`, at + 1)) return undefined;
  return [at + 1, at + 1 + request.length];
}

// The first place at or after `from` where a value stands alone: no other number or name contains it.
function valueAfter(text: string, value: string, from: number): Span | undefined {
  if (value === '' || value.length > SEARCHED_CHARACTERS_KEPT) return undefined;
  for (let at = text.indexOf(value, from); at >= 0; at = text.indexOf(value, at + 1)) {
    const to = at + value.length;
    if (!isPartOfWord(text[at - 1]) && !isPartOfWord(text[to])) return [at, to];
  }
  return undefined;
}

function isPartOfWord(char: string | undefined): boolean {
  return char !== undefined && /[\w.]/.test(char);
}
