// The lines that could not be parsed: the first of them, and how many may be split in more than one way.
import { AMBIGUOUS } from '../../formats/line.ts';
import type { UnparsedLine } from '../../hits/source.ts';
import type { ReportedLine } from '../report.ts';

const LINES_KEPT = 5;
const CHARACTERS_KEPT = 200;

/** The unparsed lines of a log. */
export class UnparsedLines {
  /** The first of them. */
  readonly first: ReportedLine[] = [];
  /** Lines that the log_format lets be split in more than one way. */
  ambiguous = 0;

  /** Adds a line. */
  add({ file, line, reason, text }: UnparsedLine): void {
    if (this.first.length < LINES_KEPT) this.first.push({ file, line, reason, text: text.slice(0, CHARACTERS_KEPT) });
    if (reason === AMBIGUOUS) this.ambiguous++;
  }
}
