// What stderr says about the inputs of a run, a line for each remark.
import { nameText } from '../../render/escape.ts';
import type { Host } from '../host.ts';

/** Called with what the user should know about an input. The text may hold names of files, which are not escaped. */
export type Remark = (file: string, text: string) => void;

/** Writes remarks to stderr. Log text, names of files and quotes of a configuration are escaped. */
export function remarkOn({ stderr }: Pick<Host, 'stderr'>): Remark {
  return (file, text) => void stderr.write(`logscan: ${nameText(file)}: ${nameText(text)}\n`);
}
