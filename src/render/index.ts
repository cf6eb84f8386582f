// The formats of the report, by name and by file ending.
//
// To add a format: its renderer beside this file, its name and ending here, its case in program.ts (renderAs), and a test.

/** Formats that --format takes. */
export const FORMATS: readonly Format[] = ['table', 'json', 'ndjson'];

/** Name of a format. */
export type Format = 'table' | 'json' | 'ndjson';

const BY_ENDING: Readonly<Record<string, Format>> = { '.txt': 'table', '.json': 'json', '.ndjson': 'ndjson' };

/** The format that a file's ending says; undefined when it says none. */
export function formatOfFile(path: string): Format | undefined {
  const ending = /\.[a-z]+$/i.exec(path)?.[0].toLowerCase();
  return ending === undefined ? undefined : BY_ENDING[ending];
}
