// The words of the catalogue that a user may type, and what was meant by one that is none of them.
import { CATALOGUE, type Family, type Verdict } from '../judge/catalogue.ts';

const VERDICT_WORDS: Readonly<Record<Verdict, true>> = {
  harmless: true,
  fix: true,
  client: true,
  hostile: true,
  unknown: true,
};

/** Every verdict. */
export const VERDICTS: readonly Verdict[] = Object.keys(VERDICT_WORDS) as Verdict[];

/** Every family, in the order of the catalogue. */
export const FAMILIES: readonly Family[] = [...new Set(Object.values(CATALOGUE).map(({ family }) => family))];

const MOST_SUGGESTIONS = 3;
/** Longer words are no slip of the finger, and comparing them takes the square of their length. */
const MOST_CHARACTERS = 64;

/**
 * Lists what may have been meant by a word: those fewest slips away (one for three letters at most); else those that have
 * it in them or are in it.
 */
export function similarWords<Word extends string>(word: string, known: readonly Word[]): Word[] {
  const typed = word.toLowerCase().replaceAll(/[_ ]/g, '-');
  if (typed.length > MOST_CHARACTERS) return [];
  const slips = new Map(known.map((one) => [one, countSlips(typed, one)]));
  const fewest = Math.min(...slips.values());
  if (fewest <= Math.max(1, typed.length / 3)) {
    return known.filter((one) => slips.get(one) === fewest).slice(0, MOST_SUGGESTIONS);
  }
  if (typed.length < 3) return [];
  return known.filter((one) => one.includes(typed) || typed.includes(one)).slice(0, MOST_SUGGESTIONS);
}

/** `did you mean a or b?`, or another hint where there is nothing to suggest. */
export function didYouMean(similar: readonly string[], otherwise: string): string {
  return similar.length === 0 ? otherwise : `did you mean ${similar.join(' or ')}?`;
}

// Letters added, left out, replaced or swapped with the next (optimal string alignment distance).
function countSlips(typed: string, meant: string): number {
  const rows = [Array.from({ length: meant.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= typed.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= meant.length; j++) {
      const isSame = typed[i - 1] === meant[j - 1];
      const isSwapped = typed[i - 1] === meant[j - 2] && typed[i - 2] === meant[j - 1];
      row.push(
        Math.min(
          at(i - 1, j) + 1,
          at(i, j - 1) + 1,
          at(i - 1, j - 1) + (isSame ? 0 : 1),
          isSwapped ? at(i - 2, j - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return at(typed.length, meant.length);
}
