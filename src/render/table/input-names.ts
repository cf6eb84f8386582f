// The names of inputs, as short as they are clear.
import type { InputReport } from '../../report/report.ts';

/** The name of each input: its last part; with its folder if two inputs would have the same name. */
export function shortNames(inputs: readonly Pick<InputReport, 'file'>[]): string[] {
  const short = inputs.map(({ file }) => (file === '-' ? 'standard input' : lastSegments(file, 1)));
  const isUnique = new Set(short).size === short.length;
  return isUnique ? short : inputs.map(({ file }) => (file === '-' ? 'standard input' : lastSegments(file, 2)));
}

/** The last parts of a path, joined by slashes. */
export function lastSegments(path: string, count: number): string {
  return path.split(/[\\/]/).slice(-count).join('/');
}
