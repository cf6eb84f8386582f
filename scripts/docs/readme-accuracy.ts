// The README's table of accuracy, made from ACCURACY.md, which `npm run accuracy -- --write` measures.

const PLACE = /(<!-- accuracy: made by npm run docs -->\n)[^]*?(\n<!-- \/accuracy -->)/;

/** The rows: how the README calls the logs, their row in the table of all figures, and the heading of their own table. */
const ROWS = [
  { logs: 'logs that real nginx servers wrote', row: 'real, combined', heading: 'Logs of real nginx, combined format' },
  { logs: 'drawn worlds, harder than most sites', row: 'drawn, combined', heading: 'Drawn worlds, combined format' },
];

/**
 * A page with the table between its marks.
 * @param accuracy the text of ACCURACY.md
 * @throws Error if the page has no marks, or ACCURACY.md has not these figures
 */
export function withAccuracy(page: string, accuracy: string): string {
  if (!PLACE.test(page)) throw new Error('the page has no place for the table of accuracy');
  const rows = ROWS.map(({ logs, row, heading }) => {
    const figures = String.raw`\| (\d+) \| (\d+) \| [\d.]+ \| [\d.]+ \| ([\d.]+) \| ([\d.]+) \|`;
    const [, number, hits, cause, verdict] = found(accuracy, new RegExp(`^\\| ${row} ${figures}`, 'm'));
    // Each table has its worst world first.
    const section = found(accuracy, new RegExp(`^## ${heading}\n([^]*?)(?=^## |$(?![^]))`, 'm'))[1] ?? '';
    const [, worst] = found(section, /^\|---.*\n\| [^|]+ \| \d+ \| ([\d.]+) \|/m);
    return `| ${number} ${logs} | ${hits} | ${cause} | ${worst} | ${verdict} |`;
  });
  const head = ['| logs | hits | cause right | in the worst log | verdict right |', '|---|---|---|---|---|'];
  return page.replace(PLACE, (_, open: string, close: string) => `${open}\n${[...head, ...rows].join('\n')}\n${close}`);
}

function found(text: string, pattern: RegExp): RegExpExecArray {
  const match = pattern.exec(text);
  if (match === null) throw new Error(`ACCURACY.md has nothing like ${String(pattern)}`);
  return match;
}
