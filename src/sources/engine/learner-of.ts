// Notes the formats that a scanner learns with the inputs whose lines showed them.
import type { FieldNames } from '../../formats/inference/column-variables.ts';
import { FormatLearner } from '../../formats/inference/format-learner.ts';
import type { LineParser } from '../../formats/line-parser.ts';
import type { ScanInput, ScannerOptions } from './scan-sink.ts';

/** A learner for the inputs of one scanner. */
export function learnerOf(
  parser: LineParser,
  fields: FieldNames,
  learned: ScannerOptions['learned'],
): FormatLearner<ScanInput> {
  return new FormatLearner(parser, fields, (input, found) => {
    const format = { ...found, fromLine: input.line + 1 };
    input.laterFormats = [...(input.laterFormats ?? []), format];
    learned?.(input, format);
  });
}
