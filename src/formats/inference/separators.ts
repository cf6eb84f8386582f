// What separates the values of a line.

/** Characters that separate values without spaces around them, if a line has at least {@link LEAST_SEPARATORS} of one. */
const SEPARATORS = ['\t', '|', ';', ',', '^'] as const;
const LEAST_SEPARATORS = 3;
/** A word of signs alone, between blanks: ` || `, ` _{^}_ `. A single sign may be a value: `-`. */
const WORD = / ([^\sA-Za-z\d"'[\]]{2,16})(?= )/g;

/** A word of signs that a line has between its values, with the blanks around it; undefined if there is none. */
export function wordSeparatorIn(line: string): string | undefined {
  const counts = new Map<string, number>();
  for (const [, word = ''] of line.matchAll(WORD)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const [best] = [...counts].toSorted((a, b) => b[1] - a[1]);
  return best !== undefined && best[1] >= LEAST_SEPARATORS ? ` ${best[0]} ` : undefined;
}

/** The separator that a line has most of, outside of quotes; a blank if there is no other. */
export function separatorIn(line: string): string {
  const bare = line.replaceAll(/"[^"]*"/g, '');
  let best = ' ';
  let most = LEAST_SEPARATORS - 1;
  for (const separator of SEPARATORS) {
    const count = bare.split(separator).length - 1;
    // A comma or a semicolon also stands in user agents, next to a space.
    const spaced = separator === ',' || separator === ';' ? bare.split(`${separator} `).length - 1 : 0;
    if (count - spaced > most) [best, most] = [separator, count - spaced];
  }
  return best;
}
