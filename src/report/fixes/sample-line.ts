// One line of the log for each fix: the first line whose cause is surest.
import { detached } from '../../formats/detached.ts';
import { statusText } from '../../formats/entry.ts';
import { CONFIDENCES } from '../../judge/catalogue.ts';
import type { Finding } from '../../judge/diagnose.ts';
import { isRelated } from '../../judge/related.ts';
import type { SampleLine } from '../shape/fix.ts';

/** Characters of the text, of the request, and of the other values in it. */
const TEXT_CHARACTERS_KEPT = 300;
const REQUEST_CHARACTERS_KEPT = 160;
const NAME_CHARACTERS_KEPT = 60;
/** The most bytes of a character of UTF-8. */
const UTF8_BYTES_KEPT = 4;

/** A sample, and how good it is: the lowest number is best. */
export interface RankedSample {
  readonly sample: SampleLine;
  readonly rank: number;
}

/** The better of a sample and the line of a finding. Of equally good lines the first wins. */
export function betterSample(before: RankedSample | undefined, finding: Finding): RankedSample {
  const rank = CONFIDENCES.indexOf(finding.confidence) + (isRelated(finding) ? CONFIDENCES.length : 0);
  if (before !== undefined && before.rank <= rank) return before;
  return { sample: { file: finding.file, line: finding.line, text: textOf(finding) }, rank };
}

// The text is a copy, because a part of a line would keep the whole line in memory.
function textOf({ entry: { client, request, status, http_user_agent } }: Finding): string {
  const agent = http_user_agent === '-' ? '' : ` "${cut(http_user_agent, NAME_CHARACTERS_KEPT)}"`;
  const text = `${cut(client, NAME_CHARACTERS_KEPT)} "${cut(request, REQUEST_CHARACTERS_KEPT)}" ${statusText(status)}${agent}`;
  return detached(cut(text, TEXT_CHARACTERS_KEPT));
}

// Cuts before a character of UTF-8, not within it. The text has a character for each byte.
function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  let end = most;
  while (end > most - UTF8_BYTES_KEPT && isContinuation(text.charCodeAt(end))) end--;
  return `${text.slice(0, end)}...`;
}

// A byte of UTF-8 that is not the first of its character (RFC 3629).
function isContinuation(byte: number): boolean {
  return byte >= 0x80 && byte <= 0xbf;
}
