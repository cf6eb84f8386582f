// The words that a user may type for causes and keys, suggestions for a word that is unknown, and words in sentences of errors.
import { CATALOGUE, CAUSE_IDS, FAMILIES, type CauseId } from '../judge/catalogue.ts';
import { nameText } from '../render/escape.ts';
import type { GroupKey } from '../report/shape/grouping.ts';
import { GROUP_KEYS } from '../report/sums/groups.ts';
import { UsageError } from './errors.ts';

const MOST_SUGGESTIONS = 3;
/** A longer word gets no suggestions: it is no typing error, and the time of a comparison grows with the square of the length. */
const MOST_CHARACTERS = 64;
/** A shorter word is part of too many known words. */
const LEAST_PART = 3;

/** A value in double quotes, as every message shows it. Control characters in it are escaped. */
export function quoted(value: string): string {
  return `"${nameText(value)}"`;
}

/** Joins words as a sentence does: `a`, `a or b`, `a, b or c`. */
export function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** The closest known words by edit distance: one edit per three letters, and one edit in a shorter word. */
export function closestWords<Word extends string>(word: string, known: readonly Word[]): Word[] {
  const typed = normalized(word);
  if (typed.length > MOST_CHARACTERS) return [];
  const distances = new Map(known.map((one) => [one, editDistance(typed, one)]));
  const least = Math.min(...distances.values());
  if (least > Math.max(1, typed.length / 3)) return [];
  return known.filter((one) => distances.get(one) === least).slice(0, MOST_SUGGESTIONS);
}

/** The closest known words. If no word is close, the known words that contain the input or are part of it. */
export function similarWords<Word extends string>(word: string, known: readonly Word[]): Word[] {
  const closest = closestWords(word, known);
  const typed = normalized(word);
  if (closest.length > 0 || typed.length < LEAST_PART || typed.length > MOST_CHARACTERS) return closest;
  return known.filter((one) => one.includes(typed) || typed.includes(one)).slice(0, MOST_SUGGESTIONS);
}

function normalized(word: string): string {
  return word.toLowerCase().replaceAll(/[_ ]/g, '-');
}

/** `did you mean "a" or "b"?`, or the other advice if there is no suggestion. */
export function didYouMean(suggestions: readonly string[], otherwise: string): string {
  return suggestions.length === 0 ? otherwise : `did you mean ${oneOf(suggestions.map(quoted))}?`;
}

/**
 * `unknown cause "retryed"; did you mean "retried"?`
 * @param kind what the word should name
 * @param otherwise the advice if no known word is similar
 */
export function unknownWord(kind: string, word: string, known: readonly string[], otherwise: string): string {
  return `unknown ${kind} ${quoted(word)}; ${didYouMean(similarWords(word, known), otherwise)}`;
}

/**
 * Reads the id of a cause, in upper or lower case.
 * @param flag the flag or command that the word belongs to
 * @throws UsageError for a word that is not a cause
 */
export function readCause(flag: string, word: string): CauseId {
  const typed = word.toLowerCase();
  const cause = CAUSE_IDS.find((one) => one === typed);
  if (cause !== undefined) return cause;
  if (FAMILIES.some((one) => one === typed)) {
    const members = CAUSE_IDS.filter((id) => CATALOGUE[id].family === typed);
    throw new UsageError(`${flag}: ${quoted(word)} is a family; name a cause in it: ${oneOf(members)}.`);
  }
  throw new UsageError(`${flag}: ${unknownWord('cause', word, CAUSE_IDS, 'logscan causes lists all causes.')}`);
}

/**
 * Reads the keys of findings: words, or lists of words with commas. A word that is repeated counts once.
 * @param flag the flag that the words belong to
 * @throws UsageError for a word that is not a key
 */
export function readGroupKeys(flag: string, values: readonly string[]): readonly GroupKey[] {
  const keys = values
    .flatMap((value) => value.split(','))
    .map((word) => {
      const typed = word.trim().toLowerCase();
      const key = GROUP_KEYS.find((one) => one === typed);
      if (key !== undefined) return key;
      throw new UsageError(`${flag}: ${unknownWord('key', word, GROUP_KEYS, `use ${oneOf(GROUP_KEYS)}.`)}`);
    });
  return [...new Set(keys)];
}

// Optimal string alignment: letters inserted, deleted, replaced, or swapped with the next one.
function editDistance(typed: string, meant: string): number {
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
