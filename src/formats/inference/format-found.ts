// Says what was found of a format, for the report.
import { COMBINED_FOUND, type InputFormat } from '../input-format.ts';
import type { Detection } from './detect.ts';

/** The format that was found; combined if none fits. */
export function formatFound({ found }: Detection): InputFormat {
  if (found?.format === undefined) return COMBINED_FOUND;
  const { format: directive, preset: name, alsoFits, isUndecided } = found;
  return { foundBy: name === undefined ? 'inferred' : 'preset', name, directive, alsoFits, isUndecided };
}
