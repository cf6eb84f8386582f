// The formats of the inputs in a few words, for the head of the report.
import type { Report } from '../report.ts';
import type { LaterLogFormatReport, LogFormatReport } from '../shape/log-format-report.ts';
import { wholeNumber } from './numbers.ts';

/** The formats of the inputs that are not combined, each once. */
export function formatsOf({ inputs }: Report): string[] {
  const texts = inputs.flatMap(({ log_format, later_log_formats = [] }) => [
    ...(log_format === undefined ? [] : formatIn(log_format)),
    ...later_log_formats.flatMap(laterFormatIn),
  ]);
  return [...new Set(texts)];
}

function formatIn({ found_by, name, also_fits }: LogFormatReport): string[] {
  const named = name === null ? 'log_format' : `log_format ${name}`;
  if (found_by === 'combined') return [];
  if (found_by === 'inferred') return [`${named} inferred from the lines`];
  if (found_by === 'preset') return [also_fits.length === 0 ? named : `${named} (or ${also_fits.join(', ')})`];
  return [`${named} from ${found_by === 'option' ? '--log-format' : found_by}`];
}

function laterFormatIn(later: LaterLogFormatReport): string[] {
  const where = later.from_line === null ? 'for some lines' : `from line ${wholeNumber(later.from_line)} on`;
  return formatIn(later).map((text) => `${text} ${where}`);
}
